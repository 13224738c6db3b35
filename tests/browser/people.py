"""People in a real browser in front of a real server: who they are, and what must never happen."""

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import (
    APIResponse,
    Browser,
    BrowserContext,
    Page,
    expect,
    sync_playwright,
)

from medebiaser.data.stores import Stores, open_workspace
from tests.api.conftest import PASSWORD
from tests.load.served import Served

ARTEFACTS = Path(__file__).parents[2] / "artefacts" / "browser"
"""Where screenshots of a run are kept."""

CHROMIUM = shutil.which("chromium")
_ALONE = (  # Chromium asks its maker for news otherwise, and root may not use its sandbox
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
)  # fmt: skip

LAPTOP, DESK = {"width": 1280, "height": 800}, {"width": 1920, "height": 1080}
UNAVOIDABLE = ("Failed to load resource", "net::ERR_")
"""Chromium's own remarks about a request that failed, which a test may want to happen."""


@dataclass(frozen=True)
class Site:
    """A workspace and the server over it, in a process of its own.

    Attributes:
        server: may be killed and started again.
        project: name of the one project.
    """

    server: Served
    project: str

    @property
    def address(self) -> str:
        """Where the workbench is."""
        return f"http://127.0.0.1:{self.server.port}"

    @contextmanager
    def stores(self) -> Iterator[Stores]:
        """What the server has stored, read beside it."""
        with open_workspace(self.server.workspace) as opened:
            yield opened.stores(self.project)


@dataclass
class Person:
    """Somebody with a browser window of their own.

    Attributes:
        name: as in `tests.api.conftest.ROLES`.
        complaints: what the page said that no page should say.
    """

    name: str
    site: Site
    page: Page
    folder: Path
    complaints: list[str] = field(default_factory=list)
    _shots: int = 0

    def turn_to(self, page: Page) -> None:
        """Go on in another window of the same browser; the one before is closed."""
        self.page.close()
        self.page = page
        self.listen()

    def listen(self) -> None:
        """Note errors of the page, and every request that leaves the server's origin."""
        self.page.on("pageerror", lambda error: self.complaints.append(f"error: {error}"))
        self.page.on("console", self._heard)
        self.page.on("request", lambda request: self._asked(request.url))

    def log_in(self) -> None:
        """Log in as a person does, and wait for the first view."""
        self.page.goto(self.site.address)
        self.page.get_by_label("Name").fill(self.name)
        self.page.get_by_role("textbox", name="Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Log in").click()
        expect(self.page.get_by_role("navigation", name="Views")).to_be_visible()

    def open(self, view: str, query: str = "") -> None:
        """Go to a view by its address, such as `attention`."""
        self.page.goto(f"{self.site.address}/projects/{self.site.project}/{view}{query}")
        expect(self.page.get_by_role("navigation", name="Views")).to_be_visible()

    def ask(self, method: str, path: str, body: Mapping[str, Any] | None = None) -> APIResponse:
        """Ask the API with this person's cookies: `path` is below the project's."""
        request = self.page.context.request
        session = request.get(f"{self.site.address}/api/session").json()
        return request.fetch(
            f"{self.site.address}/api/projects/{self.site.project}{path}",
            method=method,
            data=None if body is None else dict(body),
            headers={"X-CSRF-Token": session["csrf_token"], "Origin": self.site.address},
        )

    def shoot(self, title: str) -> Path:
        """Keep a screenshot of what the person sees now."""
        self._shots += 1
        path = self.folder / f"{self._shots:02d}-{title}.png"
        self.page.screenshot(path=path)
        return path

    def _heard(self, message: Any) -> None:
        if message.type == "error" and not any(known in message.text for known in UNAVOIDABLE):
            self.complaints.append(f"console: {message.text}")

    def _asked(self, url: str) -> None:
        if not url.startswith((self.site.address, "data:", "blob:")):
            self.complaints.append(f"request to another origin: {url}")


@contextmanager
def launched() -> Iterator[Browser]:
    """Start a headless Chromium, and end it afterwards."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=list(_ALONE))
        yield browser
        browser.close()


Persons = Callable[..., Person]


def person_of(browser: Browser, site: Site, name: str, test: str, **options: Any) -> Person:
    """Return somebody who is not logged in yet, at 1280 × 800 px unless told otherwise."""
    context: BrowserContext = browser.new_context(**{"viewport": LAPTOP, **options})
    folder = ARTEFACTS / test / name
    folder.mkdir(parents=True, exist_ok=True)
    person = Person(name, site, context.new_page(), folder)
    person.listen()
    return person
