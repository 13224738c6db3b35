"""A simulated physician: looks at heatmaps, accepts or corrects them from reference regions."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from shapely import affinity
from shapely.geometry import box
from shapely.geometry.base import BaseGeometry

from medebiaser.data.masks import rasterised, regions_from_heatmap
from medebiaser.data.polygons import polygons_of, ring_of, union_of
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError
from medebiaser.learning.attention_quality import energy_inside, iou
from medebiaser.learning.heatmaps import normalised, rectified, upsampled
from medebiaser.records import Image, Region, Round, Split, Verdict
from medebiaser.rounds.annotate import annotate
from medebiaser.rounds.arrays import MAPS, explained

_GRID = 128
"""Side of the grid on which heatmap and regions are compared."""


@dataclass(frozen=True, slots=True)
class Shown:
    """One map as the physician sees it.

    Attributes:
        width, height: of the image, in pixels.
        attention_map: (h, w) float, the signed map.
    """

    image_id: str
    label: str
    width: int
    height: int
    attention_map: NDArray[np.floating]


class Marked(NamedTuple):
    """What the physician saves: the arguments of the step `annotate`."""

    image_id: str
    label: str
    regions: tuple[Region, ...]
    verdict: Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Physician:
    """How one simulated physician judges and draws.

    Attributes:
        iou_min: a heatmap is accepted from this intersection over union at .5 on.
        energy_min: or from this share of its energy inside the true region on.
        hand: how they draw; one of `HANDS`.
        slip: how far a `wide` or `shifted` hand errs, as a share of the image's longer side.
        seed: of the direction in which a hand errs.
    """

    iou_min: float = 0.5
    energy_min: float = 0.75
    hand: str = "exact"
    slip: float = 0.03
    seed: int = 0

    def __post_init__(self) -> None:
        if self.hand not in HANDS:
            raise InvalidInputError(
                f"there is no hand {self.hand!r}; choose one of {', '.join(HANDS)}"
            )


def simulate(
    shown: Iterable[Shown],
    references: Mapping[tuple[str, str], Sequence[Region]],
    physician: Physician | None = None,
) -> tuple[Marked, ...]:
    """Annotate the shown maps as a physician would who sees the true regions.

    A heatmap that already agrees with the true regions is `accepted` as it is; any other is
    `corrected` to the true regions, as well as the hand draws. Where the truth is known to be no
    region, the verdict is `nothing to mark`. A pair without a reference is not annotated: what
    nobody knows is not made up.

    Args:
        shown: maps in the order in which they are looked at.
        references: (image id, label) to its true regions; empty where there is nothing to mark.
        physician: how they judge and draw; exactly, where left out.

    Returns:
        One annotation for each shown map that has a reference, in the same order.
    """
    judge = physician or Physician()
    return tuple(
        _annotated(one, references[one.image_id, one.label], judge, number)
        for number, one in enumerate(shown)
        if (one.image_id, one.label) in references
    )


def correct(
    stores: Stores,
    trained: Round,
    label: str,
    *,
    splits: Sequence[Split],
    limit: int,
    author: str,
    seed: int,
    physician: Physician | None = None,
) -> int:
    """Let the reference regions annotate random positives of one label.

    Random positives of the biased label: no ranking did better (docs/explanations/phantoms.md).
    Pairs that this author has annotated before are left as they are.

    Args:
        stores: of the project.
        trained: the round whose maps are shown.
        label: the label in focus.
        splits: where the images are taken from.
        limit: annotations at most.
        author: whose annotations they become.
        seed: of the choice.
        physician: how they judge and draw; exactly, where left out.

    Returns:
        How many annotations were saved.

    Raises:
        LockedError: a split that is never annotated.
    """
    references = _references(stores, label)
    candidates = [
        image
        for image in stores.images.all()
        if image.split in splits
        and (image.id, label) in references
        and stores.annotations.get(image.id, label, author) is None
    ]
    order = np.random.default_rng(seed).permutation(len(candidates))[:limit]
    shown = _shown(stores, trained, label, [candidates[place] for place in order])
    marked = simulate(shown, references, physician)
    for image_id, name, regions, verdict in marked:
        annotate(stores, image_id, name, regions, verdict, version=0, author=author)
    return len(marked)


def _references(stores: Stores, label: str) -> dict[tuple[str, str], list[Region]]:
    """(image id, label) to its true regions, where there are some."""
    references: dict[tuple[str, str], list[Region]] = {}
    for reference in stores.references.all():
        if reference.label == label:
            references.setdefault((reference.image_id, label), []).append(reference.region)
    return references


def _shown(stores: Stores, trained: Round, label: str, images: Sequence[Image]) -> list[Shown]:
    """The maps of one label; NaN where the round has not explained an image."""
    if not images:
        return []
    rows = np.array([image.row for image in images], np.int64)
    maps = explained(stores, trained).read(MAPS, rows)
    column = stores.project.labels.index(label)
    return [
        Shown(image.id, label, image.width, image.height, one[column])
        for image, one in zip(images, maps, strict=True)
    ]


def agrees(shown: Shown, regions: Sequence[Region], physician: Physician) -> bool:
    """Whether a heatmap is near enough to the regions to be accepted.

    Args:
        shown: the map.
        regions: the true regions, at least one.
        physician: what is near enough.
    """
    values = torch.from_numpy(np.asarray(shown.attention_map, np.float32))[None]
    heatmap = rectified(values)
    if not bool((heatmap.amax() > heatmap.amin()).item()):
        return False
    mask = torch.from_numpy(rasterised(regions, shown.width, shown.height, _GRID))[None]
    overlap = iou(upsampled(normalised(heatmap), _GRID), mask)
    inside = energy_inside(upsampled(heatmap, _GRID), mask)
    return bool(overlap >= physician.iou_min) or bool(inside >= physician.energy_min)


def _annotated(
    shown: Shown, regions: Sequence[Region], physician: Physician, number: int
) -> Marked:
    pair = (shown.image_id, shown.label)
    if not regions:
        return Marked(*pair, (), Verdict.NOTHING_TO_MARK)
    if agrees(shown, regions, physician):
        heatmap = np.maximum(shown.attention_map, 0)
        accepted = regions_from_heatmap(heatmap, shown.width, shown.height)
        if accepted:
            return Marked(*pair, accepted, Verdict.ACCEPTED)
    drawn = _by_hand(regions, shown.width, shown.height, physician, number)
    return Marked(*pair, drawn, Verdict.CORRECTED)


def _by_hand(
    regions: Sequence[Region], width: int, height: int, physician: Physician, number: int
) -> tuple[Region, ...]:
    """The true regions as the hand draws them, inside the image; exactly, where nothing is left."""
    if physician.hand == "exact":
        return tuple(regions)
    rng = np.random.default_rng((physician.seed, number))
    slip = physician.slip * max(width, height)
    meant = [piece for region in regions for piece in polygons_of(union_of([region]))]
    drawn = (HANDS[physician.hand](shape, slip, rng) for shape in meant)
    frame = box(0, 0, width, height)
    pieces = [piece for shape in drawn for piece in polygons_of(shape.intersection(frame))]
    return tuple(Region(ring_of(piece)) for piece in pieces) or tuple(regions)


def _exact(shape: BaseGeometry, slip: float, rng: np.random.Generator) -> BaseGeometry:  # noqa: ARG001
    return shape


def _wide(shape: BaseGeometry, slip: float, rng: np.random.Generator) -> BaseGeometry:  # noqa: ARG001
    """All around wider by the slip."""
    return shape.buffer(slip, quad_segs=4)


def _shifted(shape: BaseGeometry, slip: float, rng: np.random.Generator) -> BaseGeometry:
    """Moved by the slip in a random direction."""
    turn = rng.uniform(0, 2 * np.pi)
    return affinity.translate(shape, slip * np.cos(turn), slip * np.sin(turn))


def _boxed(shape: BaseGeometry, slip: float, rng: np.random.Generator) -> BaseGeometry:  # noqa: ARG001
    """Only its bounding box."""
    return box(*shape.bounds)


def _halved(shape: BaseGeometry, slip: float, rng: np.random.Generator) -> BaseGeometry:  # noqa: ARG001
    """Only the part to one side of the middle, along a random axis."""
    left, top, right, bottom = shape.bounds
    middle_x, middle_y = (left + right) / 2, (top + bottom) / 2
    halves = (
        box(left, top, middle_x, bottom),
        box(middle_x, top, right, bottom),
        box(left, top, right, middle_y),
        box(left, middle_y, right, bottom),
    )
    return shape.intersection(halves[rng.integers(4)])


HANDS: Mapping[str, Callable[[BaseGeometry, float, np.random.Generator], BaseGeometry]] = {
    "exact": _exact,
    "wide": _wide,
    "shifted": _shifted,
    "box": _boxed,
    "half": _halved,
}
"""How a physician may draw a shape."""
