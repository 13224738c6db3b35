"""Images of 16 bit, as PNG and as TIFF: windowed in their own values and drawn on."""

import csv
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from playwright.sync_api import expect

from medebiaser.data.phantoms import write_phantoms
from tests.browser.drawing import near, pairs, sit_down, take
from tests.browser.moves import asked
from tests.browser.people import Persons
from tests.loop import import_phantoms, quietly


@pytest.fixture(scope="module")
def serve_options() -> Sequence[str]:
    return ("--no-worker",)


@pytest.fixture(scope="module")
def workspace_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a project whose images have 16 bit, every second one a TIFF."""
    folder = tmp_path_factory.mktemp("deep")
    phantoms = folder / "phantoms"
    write_phantoms(phantoms, 60, seed=3, side=96, n_shifted=6)
    deepen(phantoms)
    import_phantoms(folder / "workspace", phantoms)
    small = ("--architecture", "small", "--image-size", "64", "--epochs", "1", "--seed", "5")
    quietly(folder / "workspace", "train", *small, "--device", "cpu", "--batch-size", "16")
    return folder / "workspace"


def deepen(phantoms: Path) -> None:
    """Write every image anew with 16 bit: its values times 200, from 1,000 on; names stay ids."""
    with (phantoms / "table.csv").open(encoding="utf-8", newline="") as file:
        names = [row["image"] for row in csv.DictReader(file)]
    for at, name in enumerate(names):
        path = phantoms / "images" / name
        deep = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE).astype(np.uint16) * 200 + 1_000
        encoded = cv2.imencode(".tiff" if at % 2 else ".png", deep)[1]
        path.write_bytes(encoded.tobytes())


def test_sixteen_bits_are_windowed_in_their_own_values_and_drawn_on(persons: Persons) -> None:
    physician = persons("physician")
    page = physician.page
    found = {kind: next(p for p in pairs(physician, 1) if p[0] % 2 == kind) for kind in (0, 1)}
    for row, label in found.values():
        assert asked(physician, f"/images/{row}")["bit_depth"] == 16
        sitting = sit_down(physician, row, label)
        expect(sitting.panel).to_contain_text("16 bit")
        surface, side = page.locator("canvas").first, sitting.picture.width
        bar = page.get_by_role("toolbar", name="View")
        page.keyboard.press("0")
        page.wait_for_timeout(200)  # some frames
        before = surface.evaluate("(canvas) => canvas.toDataURL()")

        take(sitting, "Window and level")
        sitting.picture.drag((0.3 * side, 0.3 * side), (0.5 * side, 0.4 * side))
        words = bar.get_by_role("button").first.inner_text()
        centre, width = (int(word) for word in words.removeprefix("Window ").split(" / "))
        assert centre > 1_000
        assert width > 255
        assert surface.evaluate("(canvas) => canvas.toDataURL()") != before

        take(sitting, "Box: drag")
        sitting.picture.drag((0.2 * side, 0.2 * side), (0.5 * side, 0.6 * side))
        sitting.has([4])
        near(sitting.corners()[0], [(0.2 * side, 0.2 * side), (0.5 * side, 0.6 * side)])
