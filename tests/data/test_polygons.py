import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import Polygon

from medebiaser.data.polygons import (
    area_px2,
    box_to_polygon,
    ring_of,
    shape_of,
    validated,
    validated_pieces,
)
from medebiaser.errors import InvalidInputError
from medebiaser.records import Region, Relevance

SQUARE = box_to_polygon(10, 20, 30, 40)


def star(radii: list[float], centre: tuple[float, float] = (50, 40)) -> Region:
    """A ring around a centre: never crosses itself."""
    angles = np.linspace(0, 2 * math.pi, len(radii), endpoint=False)
    return Region(
        tuple(
            (centre[0] + r * math.cos(a), centre[1] + r * math.sin(a))
            for r, a in zip(radii, angles, strict=True)
        )
    )


stars = st.lists(st.floats(1, 90), min_size=3, max_size=12).map(star)


def test_a_box_runs_clockwise_from_its_upper_left_corner() -> None:
    assert SQUARE.points == ((10, 20), (40, 20), (40, 60), (10, 60))
    assert area_px2(SQUARE) == 1200


def test_a_good_region_stays_as_it_is() -> None:
    assert validated(SQUARE, 100, 80) == (SQUARE, ())


def test_an_irrelevant_region_stays_irrelevant_when_it_is_cut() -> None:
    region, _ = validated(box_to_polygon(-10, 0, 20, 10, Relevance.IRRELEVANT), 100, 80)

    assert region.relevance is Relevance.IRRELEVANT


def test_a_repeated_closing_corner_and_repeated_neighbours_are_dropped() -> None:
    region = Region(((0, 0), (9, 0), (9, 0), (9, 9), (0, 0)))

    assert validated(region, 10, 10)[0].points == ((0, 0), (9, 0), (9, 9))


def test_two_corners_are_refused_with_their_number() -> None:
    with pytest.raises(InvalidInputError, match="has 2 corners; at least 3"):
        validated(Region(((1, 1), (2, 2), (1, 1))), 10, 10)


def test_no_corners_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="has 0 corners"):
        validated(Region(()), 10, 10)


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
def test_a_coordinate_that_is_no_number_is_refused_with_its_corner(bad: float) -> None:
    with pytest.raises(InvalidInputError, match="corner 3 of 4 is"):
        validated(Region(((0, 0), (9, 0), (9, bad), (0, 9))), 10, 10)


def test_a_coordinate_light_years_away_is_refused_with_its_corner() -> None:
    with pytest.raises(InvalidInputError, match=r"corner 2 of 3 is .*far outside"):
        validated(Region(((0, 0), (1e300, 0), (9, 9))), 10, 10)


def test_a_crossing_is_refused_with_the_corners_of_both_edges() -> None:
    bow_tie = Region(((0, 0), (8, 8), (8, 0), (0, 8)))

    with pytest.raises(
        InvalidInputError,
        match=r"near \(4\.0, 4\.0\): the edge from corner 1 to 2 and the edge from corner 3 to 4",
    ):
        validated(bow_tie, 10, 10)


def test_a_crossing_of_the_closing_edge_names_the_first_corner() -> None:
    with pytest.raises(InvalidInputError, match=r"edge from corner 2 to 3 .* corner 4 to 1"):
        validated(Region(((0, 0), (0, 8), (8, 0), (8, 8))), 10, 10)


def test_corners_on_one_line_enclose_nothing() -> None:
    with pytest.raises(InvalidInputError, match="enclose no area"):
        validated(Region(((0, 0), (5, 5), (9, 9))), 10, 10)


def test_a_hundred_thousand_corners_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="100000 corners; simplify it to at most 10000"):
        validated(star([5.0] * 100_000), 100, 80)


def test_ten_thousand_scribbled_corners_are_refused_at_once() -> None:
    points = np.random.default_rng(0).uniform(0, 100, (10_000, 2))

    with pytest.raises(InvalidInputError, match="crosses itself"):
        validated(Region(tuple((float(x), float(y)) for x, y in points)), 100, 100)


def test_what_lies_outside_is_cut_off_and_said() -> None:
    region, notes = validated(box_to_polygon(-10, 10, 40, 20), 100, 80)

    assert sorted(region.points) == [(0, 10), (0, 30), (30, 10), (30, 30)]
    assert notes == ("25 % of the polygon lay outside the image and was cut off",)


def test_a_polygon_wholly_outside_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="wholly outside the image of 100 × 80 pixels"):
        validated(box_to_polygon(200, 10, 40, 20), 100, 80)


def test_a_polygon_that_only_touches_the_border_is_outside() -> None:
    with pytest.raises(InvalidInputError, match="wholly outside"):
        validated(box_to_polygon(100, 10, 40, 20), 100, 80)


def test_a_polygon_cut_into_two_keeps_the_larger_piece_and_says_so() -> None:
    comb = Region(((-5, 0), (10, 0), (10, 10), (-1, 10), (-1, 20), (5, 20), (5, 30), (-5, 30)))

    region, notes = validated(comb, 100, 80)
    pieces, _ = validated_pieces(comb, 100, 80)

    assert area_px2(region) == 100
    assert "cut into 2 pieces; the largest is kept, 50 px² not" in notes
    assert [area_px2(piece) for piece in pieces] == [100, 50]


def test_a_ring_with_a_bridge_to_its_hole_is_accepted() -> None:
    holed = Polygon(
        [(0, 0), (40, 0), (40, 40), (0, 40)], [[(10, 10), (30, 10), (30, 30), (10, 30)]]
    )
    region = Region(ring_of(holed))

    assert validated(region, 50, 50) == (region, ())
    assert area_px2(region) == 1600 - 400


def test_a_ring_around_two_holes_has_the_area_of_all_three() -> None:
    holed = Polygon(
        [(0, 0), (40, 0), (40, 40), (0, 40)],
        [[(5, 5), (10, 5), (10, 10), (5, 10)], [(20, 20), (35, 20), (35, 35), (20, 35)]],
    )

    assert shape_of(ring_of(holed)).area == 1600 - 25 - 225


@settings(deadline=None, max_examples=150, derandomize=True)
@given(stars)
def test_a_validated_region_lies_inside_and_validating_again_changes_nothing(
    region: Region,
) -> None:
    once, notes = validated(region, 100, 80)

    assert all(0 <= x <= 100 and 0 <= y <= 80 for x, y in once.points)
    assert area_px2(once) <= area_px2(region) * (1 + 1e-9)
    assert validated(once, 100, 80) == (once, ())
    inside = all(0 <= x <= 100 and 0 <= y <= 80 for x, y in region.points)
    assert bool(notes) != inside
