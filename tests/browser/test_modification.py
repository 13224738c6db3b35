"""One image at a time: every way to draw, judge and take back, told by what the server has."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.browser.drawing import Sitting, names_of, near, pairs, sit_down, stand, take, triangle
from tests.browser.moves import asked, choose_label, go, ranking, saved, until
from tests.browser.people import Person, Persons
from tests.browser.phantoms import trained_phantoms

Open = Callable[..., Sitting]


@pytest.fixture(scope="module")
def serve_options() -> Sequence[str]:
    return ("--no-worker",)


@pytest.fixture(scope="module")
def workspace_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project with a trained round over 120 phantoms of 128 px."""
    folder = tmp_path_factory.mktemp("drawn")
    train = ("--image-size", "64", "--epochs", "2", "--batch-size", "16")
    return trained_phantoms(folder / "workspace", 120, side=128, shifted=12, train=train)


@pytest.fixture(scope="module")
def used() -> set[tuple[int, str]]:
    """Images and labels that a test of this module has drawn for."""
    return set()


@pytest.fixture
def opened(persons: Persons, used: set[tuple[int, str]]) -> Open:
    """Return a callable that opens an image nobody has annotated, with a label that it carries."""

    def open_one(truth: int = 1, person: Person | None = None, **options: Any) -> Sitting:
        physician = person or persons("physician", **options)
        row, label = next(each for each in pairs(physician, truth) if each not in used)
        used.add((row, label))
        return sit_down(physician, row, label)

    return open_one


def test_undo_takes_back_the_last_corner_inside_a_drawing_and_whole_steps_outside(
    opened: Open,
) -> None:
    sitting = opened()
    page, picture, side = sitting.person.page, sitting.picture, sitting.picture.width
    corners = [(0.3, 0.3), (0.6, 0.3), (0.9, 0.9), (0.6, 0.6), (0.3, 0.6)]
    spots = [(x * side, y * side) for x, y in corners]
    take(sitting, "Polygon")
    for spot in spots[:3]:
        page.mouse.click(*picture.on_page(spot))
    page.keyboard.press("Control+z")  # the third corner was a slip
    page.mouse.click(*picture.on_page(spots[3]))
    page.mouse.dblclick(*picture.on_page(spots[4]))
    sitting.has([4])
    near(sitting.corners()[0], [spots[0], spots[1], spots[3], spots[4]])

    page.keyboard.press("Control+z")
    until(sitting.person, lambda: sitting.stored() is None, "the region is taken back")
    page.keyboard.press("Control+Shift+z")
    sitting.has([4])
    assert sitting.verdict() == "corrected"


def test_corners_are_dragged_put_in_and_deleted_and_regions_moved_and_deleted(opened: Open) -> None:
    sitting = opened()
    picture, page, side = sitting.picture, sitting.person.page, sitting.picture.width
    first, second, third = triangle(sitting)
    take(sitting, "Choose and change")

    picture.drag(first, (0.2 * side, 0.2 * side))
    stand(sitting, [(0.2 * side, 0.2 * side), second, third])

    middle = ((second[0] + third[0]) / 2, (second[1] + third[1]) / 2)
    picture.drag(middle, (0.8 * side, 0.6 * side))
    sitting.has([4])
    near(sitting.corners()[0], [(0.8 * side, 0.6 * side)])

    page.mouse.dblclick(*picture.on_page((0.8 * side, 0.6 * side)))
    sitting.has([3])

    before = sitting.corners()[0]
    picture.drag((0.45 * side, 0.45 * side), (0.5 * side, 0.5 * side))
    moved = [(x + 0.05 * side, y + 0.05 * side) for x, y in before]
    stand(sitting, moved)

    page.keyboard.press("Delete")
    until(sitting.person, lambda: sitting.stored() is None, "the region is deleted")


def test_free_hand_livewire_and_brush_each_make_a_region(opened: Open) -> None:
    sitting = opened()
    picture, page, side = sitting.picture, sitting.person.page, sitting.picture.width

    def along(*spots: tuple[float, float]) -> None:
        page.mouse.move(*picture.on_page((spots[0][0] * side, spots[0][1] * side)))
        page.mouse.down()
        for x, y in spots[1:]:
            page.mouse.move(*picture.on_page((x * side, y * side)), steps=4)
        page.mouse.up()

    take(sitting, "Free-hand")
    along((0.2, 0.2), (0.4, 0.2), (0.4, 0.4), (0.2, 0.4), (0.2, 0.22))
    until(sitting.person, lambda: len(sitting.corners()) == 1, "the free-hand region is stored")
    near(sitting.corners()[0], [(0.4 * side, 0.4 * side)])

    take(sitting, "Livewire")
    for x, y in ((0.6, 0.2), (0.8, 0.2), (0.8, 0.4)):
        page.mouse.move(*picture.on_page((x * side, y * side)), steps=3)
        page.mouse.click(*picture.on_page((x * side, y * side)))
    page.keyboard.press("Enter")
    until(sitting.person, lambda: len(sitting.corners()) == 2, "the livewire region is stored")
    assert all(0 <= x <= side and 0 <= y <= side for x, y in sitting.corners()[1])

    take(sitting, "Brush: paint")
    page.keyboard.press("Escape")  # of the chosen region: the brush makes one of its own
    along((0.3, 0.7), (0.6, 0.7))
    until(sitting.person, lambda: len(sitting.corners()) == 3, "the brushed region is stored")
    painted = sitting.corners()[2]
    page.keyboard.press("e")
    along((0.6, 0.7), (0.55, 0.7))
    until(sitting.person, lambda: sitting.corners()[2:] != [painted], "the brush has rubbed out")
    rubbed = sitting.corners()[2]
    assert max(x for x, _ in rubbed) < max(x for x, _ in painted)


def test_a_box_and_space_save_and_lead_to_the_next_image_of_the_order(opened: Open) -> None:
    sitting = opened()
    page, side = sitting.person.page, sitting.picture.width
    order = [each["image"]["row"] for each in ranking(sitting.person, sitting.label)]
    place = order.index(sitting.row)
    take(sitting, "Box: drag")
    sitting.picture.drag((0.3 * side, 0.3 * side), (0.6 * side, 0.5 * side))
    page.keyboard.press("Space")

    following = order[place + 1] if place + 1 < len(order) else sitting.row
    expect(sitting.panel).to_contain_text(f"Image {following} ")
    sitting.has([4])
    near(sitting.corners()[0], [(0.3 * side, 0.3 * side), (0.6 * side, 0.5 * side)])
    assert sitting.regions()[0]["relevance"] == "relevant"
    saved(sitting.person)


def test_a_region_is_turned_into_one_to_ignore_and_back(opened: Open) -> None:
    sitting = opened()
    triangle(sitting)
    page = sitting.person.page

    page.keyboard.press("x")
    until(sitting.person, lambda: sitting.regions()[0]["relevance"] == "irrelevant", "it is turned")
    sitting.panel.get_by_role("button", name="Region 1: look here instead").click()
    until(sitting.person, lambda: sitting.regions()[0]["relevance"] == "relevant", "it is back")
    page.keyboard.press("Control+z")
    until(sitting.person, lambda: sitting.regions()[0]["relevance"] == "irrelevant", "undone")


def test_the_heatmaps_outline_is_accepted_and_moving_it_makes_it_a_correction(opened: Open) -> None:
    sitting = opened()
    page = sitting.person.page
    sitting.panel.get_by_role("button", name="Start from the heatmap").click()
    sitting.says("accepted")
    outline = sitting.corners()
    chosen = sitting.panel.get_by_role("button", name="Region 1 ·")
    if chosen.get_attribute("aria-pressed") == "false":
        chosen.click()
    page.get_by_role("application").focus()
    xs, ys, side = [x for x, _ in outline[0]], [y for _, y in outline[0]], sitting.picture.width
    free = {"Left": min(xs), "Right": side - max(xs), "Up": min(ys), "Down": side - max(ys)}
    page.keyboard.press(f"Shift+Arrow{max(free, key=lambda way: free[way])}")

    sitting.says("corrected")
    assert sitting.corners()[0] != outline[0]
    page.keyboard.press("Control+z")
    sitting.says("accepted")
    assert sitting.corners() == outline


def test_cells_of_the_grid_are_ignored_also_where_the_label_is_absent(opened: Open) -> None:
    sitting = opened(truth=0)
    page, side = sitting.person.page, sitting.picture.width
    expect(sitting.panel).to_contain_text("negative")
    expect(sitting.panel).to_contain_text("Predicted")
    take(sitting, "Grid: click cells")
    cell = side / 8
    for column, row in ((1, 2), (2, 2), (6, 5)):
        page.mouse.click(*sitting.picture.on_page(((column + 0.5) * cell, (row + 0.5) * cell)))
    sitting.has([4, 4])
    run, single = sitting.corners()
    near(run, [(cell, 2 * cell), (3 * cell, 3 * cell)])
    near(single, [(6 * cell, 5 * cell), (7 * cell, 6 * cell)])
    assert {each["relevance"] for each in sitting.regions()} == {"irrelevant"}

    page.mouse.click(*sitting.picture.on_page((6.5 * cell, 5.5 * cell)))  # seen again
    sitting.has([4])
    sitting.person.page.reload()
    expect(sitting.panel).to_contain_text("Ignored cells of the grid: 2")


def test_every_verdict_reaches_the_server_and_can_be_taken_back(opened: Open) -> None:
    sitting = opened()
    page = sitting.person.page
    verdicts = sitting.panel.get_by_role("group", name="Verdict")
    for name, key in (("Nothing to mark", "n"), ("Label is wrong", "q"), ("Cannot tell", "c")):
        verdicts.get_by_role("button", name=name).click()
        sitting.says(name.lower())
        page.keyboard.press("Control+z")
        sitting.says(None)
        page.keyboard.press(key)
        sitting.says(name.lower())
        page.keyboard.press(key)
        sitting.says(None)


def test_a_note_is_kept_deleted_and_brought_back(opened: Open) -> None:
    sitting = opened()
    page, person = sitting.person.page, sitting.person
    notes = sitting.panel.get_by_role("region", name="Notes")

    def stored() -> list[str]:
        return [each["text"] for each in asked(person, f"/images/{sitting.row}/notes")]

    notes.get_by_role("textbox").fill("the marker is at the neck")
    notes.get_by_role("button", name="Save the note").click()
    until(person, lambda: stored() == ["the marker is at the neck"], "the note is stored")
    notes.get_by_role("button", name="Delete the note").click()
    until(person, lambda: stored() == [], "the note is deleted")
    notes.get_by_role("button", name="Bring it back").click()
    until(person, lambda: stored() == ["the marker is at the neck"], "the note is back")

    page.context.set_offline(True)
    notes.get_by_role("textbox").fill("written while nobody answered")
    page.keyboard.press("Control+Enter")
    expect(notes).to_contain_text("kept in this browser until the server has it")
    page.context.set_offline(False)
    until(person, lambda: stored()[1:] == ["written while nobody answered"], "it is sent once")


def test_a_note_that_is_left_unsaved_is_saved_when_one_goes_on(opened: Open) -> None:
    sitting = opened()
    sitting.panel.get_by_role("textbox").fill("typed in a hurry")
    go(sitting.person, "attention")
    path = f"/images/{sitting.row}/notes"
    until(sitting.person, lambda: len(asked(sitting.person, path)) == 1, "the note is stored")


def test_a_conflict_is_decided_from_another_view_with_the_regions_of_both(opened: Open) -> None:
    sitting = opened()
    page, person = sitting.person.page, sitting.person
    drawn = triangle(sitting)
    elsewhere = {
        "verdict": "corrected",
        "regions": [{"points": [[1, 1], [9, 1], [9, 9]], "relevance": "relevant"}],
        "version": 1,
    }
    path = f"/images/{sitting.row}/annotations?label={sitting.label.replace(' ', '%20')}"
    page.route("**/annotations?*", lambda route: route.abort())  # what is drawn here cannot be sent
    take(sitting, "Choose and change")
    sitting.picture.drag(drawn[0], (drawn[0][0] + 9, drawn[0][1] + 9))
    assert person.ask("PUT", path, elsewhere).ok
    page.unroute("**/annotations?*")

    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("was changed elsewhere")
    dialog.get_by_role("button", name="Decide later").last.click()
    expect(dialog).to_have_count(0)
    go(person, "attention")
    page.get_by_role("banner").get_by_role("button", name="1 conflict").click()
    dialog.get_by_role("button", name="Keep the regions of both").click()
    sitting.has([3, 3])
    saved(person)


def test_next_and_previous_follow_the_filters_of_the_address(persons: Persons) -> None:
    person = persons("physician")
    filters = {"correct": "false", "annotated": "false", "by": "accuracy"}
    orders = {label: ranking(person, label, **filters) for label in asked(person, "")["labels"]}
    label = max(orders, key=lambda each: len(orders[each]))
    wanted = [each["image"]["row"] for each in orders[label]]
    assert len(wanted) > 3
    person.open(
        "modification",
        f"?label={label.replace(' ', '%20')}&by=accuracy&correct=false&annotated=false",
    )
    panel = person.page.get_by_role("complementary", name="Annotation")
    expect(panel).to_contain_text("Only wrong predictions, not annotated yet")
    for row in wanted[:3]:
        expect(panel).to_contain_text(f"Image {row} ")
        person.page.keyboard.press("PageDown")
    expect(panel).to_contain_text(f"Image {wanted[3]} ")
    person.page.keyboard.press("PageUp")
    expect(panel).to_contain_text(f"Image {wanted[2]} ")


def test_another_label_keeps_the_image_and_draws_for_that_label(opened: Open) -> None:
    sitting = opened()
    image = asked(sitting.person, f"/images/{sitting.row}")
    labels = asked(sitting.person, "")["labels"]
    other = next(each for each in labels if each != sitting.label)
    choose_label(sitting.person, other)
    expect(sitting.panel).to_contain_text(f"Image {sitting.row} ")
    truth = {1: "positive", 0: "negative"}[image["labels"][labels.index(other)]]
    expect(sitting.panel).to_contain_text(truth)


def test_windows_inversion_zoom_and_reset_change_what_is_seen(opened: Open) -> None:
    sitting = opened()
    page = sitting.person.page
    page.keyboard.press("h")  # the picture alone
    surface = page.locator("canvas").first
    bar = page.get_by_role("toolbar", name="View")

    def seen() -> str:
        page.wait_for_timeout(150)  # some frames
        return str(surface.evaluate("(canvas) => canvas.toDataURL()"))

    looks = [seen()]
    for preset in ("Without the extremes", "Dark parts", "Bright parts"):
        bar.get_by_role("button").first.click()
        page.get_by_role("menuitem", name=preset).click()
        looks.append(seen())
    page.keyboard.press("i")
    looks.append(seen())
    take(sitting, "Window and level")
    side = sitting.picture.width
    sitting.picture.drag((0.4 * side, 0.4 * side), (0.6 * side, 0.5 * side))
    expect(bar.get_by_role("button").first).to_contain_text("Window ")
    looks.append(seen())
    page.keyboard.press("+")
    looks.append(seen())
    assert len(set(looks)) == len(looks)
    page.keyboard.press("0")
    assert seen() == looks[0]


def test_two_fingers_zoom_and_one_draws(opened: Open) -> None:
    sitting = opened(has_touch=True)
    page, picture, side = sitting.person.page, sitting.picture, sitting.picture.width
    wire = page.context.new_cdp_session(page)

    def touch(kind: str, *spots: tuple[float, float]) -> None:
        points = [{"x": x, "y": y, "id": at} for at, (x, y) in enumerate(spots)]
        wire.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": points})

    take(sitting, "Box: drag")
    left, right = (picture.on_page((x * side, 0.5 * side)) for x in (0.4, 0.6))
    zoom = page.get_by_role("button", name="show it pixel by pixel")
    before = zoom.inner_text()
    touch("touchStart", left)
    touch("touchStart", left, right)
    for step in range(1, 6):
        touch("touchMove", (left[0] - 12 * step, left[1]), (right[0] + 12 * step, right[1]))
    touch("touchEnd")
    expect(zoom).not_to_have_text(before)
    assert sitting.stored() is None

    page.keyboard.press("0")
    way = [((0.3 + 0.05 * step) * side, (0.3 + 0.075 * step) * side) for step in range(5)]
    touch("touchStart", picture.on_page(way[0]))
    for spot in way[1:]:
        touch("touchMove", picture.on_page(spot))
    touch("touchEnd")
    sitting.has([4])
    near(sitting.corners()[0], [(0.3 * side, 0.3 * side), (0.5 * side, 0.6 * side)])


def test_the_sheet_of_keys_names_every_tool(opened: Open) -> None:
    sitting = opened()
    page = sitting.person.page
    page.keyboard.press("?")
    sheet = page.get_by_role("dialog")
    for words in ("Box: drag", "Livewire", "Undo", "Invert black and white", "Save and go on"):
        expect(sheet).to_contain_text(words)


def test_every_control_has_a_name_of_its_own(opened: Open) -> None:
    sitting = opened()
    triangle(sitting)
    names = names_of(sitting.person)
    assert "" not in names
    assert sorted({name for name in names if names.count(name) > 1}) == []


def test_images_like_a_region_are_looked_for(opened: Open) -> None:
    sitting = opened()
    triangle(sitting)
    page = sitting.person.page
    sitting.panel.get_by_role("link", name="Region 1: images with something like it").click()
    expect(page.get_by_text(f"Images like the region in image {sitting.row}")).to_be_visible()
    expect(page.locator("#card-0")).to_be_visible()
    expect(page.get_by_role("list", name=f"Images of {sitting.label}")).to_contain_text(
        f"Like the region in image {sitting.row} (likeness "
    )


def neighbours(person: Person) -> Iterator[tuple[int, int, str]]:
    """Two images in a row that nobody has annotated, and the label in whose order they stand so."""
    for label in asked(person, "")["labels"]:
        for one, next_one in pairwise(ranking(person, label, by="triage")):
            if not (one["annotated"] or next_one["annotated"]):
                yield one["image"]["row"], next_one["image"]["row"], label


def test_what_is_done_as_soon_as_a_picture_is_there_is_done_to_that_image(
    persons: Persons,
) -> None:
    """The picture goes ahead of the page, here by seconds: a key in between is for what is seen."""
    person = persons("physician")
    page = person.page
    first, second, label = next(neighbours(person))
    sitting = sit_down(person, first, label, "&by=triage")
    page.wait_for_function(
        """(parts) => parts.every((part) => performance.getEntriesByType("resource").some(
          ({ name, responseEnd }) => name.includes(part) && responseEnd > 0))""",
        arg=[f"/images/{second}/pixels", f"/images/{second}/annotations"],
    )
    page.evaluate(
        """() => {
          const paint = globalThis.requestAnimationFrame;
          globalThis.requestAnimationFrame = (then) => paint(() => setTimeout(then, 2000));
        }"""
    )
    page.keyboard.press("PageDown")
    page.keyboard.press("c")

    expect(sitting.panel).to_contain_text(f"Image {second} ")
    replace(sitting, row=second).says("cannot tell")
    assert sitting.stored() is None
