"""Routes of sessions: logging in and out."""

from datetime import datetime
from typing import Literal

from fastapi import APIRouter, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from medebiaser.accounts import login, users
from medebiaser.accounts.passwords import LENGTH_MAX, LENGTH_MIN
from medebiaser.api import callers
from medebiaser.api.access import Caller
from medebiaser.api.dependencies import CallerDep, SettingsDep, WorkspaceDep
from medebiaser.api.problems import refusals
from medebiaser.api.routes.users import UserOut
from medebiaser.data.stores import Workspace
from medebiaser.data.stores.sessions import ends_at
from medebiaser.records import Role
from medebiaser.settings import Settings

router = APIRouter(tags=["sessions"])


class LoginIn(BaseModel):
    """What a person types to log in."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=1, max_length=200)
    password: str = Field(min_length=1, max_length=LENGTH_MAX)


class PasswordIn(BaseModel):
    """The password so far, and the one from now on."""

    model_config = ConfigDict(extra="forbid")

    present: str = Field(min_length=1, max_length=LENGTH_MAX)
    new: str = Field(min_length=LENGTH_MIN, max_length=LENGTH_MAX)


class HealthOut(BaseModel):
    """The server answers and reaches its database."""

    status: Literal["ok"] = "ok"


class SingleSignOnOut(BaseModel):
    """The hospital's single sign-on.

    Attributes:
        title: what its button says.
        start: where the browser goes.
    """

    title: str
    start: str


class LoginMethodsOut(BaseModel):
    """How one may log in here."""

    password: Literal[True] = True
    single_sign_on: SingleSignOnOut | None


class SessionOut(BaseModel):
    """Who is logged in, and until when.

    Attributes:
        roles: role in each project that the user may open.
        csrf_token: belongs into the header X-CSRF-Token of every change; null: a script's token.
        idle_ends_at: when the session ends if it is not used.
        ends_at: when it ends in any case.
    """

    user: UserOut
    roles: dict[str, Role]
    csrf_token: str | None
    idle_ends_at: datetime | None
    ends_at: datetime | None


@router.get("/health")
def get_health(opened: WorkspaceDep) -> HealthOut:
    """Say that the server answers and reaches its database; for load balancers."""
    opened.projects.all()
    return HealthOut()


@router.get("/login-methods")
def get_login_methods(settings: SettingsDep) -> LoginMethodsOut:
    """Return how one may log in here."""
    button = SingleSignOnOut(title=settings.oidc_title, start="/api/oidc/start")
    return LoginMethodsOut(single_sign_on=button if settings.oidc_issuer else None)


@router.post("/session", responses=refusals(401))
def log_in(
    body: LoginIn,
    request: Request,
    response: Response,
    opened: WorkspaceDep,
    settings: SettingsDep,
) -> SessionOut:
    """Log in with a name and a password; the session is a cookie."""
    done = login.log_in(
        opened,
        body.name,
        body.password,
        address=callers.address_of(request),
        lifetime=callers.lifetime_of(settings),
    )
    callers.set_cookie(response, settings, done.token)
    roles = opened.users.memberships(done.user.id)
    return _session_out(opened, settings, Caller(done.user, roles, done.session))


@router.get("/session")
def get_session(caller: CallerDep, opened: WorkspaceDep, settings: SettingsDep) -> SessionOut:
    """Return who is logged in, with which roles, and until when."""
    return _session_out(opened, settings, caller)


@router.delete("/session", status_code=204)
def log_out(caller: CallerDep, opened: WorkspaceDep, settings: SettingsDep) -> Response:
    """End this browser's session."""
    users.log_out(
        opened, caller.user, None if caller.session is None else caller.session.token_hash
    )
    return _without_cookie(settings)


@router.delete("/sessions", status_code=204)
def log_out_everywhere(caller: CallerDep, opened: WorkspaceDep, settings: SettingsDep) -> Response:
    """End all sessions of the user, this one too; tokens for scripts stay."""
    users.log_out_everywhere(opened, caller.user)
    return _without_cookie(settings)


@router.put("/session/password", status_code=204, responses=refusals(423))
def change_password(body: PasswordIn, caller: CallerDep, opened: WorkspaceDep) -> None:
    """Change the password; other sessions end and all tokens are revoked."""
    session = callers.require_browser(caller, "changing the password")
    users.change_password(opened, caller.user, body.present, body.new, session=session.token_hash)


def _without_cookie(settings: Settings) -> Response:
    response = Response(status_code=204)
    callers.drop_cookie(response, settings)
    response.headers["Clear-Site-Data"] = '"cache"'  # who logs in next may not see these images
    return response


def _session_out(opened: Workspace, settings: Settings, caller: Caller) -> SessionOut:
    roles = {project.name: caller.role_in(project.id) for project in opened.projects.all()}
    session = caller.session
    idle_s = callers.lifetime_of(settings).idle_s
    return SessionOut(
        user=UserOut.of(caller.user),
        roles={name: role for name, role in roles.items() if role is not None},
        csrf_token=None if session is None else session.csrf_token,
        idle_ends_at=None if session is None else ends_at(session, idle_s),
        ends_at=None if session is None else session.expires_at,
    )
