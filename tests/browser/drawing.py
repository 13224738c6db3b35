"""What a physician draws, and what the server has of it afterwards."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Locator, expect

from tests.browser.moves import Easel, Spot, annotation_of, asked, easel, ranking, until
from tests.browser.people import Person

STRAY_PX = 1.0
"""How far a corner may lie from where it was clicked: a pixel of the screen."""


@dataclass(frozen=True)
class Sitting:
    """One image and one label in front of a person.

    Attributes:
        picture: what is drawn on.
    """

    person: Person
    row: int
    label: str
    picture: Easel

    @property
    def panel(self) -> Locator:
        """What stands beside the picture."""
        return self.person.page.get_by_role("complementary", name="Annotation")

    def stored(self) -> dict[str, Any] | None:
        """What the server has; None: nothing."""
        found = annotation_of(self.person, self.row, self.label)
        return None if found is None else dict(found)

    def verdict(self) -> str | None:
        """Which verdict the server has; None: none."""
        return (self.stored() or {}).get("verdict")

    def regions(self) -> list[dict[str, Any]]:
        """The regions that the server has."""
        return list((self.stored() or {}).get("regions", []))

    def corners(self) -> list[list[Spot]]:
        """Of every region that the server has."""
        return [[(x, y) for x, y in region["points"]] for region in self.regions()]

    def has(self, corners: Sequence[int]) -> None:
        """Wait until the server has regions of so many corners."""
        until(
            self.person,
            lambda: [len(ring) for ring in self.corners()] == list(corners),
            f"regions of {list(corners)} corners are stored, not {self.corners()}",
        )

    def says(self, verdict: str | None) -> None:
        """Wait until the server has a verdict."""
        until(self.person, lambda: self.verdict() == verdict, f"{verdict!r} is stored")


def pairs(person: Person, truth: int) -> Iterator[tuple[int, str]]:
    """Images of the review split and labels that they carry (1) or not (0), not annotated yet."""
    labels = asked(person, "")["labels"]
    for label in labels:
        for each in ranking(person, label, by="random"):
            image = each["image"]
            found = [at for at, value in enumerate(image["labels"]) if value == truth]
            wanted = label if truth == 1 else labels[found[0]]
            if image["labels"][labels.index(wanted)] == truth and not each["annotated"]:
                yield image["row"], wanted


def sit_down(person: Person, row: int, label: str, query: str = "") -> Sitting:
    """Open an image in the modification view."""
    named = label.replace(" ", "%20")
    person.open("modification", f"?label={named}&image={row}{query}")
    return Sitting(person, row, label, easel(person, row))


def near(found: Sequence[Spot], drawn: Sequence[Spot]) -> None:
    """Every corner that was drawn is there, as exactly as a screen's pixel allows."""
    for x, y in drawn:
        gap = min(max(abs(x - a), abs(y - b)) for a, b in found)
        assert gap < STRAY_PX, f"{(x, y)} was drawn, {found} is stored"


def stand(sitting: Sitting, corners: Sequence[Spot]) -> None:
    """Wait until the first region that the server has stands at these corners."""

    def are_there() -> bool:
        found = sitting.corners()[0]
        return all(
            min(max(abs(x - a), abs(y - b)) for a, b in found) < STRAY_PX for x, y in corners
        )

    until(sitting.person, are_there, f"{list(corners)} are stored, not {sitting.corners()[0]}")


def take(sitting: Sitting, title: str) -> None:
    """Take the tool whose title begins so."""
    tools = sitting.person.page.get_by_role("toolbar", name="Tools")
    button = tools.get_by_role("button", name=title)
    button.click()
    expect(button).to_have_attribute("aria-pressed", "true")


def triangle(sitting: Sitting) -> list[Spot]:
    """Draw one with the polygon tool, in the middle of the image, and wait until it is stored."""
    side = sitting.picture.width
    corners = [(0.3 * side, 0.3 * side), (0.7 * side, 0.35 * side), (0.45 * side, 0.7 * side)]
    take(sitting, "Polygon")
    sitting.picture.click_round(corners)
    sitting.has([3])
    return corners


_NAMES = """() =>
  [...document.querySelectorAll("button, a[href], input, textarea, select, [role=slider]")]
    .filter((each) => each.checkVisibility())
    .map((each) => each.ariaLabel || each.labels?.[0]?.innerText || each.innerText || "")"""


def names_of(person: Person) -> list[str]:
    """What every control on the screen is called."""
    return [str(name).strip() for name in person.page.evaluate(_NAMES)]
