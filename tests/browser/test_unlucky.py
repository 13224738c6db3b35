"""Unlucky cases while somebody annotates: nothing is lost, and the person is told what to do."""

import re
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import expect

from tests.api.conftest import PASSWORD
from tests.browser.people import Person, Persons, Site
from tests.browser.unlucky import (
    BOXES,
    Pair,
    confirmed,
    draws,
    ends_logins,
    looks_at,
    pairs_of,
    problem,
    refused,
    says,
    state,
    stored,
)


@pytest.fixture(scope="module")
def serve_options() -> Sequence[str]:
    return ("--no-worker",)


@pytest.fixture(scope="module")
def pairs(site: Site) -> Iterator[Pair]:
    """Return what was not annotated yet, one after another."""
    return pairs_of(site)


@pytest.fixture
def pair(pairs: Iterator[Pair]) -> Pair:
    """Return an image and a label of a test's own."""
    return next(pairs)


def logs_in_again(person: Person) -> None:
    """Log in over the page."""
    dialog = person.page.get_by_role("dialog", name="Log in")
    dialog.get_by_role("textbox", name="Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Log in").click()
    expect(dialog).to_have_count(0)


def logs_out(person: Person) -> None:
    """Log out by the menu at the top."""
    banner = person.page.get_by_role("banner")
    banner.get_by_role("button", name=f"Account of {person.name}").click()
    person.page.get_by_role("menuitem", name="Log out").first.click()
    expect(person.page.get_by_role("heading", name="MEDebiaser")).to_be_visible()


def logs_in_as(person: Person, name: str) -> None:
    """Log somebody else in at the same browser."""
    page = person.page
    page.get_by_role("textbox", name="Name").fill(name)
    page.get_by_role("textbox", name="Password").fill(PASSWORD)
    page.get_by_role("button", name="Log in").click()
    expect(page.get_by_role("navigation", name="Views")).to_be_visible()
    person.name = name


def test_a_network_that_is_cut_while_drawing_loses_nothing(
    persons: Persons, site: Site, pair: Pair
) -> None:
    physician = persons()
    looks_at(physician, pair)
    physician.page.context.set_offline(True)
    draws(physician)
    draws(physician, 1)

    says(physician, "Offline, 2 waiting")
    physician.shoot("offline")
    assert stored(site, pair) is None
    physician.page.context.set_offline(False)
    confirmed(physician, site, pair, 2)


def test_a_reload_and_a_closed_page_keep_what_was_not_sent(
    persons: Persons, site: Site, pair: Pair
) -> None:
    physician = persons()
    looks_at(physician, pair)
    with refused(physician.page):
        draws(physician)
        says(physician, "Offline, 1 waiting")
        physician.page.reload()
        looks_at(physician, pair)
        draws(physician, 1)
        says(physician, "Offline, 2 waiting")  # the first may have arrived: it stays in line
        physician.turn_to(physician.page.context.new_page())
        looks_at(physician, pair)
        says(physician, "Offline, 2 waiting")
        assert stored(site, pair) is None
    confirmed(physician, site, pair, 2)


@pytest.mark.parametrize(
    ("choice", "box", "version"), [("Keep mine", 0, 2), ("Take the saved one", 1, 1)]
)
def test_two_windows_on_one_annotation_ask_which_version_stands(
    persons: Persons, site: Site, pair: Pair, choice: str, box: int, version: int
) -> None:
    here, elsewhere = persons(), persons()
    looks_at(here, pair)
    here.page.context.set_offline(True)
    draws(here, 0)
    looks_at(elsewhere, pair)
    draws(elsewhere, 1)
    confirmed(elsewhere, site, pair, 1)

    here.page.context.set_offline(False)
    dialog = here.page.get_by_role("dialog")
    expect(dialog).to_contain_text(f"{pair.label} on image {pair.row} was changed elsewhere")
    expect(dialog.locator("polygon")).to_have_count(2)
    says(here, "1 conflict")
    here.shoot("conflict")
    dialog.get_by_role("button", name=choice).click()
    expect(dialog).to_have_count(0)
    says(here, "Saved")
    found = stored(site, pair)
    assert found is not None
    assert found.version == version
    assert [round(each.points[0][0]) for each in found.regions] == [BOXES[box][0][0]]


def test_a_login_that_ends_is_renewed_in_place_and_what_waits_is_sent(
    persons: Persons, site: Site, pair: Pair
) -> None:
    physician = persons()
    looks_at(physician, pair)
    ends_logins(site)
    draws(physician)

    dialog = physician.page.get_by_role("dialog", name="Log in")
    expect(dialog).to_contain_text("1 change waits in this browser")
    says(physician, "Log in to save, 1 waiting")
    physician.shoot("login-ended")
    assert stored(site, pair) is None
    logs_in_again(physician)
    confirmed(physician, site, pair, 1)
    draws(physician, 1)
    confirmed(physician, site, pair, 2)


def test_logging_in_again_in_one_window_serves_the_other_too(
    persons: Persons, site: Site, pair: Pair, pairs: Iterator[Pair]
) -> None:
    physician, other = persons(), next(pairs)
    looks_at(physician, pair)
    second = Person(physician.name, site, physician.page.context.new_page(), physician.folder)
    second.listen()
    looks_at(second, other)
    ends_logins(site)
    draws(physician)
    logs_in_again(physician)
    confirmed(physician, site, pair, 1)

    expect(second.page.get_by_role("dialog")).to_have_count(0)
    draws(second)
    confirmed(second, site, other, 1)
    assert second.complaints == []


def test_who_logs_in_next_never_sends_what_somebody_else_drew(
    persons: Persons, site: Site, pair: Pair, pairs: Iterator[Pair]
) -> None:
    person, other = persons(), next(pairs)
    looks_at(person, pair)
    with refused(person.page):
        draws(person)
        says(person, "Offline, 1 waiting")
        logs_out(person)
    logs_in_as(person, "engineer")
    looks_at(person, other)
    draws(person)

    confirmed(person, site, other, 1)
    says(person, "1 change of somebody else waits")
    person.shoot("somebody-else")
    assert (stored(site, pair), stored(site, pair, "engineer")) == (None, None)
    logs_out(person)
    logs_in_as(person, "physician")
    confirmed(person, site, pair, 1)
    assert stored(site, pair, "engineer") is None


def test_a_server_that_is_killed_and_started_again_gets_what_was_drawn_meanwhile(
    persons: Persons, site: Site, pair: Pair
) -> None:
    physician = persons()
    looks_at(physician, pair)
    draws(physician)
    confirmed(physician, site, pair, 1)
    site.server.kill()
    try:
        draws(physician, 1)
        says(physician, "Offline, 1 waiting")
        physician.shoot("server-killed")
    finally:
        site.server.start()
    confirmed(physician, site, pair, 2)


def test_a_server_that_cannot_save_is_quoted_until_it_can(
    persons: Persons, site: Site, pair: Pair
) -> None:
    physician = persons()
    looks_at(physician, pair)
    full = "no space left on device; nothing was confirmed, tell the administrator"
    with refused(physician.page, **problem(503, full)):
        draws(physician)
        says(physician, "Not saved yet, 1 waiting")
        state(physician).get_by_text("Not saved yet").hover()
        expect(physician.page.get_by_role("tooltip")).to_contain_text(f"No{full[2:]}")
        physician.shoot("disk-full")
        assert stored(site, pair) is None
    confirmed(physician, site, pair, 1)


def test_a_change_that_fails_waits_for_the_person_and_is_found_from_anywhere(
    persons: Persons, site: Site, pair: Pair
) -> None:
    physician = persons()
    looks_at(physician, pair)
    detail = "something unexpected happened; it is in the server's log, tell the administrator"
    with refused(physician.page, **problem(500, detail)):
        draws(physician)
        says(physician, "1 change refused")
    physician.open("labels")
    state(physician).get_by_role("link", name="1 change refused").click()

    alert = physician.page.get_by_role("alert")
    expect(alert).to_contain_text("Something unexpected happened")
    physician.shoot("refused")
    assert stored(site, pair) is None
    alert.get_by_role("button", name="Try again").click()
    confirmed(physician, site, pair, 1)


def test_a_slow_network_shows_that_it_is_still_saving(
    persons: Persons, site: Site, pair: Pair
) -> None:
    physician = persons()
    looks_at(physician, pair)
    devtools = physician.page.context.new_cdp_session(physician.page)
    slow = {"offline": False, "latency": 1500, "downloadThroughput": -1, "uploadThroughput": -1}
    devtools.send("Network.emulateNetworkConditions", slow)
    draws(physician)

    says(physician, "Saving …")
    physician.shoot("saving")
    confirmed(physician, site, pair, 1)


REFUSES = "Object.defineProperty(globalThis, 'indexedDB', { get: () => undefined })"
IS_FULL = """IDBObjectStore.prototype.add = () => {
    throw new DOMException("the quota is exceeded", "QuotaExceededError");
}"""


@pytest.mark.parametrize("storage", [REFUSES, IS_FULL])
def test_a_browser_without_storage_says_so_and_saves_all_the_same(
    persons: Persons, site: Site, pair: Pair, storage: str
) -> None:
    physician = persons(logged_in=False)
    physician.page.add_init_script(storage)
    physician.log_in()
    looks_at(physician, pair)
    draws(physician)

    says(physician, "Keep this page open")
    physician.shoot("unprotected")
    confirmed(physician, site, pair, 1)
    with refused(physician.page):
        draws(physician, 1)
        expect(state(physician)).to_have_text(re.compile("Offline, 1 waiting.*Keep this page open"))
    confirmed(physician, site, pair, 2)
