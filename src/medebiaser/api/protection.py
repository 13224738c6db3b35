"""What stands before every route: hosts, origins, sizes, security headers, the access log."""

import logging
import time
from collections.abc import Mapping
from urllib.parse import urlsplit

from fastapi import FastAPI
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from medebiaser.api.callers import SAFE_METHODS, is_secure
from medebiaser.api.limits import body_limit, counted, drain, too_large
from medebiaser.api.problems import problem
from medebiaser.api.rates import Rates
from medebiaser.settings import Settings

_log = logging.getLogger("medebiaser.access")

API_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox"
PAGE_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; "
    "font-src 'self'; connect-src 'self'; worker-src 'self'; manifest-src 'self'; "
    "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
_HEADERS: Mapping[str, str] = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
_OTHER_SITES = frozenset({"cross-site", "same-site"})


def add_to(app: FastAPI, settings: Settings) -> None:
    """Wrap the application, its answers to unexpected errors included."""
    app.state.rates = Rates(settings.requests_per_s)
    made = app.build_middleware_stack

    def guarded() -> ASGIApp:
        return AccessLog(SecurityHeaders(Gate(made(), settings), settings))

    app.build_middleware_stack = guarded  # type: ignore[method-assign]


class AccessLog:
    """One line a request: who, which route, what came of it; no query, no name, no number."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through and say what came of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, status = time.perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, noted)
        finally:
            took_ms = 1000 * (time.perf_counter() - started)
            method, route, name = scope["method"], _route(scope), _caller(scope)
            _log.info("%s %s %d %.0f ms %s", method, route, status, took_ms, name)


class SecurityHeaders:
    """What tells a browser to trust nothing but this server."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._always = dict(_HEADERS)
        if is_secure(settings):
            self._always["Strict-Transport-Security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through and add the headers to its answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        is_api = _is_api(scope)

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(self._always)
                headers["Content-Security-Policy"] = API_POLICY if is_api else PAGE_POLICY
                if is_api:
                    headers.setdefault("Cache-Control", "no-store")
            await send(message)

        await self._app(scope, receive, with_headers)


class Gate:
    """Refuses what no browser of ours sends, before anything is read or looked up."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self._app = app
        self._secure = is_secure(settings)
        public = urlsplit(settings.public_url or "")
        self._public = public.netloc.lower()
        self._hosts = {name.strip().lower() for name in settings.hosts.split(",") if name.strip()}
        if public.hostname:
            self._hosts.add(_name_of(public.netloc))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request through, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = body_limit(scope["path"])
        fault = self._fault(scope, headers) or too_large(headers, limit)
        if fault is None:
            await self._app(scope, counted(receive, limit), send)
            return
        await drain(None, receive)
        status, title, detail = fault
        await problem(status, title, detail, {"Connection": "close"})(scope, receive, send)

    def _fault(self, scope: Scope, headers: Headers) -> tuple[int, str, str] | None:
        """Return status, title and message of what is wrong; None: nothing."""
        host = headers.get("host", "").lower()
        if "*" not in self._hosts and _name_of(host) not in self._hosts:
            return 400, "Unknown host", (
                "this server is not known under the name that the request has; "
                "an admin adds it to MEDEBIASER_HOSTS"
            )  # fmt: skip
        if "\0" in scope["path"] or b"%00" in scope["query_string"]:
            return 422, "Cannot be read", "the address holds a NUL; write it without"
        if scope["method"] not in SAFE_METHODS and not self._is_ours(headers, host):
            return 403, "Forbidden", (
                "the request comes from a page of another site; open MEDebiaser under its "
                "own address (behind a proxy, set MEDEBIASER_PUBLIC_URL)"
            )  # fmt: skip
        return None

    def _is_ours(self, headers: Headers, host: str) -> bool:
        """Whether a page of this server, or no page at all, sends the request."""
        if headers.get("sec-fetch-site") in _OTHER_SITES:
            return False
        origin = headers.get("origin") or headers.get("referer")
        if origin is None:
            return True
        found = urlsplit(origin.lower())
        if self._secure and found.scheme != "https":
            return False
        return bool(found.netloc) and found.netloc in {host, self._public}


def _name_of(host: str) -> str:
    """Return a host without its port: `[::1]:80` is `[::1]`."""
    name, colon, port = host.lower().rpartition(":")
    return name if colon and port.isdigit() else host.lower()


def _is_api(scope: Scope) -> bool:
    path: str = scope["path"]
    return path == "/api" or path.startswith("/api/")


def _route(scope: Scope) -> str:
    """Return the route's pattern: what stands in its places is nobody's business."""
    if not _is_api(scope):
        return "page"
    return "/api" + str(getattr(scope.get("route"), "path", "/unknown"))


def _caller(scope: Scope) -> str:
    caller = scope.get("state", {}).get("caller")
    return "-" if caller is None else str(caller.user.name)
