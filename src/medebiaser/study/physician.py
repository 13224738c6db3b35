"""A simulated physician: looks at heatmaps, accepts or corrects them from reference regions."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray

from medebiaser.data.masks import rasterised, regions_from_heatmap
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError
from medebiaser.learning.attention_quality import energy_inside, iou
from medebiaser.learning.heatmaps import normalised, rectified, upsampled
from medebiaser.records import Image, Region, Round, Split, Verdict
from medebiaser.rounds.annotate import annotate
from medebiaser.rounds.arrays import MAPS, explained
from medebiaser.rounds.explain import explain_rows
from medebiaser.study.hands import HANDS, by_hand
from medebiaser.study.keystrokes import annotation_s, grid_answer_s

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
        slip: how far a hand errs, as a share of the image's longer side.
        seed: of the direction in which a hand errs.
        budget_s: they give up before the annotation that would take longer than this in all.
    """

    iou_min: float = 0.5
    energy_min: float = 0.75
    hand: str = "exact"
    slip: float = 0.03
    seed: int = 0
    budget_s: float = math.inf

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
        One annotation for each shown map that has a reference, in the same order, as many as the
        budget allows.
    """
    judge = physician or Physician()
    marked: list[Marked] = []
    left_s = judge.budget_s
    for number, one in enumerate(shown):
        if (one.image_id, one.label) in references:
            annotation = _annotated(one, references[one.image_id, one.label], judge, number)
            left_s -= annotation_s(annotation.regions, annotation.verdict)
            if left_s < 0:
                break
            marked.append(annotation)
    return tuple(marked)


def answer_grid(
    marked: Sequence[int],
    regions: Sequence[Region],
    size: tuple[int, int],
    *,
    cells: int = 8,
    budget_s: float = math.inf,
) -> tuple[int, ...]:
    """Click the marked cells that should not matter: those that touch no true region.

    Args:
        marked: indices of the cells highest in attribution, row by row from the top left.
        regions: the true ones; none where the label is absent, and nothing there should matter.
        size: (width, height) of the image in pixels.
        cells: a side of the grid.
        budget_s: seconds for this image; what does not fit is not clicked.

    Returns:
        indices of the clicked cells, in the order given.
    """
    width, height = size
    touched = rasterised(regions, width, height, cells).flatten() > 0
    wrong = [cell for cell in marked if not touched[cell]]
    while wrong and grid_answer_s(len(wrong)) > budget_s:
        wrong.pop()
    return tuple(wrong)


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
    references = references_of(stores, label)
    candidates = [
        image
        for image in stores.images.all()
        if image.split in splits
        and (image.id, label) in references
        and stores.annotations.get(image.id, label, author) is None
    ]
    order = np.random.default_rng(seed).permutation(len(candidates))[:limit]
    shown = shown_maps(stores, trained, label, [candidates[place] for place in order])
    marked = simulate(shown, references, physician)
    save_all(stores, marked, author)
    return len(marked)


def save_all(stores: Stores, marked: Sequence[Marked], author: str) -> float:
    """Save annotations, all or none.

    Returns:
        The seconds that they would have taken a person.

    Raises:
        LockedError: a split that is never annotated.
    """
    with stores.transaction():
        for image_id, name, regions, verdict in marked:
            annotate(stores, image_id, name, regions, verdict, version=0, author=author)
    return sum(annotation_s(each.regions, each.verdict) for each in marked)


def references_of(stores: Stores, label: str | None = None) -> dict[tuple[str, str], list[Region]]:
    """(image id, label) to its true regions, where there are some; of one label, or of all."""
    references: dict[tuple[str, str], list[Region]] = {}
    for reference in stores.references.all():
        if label in {None, reference.label}:
            pair = (reference.image_id, reference.label)
            references.setdefault(pair, []).append(reference.region)
    return references


def shown_maps(
    stores: Stores, trained: Round, label: str, images: Sequence[Image], *, device: str = "cpu"
) -> list[Shown]:
    """The maps of one label; those that the round has not explained yet are computed."""
    if not images:
        return []
    rows = np.array([image.row for image in images], np.int64)
    missing = explained(stores, trained).missing(MAPS, rows)
    explain_rows(stores, trained, missing, device=device)
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
    rng = np.random.default_rng((physician.seed, number))
    size = (shown.width, shown.height)
    drawn = by_hand(regions, physician.hand, physician.slip, rng, size)
    return Marked(*pair, drawn, Verdict.CORRECTED)
