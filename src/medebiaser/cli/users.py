"""Users, their roles and their tokens."""

import sys
from datetime import datetime
from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from medebiaser.accounts import first, tokens, users
from medebiaser.cli.session import Session, reply, say, session
from medebiaser.cli.tables import print_rows
from medebiaser.data.stores import Workspace
from medebiaser.data.stores.base import TERMINAL
from medebiaser.errors import InvalidInputError
from medebiaser.records import Project, Role, User

_JSON = Annotated[bool, typer.Option("--json", help="one JSON document on stdout")]
_STDIN = Annotated[
    bool, typer.Option("--password-stdin", help="read the password from the first line of stdin")
]
_PROJECT = Annotated[
    str | None, typer.Option("--project", help="role in this project alone; default: in all")
]
_NAME = Annotated[str, typer.Argument(help="what is typed to log in")]
users_app = typer.Typer(help="Who may log in, and what they may do.", no_args_is_help=True)


class RoleOrNone(StrEnum):
    """A role, or the word for having none."""

    PHYSICIAN = Role.PHYSICIAN.value
    ENGINEER = Role.ENGINEER.value
    ADMIN = Role.ADMIN.value
    NONE = "none"


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.add_typer(users_app, name="users")


def say_first_admin(opened: Workspace) -> None:
    """Add the first admin, where there is no user, and show the password this once."""
    password = first.create_first_admin(opened, actor=TERMINAL)
    if password is not None:
        say(
            f"first login: {first.FIRST_ADMIN} with the password {password} (shown only now; "
            f"change it with `medebiaser users password {first.FIRST_ADMIN}`)"
        )


@users_app.command("add")
def add_user(
    context: typer.Context,
    name: _NAME,
    role: Annotated[Role | None, typer.Option(help="without one the user sees nothing yet")] = None,
    project: _PROJECT = None,
    display_name: Annotated[str | None, typer.Option(help="what others read")] = None,
    subject: Annotated[
        str | None,
        typer.Option("--single-sign-on", help="its name for this user, who gets no password here"),
    ] = None,
    password_stdin: _STDIN = False,
) -> None:
    """Add a user; the password is asked for."""
    current = session(context)
    issuer = _issuer(current) if subject is not None else None
    with current.workspace() as opened:
        chosen = _project(current, opened, project)
        password = None if subject is not None else _password(password_stdin)
        new = users.NewUser(
            name,
            password,
            display_name,
            workspace_role=role if chosen is None else None,
            oidc_issuer=issuer,
            oidc_subject=subject,
        )
        with opened.database.transaction():
            user = users.create_user(opened, new, actor=TERMINAL)
            if chosen is not None and role is not None:
                users.set_member(opened, chosen, name, role, actor=TERMINAL)
        say(f"user {user.name}: {_in_words(opened, user)}")


@users_app.command("list")
def list_users(context: typer.Context, as_json: _JSON = False) -> None:
    """List all users with their roles."""
    with session(context).workspace() as opened:
        rows = [_as_json(opened, user) for user in opened.users.all()]
        lines = [
            (user.name, user.display_name, _in_words(opened, user)) for user in opened.users.all()
        ]
    if as_json:
        reply(rows)
    else:
        print_rows(Console(), ("name", "shown as", "may"), lines)


@users_app.command("role")
def set_role(
    context: typer.Context,
    name: _NAME,
    role: Annotated[RoleOrNone, typer.Argument(help="none takes it away")],
    project: _PROJECT = None,
) -> None:
    """Give a user a role, in one project or in all."""
    current = session(context)
    with current.workspace() as opened:
        chosen = _project(current, opened, project)
        given = None if role is RoleOrNone.NONE else Role(role.value)
        if chosen is None:
            users.update_user(opened, name, {"workspace_role": given}, actor=TERMINAL)
        elif given is None:
            users.remove_member(opened, chosen, name, actor=TERMINAL)
        else:
            users.set_member(opened, chosen, name, given, actor=TERMINAL)
        say(f"user {name}: {_in_words(opened, opened.users.get(name))}")


@users_app.command("password")
def set_password(context: typer.Context, name: _NAME, password_stdin: _STDIN = False) -> None:
    """Give a user another password; their sessions end and their tokens are revoked."""
    with session(context).workspace() as opened:
        opened.users.get(name)
        users.set_password(opened, name, _password(password_stdin), actor=TERMINAL)
    say(f"user {name} has a new password; sessions have ended, tokens are revoked")


@users_app.command("connect")
def connect(
    context: typer.Context,
    name: _NAME,
    subject: Annotated[str, typer.Argument(help="what the single sign-on calls this user")],
) -> None:
    """Let a user log in through the hospital's single sign-on."""
    current = session(context)
    changes = {"oidc_issuer": _issuer(current), "oidc_subject": subject}
    with current.workspace() as opened:
        users.update_user(opened, name, changes, actor=TERMINAL)
    say(f"user {name} may log in through the single sign-on")


@users_app.command("disable")
def disable(context: typer.Context, name: _NAME) -> None:
    """Forbid a user to log in, and log them out everywhere at once."""
    _set_disabled(session(context), name, disabled=True)
    say(f"user {name} may no longer log in; what they drew stays theirs")


@users_app.command("enable")
def enable(context: typer.Context, name: _NAME) -> None:
    """Let a user log in again."""
    _set_disabled(session(context), name, disabled=False)
    say(f"user {name} may log in again")


@users_app.command("tokens")
def manage_tokens(
    context: typer.Context,
    name: _NAME,
    create: Annotated[
        str | None, typer.Option(help="make one for this purpose; it is printed once, on stdout")
    ] = None,
    days: Annotated[int | None, typer.Option(min=1, max=3650, help="how long it is good")] = None,
    revoke: Annotated[int | None, typer.Option(help="end the one with this number")] = None,
    as_json: _JSON = False,
) -> None:
    """List a user's tokens for scripts, make one or revoke one."""
    with session(context).workspace() as opened:
        user = opened.users.get(name)
        if revoke is not None:
            tokens.revoke_token(opened, user, revoke, actor=TERMINAL)
        if create is not None:
            token, _ = tokens.create_token(opened, user, create, days, actor=TERMINAL)
            typer.echo(token)
            return
        stored = opened.tokens.all(user.id)
    rows = [
        {
            "id": t.id,
            "name": t.name,
            "last_used_at": _moment(t.last_used_at),
            "ends": _moment(t.expires_at),
        }
        for t in stored
    ]
    if as_json:
        reply(rows)
    else:
        lines = [tuple(str(value or "") for value in row.values()) for row in rows]
        print_rows(Console(), ("number", "for", "last used", "ends"), lines)


def _set_disabled(current: Session, name: str, *, disabled: bool) -> None:
    with current.workspace() as opened:
        users.update_user(opened, name, {"disabled": disabled}, actor=TERMINAL)


def _project(current: Session, opened: Workspace, name: str | None) -> Project | None:
    chosen = name or current.project
    return None if chosen is None else opened.projects.get(chosen)


def _issuer(current: Session) -> str:
    if current.settings.oidc_issuer is None:
        raise InvalidInputError("there is no single sign-on here; set MEDEBIASER_OIDC_ISSUER first")
    return current.settings.oidc_issuer


def _password(from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    typed: str = typer.prompt("password", hide_input=True, confirmation_prompt=True, err=True)
    return typed


def _in_words(opened: Workspace, user: User) -> str:
    if user.disabled:
        return "may not log in"
    parts = [] if user.workspace_role is None else [f"{user.workspace_role} of all projects"]
    parts += [f"{role} of {project}" for project, role in _roles(opened, user).items()]
    return ", ".join(parts) or "no role yet"


def _roles(opened: Workspace, user: User) -> dict[str, str]:
    names = {project.id: project.name for project in opened.projects.all()}
    held = opened.users.memberships(user.id)
    return {names[project_id]: str(role) for project_id, role in held.items()}


def _as_json(opened: Workspace, user: User) -> dict[str, object]:
    return {
        "name": user.name,
        "display_name": user.display_name,
        "workspace_role": user.workspace_role,
        "roles": _roles(opened, user),
        "disabled": user.disabled,
        "has_password": user.password_hash is not None,
        "single_sign_on": user.oidc_subject is not None,
    }


def _moment(at: datetime | None) -> str | None:
    return None if at is None else f"{at:%Y-%m-%d %H:%M} UTC"
