"""Errors as problem documents (RFC 9457), translated once.

A body is `{"type", "title", "status", "detail"}`, with `stored` and `offered` for a conflict
and `errors` for a request that cannot be read. `detail` is the message for a person.
"""

import logging
import math
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.encoders import jsonable_encoder
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel
from sqlalchemy.exc import DatabaseError, DataError, OperationalError
from starlette.exceptions import HTTPException
from starlette.routing import compile_path

from medebiaser.api import refusal_page
from medebiaser.errors import (
    CancelledError,
    ConflictError,
    ForbiddenError,
    InvalidInputError,
    LockedError,
    MedebiaserError,
    NotFoundError,
    NotLoggedInError,
    TooLargeError,
    TooManyError,
)

MEDIA_TYPE = "application/problem+json"
_log = logging.getLogger(__name__)

STATUSES: tuple[tuple[type[MedebiaserError], int, str], ...] = (
    (NotFoundError, 404, "Not found"),
    (ConflictError, 409, "Conflict"),
    (LockedError, 423, "Locked"),
    (NotLoggedInError, 401, "Not logged in"),
    (ForbiddenError, 403, "Forbidden"),
    (TooManyError, 429, "Too many requests"),
    (TooLargeError, 413, "Too large"),
    (CancelledError, 409, "Cancelled"),
    (InvalidInputError, 422, "Cannot be used"),
    (MedebiaserError, 503, "Not possible now"),
)
"""Each error, the first that fits, with its status and title."""

_TITLES = {404: "Not found", 405: "Method not allowed", 413: "Too large"}
_DETAILS = {
    404: "there is no such route; see docs/api.md",
    405: "this route has no such method; see docs/api.md",
}


class Problem(BaseModel):
    """Why a request was refused."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    stored: Any | None = None
    offered: Any | None = None
    errors: list[dict[str, Any]] | None = None


REFUSALS: Mapping[int, str] = {
    401: "Nobody is logged in, or the login has ended.",
    403: "The role is not enough, or the CSRF token is missing.",
    404: "There is no such thing, or it may not be seen.",
    409: "What is stored contradicts what was asked; `stored` and `offered` hold both.",
    413: "More bytes than the limit.",
    422: "The request, or what it names, cannot be used.",
    423: "The rules forbid the change.",
    429: "Too many requests or attempts; `Retry-After` says when to try again.",
    503: "Not possible now: database, disk or another service; nothing was confirmed.",
}
"""Every status of a refusal and what it means."""


def refusals(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the `responses=` of a route that may be refused with these statuses."""
    schema = {"$ref": "#/components/schemas/Problem"}
    return {
        status: {"description": REFUSALS[status], "content": {MEDIA_TYPE: {"schema": schema}}}
        for status in statuses
    }


def problem(
    status: int, title: str, detail: str, headers: Mapping[str, str] | None = None, **more: Any
) -> JSONResponse:
    """Return one problem document."""
    document = {"type": "about:blank", "title": title, "status": status, "detail": detail, **more}
    return JSONResponse(
        document, status, media_type=MEDIA_TYPE, headers=None if headers is None else dict(headers)
    )


def add_to(app: FastAPI) -> None:
    """Translate every error of the program, of the request and of the database."""
    app.add_exception_handler(MedebiaserError, _refused)
    app.add_exception_handler(RequestValidationError, _unreadable)
    app.add_exception_handler(HTTPException, _by_framework)
    app.add_exception_handler(DataError, _not_storable)
    app.add_exception_handler(OverflowError, _not_storable)
    app.add_exception_handler(DatabaseError, _by_database)
    app.add_exception_handler(OSError, _by_disk)
    app.add_exception_handler(Exception, _unexpected)


def _refused(request: Request, error: Exception) -> Response:
    status, title = next((s, t) for kind, s, t in STATUSES if isinstance(error, kind))
    if refusal_page.wanted(request):
        return refusal_page.page(status, title, str(error))
    more: dict[str, Any] = {}
    headers: dict[str, str] = {}
    if isinstance(error, ConflictError):
        more = {"stored": _plain(error.stored), "offered": _plain(error.offered)}
    if isinstance(error, TooManyError):
        headers["Retry-After"] = str(max(1, math.ceil(error.retry_after_s)))
    if isinstance(error, NotLoggedInError):
        headers["WWW-Authenticate"] = 'Bearer realm="MEDebiaser"'
    return problem(status, title, str(error), headers, **more)


def _plain(value: object) -> Any:
    return None if value is None else jsonable_encoder(value)


def _unreadable(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    found = [
        {"where": "/".join(str(part) for part in each["loc"]), "what": each["msg"]}
        for each in error.errors()
    ]
    first = found[0] if found else {"where": "request", "what": "unreadable"}
    detail = f"{first['where']}: {first['what']}; see this route in the documentation"
    return problem(422, "Cannot be read", detail, errors=found)


def _by_framework(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == 400:  # how it says that a body is no text at all
        return problem(422, "Cannot be read", "the body cannot be read; send JSON in UTF-8")
    title = _TITLES.get(error.status_code, "Refused")
    detail = _DETAILS.get(error.status_code, str(error.detail))
    headers = {**(error.headers or {}), **_allowed(request, error.status_code)}
    return problem(error.status_code, title, detail, headers)


def _allowed(request: Request, status: int) -> dict[str, str]:
    """Name every method of the path; the framework knows those of its first route alone."""
    if status != 405:
        return {}
    routes, path = request.app.openapi()["paths"], request.scope["path"]
    found = [ways for route, ways in routes.items() if compile_path(route)[0].match(path)]
    return {"Allow": ", ".join(sorted({name.upper() for ways in found for name in ways}))}


def _by_database(_: Request, error: Exception) -> JSONResponse:
    _log.error("the database refused: %s", type(error).__name__)
    waiting = isinstance(error, OperationalError)
    detail = (
        "the database cannot be reached; nothing was saved, try again in a moment"
        if waiting
        else "the database refused the change; nothing was saved, tell the administrator"
    )
    return problem(503 if waiting else 500, "Not possible now", detail, {"Retry-After": "2"})


def _not_storable(_: Request, error: Exception) -> JSONResponse:
    _log.warning("not storable: %s", type(error).__name__)
    detail = (
        "a number is larger, or a text holds a character (such as NUL), that no database stores; "
        "nothing was saved, change it"
    )
    return problem(422, "Cannot be used", detail)


def _by_disk(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, OSError)
    _log.error("the disk refused: %s", error.strerror)
    detail = (
        f"{error.strerror or 'the disk reported an error'}; nothing was confirmed, "
        "tell the administrator"
    )
    return problem(503, "Not possible now", detail, {"Retry-After": "2"})


def _unexpected(_: Request, error: Exception) -> JSONResponse:
    _log.error("unexpected %s", type(error).__name__, exc_info=error)
    detail = "something unexpected happened; it is in the server's log, tell the administrator"
    return problem(500, "Unexpected", detail)
