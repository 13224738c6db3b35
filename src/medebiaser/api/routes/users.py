"""Routes of users and of a project's members."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import BaseModel, ConfigDict, Field

from medebiaser.accounts import users
from medebiaser.accounts.passwords import LENGTH_MAX, LENGTH_MIN
from medebiaser.accounts.users import NewUser
from medebiaser.api.dependencies import CallerDep, SettingsDep, StoresDep, WorkspaceDep
from medebiaser.api.fields import Flag
from medebiaser.api.problems import refusals
from medebiaser.data.stores.users import NAME_LENGTH_MAX
from medebiaser.errors import InvalidInputError
from medebiaser.records import Role, User
from medebiaser.settings import Settings

router = APIRouter(tags=["users"])

UserName = Annotated[str, Path(min_length=1, max_length=NAME_LENGTH_MAX, description="a user")]
_SUBJECT_MAX = 255


class UserOut(BaseModel):
    """A user, as others may see them.

    Attributes:
        single_sign_on: whether they may log in through the hospital's single sign-on.
    """

    name: str
    display_name: str
    workspace_role: Role | None
    disabled: bool
    has_password: bool
    single_sign_on: bool
    created_at: datetime | None

    @classmethod
    def of(cls, user: User) -> "UserOut":
        """Leave out what nobody may see."""
        return cls(
            name=user.name,
            display_name=user.display_name,
            workspace_role=user.workspace_role,
            disabled=user.disabled,
            has_password=user.password_hash is not None,
            single_sign_on=user.oidc_subject is not None,
            created_at=user.created_at,
        )


class UserIn(BaseModel):
    """A user who is to be added.

    Attributes:
        password: null: logs in through the hospital's single sign-on only.
        workspace_role: role in every project; null: none.
        single_sign_on_subject: what the hospital's single sign-on calls this user.
    """

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=NAME_LENGTH_MAX)
    display_name: str | None = Field(default=None, min_length=1, max_length=200)
    workspace_role: Role | None = None
    password: str | None = Field(default=None, min_length=LENGTH_MIN, max_length=LENGTH_MAX)
    single_sign_on_subject: str | None = Field(default=None, min_length=1, max_length=_SUBJECT_MAX)


class UserChangesIn(BaseModel):
    """What to change of a user; what is left out stays.

    Attributes:
        workspace_role: null takes it away.
        single_sign_on_subject: null forbids the single sign-on.
    """

    model_config = ConfigDict(extra="forbid")

    display_name: str | None = Field(default=None, min_length=1, max_length=200)
    workspace_role: Role | None = None
    disabled: Flag | None = None
    single_sign_on_subject: str | None = Field(default=None, min_length=1, max_length=_SUBJECT_MAX)

    def changes(self, settings: Settings) -> dict[str, Any]:
        """Return the fields of the user that change."""
        sent = self.model_dump(exclude_unset=True)
        for name in ("display_name", "disabled"):
            if sent.get(name, ...) is None:
                del sent[name]
        if "single_sign_on_subject" in sent:
            subject = sent.pop("single_sign_on_subject")
            sent |= {"oidc_subject": subject, "oidc_issuer": _issuer(settings, subject)}
        return sent


class NewPasswordIn(BaseModel):
    """A user's new password."""

    model_config = ConfigDict(extra="forbid")

    password: str = Field(min_length=LENGTH_MIN, max_length=LENGTH_MAX)


class MemberOut(BaseModel):
    """A member of a project."""

    name: str
    display_name: str
    role: Role
    disabled: bool

    @classmethod
    def of(cls, user: User, role: Role) -> "MemberOut":
        """Say what a project's admin needs to know of a user."""
        return cls(
            name=user.name, display_name=user.display_name, role=role, disabled=user.disabled
        )


class MemberIn(BaseModel):
    """A member's role."""

    model_config = ConfigDict(extra="forbid")

    role: Role


@router.get("/users")
def list_users(opened: WorkspaceDep) -> list[UserOut]:
    """Return all users by name."""
    return [UserOut.of(user) for user in opened.users.all()]


@router.post("/users", status_code=201, responses=refusals(409))
def create_user(
    body: UserIn, caller: CallerDep, opened: WorkspaceDep, settings: SettingsDep
) -> UserOut:
    """Add a user."""
    new = NewUser(
        body.name,
        body.password,
        body.display_name,
        body.workspace_role,
        oidc_issuer=_issuer(settings, body.single_sign_on_subject),
        oidc_subject=body.single_sign_on_subject,
    )
    return UserOut.of(users.create_user(opened, new, actor=caller.user.name))


@router.patch("/users/{name}", responses=refusals(404, 409, 423))
def update_user(
    name: UserName,
    body: UserChangesIn,
    caller: CallerDep,
    opened: WorkspaceDep,
    settings: SettingsDep,
) -> UserOut:
    """Change a user; one who is disabled is logged out everywhere at once."""
    actor = caller.user.name
    return UserOut.of(users.update_user(opened, name, body.changes(settings), actor=actor))


@router.put("/users/{name}/password", status_code=204, responses=refusals(404))
def set_user_password(
    name: UserName, body: NewPasswordIn, caller: CallerDep, opened: WorkspaceDep
) -> None:
    """Give a user another password; their sessions end and their tokens are revoked."""
    users.set_password(opened, name, body.password, actor=caller.user.name)


@router.get("/projects/{project}/members")
def list_members(stores: StoresDep, opened: WorkspaceDep) -> list[MemberOut]:
    """Return the project's members by name, not those with a role in the whole workspace."""
    found = opened.users.members(stores.project.id)
    return [MemberOut.of(user, role) for user, role in found]


@router.put("/projects/{project}/members/{name}")
def set_member(
    name: UserName, body: MemberIn, stores: StoresDep, opened: WorkspaceDep
) -> MemberOut:
    """Make a user a member of the project, or change the role."""
    user = users.set_member(opened, stores.project, name, body.role, actor=stores.actor)
    return MemberOut.of(user, body.role)


@router.delete("/projects/{project}/members/{name}", status_code=204)
def remove_member(name: UserName, stores: StoresDep, opened: WorkspaceDep) -> None:
    """Take a user out of the project."""
    users.remove_member(opened, stores.project, name, actor=stores.actor)


def _issuer(settings: Settings, subject: str | None) -> str | None:
    if subject is not None and settings.oidc_issuer is None:
        raise InvalidInputError(
            "this server has no single sign-on; leave single_sign_on_subject out, "
            "or set MEDEBIASER_OIDC_ISSUER"
        )
    return settings.oidc_issuer if subject is not None else None
