"""Users on the command line."""

import io
import re
from pathlib import Path

import pytest

from medebiaser.accounts.passwords import verify_password
from medebiaser.data.stores import open_workspace
from tests.loop import Terminal

PASSWORD = "lamp-river-seven"


@pytest.fixture
def workspace(tmp_path: Path, terminal: Terminal) -> Path:
    """Return a workspace with the project `chest` and its first admin."""
    folder = tmp_path / "workspace"
    assert terminal(folder, "init", "chest", "--labels", "Hernia").status == 0
    return folder


@pytest.fixture(autouse=True)
def _typed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(PASSWORD + "\n"))


def users(workspace: Path, terminal: Terminal) -> dict[str, dict[str, object]]:
    """Return all users by name."""
    return {user["name"]: user for user in terminal(workspace, "users", "list", "--json").json}


def test_the_first_project_brings_an_admin_whose_password_is_shown_once(
    tmp_path: Path, terminal: Terminal
) -> None:
    first = terminal(tmp_path / "workspace", "init", "chest")
    second = terminal(tmp_path / "workspace", "init", "skin")

    shown = re.search(r"first login: admin with the password (\S+)", first.err)
    assert shown is not None
    assert "first login" not in second.err
    with open_workspace(tmp_path / "workspace") as opened:
        assert verify_password(shown[1], opened.users.get("admin").password_hash)
    assert users(tmp_path / "workspace", terminal)["admin"]["workspace_role"] == "admin"


def test_a_physician_of_one_project_is_added_with_the_password_from_stdin(
    workspace: Path, terminal: Terminal
) -> None:
    added = terminal(
        workspace, *("users", "add", "dr-b", "--role", "physician"),
        *("--project", "chest", "--password-stdin"),
    )  # fmt: skip

    assert added.err.strip() == "user dr-b: physician of chest"
    assert PASSWORD not in added.out + added.err
    assert users(workspace, terminal)["dr-b"] == {
        "name": "dr-b",
        "display_name": "dr-b",
        "workspace_role": None,
        "roles": {"chest": "physician"},
        "disabled": False,
        "has_password": True,
        "single_sign_on": False,
    }


def test_a_role_is_given_and_taken_away(workspace: Path, terminal: Terminal) -> None:
    terminal(workspace, "users", "add", "eng", "--password-stdin")

    everywhere = terminal(workspace, "users", "role", "eng", "engineer")
    nowhere = terminal(workspace, "users", "role", "eng", "none")

    assert everywhere.err.strip() == "user eng: engineer of all projects"
    assert nowhere.err.strip() == "user eng: no role yet"


def test_the_last_admin_can_be_neither_demoted_nor_disabled(
    workspace: Path, terminal: Terminal
) -> None:
    for refused in (("role", "admin", "none"), ("disable", "admin")):
        reply = terminal(workspace, "users", *refused)

        assert reply.status == 1
        assert "admin is the last admin of the workspace" in reply.err
    assert users(workspace, terminal)["admin"]["workspace_role"] == "admin"
    assert users(workspace, terminal)["admin"]["disabled"] is False


def test_a_short_password_is_refused_and_no_user_is_added(
    workspace: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("secret\n"))

    reply = terminal(workspace, "users", "add", "dr-b", "--password-stdin")

    assert reply.status == 1
    assert "the password has 6 characters; use 12 to 1000" in reply.err
    assert "dr-b" not in users(workspace, terminal)


def test_a_disabled_user_has_no_session_left_and_may_be_enabled_again(
    workspace: Path, terminal: Terminal
) -> None:
    terminal(workspace, "users", "add", "dr-b", "--password-stdin")
    with open_workspace(workspace) as opened:
        token, _ = opened.sessions.start(opened.users.get("dr-b").id, lifetime_s=3600)

    assert terminal(workspace, "users", "disable", "dr-b").status == 0
    with open_workspace(workspace) as opened:
        assert opened.users.get("dr-b").disabled
        assert opened.sessions.find(token, idle_s=3600) is None
    assert terminal(workspace, "users", "enable", "dr-b").status == 0
    assert users(workspace, terminal)["dr-b"]["disabled"] is False


def test_a_new_password_replaces_the_old_one_and_ends_the_tokens(
    workspace: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal(workspace, "users", "tokens", "admin", "--create", "nightly")
    assert len(terminal(workspace, "users", "tokens", "admin", "--json").json) == 1

    assert terminal(workspace, "users", "password", "admin", "--password-stdin").status == 0

    with open_workspace(workspace) as opened:
        assert verify_password(PASSWORD, opened.users.get("admin").password_hash)
    assert terminal(workspace, "users", "tokens", "admin", "--json").json == []


def test_a_token_is_printed_once_listed_without_its_secret_and_revoked(
    workspace: Path, terminal: Terminal
) -> None:
    made = terminal(workspace, "users", "tokens", "admin", "--create", "nightly", "--days", "30")
    listed = terminal(workspace, "users", "tokens", "admin", "--json")

    token = made.out.strip()
    assert token.startswith("mdb_")
    assert token not in listed.out
    assert [(each["name"], each["last_used_at"]) for each in listed.json] == [("nightly", None)]
    number = str(listed.json[0]["id"])
    assert terminal(workspace, "users", "tokens", "admin", "--revoke", number).status == 0
    with open_workspace(workspace) as opened:
        assert opened.tokens.find(token) is None


def test_an_unknown_user_is_refused_before_a_password_is_asked_for(
    workspace: Path, terminal: Terminal
) -> None:
    reply = terminal(workspace, "users", "password", "nobody")

    assert reply.status == 1
    assert "there is no user 'nobody'" in reply.err


def test_a_user_of_the_single_sign_on_gets_no_password(
    workspace: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    refused = terminal(workspace, "users", "add", "dr-c", "--single-sign-on", "4711")
    monkeypatch.setenv("MEDEBIASER_OIDC_ISSUER", "https://login.hospital.example")
    added = terminal(workspace, "users", "add", "dr-c", "--single-sign-on", "4711")

    assert refused.status == 1
    assert "set MEDEBIASER_OIDC_ISSUER first" in refused.err
    assert added.status == 0, added.err
    found = users(workspace, terminal)["dr-c"]
    assert (found["single_sign_on"], found["has_password"]) == (True, False)
