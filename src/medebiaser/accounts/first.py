"""The first admin: made once, where nobody could log in otherwise."""

from contextlib import suppress

from medebiaser.accounts.passwords import new_password
from medebiaser.accounts.users import NewUser, create_user
from medebiaser.data.stores import Workspace
from medebiaser.errors import ConflictError
from medebiaser.records import Role

FIRST_ADMIN = "admin"


def create_first_admin(opened: Workspace, *, actor: str) -> str | None:
    """Add a user `admin`, if there is no user at all, and return the password.

    It is kept nowhere else; None: there are users already.
    """
    if opened.users.all():
        return None
    password = new_password()
    with suppress(ConflictError):  # someone was faster
        create_user(opened, NewUser(FIRST_ADMIN, password, workspace_role=Role.ADMIN), actor=actor)
        return password
    return None
