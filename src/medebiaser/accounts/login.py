"""The login by name and password, and how guessing is slowed down."""

from dataclasses import dataclass

from medebiaser.accounts import throttle
from medebiaser.accounts.passwords import verify_password
from medebiaser.data.stores import Workspace
from medebiaser.errors import NotLoggedInError
from medebiaser.records import Action, User, UserSession

NOBODY = "unknown"
"""Who acts when no one is logged in."""


@dataclass(frozen=True, slots=True)
class Lifetime:
    """When a session ends.

    Attributes:
        idle_s: unused.
        total_s: in any case.
    """

    idle_s: float
    total_s: float


@dataclass(frozen=True, slots=True)
class Login:
    """A login that succeeded.

    Attributes:
        token: for the cookie; known to the browser alone.
    """

    user: User
    session: UserSession
    token: str


def log_in(
    opened: Workspace, name: str, password: str, *, address: str, lifetime: Lifetime
) -> Login:
    """Check a name and a password and start a session.

    An unknown name, a wrong password, a user who may not log in and one without a password
    get the same answer after the same time.

    Args:
        opened: the workspace.
        name: as typed.
        password: as typed.
        address: where the request came from.
        lifetime: when the session ends.

    Raises:
        NotLoggedInError: not this name with this password.
        TooManyError: too many failures for this name or from this address.
    """
    with opened.database.transaction():
        throttle.count_attempt(opened, f"name {name}", throttle.FREE_PER_NAME)
        throttle.count_attempt(opened, f"address {address}", throttle.FREE_PER_ADDRESS)
    user = opened.users.find(name)
    usable = user is not None and not user.disabled
    right = verify_password(password, user.password_hash if user and usable else None)
    if user is None or not right:
        _say_refused(opened, user, address)
        raise NotLoggedInError(
            "the name or the password is wrong, or this user may not log in; "
            "try again, or ask an admin for a new password"
        )
    with opened.database.transaction():
        throttle.forgive(opened, f"name {name}")
        throttle.take_back(opened, f"address {address}")
        return start_session(opened, user, lifetime)


def start_session(opened: Workspace, user: User, lifetime: Lifetime) -> Login:
    """Start a session of a user who has proved who they are."""
    with opened.database.transaction():
        opened.sessions.purge(lifetime.idle_s)
        token, session = opened.sessions.start(user.id, lifetime.total_s)
        opened.audit.append(Action.LOGGED_IN, {"user": user.name}, actor=user.name, project=None)
    return Login(user, session, token)


def _say_refused(opened: Workspace, user: User | None, address: str) -> None:
    """Say it as long for an unknown name, and without it: it may have been a password."""
    with opened.database.transaction():
        subject = {"user": None if user is None else user.name, "address": address}
        opened.audit.append(Action.LOGIN_REFUSED, subject, actor=NOBODY, project=None)
