"""Single sign-on against a real provider on loopback, with everything that may be forged."""

import base64
import json
import logging
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey

from medebiaser.api.app import create_app
from medebiaser.data.stores import open_workspace
from medebiaser.errors import InvalidInputError
from medebiaser.records import Role
from medebiaser.settings import Settings
from tests.api.conftest import ADDRESS, Served, serve
from tests.api.provider import CLIENT, SECRET, Person, SmallProvider, running

Forge = Callable[[dict[str, Any], dict[str, Any]], None]


@pytest.fixture(scope="module")
def _running() -> Iterator[SmallProvider]:
    with running() as provider:
        provider.client.redirect_uri = f"{ADDRESS}/api/oidc/callback"
        yield provider


@pytest.fixture
def provider(_running: SmallProvider) -> SmallProvider:
    """Return the provider, as honest as at first."""
    _running.person = Person()
    _running.forge = _running.signing_key = _running.sign = None
    return _running


@pytest.fixture
def hospital(
    tmp_path: Path, imported_once: Path, password_hash: str, provider: SmallProvider
) -> Iterator[Served]:
    """Return a server that knows the provider."""
    made = serve(
        shutil.copytree(imported_once, tmp_path / "workspace"),
        password_hash,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
    )
    yield made
    made.opened.close()


def at_the_provider(client: TestClient, after: str = "/") -> str:
    """Start the login, let the provider answer, and return the way back."""
    start = client.get("/api/oidc/start", params={"after": after}, follow_redirects=False)
    assert start.status_code == 303, start.text
    answer = httpx2.get(start.headers["location"], follow_redirects=False)
    assert answer.status_code == 302, answer.text
    return answer.headers["location"]


def log_in(client: TestClient, after: str = "/") -> Any:
    """Go the whole way and return the last answer."""
    return client.get(at_the_provider(client, after), follow_redirects=False)


def test_who_is_identified_is_logged_in_as_a_new_user_without_a_role(hospital: Served) -> None:
    client = hospital.anonymous()

    back = log_in(client, "/projects/chest?label=Hernia")

    assert (back.status_code, back.headers["location"]) == (303, "/projects/chest?label=Hernia")
    cookies = back.headers.get_list("set-cookie")
    assert any("HttpOnly" in each and "SameSite=lax" in each for each in cookies)
    session = client.get("/api/session").json()
    assert (session["user"]["name"], session["user"]["display_name"]) == ("dr-c", "Dr C")
    assert session["user"]["single_sign_on"] is True
    assert session["roles"] == {}


def test_the_second_login_is_the_same_user_even_under_another_name(
    hospital: Served, provider: SmallProvider
) -> None:
    log_in(hospital.anonymous())
    provider.person = Person(preferred_username="dr-c-married")

    client = hospital.anonymous()
    log_in(client)

    assert client.get("/api/session").json()["user"]["name"] == "dr-c"


def test_a_name_that_someone_has_is_not_handed_over(
    hospital: Served, provider: SmallProvider
) -> None:
    provider.person = Person(subject="4712", preferred_username="admin")
    client = hospital.anonymous()

    reply = log_in(client)

    assert reply.status_code == 409
    assert "medebiaser users connect admin 4712" in reply.json()["detail"]
    assert client.get("/api/session").status_code == 401


def test_an_admin_connects_a_user_who_then_comes_in_as_before(
    hospital: Served, provider: SmallProvider
) -> None:
    connected = hospital.client("admin").patch(
        "/api/users/physician", json={"single_sign_on_subject": "4711"}
    )
    assert connected.status_code == 200, connected.text

    client = hospital.anonymous()
    log_in(client)

    session = client.get("/api/session").json()
    assert session["user"]["name"] == "physician"
    assert session["roles"] == {hospital.project: "physician"}


def test_a_disabled_user_stays_outside(hospital: Served) -> None:
    log_in(hospital.anonymous())
    hospital.opened.users.update("dr-c", disabled=True)

    reply = log_in(hospital.anonymous())

    assert reply.status_code == 403
    assert "user dr-c may not log in" in reply.json()["detail"]


def test_the_code_is_asked_for_with_pkce_state_and_nonce(hospital: Served) -> None:
    start = hospital.anonymous().get("/api/oidc/start", follow_redirects=False)

    sent = parse_qs(urlsplit(start.headers["location"]).query)
    assert sent["code_challenge_method"] == ["S256"]
    assert len(sent["state"][0]) >= 43
    assert len(sent["nonce"][0]) >= 43
    assert sent["scope"] == ["openid profile email"]


def test_an_answer_counts_once(hospital: Served) -> None:
    client = hospital.anonymous()
    way_back = at_the_provider(client)
    jar = dict(client.cookies)

    first = client.get(way_back, follow_redirects=False)
    client.cookies.update(jar)
    second = client.get(way_back, follow_redirects=False)

    assert (first.status_code, second.status_code) == (303, 401)


def test_an_answer_counts_in_the_browser_that_asked_alone(hospital: Served) -> None:
    way_back = at_the_provider(hospital.anonymous())
    other = hospital.anonymous()
    at_the_provider(other)

    reply = other.get(way_back, follow_redirects=False)

    assert reply.status_code == 401
    assert "not started in this browser" in reply.json()["detail"]


def test_a_code_of_another_login_is_refused(hospital: Served) -> None:
    client = hospital.anonymous()
    stolen = parse_qs(urlsplit(at_the_provider(hospital.anonymous())).query)["code"][0]
    own_state = parse_qs(urlsplit(at_the_provider(client)).query)["state"][0]

    reply = client.get(
        "/api/oidc/callback", params={"code": stolen, "state": own_state}, follow_redirects=False
    )

    assert reply.status_code == 401, "the code belongs to another verifier"
    assert client.get("/api/session").status_code == 401


def _nonce(_: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["nonce"] = "of-another-login"


def _no_nonce(_: dict[str, Any], claims: dict[str, Any]) -> None:
    del claims["nonce"]


def _audience(_: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["aud"] = ["another-client"]


def _party(_: dict[str, Any], claims: dict[str, Any]) -> None:
    claims.update(aud=[CLIENT, "another-client"], azp="another-client")


def _issuer(_: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["iss"] = "https://login.elsewhere.example"


def _expired(_: dict[str, Any], claims: dict[str, Any]) -> None:
    claims.update(iat=claims["iat"] - 7200, exp=claims["iat"] - 3600)


def _no_subject(_: dict[str, Any], claims: dict[str, Any]) -> None:
    del claims["sub"]


def _empty_subject(_: dict[str, Any], claims: dict[str, Any]) -> None:
    claims["sub"] = ""


@pytest.mark.parametrize(
    "forge",
    [_nonce, _no_nonce, _audience, _party, _issuer, _expired, _no_subject, _empty_subject],
)
def test_an_id_token_with_a_wrong_claim_is_not_believed(
    forge: Forge, hospital: Served, provider: SmallProvider
) -> None:
    provider.forge = forge
    client = hospital.anonymous()

    reply = log_in(client)

    assert reply.status_code == 401
    assert "is not to be believed" in reply.json()["detail"]
    assert client.get("/api/session").status_code == 401
    assert hospital.opened.users.find("dr-c") is None


def test_an_id_token_signed_with_a_key_that_is_not_published_is_not_believed(
    hospital: Served, provider: SmallProvider
) -> None:
    provider.signing_key = RSAKey.generate_key(2048)

    assert log_in(hospital.anonymous()).status_code == 401


def _unsigned(header: dict[str, Any], claims: dict[str, Any]) -> str:
    parts = ({**header, "alg": "none"}, claims)
    encoded = (base64.urlsafe_b64encode(json.dumps(part).encode()).decode() for part in parts)
    return ".".join([*(part.rstrip("=") for part in encoded), ""])


def _signed_with_a_secret(header: dict[str, Any], claims: dict[str, Any]) -> str:
    return jwt.encode(
        {**header, "alg": "HS256"}, claims, OctKey.import_key(SECRET * 4), algorithms=["HS256"]
    )


@pytest.mark.parametrize("sign", [_unsigned, _signed_with_a_secret])
def test_an_id_token_without_a_signature_of_the_provider_is_not_believed(
    sign: Callable[..., str], hospital: Served, provider: SmallProvider
) -> None:
    provider.sign = sign

    assert log_in(hospital.anonymous()).status_code == 401


def test_new_keys_of_the_provider_are_fetched(hospital: Served, provider: SmallProvider) -> None:
    assert log_in(hospital.anonymous()).status_code == 303
    provider.new_key()

    assert log_in(hospital.anonymous()).status_code == 303


def test_a_person_who_refuses_at_the_provider_is_not_logged_in(
    hospital: Served, provider: SmallProvider
) -> None:
    provider.person = None
    client = hospital.anonymous()

    reply = client.get(at_the_provider(client), follow_redirects=False)

    assert reply.status_code == 401


@pytest.mark.parametrize(
    "after", ["https://elsewhere.example/", "//elsewhere.example/", "/\\elsewhere.example", "x"]
)
def test_the_login_leads_to_no_other_site(after: str, hospital: Served) -> None:
    reply = hospital.anonymous().get(
        "/api/oidc/start", params={"after": after}, follow_redirects=False
    )

    assert reply.status_code == 422


def test_a_provider_that_cannot_be_reached_is_said_to_be(
    tmp_path: Path, imported_once: Path, password_hash: str
) -> None:
    made = serve(
        shutil.copytree(imported_once, tmp_path / "workspace"),
        password_hash,
        oidc_issuer="http://127.0.0.1:9",
        oidc_client_id=CLIENT,
    )
    reply = made.anonymous().get("/api/oidc/start", follow_redirects=False)
    made.opened.close()

    assert reply.status_code == 503
    assert "the single sign-on cannot be reached" in reply.json()["detail"]


def test_without_a_provider_there_is_no_single_sign_on(anonymous: TestClient) -> None:
    assert anonymous.get("/api/oidc/start", follow_redirects=False).status_code == 404
    assert anonymous.get("/api/oidc/callback", follow_redirects=False).status_code == 404
    assert anonymous.get("/api/login-methods").json()["single_sign_on"] is None


def test_a_provider_without_https_is_refused_at_the_start(tmp_path: Path) -> None:
    settings = Settings(oidc_issuer="http://login.hospital.example", oidc_client_id=CLIENT)

    with open_workspace(tmp_path, create=True) as opened, pytest.raises(
        InvalidInputError, match="is not reached by https"
    ):  # fmt: skip
        create_app(opened, settings)


def test_the_settings_decide_the_role_of_a_new_user(
    tmp_path: Path, imported_once: Path, password_hash: str, provider: SmallProvider
) -> None:
    made = serve(
        shutil.copytree(imported_once, tmp_path / "workspace"),
        password_hash,
        oidc_issuer=provider.issuer,
        oidc_client_id=CLIENT,
        oidc_client_secret=SECRET,
        oidc_role="physician",
    )
    client = made.anonymous()
    log_in(client)
    roles = client.get("/api/session").json()["roles"]
    made.opened.close()

    assert roles == {made.project: Role.PHYSICIAN}


def test_neither_code_nor_state_stands_in_the_log(
    hospital: Served, caplog: pytest.LogCaptureFixture
) -> None:
    client = hospital.anonymous()
    with caplog.at_level(logging.DEBUG, logger="medebiaser"):
        way_back = at_the_provider(client)
        client.get(way_back, follow_redirects=False)

    sent = parse_qs(urlsplit(way_back).query)
    own = [each.getMessage() for each in caplog.records if each.name.startswith("medebiaser")]
    assert any(line.startswith("GET /api/oidc/callback 303") for line in own)
    assert not any(sent[secret][0] in line for secret in ("code", "state") for line in own)


def test_a_browser_that_comes_back_in_vain_shows_a_page_with_the_reason(
    hospital: Served, provider: SmallProvider
) -> None:
    provider.person = Person(preferred_username="admin", subject="<script>alert(1)</script>")
    client = hospital.anonymous()
    client.headers["Accept"] = "text/html,application/xhtml+xml,*/*;q=0.8"

    reply = log_in(client)

    assert reply.status_code == 409
    assert reply.headers["content-type"] == "text/html; charset=utf-8"
    assert "there is already a user admin" in reply.text
    assert "<script>" not in reply.text
    assert '<a href="/">' in reply.text
    assert client.get("/api/session").headers["content-type"] == "application/problem+json"
