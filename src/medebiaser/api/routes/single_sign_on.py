"""Routes of the login through the hospital's single sign-on."""

import secrets
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse

from medebiaser.accounts import single_sign_on
from medebiaser.api import callers, refusal_page
from medebiaser.api.dependencies import SettingsDep, WorkspaceDep
from medebiaser.api.oidc import provider_of
from medebiaser.api.problems import refusals
from medebiaser.data.stores.sessions import hash_of
from medebiaser.errors import NotLoggedInError
from medebiaser.records import Role
from medebiaser.settings import Settings

router = APIRouter(tags=["sessions"])

CALLBACK = "/api/oidc/callback"
_FLOW_S = 600
_REDIRECT = {"description": "The browser goes on to `Location`."}


def _refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what may be refused: to a browser that opens the route, as a page."""
    described = refusals(*statuses)
    for each in described.values():
        each["content"][refusal_page.MEDIA_TYPE] = {"schema": {"type": "string"}}
    return described


After = Annotated[
    str,
    Query(
        max_length=2000,
        pattern=r"^/([\x21-\x2e\x30-\x5b\x5d-\x7e][\x21-\x7e]*)?$",  # //x is another site
        description="path of this server where the browser goes once it is logged in",
    ),
]
Answer = Annotated[str, Query(max_length=4096, description="as the single sign-on sends it")]


@router.get(
    "/oidc/start",
    status_code=303,
    response_class=RedirectResponse,
    responses={303: _REDIRECT, **_refusals(401, 404, 429, 503)},
)
def start_oidc(
    request: Request, opened: WorkspaceDep, settings: SettingsDep, after: After = "/"
) -> RedirectResponse:
    """Send the browser to the hospital's single sign-on."""
    url, flow, browser = provider_of(request).start(_callback(request, settings), after)
    opened.logins.add_flow(flow)
    response = RedirectResponse(url, status_code=303)
    response.set_cookie(
        _cookie(settings),
        browser,
        max_age=_FLOW_S,
        path="/",
        secure=callers.is_secure(settings),
        httponly=True,
        samesite="lax",  # it must come back with the redirect from the single sign-on
    )
    return response


@router.get(
    "/oidc/callback",
    status_code=303,
    response_class=RedirectResponse,
    responses={303: _REDIRECT, **_refusals(401, 403, 404, 409, 429, 503)},
)
def finish_oidc(
    request: Request,
    opened: WorkspaceDep,
    settings: SettingsDep,
    state: Answer = "",
    code: Answer = "",
) -> RedirectResponse:
    """Log in whom the single sign-on has identified; it sends the browser here."""
    provider = provider_of(request)
    flow = opened.logins.take_flow(state)
    browser = hash_of(request.cookies.get(_cookie(settings), ""))
    if flow is None or not secrets.compare_digest(browser, flow.browser_hash) or not code:
        raise NotLoggedInError(
            "this login was not started in this browser, was refused, or took more than "
            "ten minutes; start it again"
        )
    identity = provider.finish(_callback(request, settings), code, flow)
    done = single_sign_on.log_in(
        opened,
        identity,
        role=None if settings.oidc_role is None else Role(settings.oidc_role),
        lifetime=callers.lifetime_of(settings),
    )
    response = RedirectResponse(flow.next, status_code=303)
    callers.set_cookie(response, settings, done.token)
    response.delete_cookie(
        _cookie(settings), path="/", secure=callers.is_secure(settings), httponly=True
    )
    return response


def _callback(request: Request, settings: Settings) -> str:
    """Return the way back, under the name that the browser uses."""
    own = f"{request.url.scheme}://{request.url.netloc}"
    return (settings.public_url or own).rstrip("/") + CALLBACK


def _cookie(settings: Settings) -> str:
    return callers.cookie_name(settings) + "-login"
