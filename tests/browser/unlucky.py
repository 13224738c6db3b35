"""What goes wrong around a person who draws, and what the database has afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, Page, Route, expect

from medebiaser.data.stores import open_workspace
from medebiaser.records import Annotation, Split
from tests.browser.moves import Easel, Spot, easel, tool, until
from tests.browser.people import Person, Site

BOXES: tuple[tuple[Spot, Spot], ...] = (((8, 8), (30, 34)), ((36, 30), (56, 54)))
"""Two boxes, in the images' own pixels."""
SIDE = 64
"""Of the images, px."""
SAVES = "**/api/projects/*/images/*/a*?*label=*"
"""Every request that saves what a physician says: annotations and acceptances."""


@dataclass(frozen=True)
class Pair:
    """One image of review and a label that it carries."""

    image_id: str
    row: int
    label: str


def pairs_of(site: Site) -> Iterator[Pair]:
    """Every label that an image of review or train carries, where nobody has annotated it."""
    with site.stores() as stores:
        labels = stores.project.labels
        images = [*stores.images.all(Split.REVIEW), *stores.images.all(Split.TRAIN)]
        taken = {each.image_id for each in stores.annotations.all()}
    for image in images:
        carried = [label for label, value in zip(labels, image.labels, strict=True) if value == 1]
        if image.id not in taken:
            yield from (Pair(image.id, image.row, label) for label in carried)


def stored(site: Site, pair: Pair, author: str = "physician") -> Annotation | None:
    """What the database has of somebody's annotation; None: nothing."""
    with site.stores() as stores:
        return stores.annotations.get(pair.image_id, pair.label, author)


def n_regions(site: Site, pair: Pair, author: str = "physician") -> int:
    """How many regions the database has of somebody's annotation."""
    found = stored(site, pair, author)
    return 0 if found is None else len(found.regions)


def looks_at(person: Person, pair: Pair) -> None:
    """Open an image in the modification view and take the box."""
    label = pair.label.replace(" ", "%20")
    person.open("modification", f"?label={label}&image={pair.row}")
    easel(person, pair.row)
    tool(person, "Box: drag")


def draws(person: Person, number: int = 0) -> None:
    """Draw one of `BOXES`; nobody but the page is asked."""
    regions = person.page.get_by_role("complementary").get_by_role("button", name="Delete Region")
    before = regions.count()
    Easel(person.page, SIDE, SIDE).drag(*BOXES[number])
    expect(regions).to_have_count(before + 1)


def state(person: Person) -> Locator:
    """What the page says of saving."""
    return person.page.get_by_role("banner").get_by_role("status")


def says(person: Person, words: str) -> None:
    """Wait until the page says so of saving."""
    expect(state(person)).to_contain_text(words)


def confirmed(person: Person, site: Site, pair: Pair, regions: int) -> None:
    """Wait until the page says that all is saved, and look whether it is."""
    says(person, "Saved")
    until(person, lambda: n_regions(site, pair, person.name) == regions, f"{regions} are stored")


@contextmanager
def refused(page: Page, **reply: Any) -> Iterator[None]:
    """Answer no save, or each with this reply; the rest of the server answers as ever.

    Afterwards the browser says that its network is back.
    """

    def answer(route: Route) -> None:
        if route.request.method == "GET":
            route.continue_()
        elif reply:
            route.fulfill(**reply)
        else:
            route.abort("connectionreset")

    context = page.context
    context.route(SAVES, answer)
    yield
    context.unroute(SAVES, answer)
    for each in context.pages:
        each.evaluate("() => dispatchEvent(new Event('online'))")


def problem(status: int, detail: str) -> dict[str, Any]:
    """A refusal as the server sends it."""
    document = {"type": "about:blank", "title": "No", "status": status, "detail": detail}
    return {"status": status, "json": document, "content_type": "application/problem+json"}


def ends_logins(site: Site, name: str = "physician") -> None:
    """End every session of somebody on the server."""
    with open_workspace(site.server.workspace) as opened:
        opened.sessions.end_all(opened.users.get(name).id)
