"""Accounts on both databases, with several people at the same moment."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from medebiaser.accounts.login import Lifetime, log_in
from medebiaser.accounts.passwords import hash_password
from medebiaser.accounts.throttle import count_attempt
from medebiaser.accounts.users import NewUser, create_user, set_member, update_user
from medebiaser.data.stores import Workspace, open_workspace
from medebiaser.errors import ConflictError, LockedError, NotLoggedInError, TooManyError
from medebiaser.records import Role
from tests.servers import PostgresServer

LIFETIME = Lifetime(idle_s=1800, total_s=43_200)


@pytest.fixture(params=["sqlite", "postgresql"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Workspace]:
    """Return a workspace with the project `chest`, on either database."""
    url = None
    if request.param == "postgresql":
        server: PostgresServer = request.getfixturevalue("postgres")
        url = server()
    with open_workspace(tmp_path, create=True, database_url=url) as made:
        made.projects.create("chest", ["Hernia"])
        yield made


def at_once(*calls: Callable[[], object]) -> list[str]:
    """Run all calls at the same moment; return what became of each, sorted."""
    start = threading.Barrier(len(calls))
    became: list[str] = []

    def run(call: Callable[[], object]) -> None:
        start.wait()
        try:
            call()
            became.append("done")
        except (ConflictError, LockedError, TooManyError) as error:
            became.append(type(error).__name__)

    threads = [threading.Thread(target=run, args=(call,)) for call in calls]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return sorted(became)


def test_two_admins_who_disable_one_another_leave_one(opened: Workspace) -> None:
    for name in ("a", "b"):
        opened.users.create(name, workspace_role=Role.ADMIN)

    became = at_once(
        lambda: update_user(opened, "a", {"disabled": True}, actor="b"),
        lambda: update_user(opened, "b", {"disabled": True}, actor="a"),
    )

    assert became == ["LockedError", "done"]
    assert len(opened.users.lock_admins()) == 1


def test_who_takes_an_admin_away_waits_for_who_does_the_same(opened: Workspace) -> None:
    for name in ("a", "b"):
        opened.users.create(name, workspace_role=Role.ADMIN)
    became: list[str] = []

    def disable_a() -> None:
        became.extend(at_once(lambda: update_user(opened, "a", {"disabled": True}, actor="b")))

    other = threading.Thread(target=disable_a)
    with opened.database.transaction():
        opened.users.lock_admins()
        other.start()
        other.join(0.5)
        assert other.is_alive(), "it must not decide before this transaction has ended"
        opened.users.update("b", disabled=True)
    other.join()

    assert became == ["LockedError"]
    assert not opened.users.get("a").disabled


def test_of_many_guesses_at_once_no_more_than_five_come_through(opened: Workspace) -> None:
    became = at_once(*[lambda: count_attempt(opened, "name dr-b", 5)] * 12)

    assert became.count("done") == 5
    assert became.count("TooManyError") == 7


def test_one_name_is_given_once(opened: Workspace) -> None:
    became = at_once(*[lambda: create_user(opened, NewUser("dr-b"), actor="a")] * 4)

    assert became == ["ConflictError"] * 3 + ["done"]


def test_a_role_that_is_set_by_two_at_once_is_one_of_both(opened: Workspace) -> None:
    project = opened.projects.get("chest")
    user = opened.users.create("dr-b")

    became = at_once(
        *[
            lambda role=role: set_member(opened, project, "dr-b", role, actor="a")
            for role in (Role.PHYSICIAN, Role.ENGINEER) * 3
        ]
    )

    assert became == ["done"] * 6
    assert opened.users.memberships(user.id)[project.id] in {Role.PHYSICIAN, Role.ENGINEER}


def test_a_login_works_and_a_nul_in_a_name_is_nobodys(opened: Workspace) -> None:
    opened.users.create("dr-b", password_hash=hash_password("lamp-river-seven"))

    done = log_in(opened, "dr-b", "lamp-river-seven", address="::1", lifetime=LIFETIME)

    assert opened.sessions.find(done.token, LIFETIME.idle_s) == done.session
    with pytest.raises(NotLoggedInError, match="the name or the password is wrong"):
        log_in(opened, "dr-b\0", "lamp-river-seven", address="::1", lifetime=LIFETIME)


def test_the_log_of_accounts_stays_whole(opened: Workspace) -> None:
    at_once(*[lambda n=n: create_user(opened, NewUser(f"u{n}"), actor="a") for n in range(8)])

    check = opened.audit.verify(0)
    assert (check.broken, check.entries >= 8) == (None, True)
