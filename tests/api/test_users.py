"""Users, members and tokens through HTTP."""

import pytest
from fastapi.testclient import TestClient

from medebiaser.data.stores import Workspace
from medebiaser.records import Action
from tests.api.conftest import PASSWORD, Served, SlowClock

NEW_PASSWORD = "marble-canoe-nine"


def logged_in(bare: Served, name: str, password: str) -> int:
    body = {"name": name, "password": password}
    return bare.anonymous().post("/api/session", json=body).status_code


def actions(opened: Workspace, chain: int) -> list[tuple[Action, str | None]]:
    """Return what the log says, the oldest first, with whom it concerns."""
    return [(each.action, each.subject.get("user")) for each in opened.audit.entries(chain)][::-1]


def test_an_admin_adds_a_user_who_can_log_in(bare: Served) -> None:
    made = bare.client("admin").post(
        "/api/users",
        json={"name": "Dr. Żółć", "workspace_role": "engineer", "password": NEW_PASSWORD},
    )

    assert made.status_code == 201
    assert made.json()["workspace_role"] == "engineer"
    assert "password_hash" not in made.text
    assert logged_in(bare, "Dr. Żółć", NEW_PASSWORD) == 200
    assert (Action.USER_CREATED, "Dr. Żółć") in actions(bare.opened, 0)


@pytest.mark.parametrize(
    ("body", "status", "detail"),
    [
        ({"name": "physician"}, 409, "there is already a user physician"),
        ({"name": "a/b"}, 422, "is no user name"),
        ({"name": " a"}, 422, "is no user name"),
        ({"name": "a\nb"}, 422, "is no user name"),
        ({"name": "b", "password": "short"}, 422, "at least 12 characters"),
        ({"name": "b", "password": "bbbbbbbbbbbbbb"}, 422, "repeats a few characters"),
        ({"name": "b", "role": "admin"}, 422, "Extra inputs"),
        ({"name": "b", "workspace_role": "owner"}, 422, "'physician', 'engineer' or 'admin'"),
        ({"name": "b", "single_sign_on_subject": "1"}, 422, "has no single sign-on"),
        ({"name": "b", "display_name": "x\0y"}, 422, "cannot be shown as a name"),
    ],
)
def test_a_user_that_cannot_be_added_is_refused_whole(
    body: dict[str, str], status: int, detail: str, bare: Served
) -> None:
    before = bare.opened.users.all()

    reply = bare.client("admin").post("/api/users", json=body)

    assert reply.status_code == status
    assert detail in reply.json()["detail"]
    assert bare.opened.users.all() == before


def test_a_disabled_user_is_out_at_once_with_session_and_token(bare: Served) -> None:
    client = bare.client("physician")
    token = client.post("/api/tokens", json={"name": "script"}).json()["token"]
    script = bare.anonymous()
    script.headers["Authorization"] = f"Bearer {token}"
    assert script.get("/api/session").status_code == 200

    bare.client("admin").patch("/api/users/physician", json={"disabled": True})

    assert client.get("/api/session").status_code == 401
    assert script.get("/api/session").status_code == 401
    assert logged_in(bare, "physician", PASSWORD) == 401


def test_the_last_admin_stays(bare: Served) -> None:
    client = bare.client("admin")

    for change in ({"disabled": True}, {"workspace_role": "engineer"}, {"workspace_role": None}):
        reply = client.patch("/api/users/admin", json=change)
        assert reply.status_code == 423
        assert "the last admin of the workspace" in reply.json()["detail"]
    client.patch("/api/users/engineer", json={"workspace_role": "admin"})
    assert client.patch("/api/users/admin", json={"workspace_role": None}).status_code == 200


def test_what_is_left_out_of_a_change_stays(bare: Served) -> None:
    client = bare.client("admin")
    client.patch("/api/users/physician", json={"workspace_role": "engineer"})

    changed = client.patch("/api/users/physician", json={"display_name": "Dr P"}).json()

    assert (changed["display_name"], changed["workspace_role"]) == ("Dr P", "engineer")


def test_an_admins_new_password_logs_the_user_out(bare: Served) -> None:
    client = bare.client("physician")

    reply = bare.client("admin").put(
        "/api/users/physician/password", json={"password": NEW_PASSWORD}
    )

    assert reply.status_code == 204
    assert client.get("/api/session").status_code == 401
    assert logged_in(bare, "physician", NEW_PASSWORD) == 200
    assert (Action.PASSWORD_CHANGED, "physician") in actions(bare.opened, 0)


def test_a_stranger_becomes_a_member_changes_role_and_leaves(bare: Served) -> None:
    admin, stranger = bare.client("admin"), bare.client("stranger")
    members = f"{bare.path}/members"
    assert stranger.get("/api/session").json()["roles"] == {}

    assert admin.put(f"{members}/stranger", json={"role": "physician"}).status_code == 200
    assert stranger.get("/api/session").json()["roles"] == {"chest": "physician"}
    admin.put(f"{members}/stranger", json={"role": "engineer"})
    listed = {each["name"]: each["role"] for each in admin.get(members).json()}
    assert listed["stranger"] == "engineer"
    assert admin.delete(f"{members}/stranger").status_code == 204
    assert stranger.get("/api/session").json()["roles"] == {}

    chain = bare.opened.projects.get("chest").id
    assert actions(bare.opened, chain)[-3:] == [
        (Action.ROLE_SET, "stranger"),
        (Action.ROLE_SET, "stranger"),
        (Action.ROLE_REMOVED, "stranger"),
    ]


def test_a_role_counts_in_its_own_project_alone(bare: Served) -> None:
    bare.opened.projects.create("skin", ["Naevus"])
    client = bare.client("physician")

    assert client.get("/api/session").json()["roles"] == {"chest": "physician"}
    assert client.get("/api/projects/skin/members").status_code == 404
    assert client.get("/api/projects/chest/members").status_code == 403


def test_a_member_that_nobody_knows_is_not_found(bare: Served) -> None:
    admin = bare.client("admin")

    assert admin.put(f"{bare.path}/members/nobody", json={"role": "admin"}).status_code == 404
    assert admin.delete(f"{bare.path}/members/nobody").status_code == 404


def a_token(client: TestClient, **body: object) -> str:
    made = client.post("/api/tokens", json={"name": "script", **body})
    assert made.status_code == 201, made.text
    return str(made.json()["token"])


def test_a_token_may_do_what_its_user_may_and_is_shown_once(bare: Served) -> None:
    client, script = bare.client("engineer"), bare.anonymous()
    token = a_token(client)
    script.headers["Authorization"] = f"Bearer {token}"

    session = script.get("/api/session").json()

    assert (session["user"]["name"], session["csrf_token"]) == ("engineer", None)
    assert session["roles"] == {"chest": "engineer"}
    listed = client.get("/api/tokens")
    assert token not in listed.text
    assert [(each["name"], each["last_used_at"]) for each in listed.json()] == [
        ("script", "2026-11-20T12:00:00Z")
    ]


def test_a_token_ends_when_its_days_are_over(bare: Served, clock: SlowClock) -> None:
    script = bare.anonymous()
    script.headers["Authorization"] = f"Bearer {a_token(bare.client('engineer'), days=30)}"

    clock.wait(days=30, seconds=-1)
    assert script.get("/api/session").status_code == 200
    clock.wait(seconds=1)
    assert script.get("/api/session").status_code == 401


def test_a_revoked_token_counts_no_more_and_is_the_users_own(bare: Served) -> None:
    client, script = bare.client("engineer"), bare.anonymous()
    script.headers["Authorization"] = f"Bearer {a_token(client)}"
    number = client.get("/api/tokens").json()[0]["id"]

    assert bare.client("physician").delete(f"/api/tokens/{number}").status_code == 404
    assert script.get("/api/session").status_code == 200
    assert client.delete(f"/api/tokens/{number}").status_code == 204
    assert script.get("/api/session").status_code == 401


def test_a_token_makes_no_other_token_and_changes_no_password(bare: Served) -> None:
    script = bare.anonymous()
    script.headers["Authorization"] = f"Bearer {a_token(bare.client('engineer'))}"

    again = script.post("/api/tokens", json={"name": "again"})
    password = script.put("/api/session/password", json={"present": PASSWORD, "new": NEW_PASSWORD})

    assert (again.status_code, password.status_code) == (403, 403)
    assert "needs a login in the browser" in again.json()["detail"]


def test_two_tokens_of_one_name_are_refused(bare: Served) -> None:
    client = bare.client("engineer")
    a_token(client)

    assert client.post("/api/tokens", json={"name": "script"}).status_code == 409


@pytest.mark.parametrize("number", [0, -1, 2**31, 2**63, 10**30])
def test_a_number_that_no_token_has_is_not_found(number: int, bare: Served) -> None:
    assert bare.client("engineer").delete(f"/api/tokens/{number}").status_code in {404, 422}
