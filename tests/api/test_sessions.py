"""Logging in and out through HTTP."""

import hashlib

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from medebiaser.data import schema
from medebiaser.records import Action, Role
from tests.api.conftest import PASSWORD, Served, SlowClock

NEW_PASSWORD = "marble-canoe-nine"


def try_password(client: TestClient, name: str, password: str) -> int:
    return client.post("/api/session", json={"name": name, "password": password}).status_code


def test_the_session_says_who_is_logged_in_with_which_role(bare: Served) -> None:
    session = bare.client("physician").get("/api/session").json()

    assert session["user"] == {
        "name": "physician",
        "display_name": "physician",
        "workspace_role": None,
        "disabled": False,
        "has_password": True,
        "single_sign_on": False,
        "created_at": "2026-11-20T12:00:00Z",
    }
    assert session["roles"] == {"chest": "physician"}
    assert session["idle_ends_at"] == "2026-11-20T12:30:00Z"
    assert session["ends_at"] == "2026-11-21T00:00:00Z"


def test_without_a_login_there_is_no_session(bare: Served) -> None:
    reply = bare.anonymous().get("/api/session")

    assert reply.status_code == 401
    assert reply.headers["content-type"] == "application/problem+json"
    assert "you are not logged in" in reply.json()["detail"]


@pytest.mark.parametrize(
    ("name", "password"),
    [
        ("physician", PASSWORD + "x"),
        ("physician", "\0"),
        ("nobody", PASSWORD),
        ("NUL\0", PASSWORD),
        ("disabled", PASSWORD),
        ("single-sign-on-only", PASSWORD),
    ],
)
def test_every_login_that_fails_gets_the_same_answer(
    name: str, password: str, bare: Served, password_hash: str
) -> None:
    bare.opened.users.create("disabled", password_hash=password_hash)
    bare.opened.users.update("disabled", disabled=True)
    bare.opened.users.create("single-sign-on-only")
    client = bare.anonymous()

    reply = client.post("/api/session", json={"name": name, "password": password})

    assert reply.status_code == 401
    assert reply.json()["detail"].startswith("the name or the password is wrong")
    assert reply.headers.get("set-cookie") is None


def test_the_cookie_is_for_this_browser_alone_and_only_its_hash_is_stored(bare: Served) -> None:
    client = bare.anonymous()
    reply = client.post("/api/session", json={"name": "physician", "password": PASSWORD})

    cookie = reply.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    token = client.cookies["medebiaser"]
    with bare.opened.database.reading() as connection:
        stored = connection.execute(select(schema.sessions)).one()
    assert stored.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in str(stored)


def test_a_session_ends_half_an_hour_after_its_last_use(bare: Served, clock: SlowClock) -> None:
    client = bare.client("physician")

    clock.wait(minutes=29)
    assert client.get("/api/session").status_code == 200
    clock.wait(minutes=29)
    assert client.get("/api/session").status_code == 200
    clock.wait(minutes=30)
    assert client.get("/api/session").status_code == 401


def test_a_session_ends_after_twelve_hours_however_busy(bare: Served, clock: SlowClock) -> None:
    client = bare.client("physician")

    for _ in range(35):
        clock.wait(minutes=20)
        assert client.get("/api/session").status_code == 200
    clock.wait(minutes=20)

    assert client.get("/api/session").status_code == 401


def test_logging_out_ends_this_session_on_the_server_too(bare: Served) -> None:
    client, other = bare.client("physician"), bare.client("physician")
    token = client.cookies["medebiaser"]

    reply = client.delete("/api/session")

    assert (reply.status_code, reply.headers["clear-site-data"]) == (204, '"cache"')
    assert "medebiaser" not in client.cookies
    client.cookies.set("medebiaser", token)
    assert client.get("/api/session").status_code == 401
    assert other.get("/api/session").status_code == 200


def test_logging_out_everywhere_ends_every_session_of_this_user_alone(bare: Served) -> None:
    here, there, else_ = bare.client("physician"), bare.client("physician"), bare.client("engineer")

    assert here.delete("/api/sessions").status_code == 204

    assert here.get("/api/session").status_code == 401
    assert there.get("/api/session").status_code == 401
    assert else_.get("/api/session").status_code == 200


def test_a_new_password_ends_the_other_sessions_and_the_tokens(bare: Served) -> None:
    here, there = bare.client("physician"), bare.client("physician")
    here.post("/api/tokens", json={"name": "nightly"})

    changed = here.put("/api/session/password", json={"present": PASSWORD, "new": NEW_PASSWORD})

    assert changed.status_code == 204
    assert here.get("/api/session").status_code == 200
    assert there.get("/api/session").status_code == 401
    assert here.get("/api/tokens").json() == []
    assert try_password(bare.anonymous(), "physician", PASSWORD) == 401
    assert try_password(bare.anonymous(), "physician", NEW_PASSWORD) == 200


@pytest.mark.parametrize(
    ("present", "new", "status"),
    [
        (PASSWORD + "x", NEW_PASSWORD, 403),
        (PASSWORD, "short", 422),
        (PASSWORD, "physicianphysician", 422),
        (PASSWORD, "abcabcabcabcabc", 422),
    ],
)
def test_a_password_is_changed_by_who_knows_it_into_one_that_is_hard_to_guess(
    present: str, new: str, status: int, bare: Served
) -> None:
    reply = bare.client("physician").put(
        "/api/session/password", json={"present": present, "new": new}
    )

    assert reply.status_code == status
    assert try_password(bare.anonymous(), "physician", PASSWORD) == 200


def test_whoever_has_no_password_here_cannot_change_it(bare: Served, clock: SlowClock) -> None:
    user = bare.opened.users.create("sso", oidc_issuer="https://x.example", oidc_subject="1")
    token, session = bare.opened.sessions.start(user.id, lifetime_s=3600)
    client = bare.anonymous()
    client.cookies.set("medebiaser", token)

    reply = client.put(
        "/api/session/password",
        json={"present": PASSWORD, "new": NEW_PASSWORD},
        headers={"X-CSRF-Token": session.csrf_token},
    )

    assert reply.status_code == 423
    assert "through the hospital's single sign-on" in reply.json()["detail"]


def test_after_five_failures_a_name_waits_longer_and_longer(bare: Served, clock: SlowClock) -> None:
    client = bare.anonymous()
    assert [try_password(client, "physician", "wrong") for _ in range(6)] == [401] * 5 + [429]

    refused = client.post("/api/session", json={"name": "physician", "password": PASSWORD})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "2")
    clock.wait(seconds=2)
    assert try_password(client, "physician", "wrong") == 401
    clock.wait(seconds=3)
    assert try_password(client, "physician", PASSWORD) == 429, "the sixth failure costs 4 s"
    clock.wait(seconds=1)
    assert try_password(client, "physician", PASSWORD) == 200
    assert try_password(client, "physician", "wrong") == 401, "a right password forgives"


def test_an_address_that_guesses_many_names_waits_too(bare: Served, clock: SlowClock) -> None:
    client = bare.anonymous()
    for number in range(50):
        assert try_password(client, f"name-{number}", "wrong") == 401

    assert try_password(client, "one-more", "wrong") == 429
    assert try_password(client, "physician", PASSWORD) == 429
    clock.wait(seconds=2)
    assert try_password(client, "physician", PASSWORD) == 200
    assert try_password(client, "one-more", "wrong") == 429, "one success forgives no other guess"


def test_failures_are_counted_under_a_hash_for_what_was_typed_may_be_a_password(
    bare: Served,
) -> None:
    try_password(bare.anonymous(), NEW_PASSWORD, "x")

    with bare.opened.database.reading() as connection:
        failures = connection.execute(select(schema.login_failures)).all()
    assert len(failures) == 2
    assert NEW_PASSWORD not in str(failures)
    assert NEW_PASSWORD not in str(bare.opened.audit.entries(0))


def test_logins_and_refusals_are_in_the_workspaces_audit_log(bare: Served) -> None:
    try_password(bare.anonymous(), "physician", "wrong")
    bare.client("physician").delete("/api/session")

    entries = bare.opened.audit.entries(0)
    assert [(each.action, each.subject.get("user")) for each in reversed(entries)][-3:] == [
        (Action.LOGIN_REFUSED, "physician"),
        (Action.LOGGED_IN, "physician"),
        (Action.LOGGED_OUT, "physician"),
    ]
    assert bare.opened.audit.verify(0).broken is None


def test_a_role_that_is_taken_away_is_gone_with_the_next_request(bare: Served) -> None:
    client = bare.client("admin")
    bare.opened.users.update("physician", workspace_role=Role.ADMIN)
    physician = bare.client("physician")
    assert physician.get("/api/users").status_code == 200

    changed = client.patch("/api/users/physician", json={"workspace_role": None})

    assert changed.status_code == 200
    assert physician.get("/api/users").status_code == 403


def test_health_is_told_to_anyone(bare: Served) -> None:
    assert bare.anonymous().get("/api/health").json() == {"status": "ok"}
