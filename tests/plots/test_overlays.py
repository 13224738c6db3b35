import numpy as np

from medebiaser.plots.overlays import Tile, overlay, sheet_figure

GREY = np.full((8, 8), 0.5, dtype=np.float32)


def test_no_positive_evidence_leaves_the_image_as_it_is():
    bare = overlay(Tile(GREY, None, 1.0))
    empty = overlay(Tile(GREY, np.zeros((2, 2), dtype=np.float32), 1.0))

    assert (bare == 128).all()
    assert (empty == bare).all()


def test_heat_colours_the_corner_it_falls_on_and_no_other():
    heatmap = np.array([[1.0, 0.0], [0.0, 0.0]], dtype=np.float32)

    drawn = overlay(Tile(GREY, heatmap, 1.0)).astype(int)

    assert drawn[0, 0, 0] > drawn[0, 0, 2] + 30  # more red than blue
    assert (drawn[7, 7] == 128).all()


def test_the_absolute_scale_keeps_weak_evidence_pale():
    heatmap = np.ones((2, 2), dtype=np.float32)

    strong = overlay(Tile(GREY, heatmap, 1.0)).astype(int)
    weak = overlay(Tile(GREY, heatmap, 20.0)).astype(int)

    assert np.abs(weak - 128).max() < 8
    assert np.abs(strong - 128).max() > 40


def test_an_outline_is_drawn_where_its_corners_are():
    square = np.array([[2, 2], [5, 2], [5, 5], [2, 5]], dtype=np.float32)

    drawn = overlay(Tile(GREY, None, 1.0, outlines=(square,)))

    red, _, blue = (int(c) for c in drawn[2, 3])
    assert blue - red > 100  # the light blue of the outline, antialiased
    assert (drawn[0] == 128).all()


def test_a_sheet_marks_correct_and_incorrect_by_a_sign_not_by_colour_alone():
    tiles = [Tile(GREY, None, 1.0, caption="a", correct=c) for c in (True, False, None)]

    figure = sheet_figure(tiles, "Hernia")

    titles = [axes.get_title(loc="left") for axes in figure.axes]
    assert titles[:3] == ["✓ a", "✗ a", "a"]
