"""The login of someone whom the hospital's single sign-on has identified."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from medebiaser.accounts.login import NOBODY, Lifetime, Login, start_session
from medebiaser.accounts.users import NewUser, create_user
from medebiaser.data.stores import Workspace
from medebiaser.data.stores.users import check_name
from medebiaser.errors import ConflictError, ForbiddenError, InvalidInputError
from medebiaser.records import Role, User


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom the single sign-on has identified.

    Attributes:
        issuer: address of the single sign-on.
        subject: its own name for the person, which never changes.
        names: what the person is called there, the best first.
        display_name: what others read; None: not told.
    """

    issuer: str
    subject: str
    names: tuple[str, ...] = ()
    display_name: str | None = None


def log_in(
    opened: Workspace, identity: Identity, *, role: Role | None, lifetime: Lifetime
) -> Login:
    """Start a session of who was identified; whoever is new becomes a user.

    A person is known by issuer and subject alone. A name that looks the same is no proof:
    it would hand an account to whoever can choose a name at the single sign-on.

    Args:
        opened: the workspace.
        identity: whom the single sign-on has identified.
        role: workspace role of a new user; None: none until an admin gives one.
        lifetime: when the session ends.

    Raises:
        ForbiddenError: the user is disabled.
        ConflictError: a new user's name belongs to someone else.
    """
    user = opened.users.by_subject(identity.issuer, identity.subject)
    if user is None:
        user = _create(opened, identity, role)
    if user.disabled:
        raise ForbiddenError(f"user {user.name} may not log in; ask an admin")
    return start_session(opened, user, lifetime)


def _create(opened: Workspace, identity: Identity, role: Role | None) -> User:
    name = next(_usable_names(identity))
    if opened.users.find(name) is not None:
        raise ConflictError(
            f"there is already a user {name}; if that is you, an admin connects it with "
            f"`medebiaser users connect {name} {identity.subject}`"
        )
    new = NewUser(
        name,
        display_name=identity.display_name,
        workspace_role=role,
        oidc_issuer=identity.issuer,
        oidc_subject=identity.subject,
    )
    return create_user(opened, new, actor=NOBODY)


def _usable_names(identity: Identity) -> Iterator[str]:
    for name in identity.names:
        try:
            check_name(name)
        except InvalidInputError:
            continue
        yield name
    known = f"{identity.issuer} {identity.subject}".encode()
    yield f"user-{hashlib.sha256(known).hexdigest()[:12]}"
