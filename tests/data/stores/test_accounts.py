"""What the stores of users, sessions, tokens and logins keep, and for how long."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from medebiaser.data.stores import Workspace, open_workspace
from medebiaser.data.stores.logins import LoginFlow
from medebiaser.data.stores.users import check_name
from medebiaser.errors import ConflictError, InvalidInputError
from medebiaser.records import Role

FLOW = LoginFlow("state", "nonce", "verifier", "browser", "/next")


class _Clock:
    now = datetime(2026, 11, 20, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> _Clock:
    return _Clock()


@pytest.fixture
def opened(tmp_path: Path, clock: _Clock) -> Iterator[Workspace]:
    with open_workspace(tmp_path, create=True, clock=clock) as made:
        yield made


def test_a_user_comes_back_as_stored_and_hides_the_hash_when_shown(opened: Workspace) -> None:
    made = opened.users.create("dr-b", password_hash="$argon2id$secret", workspace_role=Role.ADMIN)

    assert opened.users.get("dr-b") == opened.users.by_id(made.id) == made
    assert made.workspace_role is Role.ADMIN
    assert "secret" not in repr(made)


@pytest.mark.parametrize("name", ["dr-b", "Dr. Żółć", "b@hospital.example", "山田", "x" * 100])
def test_names_of_people_are_taken(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    "name",
    ["", " b", "b ", "a/b", "a\\b", "a?b", "a#b", "a%b", ".", "..", "a\nb", "a\0b", "x" * 101],
)
def test_names_that_break_addresses_or_lines_are_refused(name: str) -> None:
    with pytest.raises(InvalidInputError, match="is no user name"):
        check_name(name)


def test_a_subject_of_the_single_sign_on_belongs_to_one_user(opened: Workspace) -> None:
    opened.users.create("a", oidc_issuer="https://x.example", oidc_subject="1")
    opened.users.create("b", oidc_issuer="https://y.example", oidc_subject="1")

    with pytest.raises(ConflictError):
        opened.users.update("b", oidc_issuer="https://x.example")
    found = opened.users.by_subject("https://x.example", "1")
    assert found is not None
    assert found.name == "a"


def test_a_role_in_one_project_is_none_in_another_and_leaves_with_the_member(
    opened: Workspace,
) -> None:
    chest, skin = opened.projects.create("chest", ["H"]), opened.projects.create("skin", ["N"])
    user, other = opened.users.create("a"), opened.users.create("b")
    opened.users.set_role(user.id, chest.id, Role.PHYSICIAN)
    opened.users.set_role(user.id, skin.id, Role.ENGINEER)
    opened.users.set_role(other.id, chest.id, Role.ADMIN)

    opened.users.set_role(user.id, chest.id, Role.ENGINEER)
    opened.users.remove_role(user.id, skin.id)

    assert opened.users.memberships(user.id) == {chest.id: Role.ENGINEER}
    assert [(who.name, role) for who, role in opened.users.members(chest.id)] == [
        ("a", Role.ENGINEER),
        ("b", Role.ADMIN),
    ]


def test_sessions_that_have_ended_are_purged_and_the_others_stay(
    opened: Workspace, clock: _Clock
) -> None:
    user = opened.users.create("a")
    short, _ = opened.sessions.start(user.id, lifetime_s=60)
    unused, _ = opened.sessions.start(user.id, lifetime_s=36_000)
    clock.now += timedelta(minutes=20)
    living, _ = opened.sessions.start(user.id, lifetime_s=36_000)
    clock.now += timedelta(minutes=10)

    assert opened.sessions.purge(idle_s=1800) == 2
    assert opened.sessions.find(short, 1800) is None
    assert opened.sessions.find(unused, 1800) is None
    assert opened.sessions.find(living, 1800) is not None


def test_reading_pages_writes_the_last_use_at_most_every_half_minute(
    opened: Workspace, clock: _Clock
) -> None:
    started = clock.now
    token, session = opened.sessions.start(opened.users.create("a").id, lifetime_s=36_000)

    clock.now += timedelta(seconds=29)
    opened.sessions.touch(session, 1800)
    assert opened.sessions.find(token, 1800).seen_at == started  # type: ignore[union-attr]
    clock.now += timedelta(seconds=1)
    opened.sessions.touch(session, 1800)
    assert opened.sessions.find(token, 1800).seen_at == clock.now  # type: ignore[union-attr]


def test_a_login_that_was_started_ends_once_and_within_ten_minutes(
    opened: Workspace, clock: _Clock
) -> None:
    opened.logins.add_flow(FLOW)
    assert opened.logins.take_flow("another") is None
    assert opened.logins.take_flow("state") == FLOW
    assert opened.logins.take_flow("state") is None

    opened.logins.add_flow(FLOW)
    clock.now += timedelta(minutes=10)
    assert opened.logins.take_flow("state") is None
