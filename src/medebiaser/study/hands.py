"""How a simulated physician's hand draws a true region: exactly, roughly, or in the wrong place."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from shapely import affinity
from shapely.geometry import Polygon, box
from shapely.geometry.base import BaseGeometry

from medebiaser.data.polygons import polygons_of, ring_of, union_of
from medebiaser.records import Region


@dataclass(frozen=True, slots=True)
class Stroke:
    """What a hand needs to know besides the shape.

    Attributes:
        slip_px: how far it errs, in the image's pixels.
        width, height: of the image, in pixels.
        rng: of the directions in which it errs.
    """

    slip_px: float
    width: int
    height: int
    rng: np.random.Generator


Hand = Callable[[Polygon, Stroke], BaseGeometry]


def by_hand(
    regions: Sequence[Region],
    hand: str,
    slip: float,
    rng: np.random.Generator,
    size: tuple[int, int],
) -> tuple[Region, ...]:
    """Draw the true regions as a hand draws them, inside the image.

    Args:
        regions: the true ones.
        hand: one of `HANDS`.
        slip: how far it errs, as a share of the image's longer side.
        rng: of the directions in which it errs.
        size: (width, height) of the image in pixels.

    Returns:
        What was drawn; the true regions where nothing would be left.
    """
    if hand == "exact":
        return tuple(regions)
    width, height = size
    stroke = Stroke(slip * max(size), width, height, rng)
    meant = [piece for region in regions for piece in polygons_of(union_of([region]))]
    drawn = (HANDS[hand](shape, stroke) for shape in meant)
    frame = box(0, 0, width, height)
    pieces = [piece for shape in drawn for piece in polygons_of(shape.intersection(frame))]
    return tuple(Region(ring_of(piece)) for piece in pieces) or tuple(regions)


def _exact(shape: Polygon, stroke: Stroke) -> BaseGeometry:  # noqa: ARG001
    return shape


def _imperfect(shape: Polygon, stroke: Stroke) -> BaseGeometry:
    """Fewer corners, each a little off: simplified by half the slip, then moved by it at random."""
    corners = np.array(polygons_of(shape.simplify(stroke.slip_px / 2))[0].exterior.coords[:-1])
    corners = corners + stroke.rng.normal(0.0, stroke.slip_px / 2, corners.shape)
    return Polygon(corners).buffer(0)


def _wide(shape: Polygon, stroke: Stroke) -> BaseGeometry:
    """All around wider by the slip."""
    return shape.buffer(stroke.slip_px, quad_segs=4)


def _shifted(shape: Polygon, stroke: Stroke) -> BaseGeometry:
    """Moved by the slip in a random direction."""
    turn = stroke.rng.uniform(0, 2 * np.pi)
    return affinity.translate(shape, stroke.slip_px * np.cos(turn), stroke.slip_px * np.sin(turn))


def _boxed(shape: Polygon, stroke: Stroke) -> BaseGeometry:  # noqa: ARG001
    """Only its bounding box."""
    return box(*shape.bounds)


def _halved(shape: Polygon, stroke: Stroke) -> BaseGeometry:
    """Only the part to one side of the middle, along a random axis."""
    left, top, right, bottom = shape.bounds
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    halves = (
        box(left, top, middle_x, bottom),
        box(middle_x, top, right, bottom),
        box(left, top, right, middle_y),
        box(left, middle_y, right, bottom),
    )
    return shape.intersection(halves[stroke.rng.integers(4)])


def _elsewhere(shape: Polygon, stroke: Stroke) -> BaseGeometry:
    """On the wrong organ: half an image away in both directions, kept inside the image."""
    left, top, right, bottom = shape.bounds
    x = _half_away((left + right) / 2, right - left, stroke.width)
    y = _half_away((top + bottom) / 2, bottom - top, stroke.height)
    return affinity.translate(shape, x, y)


def _half_away(centre: float, length: float, end: int) -> float:
    """How far to move so that the centre lies half the image away and the shape fits."""
    wanted = (centre + end / 2) % end
    return float(np.clip(wanted, min(length, end) / 2, end - min(length, end) / 2)) - centre


HANDS: Mapping[str, Hand] = {
    "exact": _exact,
    "imperfect": _imperfect,
    "wide": _wide,
    "shifted": _shifted,
    "box": _boxed,
    "half": _halved,
    "elsewhere": _elsewhere,
}
"""How a physician may draw a shape."""
