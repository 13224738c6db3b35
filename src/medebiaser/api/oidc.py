"""The hospital's single sign-on: OpenID Connect with code, PKCE, nonce and state.

The browser goes to the provider and comes back with a code; the server redeems the code
itself and believes only an ID token that the provider's published keys have signed.
"""

import secrets
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from fastapi import FastAPI, Request
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry

from medebiaser.accounts.single_sign_on import Identity
from medebiaser.data.stores.logins import LoginFlow
from medebiaser.data.stores.sessions import TOKEN_BYTES, hash_of
from medebiaser.errors import InvalidInputError, MedebiaserError, NotFoundError, NotLoggedInError
from medebiaser.settings import Settings

SCOPE = "openid profile email"
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures that are believed: none with a shared secret, and never `none`."""

_LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})
_TIMEOUT_S = 10.0
_METADATA_S = 3600.0
_LEEWAY_S = 60
_SHOWN_MAX = 200


class Provider:
    """The single sign-on that the settings name.

    Args:
        settings: issuer, client id and secret.

    Raises:
        InvalidInputError: the issuer is not reached by HTTPS, or the client id is missing.
    """

    def __init__(self, settings: Settings) -> None:
        assert settings.oidc_issuer is not None
        self._issuer = settings.oidc_issuer
        self._client_id = settings.oidc_client_id
        self._secret = settings.oidc_client_secret
        self._lock = threading.Lock()
        self._metadata: tuple[float, dict[str, Any]] | None = None
        self._keys: KeySet | None = None
        address = urlsplit(self._issuer)
        if address.scheme != "https" and address.hostname not in _LOOPBACK:
            raise InvalidInputError(
                f"the single sign-on {self._issuer} is not reached by https, so anyone in between "
                "could log in as anyone; set MEDEBIASER_OIDC_ISSUER to an https address"
            )
        if not self._client_id:
            raise InvalidInputError(
                "MEDEBIASER_OIDC_ISSUER is set, MEDEBIASER_OIDC_CLIENT_ID is not; "
                "set both as the single sign-on's administrator tells you"
            )

    def start(self, callback: str, after: str) -> tuple[str, LoginFlow, str]:
        """Return where the browser goes, what to remember, and the secret it keeps.

        Args:
            callback: this server's address for the way back.
            after: path where the browser goes once it is logged in.

        Raises:
            MedebiaserError: the single sign-on cannot be reached.
        """
        browser = secrets.token_urlsafe(TOKEN_BYTES)
        flow = LoginFlow(
            state=secrets.token_urlsafe(TOKEN_BYTES),
            nonce=secrets.token_urlsafe(TOKEN_BYTES),
            verifier=secrets.token_urlsafe(48),
            browser_hash=hash_of(browser),
            next=after,
        )
        with self._talking(callback) as client:
            url, _ = client.create_authorization_url(
                self._told(client)["authorization_endpoint"],
                state=flow.state,
                nonce=flow.nonce,
                code_verifier=flow.verifier,
            )
        return str(url), flow, browser

    def finish(self, callback: str, code: str, flow: LoginFlow) -> Identity:
        """Redeem the code and return whom the ID token names.

        Raises:
            NotLoggedInError: the code or the ID token is not to be believed.
            MedebiaserError: the single sign-on cannot be reached.
        """
        with self._talking(callback) as client:
            token = client.fetch_token(
                self._told(client)["token_endpoint"],
                grant_type="authorization_code",
                code=code,
                code_verifier=flow.verifier,
            )
            claims = self._claims(client, token, flow.nonce)
        return _identity(self._issuer, claims)

    @contextmanager
    def _talking(self, callback: str) -> Iterator[OAuth2Client]:
        try:
            with OAuth2Client(
                client_id=self._client_id,
                client_secret=self._secret,
                token_endpoint_auth_method="client_secret_basic" if self._secret else "none",
                scope=SCOPE,
                redirect_uri=callback,
                code_challenge_method="S256",
                timeout=_TIMEOUT_S,
            ) as client:
                yield client
        except (AuthlibBaseError, JoseError, ValueError, KeyError) as error:
            raise NotLoggedInError(
                f"the single sign-on's answer is not to be believed ({type(error).__name__}); "
                "start the login again, and tell the administrator if it happens again"
            ) from error
        except httpx2.HTTPError as error:
            raise MedebiaserError(
                f"the single sign-on cannot be reached ({type(error).__name__}); try again in a "
                "moment, or log in with a password"
            ) from error

    def _told(self, client: OAuth2Client) -> dict[str, Any]:
        """Return what the provider publishes of itself, at most an hour old."""
        with self._lock:
            known = self._metadata
        if known is not None and time.monotonic() - known[0] < _METADATA_S:
            return known[1]
        address = self._issuer.rstrip("/") + "/.well-known/openid-configuration"
        told = _document(client, address)
        if told["issuer"] != self._issuer:
            raise ValueError("the document names another issuer")
        with self._lock:
            self._metadata, self._keys = (time.monotonic(), told), None
        return told

    def _claims(self, client: OAuth2Client, token: dict[str, Any], nonce: str) -> CodeIDToken:
        told = self._told(client)
        supported = told.get("id_token_signing_alg_values_supported", ALGORITHMS)
        registry = JWSRegistry(
            algorithms=[name for name in ALGORITHMS if name in supported],
            strict_check_header=False,
        )
        try:
            read = jwt.decode(token["id_token"], self._key_set(client), registry=registry)
        except InvalidKeyIdError:  # the provider has new keys
            read = jwt.decode(token["id_token"], self._key_set(client, new=True), registry=registry)
        claims = CodeIDToken(
            read.claims,
            read.header,
            {
                "iss": {"essential": True, "value": self._issuer},
                "aud": {"essential": True, "value": self._client_id},
                "nonce": {"essential": True, "value": nonce},
            },
            {
                "nonce": nonce,
                "client_id": self._client_id,
                "access_token": token.get("access_token"),
            },
        )
        claims.validate(leeway=_LEEWAY_S)
        if not isinstance(claims["sub"], str) or not claims["sub"]:
            raise ValueError("the ID token names nobody")
        return claims

    def _key_set(self, client: OAuth2Client, *, new: bool = False) -> KeySet:
        with self._lock:
            known = self._keys
        if known is not None and not new:
            return known
        published: Any = _document(client, self._told(client)["jwks_uri"])
        keys: KeySet = KeySet.import_key_set(published)
        with self._lock:
            self._keys = keys
        return keys


def add_to(app: FastAPI, settings: Settings) -> None:
    """Give the application the single sign-on that the settings name, if they name one.

    Raises:
        InvalidInputError: its settings cannot be used.
    """
    app.state.provider = None if settings.oidc_issuer is None else Provider(settings)


def provider_of(request: Request) -> Provider:
    """Return the single sign-on of this server.

    Raises:
        NotFoundError: it has none.
    """
    provider: Provider | None = request.app.state.provider
    if provider is None:
        raise NotFoundError("this server has no single sign-on; log in with a password")
    return provider


def _identity(issuer: str, claims: CodeIDToken) -> Identity:
    names = (claims.get("preferred_username"), claims.get("email"))
    shown = claims.get("name")
    usable = isinstance(shown, str) and shown.isprintable() and 0 < len(shown) <= _SHOWN_MAX
    return Identity(
        issuer=issuer,
        subject=claims["sub"],
        names=tuple(name for name in names if isinstance(name, str)),
        display_name=shown if usable else None,
    )


def _document(client: OAuth2Client, address: str) -> dict[str, Any]:
    reply = client.request("GET", address, withhold_token=True)
    reply.raise_for_status()
    document = reply.json()
    if not isinstance(document, dict):
        raise ValueError("the provider published no JSON object")
    return document
