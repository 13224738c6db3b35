import math
from datetime import UTC, datetime

import cv2
import numpy as np
import pytest
from hypothesis import given, settings

from medebiaser.data.masks import (
    agreement,
    coverage_warning,
    disagreements,
    mean_mask,
    of_relevance,
    rasterised,
    regions_from_heatmap,
    same_mask_warning,
)
from medebiaser.data.polygons import area_px2, box_to_polygon, validated
from medebiaser.errors import ShapeError
from medebiaser.records import Annotation, Region, Relevance, Verdict
from tests.data.test_polygons import stars
from tests.oracles import masks as oracle


def annotation(author: str, verdict: Verdict, *regions: Region) -> Annotation:
    return Annotation("i", "Hernia", author, verdict, regions, 1, datetime(2026, 1, 1, tzinfo=UTC))


def test_no_regions_cover_nothing() -> None:
    assert rasterised([], 100, 80, 7).sum() == 0


def test_a_box_over_one_and_a_half_cells() -> None:
    mask = rasterised([box_to_polygon(10, 0, 15, 10)], 40, 40, 4)

    np.testing.assert_allclose(mask[0], [0, 1, 0.5, 0], atol=0.01)
    assert mask[1:].sum() < 0.02


def test_regions_that_overlap_or_nest_count_once() -> None:
    outer, inner = box_to_polygon(0, 0, 20, 20), box_to_polygon(5, 5, 5, 5)
    beside = box_to_polygon(10, 0, 20, 20)

    np.testing.assert_allclose(rasterised([outer, inner], 40, 40, 2)[0, 0], 1, atol=0.01)
    np.testing.assert_allclose(rasterised([outer, beside], 40, 40, 4)[:2, :3], 1, atol=0.01)


def test_relevant_and_irrelevant_are_kept_apart() -> None:
    relevant = box_to_polygon(0, 0, 10, 10)
    irrelevant = box_to_polygon(0, 0, 10, 10, Relevance.IRRELEVANT)

    assert of_relevance([relevant, irrelevant], Relevance.IRRELEVANT) == (irrelevant,)
    assert of_relevance([relevant, irrelevant], Relevance.RELEVANT) == (relevant,)


def test_a_grid_of_nothing_is_refused() -> None:
    with pytest.raises(ShapeError, match="grid 0"):
        rasterised([], 10, 10, 0)


@pytest.mark.parametrize("grid", [1, 7, 14, 28, 56])
def test_area_fractions_are_exact_to_about_a_hundredth_of_a_cell(grid: int) -> None:
    rng = np.random.default_rng(grid)
    for _ in range(8):
        width, height = (int(n) for n in rng.integers(60, 1500, 2))
        corner, size = rng.uniform(0, 0.6, 2), rng.uniform(0.02, 0.4, 2)
        box = box_to_polygon(
            corner[0] * width, corner[1] * height, size[0] * width, size[1] * height
        )
        angles = np.sort(rng.uniform(0, 2 * math.pi, 9))
        radii = rng.uniform(0.1, 0.45, 9)
        blob = Region(
            tuple(
                (float(width * (0.5 + r * math.cos(a))), float(height * (0.5 + r * math.sin(a))))
                for r, a in zip(radii, angles, strict=True)
            )
        )
        for regions in ([box], [blob], [box, blob]):
            exact = oracle.fractions([r.points for r in regions], width, height, grid)
            drawn = rasterised(regions, width, height, grid)
            assert np.abs(drawn - exact).max() < 0.016
            assert abs(drawn.mean() - exact.mean()) < 0.002


@settings(deadline=None, max_examples=60, derandomize=True)
@given(stars)
def test_the_mask_s_mean_times_the_image_is_the_polygon_s_area(region: Region) -> None:
    inside, _ = validated(region, 100, 80)

    mask = rasterised([inside], 100, 80, 28)

    assert mask.min() >= 0
    assert mask.max() <= 1
    assert mask.mean() * 8000 == pytest.approx(area_px2(inside), abs=8000 * 0.003)


@settings(deadline=None, max_examples=60, derandomize=True)
@given(stars)
def test_clipping_first_changes_no_mask(region: Region) -> None:
    inside, _ = validated(region, 100, 80)

    difference = rasterised([region], 100, 80, 14) - rasterised([inside], 100, 80, 14)

    assert np.abs(difference).max() < 0.02


@settings(deadline=None, max_examples=60, derandomize=True)
@given(stars)
def test_the_mask_of_a_mirrored_region_is_the_mirrored_mask(region: Region) -> None:
    mirrored = Region(tuple((100 - x, y) for x, y in region.points))

    difference = rasterised([mirrored], 100, 80, 14) - rasterised([region], 100, 80, 14)[:, ::-1]

    assert np.abs(difference).max() < 0.025


def test_the_mean_mask_averages_physicians_and_counts_nothing_to_mark_as_empty() -> None:
    left, all_ = box_to_polygon(0, 0, 5, 10), box_to_polygon(0, 0, 10, 10)
    drawn = [
        annotation("a", Verdict.CORRECTED, left),
        annotation("b", Verdict.ACCEPTED, all_),
        annotation("c", Verdict.NOTHING_TO_MARK),
        annotation("d", Verdict.CANNOT_TELL, all_),
        annotation("e", Verdict.LABEL_IS_WRONG, all_),
    ]

    mask = mean_mask(drawn, 10, 10, 2)

    assert mask is not None
    np.testing.assert_allclose(mask, [[2 / 3, 1 / 3], [2 / 3, 1 / 3]], atol=0.005)


def test_where_nobody_drew_there_is_no_mask() -> None:
    irrelevant = box_to_polygon(0, 0, 5, 5, Relevance.IRRELEVANT)
    drawn = [annotation("a", Verdict.CORRECTED, irrelevant)]

    assert mean_mask(drawn, 10, 10, 2) is None
    assert mean_mask([annotation("a", Verdict.NOTHING_TO_MARK)], 10, 10, 2) is None
    assert mean_mask(drawn, 10, 10, 2, relevance=Relevance.IRRELEVANT) is not None


def test_agreement_is_intersection_over_union() -> None:
    a, b = box_to_polygon(0, 0, 10, 10), box_to_polygon(5, 0, 10, 10)

    assert agreement([a], [b]) == pytest.approx(50 / 150)
    assert agreement([a], [a]) == 1
    assert agreement([a], [a, b]) == pytest.approx(100 / 150)
    assert agreement([a], []) == 0
    assert math.isnan(agreement([], []))


def test_physicians_who_hardly_overlap_go_to_adjudication() -> None:
    near, far = box_to_polygon(1, 0, 10, 10), box_to_polygon(50, 50, 10, 10)
    drawn = [
        annotation("a", Verdict.CORRECTED, box_to_polygon(0, 0, 10, 10)),
        annotation("b", Verdict.CORRECTED, near),
        annotation("c", Verdict.CORRECTED, far),
        annotation("d", Verdict.NOTHING_TO_MARK),
        annotation("e", Verdict.CANNOT_TELL),
    ]

    found = {(d.first, d.second) for d in disagreements(drawn)}

    assert found == {("a", "c"), ("b", "c"), ("a", "d"), ("b", "d"), ("c", "d")}
    assert disagreements([drawn[3], annotation("f", Verdict.NOTHING_TO_MARK)]) == ()


def test_a_mask_that_covers_everything_is_warned_of() -> None:
    assert coverage_warning(np.full((7, 7), 0.94)) is None
    warning = coverage_warning(rasterised([box_to_polygon(0, 0, 90, 80)], 90, 80, 7))
    assert warning is not None
    assert "cover 100 %" in warning


def test_the_same_mask_on_every_image_is_warned_of_whatever_their_sizes() -> None:
    regions = {"a": [box_to_polygon(0, 0, 10, 10)], "b": [box_to_polygon(0, 0, 20, 20)], "c": []}
    sizes = {"a": (100, 100), "b": (200, 200), "c": (50, 50), "d": (100, 100)}

    assert same_mask_warning(regions, sizes) is None  # two alike are no pattern

    regions["d"] = [box_to_polygon(0, 0, 10, 10)]
    warning = same_mask_warning(regions, sizes)
    assert warning is not None
    assert "all 3 images" in warning

    regions["c"] = [box_to_polygon(5, 5, 10, 10)]
    assert same_mask_warning(regions, sizes) is None


def warm(heatmap: np.ndarray, width: int, height: int) -> np.ndarray:
    """Where the upsampled, normalised heatmap is at least .5."""
    normalised = ((heatmap - heatmap.min()) / np.ptp(heatmap)).astype(np.float32)
    return cv2.resize(normalised, (width, height), interpolation=cv2.INTER_LINEAR) >= 0.5


@pytest.mark.parametrize("size", [(1024, 1024), (600, 900), (40, 30)])
def test_an_accepted_heatmap_becomes_the_outline_of_its_warm_part(size: tuple[int, int]) -> None:
    rows, columns = np.mgrid[:7, :7]
    heatmap = np.exp(-((columns - 2) ** 2 + (rows - 4) ** 2) / 3)

    regions = regions_from_heatmap(heatmap, *size)

    assert len(regions) == 1
    assert len(regions[0].points) < 60
    assert validated(regions[0], *size) == (regions[0], ())
    fine = warm(heatmap, 840, 840).astype(np.float32)
    truth = cv2.resize(fine, (56, 56), interpolation=cv2.INTER_AREA)
    drawn = rasterised(regions, *size, 56)
    assert np.minimum(drawn, truth).sum() / np.maximum(drawn, truth).sum() > 0.97


def test_a_ring_of_heat_keeps_its_hole() -> None:
    rows, columns = np.mgrid[:14, :14]
    heatmap = np.exp(-((np.hypot(columns - 6.5, rows - 6.5) - 4.5) ** 2))

    (region,) = regions_from_heatmap(heatmap, 500, 500)

    assert rasterised([region], 500, 500, 14)[6:8, 6:8].max() == 0
    share = warm(heatmap, 500, 500).mean()
    assert area_px2(region) / 250_000 == pytest.approx(share, rel=0.03)


def test_specks_under_half_a_percent_are_dropped_and_pieces_come_largest_first() -> None:
    heatmap = np.zeros((56, 56))
    heatmap[5:15, 5:15] = 1  # 3.2 % of the image
    heatmap[30:50, 30:50] = 1  # 12.8 %
    heatmap[50:53, 5:8] = 1  # 0.29 %

    regions = regions_from_heatmap(heatmap, 560, 560)

    assert [round(area_px2(r) / 560**2, 3) for r in regions] == pytest.approx(
        [0.128, 0.032], abs=0.003
    )


@pytest.mark.parametrize("value", [0.0, 3.0])
def test_a_constant_heatmap_has_nothing_to_accept(value: float) -> None:
    assert regions_from_heatmap(np.full((7, 7), value), 100, 100) == ()


def test_noise_gives_only_regions_that_may_be_stored() -> None:
    heatmap = np.random.default_rng(3).random((28, 28))

    regions = regions_from_heatmap(heatmap, 300, 200)

    assert regions
    for region in regions:
        assert validated(region, 300, 200) == (region, ())


def test_a_heatmap_with_three_dimensions_is_refused() -> None:
    with pytest.raises(ShapeError, match="this one 3"):
        regions_from_heatmap(np.zeros((2, 7, 7)), 10, 10)
