"""A small OpenID Connect provider on loopback, made of Authlib's server half.

It knows one client and whoever `person` says; `forge` bends the ID token that it signs.
"""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from authlib.integrations.flask_oauth2 import AuthorizationServer
from authlib.oauth2.rfc6749 import grants
from authlib.oauth2.rfc6749.models import AuthorizationCodeMixin, ClientMixin
from authlib.oauth2.rfc7636 import CodeChallenge
from authlib.oidc.core import UserInfo
from authlib.oidc.core.grants import OpenIDCode
from flask import Flask, Response, jsonify
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey
from werkzeug.serving import make_server

CLIENT, SECRET = "medebiaser", "of-the-client"


@dataclass
class Person:
    """Who is logged in at the provider."""

    subject: str = "4711"
    preferred_username: str = "dr-c"
    name: str = "Dr C"

    def get_user_id(self) -> str:
        return self.subject


class _Client(ClientMixin):
    redirect_uri = ""

    def get_client_id(self) -> str:
        return CLIENT

    def get_default_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_allowed_scope(self, scope: str) -> str:
        return scope

    def check_redirect_uri(self, redirect_uri: str) -> bool:
        return redirect_uri == self.redirect_uri

    def check_client_secret(self, client_secret: str) -> bool:
        return client_secret == SECRET

    def check_endpoint_auth_method(self, method: str, endpoint: str) -> bool:
        return method == "client_secret_basic"

    def check_response_type(self, response_type: str) -> bool:
        return response_type == "code"

    def check_grant_type(self, grant_type: str) -> bool:
        return grant_type == "authorization_code"


@dataclass
class _Code(AuthorizationCodeMixin):
    code: str
    redirect_uri: str
    scope: str
    nonce: str
    code_challenge: str
    code_challenge_method: str
    user: Person

    def get_redirect_uri(self) -> str:
        return self.redirect_uri

    def get_scope(self) -> str:
        return self.scope

    def get_nonce(self) -> str:
        return self.nonce

    def get_auth_time(self) -> None:
        return None

    def get_acr(self) -> None:
        return None

    def get_amr(self) -> None:
        return None


def _new_key() -> RSAKey:
    return RSAKey.generate_key(2048, {"alg": "RS256", "use": "sig"}, auto_kid=True)


@dataclass
class SmallProvider:
    """The provider's state.

    Attributes:
        person: who is logged in there; None: whoever comes refuses.
        forge: changes header and claims of the next ID tokens before they are signed.
        key: what signs; `new_key` replaces it and publishes the new one.
        signing_key: another key than the published one, for forgeries.
    sign: signs header and claims in another way.
    """

    issuer: str = ""
    person: Person | None = field(default_factory=Person)
    forge: Callable[[dict[str, Any], dict[str, Any]], None] | None = None
    key: RSAKey = field(default_factory=_new_key)
    signing_key: RSAKey | None = None
    sign: Callable[[dict[str, Any], dict[str, Any]], str] | None = None
    client: _Client = field(default_factory=_Client)
    codes: dict[str, _Code] = field(default_factory=dict)

    def new_key(self) -> None:
        self.key = _new_key()

    def application(self) -> Flask:
        app = Flask("provider")
        server = AuthorizationServer(
            app, query_client=self._query_client, save_token=lambda *_: None
        )
        server.register_grant(self._code_grant(), [_IdTokens(self), CodeChallenge(required=True)])

        @app.get("/.well-known/openid-configuration")
        def configuration() -> Response:
            return jsonify(
                issuer=self.issuer,
                authorization_endpoint=f"{self.issuer}/authorize",
                token_endpoint=f"{self.issuer}/token",
                jwks_uri=f"{self.issuer}/keys",
                id_token_signing_alg_values_supported=["RS256"],
            )

        @app.get("/keys")
        def keys() -> Response:
            return jsonify(KeySet([self.key]).as_dict(private=False))

        @app.get("/authorize")
        def authorize() -> Response:
            grant = server.get_consent_grant(end_user=self.person)
            return server.create_authorization_response(grant_user=self.person, grant=grant)

        @app.post("/token")
        def token() -> Response:
            return server.create_token_response()

        return app

    def _query_client(self, client_id: str) -> _Client | None:
        return self.client if client_id == CLIENT else None

    def _code_grant(self) -> type[grants.AuthorizationCodeGrant]:
        provider = self

        class Grant(grants.AuthorizationCodeGrant):
            def save_authorization_code(self, code: str, request: Any) -> None:
                sent = request.payload.data
                provider.codes[code] = _Code(
                    code,
                    request.payload.redirect_uri,
                    request.payload.scope,
                    sent.get("nonce", ""),
                    sent["code_challenge"],
                    sent["code_challenge_method"],
                    request.user,
                )

            def query_authorization_code(self, code: str, client: _Client) -> _Code | None:
                return provider.codes.get(code)

            def delete_authorization_code(self, authorization_code: _Code) -> None:
                del provider.codes[authorization_code.code]

            def authenticate_user(self, authorization_code: _Code) -> Person:
                return authorization_code.user

        return Grant


class _IdTokens(OpenIDCode):
    """What the provider signs."""

    def __init__(self, provider: SmallProvider) -> None:
        super().__init__()
        self._provider = provider

    def exists_nonce(self, nonce: str, request: Any) -> bool:
        return False

    def get_client_claims(self, client: _Client) -> dict[str, Any]:
        return {"iss": self._provider.issuer, "aud": [CLIENT]}

    def generate_user_info(self, user: Person, scope: str) -> UserInfo:
        return UserInfo(
            sub=user.subject, preferred_username=user.preferred_username, name=user.name
        )

    def resolve_client_private_key(self, client: _Client) -> RSAKey:
        return self._provider.key

    def get_encode_header(self, client: _Client) -> dict[str, Any]:
        return {"alg": "RS256", "kid": self._provider.key.kid}

    def encode_id_token(self, token: dict[str, Any], request: Any) -> str:
        signed: str = super().encode_id_token(token, request)
        read = jwt.decode(signed, self._provider.key)
        header, claims = dict(read.header), dict(read.claims)
        if self._provider.forge is not None:
            self._provider.forge(header, claims)
        if self._provider.sign is not None:
            return self._provider.sign(header, claims)
        key = self._provider.signing_key or self._provider.key
        return jwt.encode(header, claims, key, algorithms=[header["alg"]])


@contextmanager
def running() -> Iterator[SmallProvider]:
    """Run a provider on a free port of loopback."""
    provider = SmallProvider()
    server = make_server("127.0.0.1", 0, provider.application(), threaded=True)
    provider.issuer = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield provider
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
