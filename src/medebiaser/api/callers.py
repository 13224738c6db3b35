"""Who sends a request: a browser's session or a script's token."""

import secrets

from fastapi import Request, Response

from medebiaser.accounts.login import Lifetime
from medebiaser.api.access import Caller
from medebiaser.data.stores import Workspace
from medebiaser.errors import ForbiddenError
from medebiaser.records import User, UserSession
from medebiaser.settings import Settings

CSRF_HEADER = "X-CSRF-Token"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_COOKIE, _SECURE_COOKIE = "medebiaser", "__Host-medebiaser"


def caller_of(
    request: Request, opened: Workspace, settings: Settings, *, used: bool = True
) -> Caller | None:
    """Return who sends a request; None: nobody known.

    A request with an Authorization header is judged by it alone, so no page of another
    site can add a browser's cookie to it; such a request needs no CSRF token.

    Args:
        used: whether this keeps the session from ending unused.

    Raises:
        ForbiddenError: a browser's change without its session's CSRF token.
    """
    if "Authorization" in request.headers:
        return _by_token(request, opened)
    token = request.cookies.get(cookie_name(settings), "")
    idle_s = lifetime_of(settings).idle_s
    with opened.database.reading():
        session = opened.sessions.find(token, idle_s) if token else None
        if session is None:
            return None
        user = _living(opened, session.user)
        caller = None if user is None else _caller(opened, user, session)
    if caller is not None:
        _check_csrf(request, session)
        if used:
            opened.sessions.touch(session, idle_s)
    return caller


def require_browser(caller: Caller, what: str) -> UserSession:
    """Refuse to a token what would let its finder stay when it is revoked.

    Raises:
        ForbiddenError: the request carries a token; the message names `what`.
    """
    if caller.session is None:
        raise ForbiddenError(f"{what} needs a login in the browser; a token may not do it")
    return caller.session


def lifetime_of(settings: Settings) -> Lifetime:
    """Return when sessions end."""
    return Lifetime(settings.session_idle_minutes * 60, settings.session_hours * 3600)


def is_secure(settings: Settings) -> bool:
    """Whether browsers reach the server by HTTPS."""
    by_proxy = settings.public_url is not None and settings.public_url.startswith("https:")
    return by_proxy or settings.tls_certificate is not None


def cookie_name(settings: Settings) -> str:
    """Return the name of the session's cookie; `__Host-` binds it to this host and to HTTPS."""
    return _SECURE_COOKIE if is_secure(settings) else _COOKIE


def set_cookie(response: Response, settings: Settings, token: str) -> None:
    """Give the browser its session.

    With single sign-on the first page after it is reached from another site, which
    SameSite=Strict would show as not logged in.
    """
    response.set_cookie(
        cookie_name(settings),
        token,
        max_age=int(lifetime_of(settings).total_s),
        path="/",
        secure=is_secure(settings),
        httponly=True,
        samesite="lax" if settings.oidc_issuer else "strict",
    )


def drop_cookie(response: Response, settings: Settings) -> None:
    """Take the session out of the browser."""
    response.delete_cookie(
        cookie_name(settings), path="/", secure=is_secure(settings), httponly=True
    )


def address_of(request: Request) -> str:
    """Return the address that a request came from."""
    return request.client.host if request.client is not None else "unknown"


def _by_token(request: Request, opened: Workspace) -> Caller | None:
    scheme, _, token = request.headers["Authorization"].partition(" ")
    if scheme.lower() != "bearer":
        return None
    with opened.database.reading():
        found = opened.tokens.find(token.strip())
        user = None if found is None else _living(opened, found.user)
        caller = None if user is None else _caller(opened, user)
    if found is not None and caller is not None:
        opened.tokens.touch(found)
    return caller


def _living(opened: Workspace, user_id: int) -> User | None:
    user = opened.users.by_id(user_id)
    return None if user is None or user.disabled else user


def _caller(opened: Workspace, user: User, session: UserSession | None = None) -> Caller:
    return Caller(user, opened.users.memberships(user.id), session)


def _check_csrf(request: Request, session: UserSession) -> None:
    if request.method in SAFE_METHODS:
        return
    sent = request.headers.get(CSRF_HEADER, "")
    if not secrets.compare_digest(sent.encode(), session.csrf_token.encode()):
        raise ForbiddenError(
            f"the header {CSRF_HEADER} is missing or wrong; send the csrf_token of "
            "GET /api/session with every change"
        )
