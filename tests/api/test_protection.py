"""What stands before every route: CSRF, hosts, origins, sizes, rates, headers, the log."""

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from medebiaser.data.stores import open_workspace
from tests.api.conftest import ADDRESS, PASSWORD, Served, serve

MIB = 1 << 20


@pytest.fixture
def limited(tmp_path: Path, password_hash: str) -> Iterator[Served]:
    """Return a server that takes two requests a second from each user, twenty at once."""
    with open_workspace(tmp_path / "limited", create=True) as opened:
        opened.projects.create("chest", ["Hernia"])
    made = serve(tmp_path / "limited", password_hash, requests_per_s=2)
    yield made
    made.opened.close()


@pytest.fixture
def behind_proxy(tmp_path: Path, password_hash: str) -> Iterator[Served]:
    """Return a server that browsers reach as https://med.hospital.example."""
    with open_workspace(tmp_path / "proxied", create=True) as opened:
        opened.projects.create("chest", ["Hernia"])
    made = serve(tmp_path / "proxied", password_hash, public_url="https://med.hospital.example")
    yield made
    made.opened.close()


@pytest.mark.parametrize("sent", [None, "", "wrong", "ünicode"])
def test_a_change_without_the_sessions_csrf_token_is_refused(
    sent: str | None, bare: Served
) -> None:
    client = bare.client("admin")
    del client.headers["X-CSRF-Token"]
    headers = {} if sent is None else {"X-CSRF-Token": sent.encode()}

    reply = client.post("/api/users", json={"name": "new"}, headers=headers)

    assert reply.status_code == 403
    assert "X-CSRF-Token is missing or wrong" in reply.json()["detail"]
    assert bare.opened.users.find("new") is None


def test_the_csrf_token_of_another_session_does_not_count(bare: Served) -> None:
    client, other = bare.client("admin"), bare.client("admin")

    reply = client.delete("/api/session", headers={"X-CSRF-Token": other.headers["X-CSRF-Token"]})

    assert reply.status_code == 403


def test_a_token_needs_no_csrf_token_and_a_cookie_beside_it_counts_nothing(bare: Served) -> None:
    client = bare.client("admin")
    del client.headers["X-CSRF-Token"]
    token, _ = bare.opened.tokens.create(bare.opened.users.get("stranger").id, "script")

    changed = client.delete("/api/session", headers={"Authorization": f"Bearer {token}"})
    listed = client.get("/api/users", headers={"Authorization": f"Bearer {token}"})
    wrong = client.get("/api/users", headers={"Authorization": "Bearer mdb_wrong"})

    assert (changed.status_code, listed.status_code, wrong.status_code) == (204, 403, 401)


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
        {"Origin": "http://localhost:81"},
        {"Referer": "https://elsewhere.example/page"},
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
    ],
)
def test_a_change_from_another_sites_page_is_refused_before_anything_is_read(
    headers: dict[str, str], bare: Served
) -> None:
    login = bare.anonymous().post(
        "/api/session", json={"name": "admin", "password": PASSWORD}, headers=headers
    )

    assert login.status_code == 403
    assert "a page of another site" in login.json()["detail"]


@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": ADDRESS},
        {"Referer": f"{ADDRESS}/projects"},
        {"Origin": ADDRESS, "Sec-Fetch-Site": "same-origin"},
        {},
    ],
)
def test_a_change_from_our_own_page_or_from_no_page_goes_through(
    headers: dict[str, str], bare: Served
) -> None:
    login = bare.anonymous().post(
        "/api/session", json={"name": "admin", "password": PASSWORD}, headers=headers
    )

    assert login.status_code == 200


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200),
        ("LOCALHOST:8642", 200),
        ("127.0.0.1:1", 200),
        ("[::1]:8642", 200),
        ("elsewhere.example", 400),
        ("localhost.elsewhere.example", 400),
        ("", 400),
    ],
)
def test_the_server_answers_under_its_own_names_alone(host: str, status: int, bare: Served) -> None:
    reply = bare.anonymous().get("/api/health", headers={"Host": host})

    assert reply.status_code == status


def test_behind_a_proxy_the_public_name_counts_and_cookies_are_for_https(
    behind_proxy: Served,
) -> None:
    client = TestClient(behind_proxy.app, base_url="https://med.hospital.example")
    login = {"name": "admin", "password": PASSWORD}

    plain = client.post(
        "/api/session", json=login, headers={"Origin": "http://med.hospital.example"}
    )
    reply = client.post(
        "/api/session", json=login, headers={"Origin": "https://med.hospital.example"}
    )

    assert plain.status_code == 403
    assert reply.status_code == 200
    assert reply.headers["set-cookie"].startswith("__Host-medebiaser=")
    assert "; Secure" in reply.headers["set-cookie"]
    assert "Path=/" in reply.headers["set-cookie"]
    assert "Domain" not in reply.headers["set-cookie"]
    assert reply.headers["strict-transport-security"] == "max-age=31536000"


def test_a_body_beyond_the_limit_is_refused_by_what_it_says(bare: Served) -> None:
    reply = bare.anonymous().post("/api/session", content=b" " * (MIB + 1))

    assert reply.status_code == 413
    assert reply.json()["detail"] == "the body is larger than 1 MiB; send less at once"


def test_a_body_beyond_the_limit_is_refused_by_what_arrives(bare: Served) -> None:
    def endless() -> Iterator[bytes]:
        for _ in range(33):
            yield b" " * (MIB // 32)

    reply = bare.anonymous().post(
        "/api/session", content=endless(), headers={"Content-Type": "application/json"}
    )

    assert reply.status_code == 413
    assert reply.headers["content-type"] == "application/problem+json"


def test_one_part_of_an_upload_may_be_eight_mib_and_no_more(bare: Served) -> None:
    client = bare.client("physician")
    parts = "/api/projects/chest/uploads/none/parts?offset=0"
    binary = {"Content-Type": "application/octet-stream"}

    within = client.put(parts, content=bytes(8 * MIB), headers=binary)
    beyond = client.put(parts, content=bytes(8 * MIB + 1), headers=binary)

    assert within.status_code != 413
    assert beyond.status_code == 413


def test_a_user_who_asks_too_often_waits_and_others_do_not(limited: Served) -> None:
    busy, calm = limited.client("physician"), limited.client("engineer")

    statuses = [busy.get("/api/session").status_code for _ in range(30)]
    refused = busy.get("/api/session")

    assert statuses[:20] == [200] * 20
    assert 429 in statuses
    assert int(refused.headers["retry-after"]) == 1
    assert calm.get("/api/session").status_code == 200


def test_strangers_are_limited_by_their_address(limited: Served) -> None:
    client = limited.anonymous()

    statuses = [
        client.get("/api/session", headers={"Authorization": f"Bearer {n}"}).status_code
        for n in range(30)
    ]

    assert statuses[0] == 401
    assert statuses[-1] == 429


def test_every_answer_carries_the_headers_that_make_a_browser_careful(bare: Served) -> None:
    answers = [
        bare.anonymous().get("/api/health"),
        bare.anonymous().get("/api/session"),
        bare.anonymous().get("/api/health", headers={"Host": "elsewhere.example"}),
        bare.anonymous().get("/api/nowhere"),
    ]

    for reply in answers:
        assert reply.headers["x-content-type-options"] == "nosniff"
        assert reply.headers["x-frame-options"] == "DENY"
        assert reply.headers["referrer-policy"] == "same-origin"
        assert reply.headers["cache-control"] == "no-store"
        policy = reply.headers["content-security-policy"]
        assert policy == "default-src 'none'; frame-ancestors 'none'; sandbox"


def test_the_page_may_load_nothing_from_elsewhere_and_run_no_inline_script(bare: Served) -> None:
    policy = bare.anonymous().get("/").headers["content-security-policy"]

    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "unsafe" not in policy
    assert "http" not in policy


def test_an_unexpected_error_betrays_nothing_and_carries_the_headers(
    bare: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> None:
        raise RuntimeError("patient 00012 of Dr. Secret")

    monkeypatch.setattr(bare.opened.projects, "all", broken)
    client = TestClient(bare.app, base_url=ADDRESS, raise_server_exceptions=False)

    reply = client.get("/api/health")

    assert reply.status_code == 500
    assert reply.headers["content-type"] == "application/problem+json"
    assert reply.headers["x-content-type-options"] == "nosniff"
    assert "00012" not in reply.text


def test_the_log_names_who_is_refused(bare: Served, caplog: pytest.LogCaptureFixture) -> None:
    client = bare.client("physician")
    with caplog.at_level(logging.INFO, logger="medebiaser"):
        client.get("/api/users")

    [line] = [each.getMessage() for each in caplog.records if each.name == "medebiaser.access"]
    assert line.startswith("GET /api/users 403 ")
    assert line.endswith(" ms physician")


def test_a_nul_in_the_address_is_refused(bare: Served) -> None:
    client = bare.client("admin")

    assert client.get("/api/projects/che%00st/members").status_code == 422
    assert client.get("/api/users?x=%00").status_code == 422


def test_the_access_log_names_route_status_and_user_but_neither_query_nor_place(
    bare: Served, caplog: pytest.LogCaptureFixture
) -> None:
    client = bare.client("admin")
    with caplog.at_level(logging.INFO, logger="medebiaser"):
        client.get("/api/projects/chest/members?patient=00012")
        client.patch("/api/users/Jane-Doe-1950", json={"disabled": True})
        client.get("/api/Jane-Doe-1950")

    lines = [each.getMessage() for each in caplog.records if each.name == "medebiaser.access"]
    assert lines[0].startswith("GET /api/projects/{project}/members 200 ")
    assert lines[0].endswith(" ms admin")
    assert lines[1].startswith("PATCH /api/users/{name} 404 ")
    assert lines[2].startswith("GET /api/unknown 404 ")
    assert "00012" not in caplog.text
    assert "Jane" not in caplog.text


def test_passwords_and_tokens_stand_in_no_log(
    bare: Served, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client = bare.client("physician")
        token = client.post("/api/tokens", json={"name": "script"}).json()["token"]
        client.get("/api/session", headers={"Authorization": f"Bearer {token}"})

    for secret in (PASSWORD, token, client.cookies["medebiaser"], client.headers["X-CSRF-Token"]):
        assert secret not in caplog.text


def test_a_method_that_a_route_has_not_is_refused_with_those_it_has(bare: Served) -> None:
    reply = bare.anonymous().request("PATCH", "/api/health")

    assert reply.status_code == 405
    assert reply.headers["content-type"] == "application/problem+json"
    assert "GET" in reply.headers["allow"]
