"""Users and what they may do: a role in the workspace, a role in each project."""

from typing import Any

from sqlalchemy import bindparam, delete, insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_change
from sqlalchemy.exc import IntegrityError

from medebiaser.data.database import Database
from medebiaser.data.schema import memberships
from medebiaser.data.schema import users as table
from medebiaser.data.stores.base import Clock
from medebiaser.errors import ConflictError, InvalidInputError, NotFoundError
from medebiaser.records import Role, User

NAME_LENGTH_MAX = 100
_CHANGEABLE = {"display_name", "workspace_role", "disabled", "oidc_issuer", "oidc_subject"}
_NEVER_IN_NAMES = frozenset("/\\:?#%<>\"'`")
_MEMBERSHIPS = select(memberships.c.project_id, memberships.c.role).where(
    memberships.c.user_id == bindparam("user_id")
)
"""Put together once: every request asks for them."""


class UsersStore:
    """All users of a workspace."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def create(
        self,
        name: str,
        *,
        display_name: str | None = None,
        workspace_role: Role | None = None,
        password_hash: str | None = None,
        oidc_issuer: str | None = None,
        oidc_subject: str | None = None,
    ) -> User:
        """Create a user.

        Args:
            name: what is typed to log in; the author of what the user draws.
            display_name: what others read; default: the name.
            workspace_role: role in every project; None: none.
            password_hash: as `accounts.passwords` makes it; None: single sign-on only.
            oidc_issuer: the hospital's single sign-on, with
            oidc_subject: its own name for this user.

        Raises:
            ConflictError: the name, or the subject of the single sign-on, is taken.
            InvalidInputError: the name cannot be used.
        """
        check_name(name)
        moment = self._clock()
        try:
            with self._database.transaction() as connection:
                connection.execute(
                    insert(table).values(
                        name=name,
                        display_name=display_name or name,
                        password_hash=password_hash,
                        oidc_issuer=oidc_issuer,
                        oidc_subject=oidc_subject,
                        workspace_role=None if workspace_role is None else str(workspace_role),
                        disabled=False,
                        created_at=moment,
                        password_changed_at=None if password_hash is None else moment,
                    )
                )
                return self.get(name)
        except IntegrityError as error:
            raise ConflictError(
                f"there is already a user {name}, or one with this single sign-on; "
                "choose another name",
                stored=name,
            ) from error

    def get(self, name: str) -> User:
        """Return one user.

        Raises:
            NotFoundError: there is none of this name.
        """
        found = self.find(name)
        if found is None:
            raise NotFoundError(
                f"there is no user {name!r}; an admin adds one with `medebiaser users add NAME`"
            )
        return found

    def find(self, name: str) -> User | None:
        """Return the user of this name; None: there is none."""
        storable = "\0" not in name  # PostgreSQL refuses even to look for it
        return self._one(table.c.name == name) if storable else None

    def by_id(self, user_id: int) -> User | None:
        """Return the user with this number; None: there is none."""
        return self._one(table.c.id == user_id)

    def by_subject(self, issuer: str, subject: str) -> User | None:
        """Return who has this subject of a single sign-on; None: nobody."""
        return self._one((table.c.oidc_issuer == issuer) & (table.c.oidc_subject == subject))

    def all(self) -> list[User]:
        """Return all users by name."""
        with self._database.reading() as connection:
            rows = connection.execute(select(table).order_by(table.c.name))
            return [_record(row) for row in rows]

    def lock_admins(self) -> list[int]:
        """Return the admins of the workspace who may log in; nobody else changes them meanwhile."""
        query = select(table.c.id).where(
            table.c.workspace_role == str(Role.ADMIN), table.c.disabled.is_(False)
        )
        with self._database.transaction() as connection:
            return list(connection.scalars(query.with_for_update()))

    def update(self, name: str, /, **changes: Any) -> User:
        """Change what is known of a user, or whether they may log in.

        Args:
            name: which user.
            changes: any of `display_name`, `workspace_role`, `disabled`, `oidc_issuer`,
                `oidc_subject`.

        Raises:
            NotFoundError: there is no such user.
            ConflictError: another user has this subject of the single sign-on.
            InvalidInputError: the field cannot be changed.
        """
        if unknown := sorted(set(changes) - _CHANGEABLE):
            raise InvalidInputError(
                f"a user's {', '.join(unknown)} cannot be changed; "
                f"what can: {', '.join(sorted(_CHANGEABLE))}"
            )
        if changes.get("workspace_role") is not None:
            changes["workspace_role"] = str(Role(changes["workspace_role"]))
        try:
            with self._database.transaction() as connection:
                stored = self.get(name)
                if changes:
                    connection.execute(update(table).where(table.c.id == stored.id).values(changes))
                return self.get(name)
        except IntegrityError as error:
            raise ConflictError(
                "another user has this subject of the single sign-on; check which one"
            ) from error

    def set_password(self, name: str, password_hash: str) -> User:
        """Store another password's hash.

        Raises:
            NotFoundError: there is no such user.
        """
        with self._database.transaction() as connection:
            stored = self.get(name)
            connection.execute(
                update(table)
                .where(table.c.id == stored.id)
                .values(password_hash=password_hash, password_changed_at=self._clock())
            )
            return self.get(name)

    def memberships(self, user_id: int) -> dict[int, Role]:
        """Return a user's role in each project, by project id."""
        with self._database.reading() as connection:
            found = connection.execute(_MEMBERSHIPS, {"user_id": user_id})
            return {row.project_id: Role(row.role) for row in found}

    def members(self, project_id: int) -> list[tuple[User, Role]]:
        """Return the members of a project with their roles, by name."""
        query = (
            select(table, memberships.c.role)
            .join(memberships, memberships.c.user_id == table.c.id)
            .where(memberships.c.project_id == project_id)
            .order_by(table.c.name)
        )
        with self._database.reading() as connection:
            return [(_record(row), Role(row.role)) for row in connection.execute(query)]

    def set_role(self, user_id: int, project_id: int, role: Role) -> None:
        """Make a user a member of a project, or change the role there."""
        made = insert_or_change(memberships).values(
            user_id=user_id, project_id=project_id, role=str(role)
        )
        changed = made.on_conflict_do_update(
            index_elements=["user_id", "project_id"], set_={"role": str(role)}
        )
        with self._database.transaction() as connection:
            connection.execute(changed)

    def remove_role(self, user_id: int, project_id: int) -> None:
        """Take a user out of a project; nothing happens where they are no member."""
        with self._database.transaction() as connection:
            connection.execute(
                delete(memberships).where(
                    memberships.c.user_id == user_id, memberships.c.project_id == project_id
                )
            )

    def _one(self, condition: Any) -> User | None:
        with self._database.reading() as connection:
            row = connection.execute(select(table).where(condition)).one_or_none()
        return None if row is None else _record(row)


def check_name(name: str) -> None:
    """Refuse a name that could not be typed, read or written into an address.

    Raises:
        InvalidInputError: the name cannot be used.
    """
    allowed = name.isprintable() and not _NEVER_IN_NAMES & set(name) and name not in {".", ".."}
    if not name or name != name.strip() or len(name) > NAME_LENGTH_MAX or not allowed:
        raise InvalidInputError(
            f"{name[:NAME_LENGTH_MAX]!r} is no user name; use 1 to {NAME_LENGTH_MAX} printable "
            "characters without spaces around them and without / \\ : ? # % < > or quotes"
        )


def _record(row: Any) -> User:
    return User(
        id=row.id,
        name=row.name,
        display_name=row.display_name,
        workspace_role=None if row.workspace_role is None else Role(row.workspace_role),
        password_hash=row.password_hash,
        oidc_issuer=row.oidc_issuer,
        oidc_subject=row.oidc_subject,
        disabled=bool(row.disabled),
        created_at=row.created_at,
        password_changed_at=row.password_changed_at,
    )
