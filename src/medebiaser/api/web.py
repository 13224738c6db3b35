"""The web page's files: precompressed where they are, long-lived where their name is a hash."""

import mimetypes
from pathlib import Path

from fastapi import FastAPI
from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, Response
from starlette.routing import Match, Mount
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

FOLDER = Path(__file__).parents[1] / "web"
"""The web app as `scripts/build-web` builds it; not there in a source folder that never did."""
PLACEHOLDER = Path(__file__).parent / "placeholder"
"""Says that the web app was not built, and how to build it."""

_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))
_HASHED = "assets/"


def add_to(app: FastAPI) -> None:
    """Serve the page under every path that is not the API's."""
    folder = FOLDER if (FOLDER / "index.html").is_file() else PLACEHOLDER
    app.router.routes.append(_NotTheApi("/", _Page(directory=folder, html=True), name="web"))


class _NotTheApi(Mount):
    """Leaves the API's paths alone, so that a wrong method there is 405 and not 404."""

    def matches(self, scope: Scope) -> tuple[Match, Scope]:
        """Return whether the page answers."""
        if scope["path"] == "/api" or scope["path"].startswith("/api/"):
            return Match.NONE, {}
        return super().matches(scope)


class _Page(StaticFiles):
    """Files of the page; a path of the page's own router gets the page itself."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        """Return a file, compressed if the browser takes that."""
        if self._is_file(path):
            return self._file(path, scope)
        if path.startswith(_HASHED):
            raise HTTPException(404, "this part belongs to another version; load the page again")
        return self._file("index.html", scope)

    def _is_file(self, path: str) -> bool:
        full, found = self.lookup_path(path)
        return found is not None and Path(full).is_file()

    def _file(self, path: str, scope: Scope) -> Response:
        full, _ = self.lookup_path(path)
        headers = {"Vary": "Accept-Encoding", "Cache-Control": _lifetime(path)}
        kind = mimetypes.guess_type(path)[0] or "application/octet-stream"
        accepted = Headers(scope=scope).get("accept-encoding", "")
        for encoding, ending in _ENCODINGS:
            if encoding in accepted and Path(full + ending).is_file():
                headers["Content-Encoding"] = encoding
                full += ending
                break
        return FileResponse(full, headers=headers, media_type=kind)


def _lifetime(path: str) -> str:
    return "public, max-age=31536000, immutable" if path.startswith(_HASHED) else "no-cache"
