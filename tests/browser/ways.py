"""The ways of correcting a heatmap in the viewer, each lived once and written down by event."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import dist
from pathlib import Path

from playwright.sync_api import expect

from tests.browser.keystrokes import Event, events_of, ten_corners
from tests.browser.moves import Easel, annotation_of, easel, until
from tests.browser.people import Person

RECORDER = Path(__file__).with_name("recorder.js")
_CELLS = 8
_LOOKED_AT_MAX = 40


@dataclass(frozen=True, slots=True)
class Way:
    """How a label is corrected.

    Attributes:
        name: as the table says it.
        tool: the key of the tool that is held from image to image; None: whichever.
        verdict: what is stored then.
        act: what a person does on the picture; Space, which goes on, is not among it.
        goal: at most this share of the other tool's time; None: no goal.
    """

    name: str
    tool: str | None
    verdict: str
    act: Callable[[Person, Easel, str], None]
    goal: float | None = None


def _accept(person: Person, _: Easel, __: str) -> None:
    person.page.keyboard.press("a")


def _accept_and_adjust(person: Person, picture: Easel, label: str) -> None:
    """Take the outline, then drag its farthest corner inwards."""
    person.page.keyboard.press("a")
    row = _row(person)
    until(person, lambda: annotation_of(person, row, label) is not None, "it is stored")
    corners = (annotation_of(person, row, label) or {})["regions"][0]["points"]
    middle = [sum(along) / len(corners) for along in zip(*corners, strict=True)]
    x, y = max(corners, key=lambda corner: dist(corner, middle))
    picture.drag((x, y), (0.7 * x + 0.3 * middle[0], 0.7 * y + 0.3 * middle[1]))


def _box(_: Person, picture: Easel, __: str) -> None:
    w, h = picture.width, picture.height
    picture.drag((0.55 * w, 0.3 * h), (0.8 * w, 0.55 * h))


def _polygon(_: Person, picture: Easel, __: str) -> None:
    """Ten corners on an oval."""
    oval = (
        *((0.70, 0.30), (0.78, 0.33), (0.84, 0.40), (0.84, 0.50), (0.78, 0.57)),
        *((0.70, 0.60), (0.62, 0.57), (0.56, 0.50), (0.56, 0.40), (0.62, 0.33)),
    )
    picture.click_round([(x * picture.width, y * picture.height) for x, y in oval])


def _cells(person: Person, picture: Easel, _: str) -> None:
    """Four cells of the 8 × 8 that should not count."""
    for column, row in ((1, 1), (2, 1), (1, 2), (2, 2)):
        spot = ((column + 0.5) / _CELLS * picture.width, (row + 0.5) / _CELLS * picture.height)
        person.page.mouse.click(*picture.on_page(spot))


WAYS = (
    Way("accept", None, "accepted", _accept, 1 / 5),
    Way("accept + adjust", "b", "corrected", _accept_and_adjust, 1 / 2),
    Way("box", "b", "corrected", _box, 1 / 4),
    Way("polygon, ten corners", "p", "corrected", _polygon),
    Way("grid, four cells", "g", "corrected", _cells),
)
OTHER_TOOL = "another tool: polygon, ten corners, save, next"


def live_all(person: Person, label: str) -> dict[str, list[Event]]:
    """Live every way on an image of its own.

    Args:
        person: logged in; the images of `label` that they have not annotated yet are used.

    Returns:
        name of the way to its events: from the image being shown until the next one is shown.
    """
    person.page.add_init_script(path=RECORDER)
    person.open("modification", f"?label={label.replace(' ', '+')}")
    return {OTHER_TOOL: ten_corners(), **{way.name: _lived(person, way, label) for way in WAYS}}


def _lived(person: Person, way: Way, label: str) -> list[Event]:
    page = person.page
    row, picture = _suitable_image(person, label)
    if way.tool is not None:
        page.keyboard.press(way.tool)
    page.evaluate("window.eventLog.length = 0")
    way.act(person, picture, label)
    page.keyboard.press(" ")
    expect(page).not_to_have_url(re.compile(rf"image={row}(&|$)"))
    log = events_of(page.evaluate("window.eventLog"))
    until(person, lambda: _verdict(person, row, label) == way.verdict, f"{way.name} is stored")
    return log


def _suitable_image(person: Person, label: str) -> tuple[int, Easel]:
    """Go on to an image that shows a heatmap to accept and is not annotated."""
    page = person.page
    take = page.get_by_role("button", name="Start from the heatmap")
    for _ in range(_LOOKED_AT_MAX):
        row = _row(person)
        picture = easel(person, row)
        if take.is_enabled() and _verdict(person, row, label) is None:
            return row, picture
        page.keyboard.press(" ")
        expect(page).not_to_have_url(re.compile(rf"image={row}(&|$)"))
    raise AssertionError(f"none of {_LOOKED_AT_MAX} images of {label} has a heatmap to accept")


def _row(person: Person) -> int:
    """The image that is to be shown: as the address says, or at first the panel."""
    if found := re.search(r"[?&]image=(\d+)", person.page.url):
        return int(found[1])
    panel = person.page.get_by_role("complementary", name="Annotation")
    expect(panel).to_contain_text(re.compile(r"Image \d+ "))
    found = re.search(r"Image (\d+) ", panel.inner_text())
    assert found is not None
    return int(found[1])


def _verdict(person: Person, row: int, label: str) -> str | None:
    found: Mapping[str, str] | None = annotation_of(person, row, label)
    return None if found is None else found["verdict"]
