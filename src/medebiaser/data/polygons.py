"""Polygons: which are refused, which are clipped, and how a hole is written as one ring."""

import math
from collections.abc import Iterable, Sequence

import numpy as np
import shapely
from shapely.geometry import LineString, MultiPolygon, Polygon
from shapely.geometry.base import BaseGeometry
from shapely.geometry.polygon import orient

from medebiaser.errors import InvalidInputError
from medebiaser.records import Point, Region, Relevance

CORNERS_MAX = 10_000
AREA_MIN_PX2 = 1e-6
COORDINATE_MAX_PX = 1e7


def box_to_polygon(
    x: float, y: float, width: float, height: float, relevance: Relevance = Relevance.RELEVANT
) -> Region:
    """A box as a polygon, clockwise from its upper left corner.

    Args:
        x: of the left edge, in image pixels.
        y: of the upper edge, in image pixels.
        width: of the box, in pixels.
        height: of the box, in pixels.
        relevance: of the region.
    """
    right, bottom = x + width, y + height
    return Region(((x, y), (right, y), (right, bottom), (x, bottom)), relevance)


def validated(region: Region, width: int, height: int) -> tuple[Region, tuple[str, ...]]:
    """A region as it may be stored: finite, simple, within the image.

    A closing corner that repeats the first, and neighbours that repeat each other, are dropped.
    What lies outside the image is cut off and said; where that leaves several pieces, the largest
    is kept and said (`validated_pieces` keeps them all). A ring may touch itself, which is how a
    hole is written; it may not cross itself. Validating twice changes nothing.

    Args:
        region: as it was drawn or read.
        width: of the image, in pixels.
        height: of the image, in pixels.

    Returns:
        The region and what a person should be told, a sentence each.

    Raises:
        InvalidInputError: fewer than 3 or more than 10,000 corners, a coordinate that is no
            finite number, a crossing, no area, or wholly outside; the corner is named from 1.
    """
    pieces, notes = validated_pieces(region, width, height)
    if len(pieces) == 1:
        return pieces[0], notes
    kept = max(pieces, key=area_px2)
    lost = sum(area_px2(piece) for piece in pieces) - area_px2(kept)
    return kept, (*notes, f"cut into {len(pieces)} pieces; the largest is kept, {lost:.0f} px² not")


def validated_pieces(
    region: Region, width: int, height: int
) -> tuple[tuple[Region, ...], tuple[str, ...]]:
    """As `validated`, but keeps every piece that clipping leaves.

    Args:
        region: as it was drawn or read.
        width: of the image, in pixels.
        height: of the image, in pixels.

    Returns:
        One region, or several where clipping cut it apart; and the notes.

    Raises:
        InvalidInputError: as `validated`.
    """
    points = _without_repeats(region.points)
    _refuse_corners(region.points, points)
    _refuse_crossing(points)
    whole = shape_of(points)
    if whole.area < AREA_MIN_PX2:
        raise InvalidInputError(f"the polygon's {len(points)} corners enclose no area")
    x_low, y_low, x_high, y_high = whole.bounds
    if x_low >= 0 and y_low >= 0 and x_high <= width and y_high <= height:
        return (Region(points, region.relevance),), ()
    clipped = polygons_of(whole.intersection(shapely.box(0, 0, width, height)))
    if not clipped:
        outside = f"x {x_low:g} to {x_high:g}, y {y_low:g} to {y_high:g}"
        raise InvalidInputError(
            f"the polygon ({outside}) lies wholly outside the image of {width} × {height} pixels"
        )
    pieces = tuple(
        Region(
            tuple((_within(x, width), _within(y, height)) for x, y in ring_of(piece)),
            region.relevance,
        )
        for piece in clipped
    )
    share = 1 - sum(piece.area for piece in clipped) / whole.area
    return pieces, (f"{100 * share:.3g} % of the polygon lay outside the image and was cut off",)


def area_px2(region: Region) -> float:
    """Area of one region, a hole in its ring not counted.

    Args:
        region: valid.

    Returns:
        In square image pixels.
    """
    return float(shape_of(region.points).area)


def union_of(regions: Iterable[Region]) -> BaseGeometry:
    """All regions as one shapely geometry; where they overlap, once.

    Args:
        regions: of one image, valid.
    """
    return shapely.union_all([shape_of(region.points) for region in regions])


def shape_of(points: Sequence[Point]) -> BaseGeometry:
    """A ring as a shapely geometry, by even-odd, holes cut out.

    Args:
        points: at least 3 corners.
    """
    polygon = Polygon(points)
    return polygon if polygon.is_valid else shapely.make_valid(polygon)


def ring_of(polygon: Polygon) -> tuple[Point, ...]:
    """A polygon with holes as one ring: out along a bridge, round the hole, back along it.

    The bridge is walked twice, so by even-odd it encloses nothing.

    Args:
        polygon: with or without holes.

    Returns:
        Its corners, the last not repeating the first.
    """
    polygon = orient(polygon)
    ring = [(float(x), float(y)) for x, y in polygon.exterior.coords[:-1]]
    for interior in polygon.interiors:
        hole = [(float(x), float(y)) for x, y in interior.coords[:-1]]
        gaps = np.linalg.norm(np.array(ring)[:, None] - np.array(hole)[None], axis=2)
        start, turn = np.unravel_index(int(gaps.argmin()), gaps.shape)
        tour = hole[turn:] + hole[: turn + 1]
        ring = [*ring[: start + 1], *tour, *ring[start:]]
    return tuple(ring)


def polygons_of(geometry: BaseGeometry) -> list[Polygon]:
    """The polygons of any geometry, largest first; points and lines are no area.

    Args:
        geometry: what shapely made of a polygon by mending or cutting it.
    """
    found: list[Polygon] = []
    for part in getattr(geometry, "geoms", [geometry]):
        if isinstance(part, MultiPolygon):
            found += part.geoms
        elif isinstance(part, Polygon):
            found.append(part)
    return sorted((p for p in found if p.area >= AREA_MIN_PX2), key=lambda p: -p.area)


def _within(coordinate: float, end: int) -> float:
    """Rounding may leave a cut a hair's breadth outside."""
    return min(max(coordinate, 0.0), float(end))


def _without_repeats(points: tuple[Point, ...]) -> tuple[Point, ...]:
    kept = [
        (float(point[0]), float(point[1]))
        for at, point in enumerate(points)
        if at == 0 or point != points[at - 1]
    ]
    while len(kept) > 1 and kept[-1] == kept[0]:
        kept.pop()
    return tuple(kept)


def _refuse_corners(given: tuple[Point, ...], points: tuple[Point, ...]) -> None:
    if len(given) > CORNERS_MAX:
        raise InvalidInputError(
            f"the polygon has {len(given)} corners; simplify it to at most {CORNERS_MAX}"
        )
    for number, (x, y) in enumerate(given, start=1):
        if not (math.isfinite(x) and math.isfinite(y)):
            raise InvalidInputError(f"corner {number} of {len(given)} is ({x}, {y}), no point")
        if max(abs(x), abs(y)) > COORDINATE_MAX_PX:
            raise InvalidInputError(
                f"corner {number} of {len(given)} is ({x:g}, {y:g}): far outside"
            )
    if len(points) < 3:
        raise InvalidInputError(f"the polygon has {len(points)} corners; at least 3 are needed")


def _refuse_crossing(points: tuple[Point, ...]) -> None:
    """Refuse a ring of which two edges cross; touching is allowed."""
    if Polygon(points).is_valid:
        return
    corners = np.array(points)
    ends = np.roll(corners, -1, axis=0)
    edges = [LineString(pair) for pair in np.stack([corners, ends], axis=1)]
    tree = shapely.STRtree(edges)
    for a, edge in enumerate(edges):  # one after another: a scribble has millions of crossings
        for b in sorted(int(b) for b in tree.query(edge, predicate="intersects") if b > a):
            if _cross(corners[a], ends[a], corners[b], ends[b]):
                x, y = shapely.get_coordinates(edge.intersection(edges[b]))[0]
                n = len(points)
                raise InvalidInputError(
                    f"the polygon crosses itself near ({x:.1f}, {y:.1f}): the edge from corner "
                    f"{a + 1} to {(a + 1) % n + 1} and the edge from corner {b + 1} to "
                    f"{(b + 1) % n + 1}"
                )


def _cross(a: np.ndarray, b: np.ndarray, c: np.ndarray, d: np.ndarray) -> bool:
    """Whether the open segments ab and cd cross in one point inside both."""

    def side(p: np.ndarray, q: np.ndarray, r: np.ndarray) -> float:
        return float(np.sign((q[0] - p[0]) * (r[1] - p[1]) - (q[1] - p[1]) * (r[0] - p[0])))

    return side(a, b, c) * side(a, b, d) < 0 and side(c, d, a) * side(c, d, b) < 0
