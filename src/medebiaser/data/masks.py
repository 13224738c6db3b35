"""Regions to masks and back: area fractions on a grid, agreement, and accepting a heatmap."""

from collections.abc import Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

import cv2
import numpy as np
from shapely import make_valid
from shapely.geometry import Polygon

from medebiaser.data.polygons import polygons_of, ring_of, union_of
from medebiaser.errors import ShapeError
from medebiaser.records import Annotation, Region, Relevance, Verdict

AGREEMENT_MIN = 0.3
COVERS_ALL_SHARE = 0.95
SAME_MASK_IMAGES_MIN = 3
PIECE_SHARE_MIN = 0.005
OUTLINE_STRAY = 0.003
"""How far a simplified outline may stray, as a share of the image's longer side."""

_OUTLINE_SIDE = 512
"""Points along the longer side on which a heatmap's outline is found."""

_SHIFT = 8
"""Binary digits after the point in the coordinates that the rasteriser takes."""


def rasterised(regions: Sequence[Region], width: int, height: int, grid: int) -> np.ndarray:
    """The share of every grid cell that the regions cover.

    Regions that overlap or lie in one another count once; within one ring even-odd decides, so a
    ring that returns along a bridge leaves its hole out. Give relevant and irrelevant regions in
    two calls (`of_relevance`): they are never mixed.

    Each cell is filled as a block of up to 128 × 128 points with `cv2.fillPoly`, whose outline
    points count as half inside, so that no side is favoured.

    Args:
        regions: of one image, in its pixels; none gives all zeros.
        width: of the image, in pixels.
        height: of the image, in pixels.
        grid: cells on a side, >= 1.

    Returns:
        (grid, grid) float32 in [0, 1]; an edge that crosses a cell shifts it by less than 1 % for
        grids up to 64, by less than grid / 8,192 above.

    Raises:
        ShapeError: a size below 1.
    """
    if min(width, height, grid) < 1:
        raise ShapeError(f"image {width} × {height}, grid {grid}: each must be at least 1")
    mask = np.zeros((grid, grid), np.float32)
    if not regions:
        return mask
    to_cells = np.array([grid / width, grid / height])
    rings = [np.array(region.points, np.float64) * to_cells for region in regions]
    low = np.clip(np.floor(np.min([ring.min(axis=0) for ring in rings], axis=0)), 0, grid - 1)
    high = np.clip(np.ceil(np.max([ring.max(axis=0) for ring in rings], axis=0)), low + 1, grid)
    columns, rows = (high - low).astype(int)
    x, y = low.astype(int)
    mask[y : y + rows, x : x + columns] = _block(rings, low, (int(columns), int(rows)), grid)
    return mask


def of_relevance(regions: Sequence[Region], relevance: Relevance) -> tuple[Region, ...]:
    """The regions of one relevance, in their order.

    Args:
        regions: relevant and irrelevant.
        relevance: which to keep.
    """
    return tuple(region for region in regions if region.relevance == relevance)


def mean_mask(
    annotations: Sequence[Annotation],
    width: int,
    height: int,
    grid: int,
    *,
    relevance: Relevance = Relevance.RELEVANT,
) -> np.ndarray | None:
    """The mean over physicians of their masks for one image and one label.

    `corrected` and `accepted` count with their regions, `nothing to mark` counts as an empty mask;
    `label is wrong` and `cannot tell` say nothing about where to look and are left out.

    Args:
        annotations: of one image and one label, one per physician.
        width: of the image, in pixels.
        height: of the image, in pixels.
        grid: cells on a side.
        relevance: whose regions are meant.

    Returns:
        (grid, grid) float32 in [0, 1]; None where no physician drew such a region.
    """
    speaking = [a for a in annotations if a.verdict in _VERDICTS_WITH_MASK]
    drawn = [of_relevance(a.regions, relevance) for a in speaking]
    if not any(drawn):
        return None
    masks = [rasterised(regions, width, height, grid) for regions in drawn]
    return np.asarray(np.mean(masks, axis=0), np.float32)


_VERDICTS_WITH_MASK = frozenset({Verdict.CORRECTED, Verdict.ACCEPTED, Verdict.NOTHING_TO_MARK})


def agreement(first: Sequence[Region], second: Sequence[Region]) -> float:
    """How far two physicians marked the same place: intersection over union of their areas.

    Args:
        first: one physician's regions of one relevance, for one image and one label.
        second: the other's.

    Returns:
        In [0, 1]; NaN where neither marked anything.
    """
    a, b = union_of(first), union_of(second)
    union = a.union(b).area
    return float(a.intersection(b).area / union) if union > 0 else float("nan")


class Disagreement(NamedTuple):
    """Two physicians whose marks for one image and label hardly overlap.

    Attributes:
        iou: their agreement, in [0, 0.3).
    """

    first: str
    second: str
    iou: float


def disagreements(annotations: Sequence[Annotation]) -> tuple[Disagreement, ...]:
    """The pairs of physicians whose relevant regions need adjudication.

    Args:
        annotations: of one image and one label, one per physician.

    Returns:
        Every pair whose agreement is below 0.3, in the order given. Two that both marked nothing
        agree; verdicts that say nothing about where to look are left out.
    """
    marked = [
        (a.author, of_relevance(a.regions, Relevance.RELEVANT))
        for a in annotations
        if a.verdict in _VERDICTS_WITH_MASK
    ]
    pairs = [(a, b, agreement(drawn, other)) for (a, drawn), (b, other) in combinations(marked, 2)]
    return tuple(Disagreement(a, b, iou) for a, b, iou in pairs if iou < AGREEMENT_MIN)


def coverage_warning(mask: np.ndarray) -> str | None:
    """Warn of a mask that covers everything: it teaches nothing about where to look.

    Args:
        mask: (grid, grid) area fractions.

    Returns:
        One sentence where at least 95 % of the image is covered, else None.
    """
    share = float(mask.mean())
    if share < COVERS_ALL_SHARE:
        return None
    return f"the regions cover {100 * share:.0f} % of the image and say little about where to look"


def same_mask_warning(
    regions: Mapping[str, Sequence[Region]], sizes: Mapping[str, tuple[int, int]]
) -> str | None:
    """Warn of one mask that was given to every image, as a script or a slip does.

    Args:
        regions: image id to its regions of one label; images without regions do not count.
        sizes: image id to (width, height) in pixels.

    Returns:
        One sentence where at least 3 images have regions and all are the same in proportion to
        their image, else None.
    """
    kept = {image_id: drawn for image_id, drawn in regions.items() if drawn}
    if len(kept) < SAME_MASK_IMAGES_MIN:
        return None
    shapes = {_in_proportion(drawn, sizes[image_id]) for image_id, drawn in kept.items()}
    if len(shapes) > 1:
        return None
    return f"all {len(kept)} images carry the same mask; it says nothing about the single image"


def regions_from_heatmap(
    heatmap: np.ndarray,
    width: int,
    height: int,
    *,
    threshold: float = 0.5,
) -> tuple[Region, ...]:
    """A heatmap taken as it is: the outline of where it is warm.

    Ĥ is upsampled bilinearly, thresholded, outlined; pieces (and holes) under half a percent of
    the image are dropped, the outlines simplified after Douglas and Peucker.

    Args:
        heatmap: (h, w) float, >= 0, any scale; it is normalised to [0, 1] here.
        width: of the image, in pixels.
        height: of the image, in pixels.
        threshold: of Ĥ, in (0, 1].

    Returns:
        Relevant regions in image pixels, largest first, a hole within its ring; none where the
        heatmap is constant (there is no positive evidence to accept).

    Raises:
        ShapeError: not two dimensions.
    """
    if heatmap.ndim != 2:
        raise ShapeError(f"a heatmap has 2 dimensions, this one {heatmap.ndim}")
    low, high = float(heatmap.min()), float(heatmap.max())
    if not high > low:
        return ()
    scale = _OUTLINE_SIDE / max(width, height)
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    normalised = ((heatmap - low) / (high - low)).astype(np.float32)
    warm = cv2.resize(normalised, size, interpolation=cv2.INTER_LINEAR) >= threshold
    shapes = _outlines(warm, width, height, PIECE_SHARE_MIN * width * height)
    return tuple(Region(ring_of(polygon)) for polygon in shapes)


def _block(
    rings: Sequence[np.ndarray], origin: np.ndarray, cells: tuple[int, int], grid: int
) -> np.ndarray:
    """Area fractions of the (rows, columns) of cells from `origin` on."""
    points = int(np.clip(4096 // grid, 4, 128))
    shape = (cells[1] * points, cells[0] * points)
    inside = np.zeros(shape, np.uint8)
    for ring in rings:
        corners = np.rint(
            ((_past_the_border(ring, grid) - origin) * points - 0.5) * (1 << _SHIFT)
        ).astype(np.int32)
        filled = inside if len(rings) == 1 else np.zeros(shape, np.uint8)
        cv2.fillPoly(filled, [corners], 254, lineType=cv2.LINE_8, shift=_SHIFT)
        cv2.polylines(filled, [corners], True, 127, 1, cv2.LINE_8, _SHIFT)
        np.maximum(inside, filled, out=inside)
    share = cv2.resize(inside.astype(np.float32), cells, interpolation=cv2.INTER_AREA) / 254
    return np.clip(share, 0, 1)


def _past_the_border(ring: np.ndarray, grid: int) -> np.ndarray:
    """Move edges along the image's border out of sight: outline points count only half."""
    following = np.roll(ring, -1, axis=0)
    pieces, start = [], 0
    for axis, end, step in ((0, 0, -2.0), (0, grid, 2.0), (1, 0, -2.0), (1, grid, 2.0)):
        on_border = (ring[:, axis] == end) & (following[:, axis] == end)
        pieces += [(int(at), axis, step) for at in np.flatnonzero(on_border)]
    path = []
    for at, axis, step in sorted(pieces):
        detour = np.stack([ring[at], following[at]])
        detour[:, axis] += step
        path += [ring[start : at + 1], detour]
        start = at + 1
    return np.concatenate([*path, ring[start:]])


def _in_proportion(
    regions: Sequence[Region], size: tuple[int, int]
) -> frozenset[tuple[Relevance, tuple[tuple[float, float], ...]]]:
    """The regions in shares of the image, rounded to a thousandth."""
    width, height = size
    return frozenset(
        (r.relevance, tuple((round(x / width, 3), round(y / height, 3)) for x, y in r.points))
        for r in regions
    )


def _outlines(warm: np.ndarray, width: int, height: int, area_min: float) -> list[Polygon]:
    """One simplified polygon per piece, holes in it, in image pixels, largest first.

    Each point is drawn as a block of 3 × 3, the outline runs through the blocks' outer points, and
    is read in thirds: that puts it a sixth of a point from the piece's true edge.
    """
    blocks: np.ndarray = np.pad(np.kron(warm.astype(np.uint8), np.ones((3, 3), np.uint8)), 1)
    contours, tree = cv2.findContours(blocks, cv2.RETR_CCOMP, cv2.CHAIN_APPROX_NONE)
    to_pixels = np.array([width / warm.shape[1], height / warm.shape[0]])
    rings = [((c[:, 0].astype(np.float64) - 0.5) / 3) * to_pixels for c in contours]
    parents = [int(parent) for parent in tree[0, :, 3]] if rings else []
    shapes: list[Polygon] = []
    for at, ring in enumerate(rings):
        if parents[at] != -1:
            continue
        holes = [rings[b] for b, parent in enumerate(parents) if parent == at]
        kept = [hole for hole in holes if Polygon(hole).area >= area_min]
        for piece in polygons_of(make_valid(Polygon(ring, kept))):
            simple = piece.simplify(OUTLINE_STRAY * max(width, height), preserve_topology=True)
            shapes += [shape for shape in polygons_of(simple) if shape.area >= area_min]
    return sorted(shapes, key=lambda shape: -shape.area)
