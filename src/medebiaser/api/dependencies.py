"""What routes are given: the workspace, who calls, the project's stores."""

from typing import Annotated

from fastapi import Depends, Request

from medebiaser.api.access import (
    BY_ITSELF,
    Caller,
    Needs,
    Scope,
    check,
    needs_of,
    no_such_project,
)
from medebiaser.api.callers import address_of, caller_of
from medebiaser.api.rates import Rates
from medebiaser.data.stores import Stores, Workspace
from medebiaser.errors import NotFoundError
from medebiaser.records import Project
from medebiaser.settings import Settings


def workspace_of(request: Request) -> Workspace:
    """Return the workspace that the server has open."""
    opened: Workspace = request.app.state.workspace
    return opened


def settings_of(request: Request) -> Settings:
    """Return the server's settings."""
    settings: Settings = request.app.state.settings
    return settings


def authorize(request: Request) -> None:
    """Let the request's caller through to the route, or refuse; runs before every route."""
    needs = needs_of(request)
    rates: Rates = request.app.state.rates
    if needs.scope is Scope.ANYONE:
        rates.take(f"address {address_of(request)}")
        return
    opened = workspace_of(request)
    used = request.scope["route"].name not in BY_ITSELF
    caller = caller_of(request, opened, settings_of(request), used=used)
    rates.take(f"user {caller.user.id}" if caller else f"address {address_of(request)}")
    request.state.caller = caller  # so that the log names who is refused
    project = _project(request, opened, needs) if caller is not None else None
    check(needs, caller, None if project is None else project.id)
    request.state.project = project


def _project(request: Request, opened: Workspace, needs: Needs) -> Project | None:
    if needs.scope is not Scope.PROJECT:
        return None
    try:
        return opened.projects.get(request.path_params["project"])
    except NotFoundError as error:
        raise no_such_project() from error


def _caller(request: Request) -> Caller:
    caller: Caller = request.state.caller
    return caller


def _stores(request: Request) -> Stores:
    """Return the stores of the project in the path; what they change is the caller's doing."""
    caller = _caller(request)
    return workspace_of(request).stores_of(request.state.project, actor=caller.user.name)


WorkspaceDep = Annotated[Workspace, Depends(workspace_of)]
SettingsDep = Annotated[Settings, Depends(settings_of)]
CallerDep = Annotated[Caller, Depends(_caller)]
StoresDep = Annotated[Stores, Depends(_stores)]
