"""The panel in a real browser: train a tiny network, watch it, cancel, try again, start over."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from medebiaser.data.stores import open_workspace
from tests.browser.people import Persons, Site

LONG_MS = 120_000
_IS_AT_ITS_END = (
    "(box) => box.scrollWidth > box.clientWidth"
    " && box.scrollLeft + box.clientWidth > box.scrollWidth - 8"
)


@pytest.fixture(scope="module")
def workspace_once(imported_once: Path) -> Path:
    """Images, and nothing trained yet."""
    return imported_once


def start_small(page: Page, epochs: str) -> None:
    """Choose the small network and how long it learns, as an engineer does."""
    page.get_by_role("radio", name="small").check()
    page.get_by_text("Advanced").first.click()
    page.get_by_label("epochs").fill(epochs)
    page.get_by_label("image size").fill("32")
    page.get_by_label("patience").fill("50")
    page.get_by_role("button", name="Start training").click()


def test_an_engineer_watches_a_training_grow_cancels_it_and_goes_on(
    persons: Persons, site: Site
) -> None:
    engineer = persons("engineer")
    engineer.open("panel")
    page = engineer.page

    start_small(page, "40")
    card = page.get_by_role("article", name="Training of round 0")
    film = card.get_by_role("region", name="What it looks at, epoch by epoch")
    expect(film.get_by_role("columnheader", name="before")).to_be_visible(timeout=LONG_MS)
    expect(film.get_by_role("columnheader", name="epoch 2")).to_be_visible(timeout=LONG_MS)
    expect(card.get_by_text("Error on other images (tune)")).to_be_visible()
    engineer.shoot("film")

    card.get_by_role("button", name="Cancel: Training of round 0").click()
    expect(card.get_by_text("cancelled", exact=True)).to_be_visible(timeout=LONG_MS)
    again = card.get_by_role("button", name="Try again: Training of round 0")
    with resuming_broken(site):
        again.click()
        expect(card.get_by_text("failed", exact=True)).to_be_visible(timeout=LONG_MS)
        expect(card).to_contain_text("Put right what the message says, then try again.")
        engineer.shoot("failed-to-go-on")

    with site.stores() as stores:
        learned = len(stores.rounds.get(0).history)
    again.click()
    expect(film.get_by_role("columnheader", name=f"epoch {learned + 1}", exact=True)).to_be_visible(
        timeout=LONG_MS
    )
    newest_is_in_sight(page)
    engineer.shoot("went-on")
    card.get_by_role("button", name="Cancel: Training of round 0").click()
    expect(card.get_by_text("cancelled", exact=True)).to_be_visible(timeout=LONG_MS)


@contextmanager
def resuming_broken(site: Site) -> Iterator[None]:
    """Take the file away that round 0 goes on from, and put it back."""
    with open_workspace(site.server.workspace) as opened:
        key = opened.stores(site.project).rounds.get(0).resume_from
        assert key is not None
        path = opened.blobs.local_path(key)
        assert path is not None
    kept = path.read_bytes()
    path.unlink()
    yield
    path.write_bytes(kept)


def newest_is_in_sight(page: Page) -> None:
    """Wait until the film shows its last column without anybody scrolling it."""
    box = page.get_by_role("group", name="Pinned images, epoch by epoch")
    page.wait_for_function(_IS_AT_ITS_END, arg=box.element_handle())
