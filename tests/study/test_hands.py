"""A hand draws exactly, roughly, or on the wrong organ; an annotation takes its time."""

import numpy as np
import pytest

from medebiaser.data.masks import agreement
from medebiaser.data.polygons import area_px2, box_to_polygon
from medebiaser.records import Verdict
from medebiaser.study.hands import by_hand
from medebiaser.study.keystrokes import annotation_s, grid_answer_s
from medebiaser.study.physician import Physician, Shown, answer_grid, simulate

SQUARE = box_to_polygon(40, 40, 20, 20)
"""The middle of a 100 px image."""


def drawn(hand: str, slip: float = 0.05, seed: int = 0):
    return by_hand((SQUARE,), hand, slip, np.random.default_rng(seed), (100, 100))


def test_the_wrong_organ_lies_half_an_image_away_and_keeps_its_shape() -> None:
    """The centre (50, 50) would go to (0, 0); the square fits from (10, 10) on."""
    (region,) = drawn("elsewhere")

    assert sorted(region.points) == [(0, 0), (0, 20), (20, 0), (20, 20)]
    assert agreement((region,), (SQUARE,)) == 0


def test_an_imperfect_hand_errs_at_every_corner_but_not_far() -> None:
    regions = [drawn("imperfect", slip=0.04, seed=seed)[0] for seed in range(40)]

    overlaps = [agreement((region,), (SQUARE,)) for region in regions]
    assert all(0.5 < overlap < 1 for overlap in overlaps)
    assert np.mean([area_px2(region) for region in regions]) == pytest.approx(400, rel=0.1)


def test_a_correction_costs_a_look_a_decision_every_corner_and_the_closing() -> None:
    """2 x 1.35 + 1.35 + 4 x (1.1 + .2) + .2 + .28."""
    assert annotation_s((SQUARE,), Verdict.CORRECTED) == pytest.approx(9.73)


def test_accepting_costs_a_look_and_two_keys_however_many_corners_there_are() -> None:
    assert annotation_s((SQUARE,), Verdict.ACCEPTED) == pytest.approx(2 * 1.35 + 2 * 0.28)


def test_a_physician_gives_up_before_the_annotation_that_would_exceed_the_budget() -> None:
    nothing = np.zeros((4, 4))
    maps = [Shown(name, "Bubble", 100, 100, nothing) for name in "abc"]
    references = {(name, "Bubble"): (SQUARE,) for name in "abc"}

    two = simulate(maps, references, Physician(budget_s=2 * 9.74))
    none = simulate(maps, references, Physician(budget_s=9.7))

    assert [annotation.image_id for annotation in two] == ["a", "b"]
    assert none == ()


def test_a_grid_is_answered_with_the_marked_cells_that_touch_no_true_region() -> None:
    """Cells are 12.5 px wide; the square covers parts of cells 3 and 4 in both directions."""
    marked = [3 * 8 + 4, 0, 5 * 8 + 4, 4 * 8 + 3, 7 * 8 + 1]

    clicked = answer_grid(marked, (SQUARE,), (100, 100))
    hurried = answer_grid(marked, (SQUARE,), (100, 100), budget_s=grid_answer_s(2))
    absent = answer_grid(marked, (), (100, 100))

    assert clicked == (0, 44, 57)
    assert hurried == (0, 44)
    assert absent == tuple(marked)
