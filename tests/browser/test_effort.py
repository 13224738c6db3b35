"""What a corrected label costs, and what the performance view says of it and of the rounds."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Download, Page, expect

from tests.browser.keystrokes import operators, seconds
from tests.browser.moves import asked, loaded, saved, until
from tests.browser.people import DESK, Person, Persons
from tests.browser.ways import OTHER_TOOL, WAYS, live_all
from tests.loop import FOCUS


@pytest.fixture(scope="module")
def serve_options() -> Sequence[str]:
    return ("--no-worker",)


def table_in(download: Download) -> list[dict[str, str]]:
    """The rows of a CSV file that the browser has saved."""
    words = Path(download.path()).read_text(encoding="utf-8-sig")
    return list(csv.DictReader(io.StringIO(words)))


def exported(page: Page, what: str) -> list[dict[str, str]]:
    with page.expect_download() as download:
        page.get_by_role("button", name=f"Export as CSV: {what}").click()
    return table_in(download.value)


def test_each_way_of_correcting_takes_its_share_of_another_tools_time(persons: Persons) -> None:
    physician = persons("physician")

    logs = live_all(physician, FOCUS)

    other = seconds(operators(logs[OTHER_TOOL]))
    shares = {way.name: seconds(operators(logs[way.name])) / other for way in WAYS}
    assert {way.name: way.goal for way in WAYS if way.goal and shares[way.name] > way.goal} == {}
    assert operators(logs["accept"]) == "MKK"
    assert operators(logs["box"]) == "MPBPBK"
    saved(physician)
    shows_how_long_it_took(physician)


def shows_how_long_it_took(physician: Person) -> None:
    """The labels of all ways are in the table, each with the seconds that the page measured."""
    page = physician.page
    physician.open("performance", "?part=effort")
    [row] = [each for each in asked(physician, "/effort")["rows"] if each["author"] == "physician"]
    assert (row["labels"], row["timed"], row["estimated"]) == (len(WAYS), len(WAYS), 0)
    assert (row["accepted"], row["corrected"]) == (1, 4)
    assert 0 < row["median_s"] < row["total_s"]
    shown = page.get_by_role("region", name="Time and labels for each round")
    expect(shown.get_by_role("row", name="physician For the next round")).to_be_visible()
    physician.shoot("effort")
    [written] = [
        each for each in exported(page, "time and labels") if each["author"] == "physician"
    ]
    assert (written["round"], written["labels"]) == ("", str(len(WAYS)))


def test_the_receipt_says_how_far_each_correction_is_relied_on(persons: Persons) -> None:
    physician = persons("physician")
    physician.open("performance", "?part=receipt&round=1")
    page = physician.page
    receipt = asked(physician, "/rounds/1/receipt")

    corrections = page.get_by_role("region", name="Images that were corrected")
    rows = corrections.get_by_role("row")
    expect(rows).to_have_count(1 + len(receipt["corrections"]))
    first = receipt["corrections"][0]
    said = [f"{100 * first[f'region_change_{when}']:.1f}" for when in ("before", "after")]
    cells = rows.nth(1).get_by_role("cell")
    for each in said:
        expect(cells.nth(3)).to_contain_text(each.replace("-", ""))
    loaded(page)
    physician.shoot("receipt")

    written = exported(page, "the receipt")
    kinds = [each["kind"] for each in written]
    assert kinds == sorted(kinds, reverse=True), "untouched images come first"
    assert float(written[-1]["region_change_after"]) == pytest.approx(
        receipt["corrections"][-1]["region_change_after"]
    )
    corrections.get_by_role("link").first.click()
    row = first["row"]
    expect(page.get_by_role("complementary", name="Annotation")).to_contain_text(f"Image {row} ")


def test_the_comparison_shows_where_each_round_looked(persons: Persons) -> None:
    physician = persons("physician", viewport=DESK)
    physician.open("performance", f"?part=grid&label={FOCUS.replace(' ', '+')}")
    page = physician.page
    grid = page.get_by_role("table", name=FOCUS)
    heatmaps = grid.locator("canvas")
    until(physician, lambda: heatmaps.count() > 1, "heatmaps are painted")
    loaded(page)
    physician.shoot("comparison")

    page.keyboard.press("h")
    expect(heatmaps).to_have_count(0)
    expect(grid.get_by_role("columnheader")).to_have_text(["Image", "Round 0", "Round 1"])
    page.keyboard.press("h")
    written = exported(page, "the comparison")
    assert set(written[0]) >= {"image", "round_0_probability", "round_1_correct"}


def test_an_engineer_exports_every_figure_and_prints_a_report(
    persons: Persons, tmp_path: Path
) -> None:
    engineer = persons("engineer")
    engineer.open("performance", "?part=metrics&round=1")
    page = engineer.page
    figures = asked(engineer, "/rounds/1/metrics")

    written = exported(page, "the figures")
    assert [each["label"] for each in written] == [*figures["labels"], "macro"]
    paired = exported(page, "the paired test")
    assert set(paired[0]) >= {"auc_change", "low", "high", "p_after_holm"}
    engineer.shoot("metrics")

    engineer.open("performance", "?part=report&round=1")
    expect(page.get_by_role("heading", name="Report of round 1")).to_be_visible()
    expect(page.get_by_text("Images that nobody drew on")).to_be_visible()
    expect(page.get_by_text("Time and labels for each round")).to_be_visible()
    loaded(page)
    engineer.shoot("report")
    printed = page.pdf(path=tmp_path / "report.pdf", format="A4", print_background=False)
    assert printed.startswith(b"%PDF")
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Print or save as PDF")).to_be_hidden()
    expect(page.get_by_role("navigation", name="Views")).to_be_hidden()
    expect(page.get_by_role("button", name="Export")).to_have_count(0)
