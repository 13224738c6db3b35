"""What each person meets: no hyper-parameter for physicians, every screen, keys alone, links."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.api.conftest import PASSWORD
from tests.browser.moves import (
    annotation_of,
    asked,
    easel,
    go,
    heatmap_there,
    loaded,
    ranking,
    saved,
    until,
)
from tests.browser.people import Person, Persons
from tests.browser.scenes import LABEL, OPENED, VIEWS, first_positive
from tests.loop import FOCUS

SCREENS = ((3840, 2160), (1920, 1080), (1280, 800))
SCREEN = Path(__file__).with_name("screen.js").read_text(encoding="utf-8")
MEANS_MORE = {"focus", "attention", "steps", "weights", "loss", "precision"}
"""Parameters whose names are words that a physician reads elsewhere with another meaning."""


@pytest.fixture(scope="module")
def serve_options() -> Sequence[str]:
    return ("--no-worker",)


@pytest.fixture
def physician(persons: Persons) -> Person:
    """Return a physician who is logged in, and whom no animation keeps waiting."""
    return persons("physician", reduced_motion="reduce")


def parameter_names(person: Person) -> set[str]:
    """The names of all parameters, as the panel would write them; not words that mean more."""
    found: dict[str, Any] = asked(person, "/parameters")
    names = {each["name"] for step in ("training", "fine_tuning") for each in found[step]}
    return {name.replace("_", " ") for name in names - MEANS_MORE}


def test_a_physician_meets_no_hyper_parameter_and_whole_screens_that_stand_still(
    physician: Person,
) -> None:
    names = parameter_names(physician)
    assert {"learning rate", "batch size", "epochs"} <= names
    words = re.compile(rf"\b({'|'.join(sorted(names))})\b", re.IGNORECASE)

    found: list[str] = []
    for name, scene in {**VIEWS, **OPENED}.items():
        scene(physician)
        kinds = ("cut", "covered", "moving") if name in VIEWS else ("cut", "moving")
        found += [f"{name}: {fault}" for fault in faults_of(physician, name, kinds)]
        for summary in physician.page.locator("details:not([open]) > summary").all():
            summary.click()
        said = physician.page.locator("body").inner_text()
        found += [f"{name}, a physician reads: {each}" for each in words.findall(said)]

    assert not found, "\n".join(found)


def faults_of(person: Person, name: str, kinds: Sequence[str]) -> list[str]:
    """What moves, is cut off or is covered in a scene, on each of the screens."""
    found: list[str] = []
    for width, height in SCREENS:
        person.page.set_viewport_size({"width": width, "height": height})
        loaded(person.page)
        now = person.page.evaluate(SCREEN)
        found += [f"{width} px, {kind}: {each}" for kind in kinds for each in now[kind]]
        person.shoot(f"{name.replace(' ', '-')}-{width}")
    return found


def test_an_engineer_meets_every_parameter(persons: Persons) -> None:
    engineer = persons("engineer")
    go(engineer, "panel")
    page = engineer.page
    page.get_by_text("Advanced", exact=True).first.click()

    names = [each["name"] for each in asked(engineer, "/parameters")["fine_tuning"]]

    for name in names:
        if name != "focus":  # the labels above are chosen with a picker of their own
            expect(page.get_by_label(name.replace("_", " "), exact=True).first).to_be_visible()


def test_a_link_opens_what_was_seen(physician: Person, persons: Persons) -> None:
    row = first_positive(physician)
    links = {
        "labels": f"?label={LABEL}&round=0",
        "attention": f"?label={LABEL}&round=0&by=entropy&correct=false",
        "modification": f"?label={LABEL}&image={row}",
        "performance": f"?label={LABEL}&part=grid",
    }
    colleague = persons("engineer", reduced_motion="reduce")
    page = colleague.page
    bar = page.get_by_role("banner")
    for view, query in links.items():
        physician.open(view, query)
        loaded(physician.page)

        page.goto(physician.page.url)

        expect(bar.get_by_role("button", name=f"Label: {FOCUS}")).to_be_visible()
        number = 0 if "round=0" in query else 1
        expect(bar.get_by_role("button", name=f"Round: Round {number}")).to_be_visible()
        for shown in see_the_same(page, view, row):
            expect(shown).to_be_visible()


def see_the_same(page: Page, view: str, row: int) -> list[Locator]:
    """What must be on the page of whoever opens a link to a view."""
    return {
        "labels": [page.get_by_role("region", name=f"What appears with {FOCUS}")],
        "attention": [
            page.get_by_role("button", name="Order: Least decided"),
            page.locator("#card-0[data-judgement=incorrect]"),
        ],
        "modification": [page.get_by_role("application", name=f"Image {row}")],
        "performance": [page.get_by_role("tab", name="Comparison", selected=True)],
    }[view]


def test_back_undoes_a_choice(physician: Person) -> None:
    page = physician.page
    go(physician, "labels")
    page.get_by_role("table").get_by_role("button", name=FOCUS).click()
    expect(page).to_have_url(re.compile("label="))

    page.go_back()

    expect(page).not_to_have_url(re.compile("label="))
    expect(
        page.get_by_role("banner").get_by_role("button", name="Label: all labels")
    ).to_be_visible()


def test_colours_are_dark_first_and_stay_as_chosen(physician: Person) -> None:
    html = physician.page.locator("html")
    expect(html).to_have_attribute("data-mantine-color-scheme", "dark")
    dark = background(physician.page)

    physician.page.keyboard.press("Shift+D")
    expect(html).to_have_attribute("data-mantine-color-scheme", "light")
    physician.page.reload()
    expect(physician.page.get_by_role("navigation", name="Views")).to_be_visible()

    expect(html).to_have_attribute("data-mantine-color-scheme", "light")
    assert brightness(background(physician.page)) > 200 > 60 > brightness(dark)


def background(page: Page) -> str:
    """The page's own colour, such as `rgb(14, 18, 21)`."""
    return str(page.evaluate("() => getComputedStyle(document.body).backgroundColor"))


def brightness(colour: str) -> float:
    """The mean of red, green and blue."""
    parts = [int(each) for each in re.findall(r"\d+", colour)[:3]]
    return sum(parts) / 3


@pytest.fixture
def keyboardist(persons: Persons) -> Iterator[Person]:
    """Return somebody without a mouse: moving one fails the test."""
    person = persons("physician", logged_in=False, reduced_motion="reduce")
    person.page.add_init_script(
        "window.touched = 0; addEventListener('pointerdown', () => { window.touched += 1; }, true);"
    )
    yield person
    assert person.page.evaluate("() => window.touched") == 0


def test_keys_alone_lead_from_login_to_an_accepted_heatmap(keyboardist: Person) -> None:
    page = keyboardist.page
    log_in_by_keys(keyboardist)
    for place, view in enumerate(("panel", "labels", "attention", "modification", "performance")):
        page.keyboard.press(f"Alt+{place + 1}")
        expect(page).to_have_url(re.compile(f"/{view}"))
    page.keyboard.press("Alt+3")
    expect(page.get_by_text("Which label do you want to look at?")).to_be_visible()
    while keyboardist.page.url.find(f"label={LABEL}") < 0:
        page.keyboard.press("]")
        page.wait_for_timeout(30)
    row = acceptable(keyboardist)

    page.keyboard.press("a")

    until(keyboardist, lambda: annotation_of(keyboardist, row, FOCUS) is not None, "it is accepted")
    assert (annotation_of(keyboardist, row, FOCUS) or {})["verdict"] == "accepted"
    saved(keyboardist)


def test_keys_alone_correct_a_heatmap(keyboardist: Person) -> None:
    page = keyboardist.page
    log_in_by_keys(keyboardist)
    keyboardist.open("attention", f"?label={LABEL}")
    row = acceptable(keyboardist)
    page.keyboard.press("m")
    easel(keyboardist, row)
    heatmap_there(keyboardist)

    page.keyboard.press("t")
    until(keyboardist, lambda: verdict_of(keyboardist, row) == "accepted", "the outline is stored")
    taken = (annotation_of(keyboardist, row, FOCUS) or {})["regions"][0]["points"]
    focus_by_tab(page, page.get_by_role("application"))
    page.keyboard.press("Shift+ArrowUp")
    until(keyboardist, lambda: verdict_of(keyboardist, row) == "corrected", "it is stored moved")

    moved = (annotation_of(keyboardist, row, FOCUS) or {})["regions"][0]["points"]
    assert highest(moved) < highest(taken)
    page.keyboard.press("Control+z")
    until(keyboardist, lambda: verdict_of(keyboardist, row) == "accepted", "it is stored as before")


def highest(points: Sequence[Sequence[float]]) -> float:
    """How far down the uppermost corner lies."""
    return min(y for _, y in points)


def verdict_of(person: Person, row: int) -> str | None:
    """What the server has as this person's verdict."""
    return (annotation_of(person, row, FOCUS) or {}).get("verdict")


def focus_by_tab(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus."""
    for _ in range(80):
        if wanted.evaluate("(each) => each === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError("Tab does not reach it")


def log_in_by_keys(person: Person) -> None:
    """Type name and password; the first field has the focus."""
    page = person.page
    page.goto(person.site.address)
    expect(page.get_by_label("Name")).to_be_focused()
    page.keyboard.type(person.name)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("navigation", name="Views")).to_be_visible()


def acceptable(person: Person) -> int:
    """Go by the arrows to a card that is untouched and can be accepted; its image's row."""
    page = person.page
    expect(page.locator("button[id^='accept-'][title='']").first).to_be_visible()
    for at, each in enumerate(ranking(person, FOCUS)):
        page.keyboard.press("Home" if at == 0 else "ArrowRight")
        expect(page.locator(f"#card-{at}")).to_be_focused()
        row = int(each["image"]["row"])
        is_mine = any(badge["author"] == person.name for badge in each["annotations"])
        if not is_mine and page.locator(f"#accept-{row}").get_attribute("title") == "":
            return row
    raise AssertionError("no heatmap of the label can be accepted")
