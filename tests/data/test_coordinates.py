import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from medebiaser.data.coordinates import cell_centre, cell_of, sample_positions, scaled
from medebiaser.data.images import resized
from medebiaser.data.masks import rasterised
from medebiaser.records import Region

FIXTURE = json.loads((Path(__file__).parents[1] / "fixtures" / "coordinates.json").read_text())
Case = dict[str, Any]


@pytest.mark.parametrize("case", FIXTURE["points"])
def test_a_point_keeps_its_place_in_input_and_grid(case: Case) -> None:
    point, size, side, grid = np.array([case["point"]]), case["image"], case["side"], case["grid"]

    assert scaled(point, size, (side, side)).tolist() == [pytest.approx(case["input"], abs=1e-9)]
    assert scaled(point, size, (grid, grid)).tolist() == [pytest.approx(case["cells"], abs=1e-9)]
    assert list(cell_of(case["point"], *size, grid)) == case["cell"]


@pytest.mark.parametrize("case", FIXTURE["points"])
def test_going_to_the_input_and_back_changes_nothing(case: Case) -> None:
    there = scaled(np.array([case["point"]]), case["image"], (case["side"], case["side"]))
    back = scaled(there, (case["side"], case["side"]), case["image"])

    assert back.tolist() == [pytest.approx(case["point"], abs=1e-9)]


@pytest.mark.parametrize("case", FIXTURE["centres"])
def test_the_centre_of_a_cell_lies_half_a_cell_in(case: Case) -> None:
    assert cell_centre(*case["cell"], *case["image"], case["grid"]) == tuple(case["centre"])


@pytest.mark.parametrize("case", FIXTURE["samples"])
def test_resizing_reads_at_half_pixel_centres(case: Case) -> None:
    assert sample_positions(case["count"], case["sources"]).tolist() == case["positions"]


@pytest.mark.parametrize("case", FIXTURE["upsampled"])
def test_the_resizer_interpolates_at_those_positions(case: Case) -> None:
    height, width = case["to"]
    source = np.array(case["from"], np.float32)

    grown = cv2.resize(source, (width, height), interpolation=cv2.INTER_LINEAR)

    assert grown.tolist() == case["values"]


@pytest.mark.parametrize("case", FIXTURE["shrunk"])
def test_shrinking_is_the_mean_by_area(case: Case) -> None:
    assert resized(np.array(case["from"], np.uint8), case["side"]).tolist() == case["values"]


@pytest.mark.parametrize("case", FIXTURE["fractions"])
def test_a_polygon_covers_these_shares_of_the_cells(case: Case) -> None:
    region = Region(tuple((float(x), float(y)) for x, y in case["polygon"]))

    mask = rasterised([region], *case["image"], case["grid"])

    np.testing.assert_allclose(mask, case["mask"], atol=FIXTURE["tolerance"])
