"""The application: routes, errors, protection, put together once."""

from fastapi import APIRouter, Depends, FastAPI
from fastapi.routing import APIRoute

import medebiaser
from medebiaser.api import oidc, openapi, problems, protection, web
from medebiaser.api.access import ACCESS
from medebiaser.api.dependencies import authorize
from medebiaser.api.event_stream import Hubs
from medebiaser.api.routes import (
    annotations,
    audit,
    effort,
    events,
    figures,
    images,
    imports,
    jobs,
    labels,
    live,
    looking,
    notes,
    pins,
    pool,
    projects,
    rounds,
    sessions,
    single_sign_on,
    starts,
    tokens,
    users,
)
from medebiaser.data.stores import Workspace
from medebiaser.settings import Settings

ROUTERS: tuple[APIRouter, ...] = (
    sessions.router,
    single_sign_on.router,
    tokens.router,
    users.router,
    projects.router,
    audit.router,
    imports.router,
    images.router,
    labels.router,
    rounds.router,
    starts.router,
    looking.router,
    figures.router,
    effort.router,
    annotations.router,
    notes.router,
    pins.router,
    live.router,
    pool.router,
    jobs.router,
    events.router,
)
"""Every router, in the order of the documentation."""


def create_app(opened: Workspace, settings: Settings) -> FastAPI:
    """Put the application together.

    Args:
        opened: the workspace, which the caller closes.
        settings: hosts, limits, logins.

    Raises:
        InvalidInputError: the single sign-on's settings cannot be used.
    """
    app = FastAPI(
        title="MEDebiaser",
        version=medebiaser.__version__,
        openapi_url="/api/openapi.json",
        docs_url=None,  # its page loads scripts from elsewhere
        redoc_url=None,
        dependencies=[Depends(authorize)],
        generate_unique_id_function=_name,
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    app.state.workspace, app.state.settings = opened, settings
    app.state.hubs = Hubs(opened)
    for router in ROUTERS:
        app.include_router(router, prefix="/api")
    problems.add_to(app)
    web.add_to(app)
    oidc.add_to(app, settings)
    openapi.add_to(app)
    protection.add_to(app, settings)
    return app


def _name(route: APIRoute) -> str:
    """Name the operation after its function, and refuse a route that nobody may call."""
    if route.name not in ACCESS:
        raise AssertionError(f"route {route.name} is not in api/access.py; say who may call it")
    return route.name
