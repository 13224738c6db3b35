"""Users: who adds them, what they may do, when they no longer may.

Users are never deleted, because annotations carry their names; they are disabled.
"""

from dataclasses import dataclass
from typing import Any

from medebiaser.accounts.passwords import check_password, hash_password, verify_password
from medebiaser.accounts.throttle import FREE_PER_NAME, count_attempt, forgive
from medebiaser.data.stores import Workspace
from medebiaser.errors import ForbiddenError, InvalidInputError, LockedError
from medebiaser.records import Action, Project, Role, User

_DISPLAY_NAME_MAX = 200


@dataclass(frozen=True, slots=True)
class NewUser:
    """What is known of a user who is to be added.

    Attributes:
        password: None: logs in through the hospital's single sign-on only.
        workspace_role: role in every project; None: none.
        oidc_issuer: the hospital's single sign-on, with
        oidc_subject: its own name for this user.
    """

    name: str
    password: str | None = None
    display_name: str | None = None
    workspace_role: Role | None = None
    oidc_issuer: str | None = None
    oidc_subject: str | None = None


def create_user(opened: Workspace, new: NewUser, *, actor: str) -> User:
    """Add a user.

    Raises:
        ConflictError: the name is taken.
        InvalidInputError: the name or the password cannot be used.
    """
    _check_display_name(new.display_name)
    password_hash = None
    if new.password is not None:
        check_password(new.password, new.name)
        password_hash = hash_password(new.password)
    with opened.database.transaction():
        user = opened.users.create(
            new.name,
            display_name=new.display_name,
            workspace_role=new.workspace_role,
            password_hash=password_hash,
            oidc_issuer=new.oidc_issuer,
            oidc_subject=new.oidc_subject,
        )
        _audit(opened, Action.USER_CREATED, actor, user=user.name, role=user.workspace_role)
    return user


def update_user(opened: Workspace, name: str, changes: dict[str, Any], *, actor: str) -> User:
    """Change a user; one who is disabled is logged out everywhere at once.

    Args:
        opened: the workspace.
        name: which user.
        changes: any of `display_name`, `workspace_role`, `disabled`, `oidc_issuer`,
            `oidc_subject`.
        actor: who does it.

    Raises:
        NotFoundError: there is no such user.
        LockedError: it would leave the workspace without an admin.
        ConflictError: another user has this subject of the single sign-on.
        InvalidInputError: the name to show cannot be used.
    """
    _check_display_name(changes.get("display_name"))
    with opened.database.transaction():
        admins = opened.users.lock_admins()
        user = opened.users.update(name, **changes)
        if admins and not opened.users.lock_admins():
            raise LockedError(
                f"{name} is the last admin of the workspace; make someone else an admin first"
            )
        if user.disabled:
            opened.sessions.end_all(user.id)
        said = {key: value for key, value in changes.items() if key != "display_name"}
        _audit(opened, Action.USER_CHANGED, actor, user=name, changes=said)
    return user


def set_password(opened: Workspace, name: str, password: str, *, actor: str) -> None:
    """Give a user another password; their sessions end and their tokens are revoked.

    Raises:
        NotFoundError: there is no such user.
        InvalidInputError: the password cannot be used.
    """
    user = opened.users.get(name)
    check_password(password, name)
    _store_password(opened, user, password, actor)


def change_password(
    opened: Workspace, user: User, present: str, new: str, *, session: str | None
) -> None:
    """Change one's own password; other sessions end and all tokens are revoked.

    Args:
        opened: the workspace.
        user: whose.
        present: the password so far.
        new: the password from now on.
        session: hash of the token of the session that goes on.

    Raises:
        ForbiddenError: the present password is wrong.
        LockedError: the user logs in through single sign-on and has no password.
        TooManyError: the present password was wrong too often.
        InvalidInputError: the new password cannot be used.
    """
    if user.password_hash is None:
        raise LockedError(
            f"{user.name} logs in through the hospital's single sign-on and has no password here; "
            "change it there"
        )
    check_password(new, user.name)
    attempt = f"password of {user.name}"
    count_attempt(opened, attempt, FREE_PER_NAME)
    if not verify_password(present, user.password_hash):
        raise ForbiddenError("the present password is wrong; type it again")
    forgive(opened, attempt)
    _store_password(opened, user, new, user.name, but=session)


def set_member(opened: Workspace, project: Project, name: str, role: Role, *, actor: str) -> User:
    """Make a user a member of a project, or change the role there.

    Raises:
        NotFoundError: there is no such user.
    """
    with opened.database.transaction():
        user = opened.users.get(name)
        opened.users.set_role(user.id, project.id, role)
        _audit(opened, Action.ROLE_SET, actor, project, user=name, role=role)
    return user


def remove_member(opened: Workspace, project: Project, name: str, *, actor: str) -> None:
    """Take a user out of a project; nothing happens where they are no member.

    Raises:
        NotFoundError: there is no such user.
    """
    with opened.database.transaction():
        user = opened.users.get(name)
        opened.users.remove_role(user.id, project.id)
        _audit(opened, Action.ROLE_REMOVED, actor, project, user=name)


def log_out(opened: Workspace, user: User, session: str | None) -> None:
    """End one session; nothing happens without one."""
    if session is not None:
        with opened.database.transaction():
            opened.sessions.end(session)
            _audit(opened, Action.LOGGED_OUT, user.name, user=user.name)


def log_out_everywhere(opened: Workspace, user: User) -> None:
    """End all sessions of a user; tokens for scripts stay."""
    with opened.database.transaction():
        ended = opened.sessions.end_all(user.id)
        _audit(opened, Action.LOGGED_OUT, user.name, user=user.name, sessions=ended)


def _store_password(
    opened: Workspace, user: User, password: str, actor: str, but: str | None = None
) -> None:
    password_hash = hash_password(password)
    with opened.database.transaction():
        opened.users.set_password(user.name, password_hash)
        opened.sessions.end_all(user.id, but=but)
        opened.tokens.revoke_all(user.id)
        _audit(opened, Action.PASSWORD_CHANGED, actor, user=user.name)


def _check_display_name(text: str | None) -> None:
    if text is not None and (not text.isprintable() or len(text) > _DISPLAY_NAME_MAX):
        raise InvalidInputError(
            f"{text[:_DISPLAY_NAME_MAX]!r} cannot be shown as a name; use at most "
            f"{_DISPLAY_NAME_MAX} printable characters"
        )


def _audit(
    opened: Workspace, action: Action, actor: str, project: Project | None = None, **subject: Any
) -> None:
    chain = None if project is None else project.id
    opened.audit.append(action, subject, actor=actor, project=chain)
