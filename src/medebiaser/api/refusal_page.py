"""A refusal as a page, for the one route that a browser opens and no page of ours asks."""

from html import escape

from fastapi import Request
from fastapi.responses import HTMLResponse

MEDIA_TYPE = "text/html"
_FOR_BROWSERS = ("/api/oidc/",)
_PAGE = """<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="dark light">
<title>{title} – MEDebiaser</title>
<h1>{title}</h1>
<p>{detail}</p>
<p><a href="/">Back to MEDebiaser</a></p>
</html>
"""


def wanted(request: Request) -> bool:
    """Whether a browser has opened the route itself and shows what it gets."""
    named = MEDIA_TYPE in request.headers.get("accept", "")
    return named and request.url.path.startswith(_FOR_BROWSERS)


def page(status: int, title: str, detail: str) -> HTMLResponse:
    """Return a page that says why, and leads back."""
    return HTMLResponse(_PAGE.format(title=escape(title), detail=escape(detail)), status)
