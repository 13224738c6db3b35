"""A physician alone with the workbench: from the table of labels to what the corrections changed.

One story, told in the order in which a person lives it; after each step the server is asked
whether it has what the page shows.
"""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.moves import (
    Easel,
    Spot,
    annotation_of,
    asked,
    easel,
    go,
    heatmap_there,
    loaded,
    ranking,
    saved,
    tool,
    until,
)
from tests.browser.people import Person, Persons
from tests.browser.phantoms import trained_phantoms

LEARNED_S = 240.0
"""How long a fine-tuning with the defaults may take on a busy machine."""


@pytest.fixture(scope="module")
def workspace_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a trained project of 580 phantoms that look like radiographs."""
    folder = tmp_path_factory.mktemp("story")
    small = ("--image-size", "48", "--epochs", "4", "--batch-size", "16")
    return trained_phantoms(folder / "workspace", 520, side=160, shifted=60, train=small)


@pytest.mark.timeout(540)
def test_a_physician_corrects_the_rarest_label_and_sees_what_it_changed(persons: Persons) -> None:
    physician = persons("physician")

    label = reads_the_labels_and_chooses_the_rarest(physician)
    sees_the_images_in_each_order(physician, label)
    accepted = accepts_two_heatmaps(physician, label)
    corrected = corrects_three_heatmaps(physician, label, accepted)
    writes_a_note(physician, corrected[-1])
    fine_tunes_and_watches(physician)
    reads_the_receipt(physician, label, [*accepted, *corrected])
    reads_the_comparison(physician, label)


def reads_the_labels_and_chooses_the_rarest(physician: Person) -> str:
    """The table and the diagram say what the server knows; the rarest label is chosen."""
    page = physician.page
    labels = asked(physician, "/labels")["labels"]
    table = page.get_by_role("table")
    expect(table.get_by_role("row")).to_have_count(len(labels) + 1)
    shown = {
        row.get_by_role("rowheader").inner_text(): row.get_by_role("cell").first.inner_text()
        for row in table.get_by_role("row").all()[1:]
    }
    assert shown == {each["name"]: str(each["positives"]) for each in labels}
    sees_which_labels_travel_together(physician)
    physician.shoot("labels")

    rarest = min(labels, key=lambda each: each["positives"])["name"]
    images = table.get_by_role("columnheader", name="Images")
    images.get_by_role("button").click()
    expect(images).to_have_attribute("aria-sort", "ascending")
    first = table.get_by_role("row").nth(1)
    expect(first).to_contain_text(rarest)
    first.get_by_role("button", name=rarest).click()
    expect(page).to_have_url(re.compile(f"label={rarest}"))
    physician.shoot("rarest-label")
    page.get_by_role("link", name="Look at its images").click()
    return str(rarest)


def sees_which_labels_travel_together(physician: Person) -> None:
    """The diagram's own sentence names the pair that the server counts most often."""
    found = asked(physician, "/cooccurrence")
    names, counts = found["labels"], found["counts"]
    pairs = [(counts[a][b], names[a], names[b]) for a in range(len(names)) for b in range(a)]
    most, first, second = max(pairs)
    diagram = physician.page.get_by_role("img", name="Labels that appear together")
    expect(diagram).to_have_attribute("aria-label", re.compile(f"on {most} images"))
    said = diagram.get_attribute("aria-label") or ""
    assert first in said
    assert second in said
    assert diagram.locator("svg path").count() > len(names)


def sees_the_images_in_each_order(physician: Person, label: str) -> None:
    """Each order that can be chosen shows its first images as the server ranks them."""
    page = physician.page
    made = [each["name"] for each in asked(physician, "/rankings") if "review" in each["stored"]]
    button = page.get_by_role("button", name=re.compile("^Order: "))
    button.click()
    offered = page.get_by_role("menu").get_by_role("menuitem")
    expect(offered).to_have_count(len(made))
    for place, by in enumerate(made):
        if place > 0:
            button.click()
        offered.nth(place).click()
        expect(page).to_have_url(re.compile(f"by={by}"))
        for at, ranked in enumerate(ranking(physician, label, by=by)[:3]):
            row = ranked["image"]["row"]
            card = page.locator(f"#card-{at}")
            expect(card).to_have_attribute(
                "aria-label", re.compile(f"^Image {row}, place {at + 1}:")
            )
        loaded(page)
        physician.shoot(f"order-{by}")
    button.click()
    offered.first.click()


def accepts_two_heatmaps(physician: Person, label: str) -> list[int]:
    """One by mouse and one by key; the server has both, with the outline as their region."""
    page = physician.page
    ready = page.locator("button[id^='accept-'][title='']")
    expect(ready.nth(1)).to_be_visible()
    rows = [int((ready.nth(at).get_attribute("id") or "").removeprefix("accept-")) for at in (0, 1)]
    by_mouse, by_key = (page.locator(f"#accept-{row}") for row in rows)

    by_mouse.click()
    by_key.focus()
    page.keyboard.press("a")

    for row, button in zip(rows, (by_mouse, by_key), strict=True):
        name = f"Take back that the heatmap of image {row} was accepted"
        expect(button).to_have_attribute("aria-label", name)
        until(
            physician,
            lambda row=row: annotation_of(physician, row, label) is not None,
            "it is stored",
        )
        stored = annotation_of(physician, row, label) or {}
        assert (stored["verdict"], stored["version"]) == ("accepted", 1)
        assert len(stored["regions"]) >= 1
    saved(physician)
    physician.shoot("accepted")
    return rows


def corrects_three_heatmaps(physician: Person, label: str, accepted: Sequence[int]) -> list[int]:
    """Image after image in the order: a polygon, a box, and a heatmap whose outline is moved."""
    ranked = ranking(physician, label)
    positive = [each["image"]["row"] for each in ranked if each["truth"] == 1]
    wanted = [row for row in positive if row not in accepted][:3]
    go(physician, "modification")
    ways = {"adjusted": adjusts_the_heatmap, "polygon": draws_a_polygon, "box": draws_a_box}
    for place, each in enumerate(ranked):
        row = each["image"]["row"]
        stands_at(physician, place)
        if row in wanted:
            picture = easel(physician, row)
            heatmap_there(physician)
            way = first_way(physician, ways)
            before = annotation_of(physician, row, label)
            ways.pop(way)(physician, picture, row, label)
            physician.shoot(way)
            stored = annotation_of(physician, row, label) or {}
            assert before is None
            assert stored["verdict"] == "corrected"
        if not ways:
            break
        physician.page.keyboard.press("Space")
    assert not ways, f"of {wanted} not all could be corrected: {list(ways)} are left"
    saved(physician)
    return wanted


def first_way(physician: Person, ways: Mapping[str, Any]) -> str:
    """Adjust where there is an outline to start from, else draw."""
    start = physician.page.get_by_role("button", name="Start from the heatmap")
    may_adjust = "adjusted" in ways and start.is_enabled()
    return "adjusted" if may_adjust else next(way for way in ways if way != "adjusted")


def stands_at(physician: Person, place: int) -> None:
    """The viewer shows this place of the order."""
    paging = physician.page.get_by_role("navigation", name="Images")
    expect(paging).to_contain_text(re.compile(rf"^\D*{place + 1} of "))


def stored_corners(physician: Person, row: int, label: str, n: int) -> list[Spot]:
    """The one region that is stored, as soon as it has so many corners."""

    def corners() -> list[Spot]:
        regions = (annotation_of(physician, row, label) or {"regions": []})["regions"]
        return [tuple(point) for point in regions[0]["points"]] if len(regions) == 1 else []

    until(physician, lambda: len(corners()) == n, f"a region with {n} corners is stored")
    return corners()


def assert_near(found: Sequence[Spot], drawn: Sequence[Spot]) -> None:
    """The corners are those that were drawn, as exactly as a screen's pixel allows."""
    for corner in drawn:
        nearest = min(abs(corner[0] - x) + abs(corner[1] - y) for x, y in found)
        assert nearest < 1.0, f"{corner} was drawn; stored are {found}"


def draws_a_polygon(physician: Person, picture: Easel, row: int, label: str) -> None:
    """Five corners, the last one by a double click."""
    side = picture.width
    drawn = [
        (x * side, y * side)
        for x, y in ((0.3, 0.3), (0.5, 0.26), (0.6, 0.42), (0.48, 0.6), (0.32, 0.5))
    ]
    tool(physician, "Polygon: click corners, double-click to close")
    picture.click_round(drawn)
    assert_near(stored_corners(physician, row, label, 5), drawn)


def draws_a_box(physician: Person, picture: Easel, row: int, label: str) -> None:
    """One drag."""
    side = picture.width
    left, top, right, bottom = (0.55 * side, 0.3 * side, 0.8 * side, 0.55 * side)
    tool(physician, "Box: drag")
    picture.drag((left, top), (right, bottom))
    corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
    assert_near(stored_corners(physician, row, label, 4), corners)


def adjusts_the_heatmap(physician: Person, picture: Easel, row: int, label: str) -> None:
    """The outline is taken, which accepts it; moving it makes it a correction."""
    page = physician.page
    verdict = page.get_by_role("group", name="Verdict")
    page.get_by_role("button", name="Start from the heatmap").click()
    expect(verdict.get_by_role("button", name="Accepted")).to_have_attribute("aria-pressed", "true")
    until(
        physician, lambda: annotation_of(physician, row, label) is not None, "the outline is stored"
    )
    taken = (annotation_of(physician, row, label) or {})["regions"][0]["points"]
    physician.shoot("outline")

    tool(physician, "Choose and change regions")
    middle = (sum(x for x, _ in taken) / len(taken), sum(y for _, y in taken) / len(taken))
    inward = tuple(0.9 * at + 0.1 * picture.width / 2 for at in middle)
    picture.drag(middle, (inward[0], inward[1]))

    expect(verdict.get_by_role("button", name="Corrected")).to_have_attribute(
        "aria-pressed", "true"
    )
    until(physician, lambda: is_corrected(physician, row, label), "the moved outline is stored")


def is_corrected(physician: Person, row: int, label: str) -> bool:
    """Whether the server knows that it was corrected."""
    return (annotation_of(physician, row, label) or {}).get("verdict") == "corrected"


def writes_a_note(physician: Person, row: int) -> None:
    """The note is under the image and on the server."""
    notes = physician.page.get_by_role("region", name="Notes")
    words = "The finding lies higher than the heatmap says."
    notes.get_by_role("textbox", name="Write a note on this image").fill(words)
    notes.get_by_role("button", name="Save the note").click()
    expect(notes.get_by_role("listitem")).to_contain_text(words)
    found = asked(physician, f"/images/{row}/notes")
    assert [(each["author"], each["text"]) for each in found] == [("physician", words)]
    physician.shoot("note")


def fine_tunes_and_watches(physician: Person) -> None:
    """It says what it will use, starts, shows how far it is, and ends."""
    page = physician.page
    go(physician, "panel")
    said = "It will use 3 corrections and 2 accepted heatmaps, on 5 images."
    expect(page.get_by_text(said)).to_be_visible()
    plan = asked(physician, "/fine-tunings/plan")
    assert (plan["corrected"], plan["accepted"], plan["images"]) == (3, 2, 5)
    physician.shoot("plan")

    page.get_by_role("button", name="Start fine-tuning").click()
    job = page.get_by_role("article", name="Fine-tuning of round 1")
    expect(job.get_by_role("progressbar")).to_be_visible()
    expect(job.get_by_text("running", exact=True)).to_be_visible()
    physician.shoot("running")
    expect(job.get_by_text("done", exact=True)).to_be_visible(timeout=1000 * LEARNED_S)
    assert asked(physician, "/rounds/1")["state"] == "ready"
    jobs = asked(physician, "/jobs")["jobs"]
    assert [(each["step"], each["state"], each["author"]) for each in jobs] == [
        ("fine_tune", "done", "physician")
    ]
    physician.shoot("done")
    job.get_by_role("link", name="See what it changed").click()


def reads_the_receipt(physician: Person, label: str, annotated: Sequence[int]) -> None:
    """First the images that nobody drew on, in the server's order; then every correction."""
    page = physician.page
    page.get_by_role("tab", name="Receipt").click()
    receipt = asked(physician, "/rounds/1/receipt")
    untouched = page.get_by_role("region", name="Images that nobody drew on")
    wanted = [(each["row"], each["label"]) for each in receipt["untouched"]]
    links = untouched.get_by_role("link", name=re.compile("^Look at image "))
    expect(links).to_have_count(len(wanted))
    assert pairs_in(links) == wanted
    assert not {row for row, _ in wanted} & set(annotated)

    corrections = page.get_by_role("region", name="Images that were corrected")
    links = corrections.get_by_role("link", name=re.compile("^Look at image "))
    expect(links).to_have_count(len(annotated))
    assert sorted(pairs_in(links)) == sorted((row, label) for row in annotated)
    loaded(page)
    physician.shoot("receipt")


def pairs_in(links: Locator) -> list[tuple[int, str]]:
    """Image and label of each link of the receipt."""
    found = [
        re.match(r"Look at image (\d+), (.+)", link.get_attribute("aria-label") or "")
        for link in links.all()
    ]
    return [(int(each[1]), each[2]) for each in found if each]


def reads_the_comparison(physician: Person, label: str) -> None:
    """Rounds side by side: counts on test, and image by image what each round says."""
    page = physician.page
    page.get_by_role("tab", name="Rounds").click()
    for number, name in enumerate(("Round 0, preliminary", "Round 1")):
        card = page.get_by_role("article", name=name)
        labels = asked(physician, f"/rounds/{number}/metrics")["labels"]
        mine = [found for each, found in labels.items() if each == label or label not in page.url]
        expect(card).to_contain_text(f"{sum(each['correct'] for each in mine)} correct")
        expect(card).to_contain_text(f"{sum(each['incorrect'] for each in mine)} incorrect")
    physician.shoot("rounds")

    page.get_by_role("banner").get_by_role("button", name=re.compile("^Label: ")).click()
    page.get_by_role("menuitem", name=label, exact=True).click()
    page.get_by_role("tab", name="Comparison").click()
    found = asked(physician, f"/comparison-grid?label={label}&rounds=0,1&truth=positive&limit=60")
    rows = page.get_by_role("table").get_by_role("row")
    expect(rows).to_have_count(min(len(found["rows"]), 12) + 1)
    for row, each in zip(rows.all()[1:], found["rows"], strict=False):
        said = [cell.inner_text().split() for cell in row.get_by_role("cell").all()]
        assert said == [
            ["correct" if cell["correct"] else "incorrect", f"{cell['probability']:.2f}"]
            for cell in each["cells"]
        ]
    loaded(page)
    physician.shoot("comparison")
