"""Unlucky cases around uploads, jobs and other people: the page goes on, and says what to do."""

import os
import re
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Request, Route, expect

from medebiaser.data.stores import open_workspace
from tests.browser.moves import ranking, until
from tests.browser.people import Person, Persons, Site
from tests.browser.unlucky import says
from tests.loop import FOCUS

PARTS = "**/api/projects/*/uploads/*/parts*"
PART_BYTES = 4 << 20
"""What the page sends at once."""
PATIENCE_MS = 150_000
"""How long a job may take on a busy machine."""


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    """Return an archive that is sent in three parts; its pictures are noise."""
    path = tmp_path / "noise.zip"
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("table.csv", "image,labels\n0.png,Coin\n1.png,\n")
        for number in range(2):
            packed.writestr(f"{number}.png", os.urandom(PART_BYTES + 1000))
    return path


def test_an_upload_that_breaks_off_goes_on_where_it_was_after_a_reload(
    persons: Persons, site: Site, archive: Path
) -> None:
    engineer = persons("engineer")
    sent: list[int] = []
    engineer.page.on("requestfinished", lambda request: sent.extend(part_of(request)))
    engineer.page.context.route(PARTS, breaks_off)
    chooses(engineer, archive)
    expect(engineer.page.get_by_text("The server does not answer; it goes on")).to_be_visible()
    engineer.shoot("broken-off")
    engineer.page.reload()
    engineer.page.context.unroute(PARTS, breaks_off)
    chooses(engineer, archive)

    expect(engineer.page.get_by_text("The import is among the jobs.")).to_be_visible()
    assert sent == [0, PART_BYTES, 2 * PART_BYTES]
    with site.stores() as stores:
        (upload,) = [each for each in stores.uploads.all() if each.name == archive.name]
        offsets = range(0, upload.size_bytes, PART_BYTES)
        stored = b"".join(stores.uploads.read_part(upload, offset) for offset in offsets)
    assert stored == archive.read_bytes()


def chooses(person: Person, archive: Path) -> None:
    """Choose an archive in the panel and send it."""
    person.open("panel")
    with person.page.expect_file_chooser() as chooser:
        person.page.get_by_role("button", name="Choose a zip archive").click()
    chooser.value.set_files(archive)
    person.page.get_by_role("button", name="Upload and import").click()


def breaks_off(route: Route) -> None:
    """Let the first part through alone."""
    if part_of(route.request) == [0]:
        route.continue_()
    else:
        route.abort("connectionreset")


def part_of(request: Request) -> list[int]:
    """Where in its file a part lies; nothing: the request sends none."""
    found = re.search(r"offset=(\d+)", request.url)
    return [int(found[1])] if request.method == "PUT" and found else []


def test_a_job_that_fails_says_why_and_what_to_do(persons: Persons, site: Site) -> None:
    engineer = persons("engineer")
    engineer.open("panel")
    with open_workspace(site.server.workspace) as opened:
        stores = opened.stores(site.project)
        checkpoint = opened.blobs.local_path(stores.rounds.get(1).checkpoint)
        assert checkpoint is not None
    kept = checkpoint.read_bytes()
    checkpoint.unlink()
    started = engineer.ask("POST", "/rounds/1/evaluations", {"split": "test"})
    assert started.status == 202, started.text()

    job = engineer.page.get_by_role("article", name="Evaluation of round 1")
    expect(job.get_by_text("failed", exact=True)).to_be_visible(timeout=PATIENCE_MS)
    expect(job).to_contain_text("Put right what the message says, then try again.")
    engineer.shoot("job-failed")
    checkpoint.write_bytes(kept)
    job.get_by_role("button", name="Try again").click()
    expect(job.get_by_text("done", exact=True)).to_be_visible(timeout=PATIENCE_MS)


def test_what_others_do_appears_without_a_reload_also_after_a_restart(
    persons: Persons, site: Site
) -> None:
    physician, engineer = persons(), persons("engineer")
    shown = ranking(engineer, FOCUS, by="triage")[:4]
    row = next(each["image"]["row"] for each in shown if not each["annotated"])
    physician.open("attention", f"?label={FOCUS.replace(' ', '%20')}&by=triage")
    page = physician.page
    card = page.get_by_role("listitem").filter(has=page.locator(f"#accept-{row}"))
    expect(card).to_be_visible()
    expect(card.get_by_text("annotated")).to_have_count(0)
    annotates(engineer, row)
    expect(card.get_by_text("annotated")).to_be_visible()

    site.server.kill()
    try:
        says(physician, "Offline")
    finally:
        site.server.start()
    says(physician, "Saved")
    withdraws(engineer, row)
    expect(card.get_by_text("annotated")).to_have_count(0)


def annotates(person: Person, row: int) -> None:
    """Save an annotation from another computer."""
    body = {"verdict": "nothing to mark", "version": 0, "regions": []}
    path = f"/images/{row}/annotations?label={FOCUS.replace(' ', '%20')}"
    reply = person.ask("PUT", path, body)
    assert reply.ok, reply.text()


def withdraws(person: Person, row: int) -> None:
    """Take it back."""
    path = f"/images/{row}/annotations?label={FOCUS.replace(' ', '%20')}&version=1"
    until(person, lambda: person.ask("DELETE", path).ok, "the server answers again")
