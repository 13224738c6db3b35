"""What people do with the page, and how they know that it is done."""

import re
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.people import Person

PATIENCE_S = 30.0
_LOOK_MS = 50
_MARGIN_PX = 8.0
"""What the viewer leaves free around a picture that fits its place."""

_HAS_PICTURES = """() => [...document.images]
    .filter((each) => each.checkVisibility() && each.loading !== "lazy")
    .every((each) => each.complete && each.naturalWidth > 0)"""
_STANDS_STILL = """() => {
    const menus = [...document.querySelectorAll("[role=menu]")].map((each) => each.style.cssText);
    const drawn = [...document.querySelectorAll("main svg")].map((each) => each.outerHTML);
    const now = [document.documentElement.scrollWidth, ...menus, ...drawn].join();
    const before = window.lastSeen;
    window.lastSeen = now;
    return now === before;
}"""

Spot = tuple[float, float]


def until(
    person: Person, holds: Callable[[], bool], what: str, patience_s: float = PATIENCE_S
) -> None:
    """Wait until something holds, while the page goes on."""
    end = time.monotonic() + patience_s
    while not holds():
        assert time.monotonic() < end, f"after {patience_s:.0f} s it does not hold that {what}"
        person.page.wait_for_timeout(_LOOK_MS)


def asked(person: Person, path: str) -> Any:
    """What the server says to this person."""
    reply = person.ask("GET", path)
    assert reply.ok, f"{path}: {reply.status} {reply.text()}"
    return reply.json()


def go(person: Person, view: str) -> None:
    """Go to a view by the navigation, as a person does."""
    views = person.page.get_by_role("navigation", name="Views")
    views.get_by_role("link", name=view.capitalize(), exact=True).click()
    expect(person.page).to_have_url(re.compile(f"/{view}"))


def choose_label(person: Person, label: str) -> None:
    """Choose a label at the top of the page."""
    bar = person.page.get_by_role("banner")
    bar.get_by_role("button", name="Label: ").click()
    bar.get_by_role("menuitem", name=label, exact=True).click()
    expect(bar.get_by_role("button", name=f"Label: {label}", exact=True)).to_be_visible()


def loaded(page: Page) -> None:
    """Wait until nothing is being loaded, every picture has come, and diagrams stand still."""
    expect(page.get_by_text("Loading ")).to_have_count(0)
    page.wait_for_function(_HAS_PICTURES)
    page.wait_for_function(_STANDS_STILL, polling=150)


def saved(person: Person) -> None:
    """Wait until the page says that nothing waits to be saved."""
    chip = person.page.get_by_role("banner").get_by_role("status")
    expect(chip).to_have_text("Saved")


def annotation_of(person: Person, row: int, label: str) -> Mapping[str, Any] | None:
    """What the server has of this person's annotation of an image and a label; None: nothing."""
    found = asked(person, f"/images/{row}/annotations")
    mine = [each for each in found if (each["label"], each["author"]) == (label, person.name)]
    return mine[0] if mine else None


def ranking(person: Person, label: str, **query: str) -> list[dict[str, Any]]:
    """The first images of the current round's ranking."""
    number = asked(person, "")["current_round"]
    words = "&".join(f"{name}={value}" for name, value in {"limit": "60", **query}.items())
    page = asked(person, f"/rounds/{number}/ranking?label={label.replace(' ', '%20')}&{words}")
    images: list[dict[str, Any]] = page["images"]
    return images


@dataclass(frozen=True)
class Easel:
    """The picture that a person draws on, while it fits its place.

    Attributes:
        width, height: of the image, in its own pixels.
    """

    page: Page
    width: int
    height: int

    def on_page(self, spot: Spot) -> Spot:
        """Where a point of the image is on the page."""
        box = self.page.get_by_role("application").bounding_box()
        assert box is not None, "the picture is not on the screen"
        free = (box["width"] - 2 * _MARGIN_PX, box["height"] - 2 * _MARGIN_PX)
        scale = min(free[0] / self.width, free[1] / self.height)
        left = box["x"] + (box["width"] - self.width * scale) / 2
        top = box["y"] + (box["height"] - self.height * scale) / 2
        return left + spot[0] * scale, top + spot[1] * scale

    def drag(self, start: Spot, end: Spot) -> None:
        """Press at one point of the image and let go at another."""
        mouse = self.page.mouse
        mouse.move(*self.on_page(start))
        mouse.down()
        mouse.move(*self.on_page(end), steps=6)
        mouse.up()

    def click_round(self, corners: Sequence[Spot]) -> None:
        """Click corner after corner, the last one twice."""
        mouse = self.page.mouse
        for corner in corners[:-1]:
            mouse.click(*self.on_page(corner))
        mouse.dblclick(*self.on_page(corners[-1]))


def easel(person: Person, row: int) -> Easel:
    """The picture of an image, once it can be drawn on."""
    facts = asked(person, f"/images/{row}")
    panel = person.page.get_by_role("complementary", name="Annotation")
    expect(panel).to_contain_text(f"Image {row} ")
    expect(person.page.get_by_text("Loading the image")).to_have_count(0)
    return Easel(person.page, facts["width"], facts["height"])


def heatmap_there(person: Person) -> None:
    """Wait until the page knows where the model looked."""
    evidence = person.page.get_by_role("region", name="Evidence")
    expect(evidence).to_be_visible()
    expect(evidence).not_to_contain_text("no heatmap of this image")


def tool(person: Person, title: str) -> None:
    """Take a tool."""
    tools = person.page.get_by_role("toolbar", name="Tools")
    taken = tools.get_by_role("button", name=title)
    taken.click()
    expect(taken).to_have_attribute("aria-pressed", "true")
