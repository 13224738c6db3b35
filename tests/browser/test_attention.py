"""The images of a label in ranked order: what a physician does there, and what the server has."""

import re
from collections.abc import Sequence
from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from tests.browser.drawing import names_of
from tests.browser.moves import annotation_of, asked, choose_label, ranking, saved, until
from tests.browser.people import Person, Persons


@pytest.fixture(scope="module")
def serve_options() -> Sequence[str]:
    return ("--no-worker",)


def fullest(person: Person) -> str:
    """The label with the most images in the order."""
    labels = asked(person, "")["labels"]
    return str(max(labels, key=lambda label: len(ranking(person, label))))


def open_label(person: Person, label: str, query: str = "") -> None:
    """Open the images of a label."""
    person.open("attention", f"?label={label.replace(' ', '%20')}{query}")
    expect(person.page.locator("#card-0")).to_be_visible()


def rows_shown(person: Person, n: int) -> list[int]:
    """Rows of the first cards."""
    said = [person.page.locator(f"#card-{at}").get_attribute("aria-label") for at in range(n)]
    return [int(re.findall(r"\d+", words or "")[0]) for words in said]


def shows(person: Person, rows: list[int]) -> None:
    """Wait until these are the first cards: an address may change before they do."""
    until(person, lambda: rows_shown(person, len(rows)) == rows, f"the first cards are {rows}")


def card_of(person: Person, row: int) -> Locator:
    """The card of an image."""
    cards = person.page.get_by_role("listitem")
    return cards.filter(has=person.page.get_by_label(re.compile(f"^Image {row}, place ")))


def acceptable(person: Person, label: str) -> dict[str, Any]:
    """An image that carries the label, has evidence and was not judged yet."""
    ready = person.page.locator("button[id^='accept-'][title='']")
    expect(ready.first).to_be_visible()
    row = int((ready.first.get_attribute("id") or "").removeprefix("accept-"))
    return next(each for each in ranking(person, label) if each["image"]["row"] == row)


def test_cards_say_what_the_server_says(persons: Persons) -> None:
    physician = persons("physician")
    label = fullest(physician)
    open_label(physician, label)
    for each in ranking(physician, label)[:4]:
        card = card_of(physician, each["image"]["row"])
        expect(card).to_contain_text(f"predicted {each['probability']:.2f}")
        expect(card).to_contain_text("as imported")
        expect(card).to_contain_text(each["reason"], ignore_case=True)
        expect(card).to_contain_text(str(int(each["image"]["age_years"])))
        mark = {True: "correct", False: "incorrect", None: "cannot be judged"}[each["correct"]]
        expect(card.get_by_title(mark, exact=True)).to_be_visible()


def test_a_heatmap_is_accepted_and_taken_back_on_its_card(persons: Persons) -> None:
    physician = persons("physician")
    label = fullest(physician)
    open_label(physician, label)
    row = acceptable(physician, label)["image"]["row"]
    card = card_of(physician, row)

    card.get_by_role("button", name=f"Accept the heatmap of image {row}").click()
    until(physician, lambda: annotation_of(physician, row, label) is not None, "it is stored")
    stored = annotation_of(physician, row, label) or {}
    assert (stored["verdict"], len(stored["regions"]) > 0) == ("accepted", True)
    expect(card).to_contain_text("accepted")
    card.get_by_role("button", name=f"Take back that the heatmap of image {row}").click()
    until(physician, lambda: annotation_of(physician, row, label) is None, "it is taken back")
    saved(physician)


def test_an_accepted_heatmap_survives_a_server_that_was_away(persons: Persons) -> None:
    physician = persons("physician")
    label = fullest(physician)
    open_label(physician, label)
    row = acceptable(physician, label)["image"]["row"]
    page = physician.page
    page.route("**/acceptance?*", lambda route: route.abort())
    button = page.locator(f"#accept-{row}")
    button.click()
    expect(button).to_have_text("Accepted")  # it is written down
    page.reload()
    expect(page.locator("#card-0")).to_be_visible()
    page.unroute("**/acceptance?*")
    until(physician, lambda: annotation_of(physician, row, label) is not None, "it is stored")
    saved(physician)
    expect(button).to_have_text("Accepted")
    button.click()
    until(physician, lambda: annotation_of(physician, row, label) is None, "it is taken back")


def test_filters_show_what_the_server_lets_through(persons: Persons) -> None:
    physician = persons("physician")
    label = fullest(physician)
    open_label(physician, label)
    for value in ("incorrect", "correct"):
        physician.page.get_by_label("Prediction").select_option(value)
        flag = "true" if value == "correct" else "false"
        wanted = [each["image"]["row"] for each in ranking(physician, label, correct=flag)]
        expect(physician.page).to_have_url(re.compile(f"correct={flag}"))
        if wanted:
            expect(physician.page.get_by_text(f"{len(wanted)} image")).to_be_visible()
            shows(physician, wanted[:4])
        else:
            expect(physician.page.get_by_text("No image passes these filters")).to_be_visible()


def test_one_key_switches_all_heatmaps_off_and_the_threshold_hides_weak_evidence(
    persons: Persons,
) -> None:
    physician = persons("physician")
    page, label = physician.page, fullest(physician)
    open_label(physician, label)
    heat = page.locator("#card-0 canvas")
    expect(heat).to_be_visible()
    page.keyboard.press("h")
    expect(heat).to_have_count(0)
    page.keyboard.press("h")
    expect(heat).to_be_visible()
    before = heat.evaluate("(canvas) => canvas.toDataURL()")
    page.get_by_label("Scale").select_option("each image its own")
    page.get_by_label("Opacity").fill("90")
    page.get_by_label("Threshold").fill("60")
    page.wait_for_timeout(100)
    assert heat.evaluate("(canvas) => canvas.toDataURL()") != before
    page.get_by_label("Threshold").fill("0")


def test_more_like_this_is_the_servers_search_and_leads_back(persons: Persons) -> None:
    physician = persons("physician")
    page, label = physician.page, fullest(physician)
    open_label(physician, label)
    row = rows_shown(physician, 1)[0]
    page.get_by_role("link", name=f"More images like image {row}", exact=True).click()
    expect(page.get_by_text(f"Images like image {row}, nearest first")).to_be_visible()
    wanted = [
        each["image"]["row"] for each in ranking(physician, label, by="similar", like=str(row))
    ]
    expect(page.locator(f"#card-{min(2, len(wanted) - 1)}")).to_be_visible()
    shows(physician, wanted[:3])
    assert row not in wanted

    page.get_by_role("button", name="Back to the recommended order").click()
    expect(page.get_by_text(f"Images like image {row}, nearest first")).to_have_count(0)
    expect(page).not_to_have_url(re.compile("like="))
    shows(physician, [row])


def test_one_image_stays_open_when_the_label_changes_if_it_shows_that_label(
    persons: Persons,
) -> None:
    physician = persons("physician")
    page, labels = physician.page, asked(physician, "")["labels"]
    held = {label: [e["image"]["row"] for e in ranking(physician, label)] for label in labels}
    row, first, second = next(
        (row, a, b) for a in labels for b in labels if a != b for row in held[a] if row in held[b]
    )
    missing = next(each for each in labels if row not in held[each] and held[each])
    open_label(physician, first)
    page.locator(f"#card-{held[first].index(row)}").click()
    aside = page.get_by_role("complementary", name=f"Image {row}", exact=True)
    expect(aside).to_be_visible()

    choose_label(physician, second)
    expect(aside).to_contain_text(f"{second}: predicted")
    expect(page).to_have_url(re.compile(f"place={held[second].index(row)}(&|$)"))
    choose_label(physician, missing)
    other = held[missing][0]
    expect(page.get_by_role("complementary", name=f"Image {other}", exact=True)).to_be_visible()


def test_one_image_shows_its_labels_its_patient_and_the_round_before(persons: Persons) -> None:
    physician = persons("physician")
    page, label = physician.page, fullest(physician)
    open_label(physician, label)
    page.locator("#card-0").click()
    ranked = ranking(physician, label)[0]
    row = ranked["image"]["row"]
    aside = page.get_by_role("complementary", name=f"Image {row}", exact=True)
    expect(aside).to_contain_text(ranked["reason"], ignore_case=True)
    siblings = asked(physician, f"/images/{row}/patient-images")["images"]
    for sibling in siblings:
        if sibling["row"] != row:
            expect(aside).to_contain_text(f"Image {sibling['row']}, ")

    picture = page.get_by_role("img", name=re.compile(f"^Image {row}, heatmap of"))
    other = next(each for each in asked(physician, "")["labels"] if each != label)
    aside.get_by_role("button", name=other).click()
    expect(picture).to_have_attribute("aria-label", re.compile(f"heatmap of {other}"))

    page.get_by_label("Compare with").select_option("round 0")
    slider = page.get_by_role("slider", name="Where round 0 ends and round 1 begins")
    slider.focus()
    page.keyboard.press("Home")
    expect(slider).to_have_value("0")
    expect(page.get_by_text("Round 0: predicted")).to_be_visible()


def test_keys_lead_from_image_to_image_and_back_to_the_grid(persons: Persons) -> None:
    physician = persons("physician")
    page, label = physician.page, fullest(physician)
    open_label(physician, label)
    rows = [each["image"]["row"] for each in ranking(physician, label)]
    page.locator("#card-0").click()
    for row in rows[:2]:
        expect(page.get_by_role("complementary", name=f"Image {row}", exact=True)).to_be_visible()
        page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    page.keyboard.press("Escape")
    expect(page.locator("#card-1")).to_be_focused()
    page.keyboard.press("m")
    expect(page).to_have_url(re.compile(f"/modification.*image={rows[1]}"))


def test_keys_that_come_faster_than_the_screen_are_all_obeyed(persons: Persons) -> None:
    physician = persons("physician")
    page, label = physician.page, fullest(physician)
    open_label(physician, label)
    page.locator("#card-0").click()
    expect(page.get_by_role("button", name="Back to the grid")).to_be_visible()
    page.evaluate(
        """() => ["ArrowRight", "ArrowRight", "ArrowLeft", "ArrowRight", "Escape"].forEach((key) =>
          document.body.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true })))"""
    )
    expect(page.locator("#card-2")).to_be_focused()


def test_every_control_has_a_name_of_its_own(persons: Persons) -> None:
    physician = persons("physician")
    open_label(physician, fullest(physician))
    has_a_name_of_its_own(physician)
    physician.page.locator("#card-0").click()
    expect(physician.page.get_by_role("button", name="Back to the grid")).to_be_visible()
    has_a_name_of_its_own(physician)


def has_a_name_of_its_own(person: Person) -> None:
    """Every control on the screen."""
    names = names_of(person)
    assert "" not in names
    assert sorted({name for name in names if names.count(name) > 1}) == []
