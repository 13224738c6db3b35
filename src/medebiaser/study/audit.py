"""Was a pasting artefact learned? Healthy patches pasted into negatives must not alarm.

A network that is fine-tuned on swaps could learn the seam instead of the finding. Here a patch of
one negative, in the shape of a true region, is pasted into another negative: nothing is there to be
found. A network that alarms more often than one that never saw a swap has learned the seam.
"""

from functools import partial

import numpy as np
from numpy.typing import NDArray

from medebiaser.data.masks import rasterised
from medebiaser.data.stores import Stores
from medebiaser.learning.draws import seed_of
from medebiaser.learning.swaps import NO_DONOR
from medebiaser.records import Image, Region, Round, Split
from medebiaser.rounds.replacing import Marked, donors_for, replaced
from medebiaser.study.physician import references_of

_PASTED = 200
"""Negatives at most that are pasted into."""


def pasting_audit(
    stores: Stores, trained: Round, label: str, *, seed: int, device: str = "cpu"
) -> dict[str, tuple[float, float]]:
    """Paste healthy patches into the negatives of `test` and see what a round makes of them.

    Args:
        seed: of the choice of negatives, shapes and donors: the same for every method.

    Returns:
        `paste_rise`: the mean rise of the probability; `paste_alarms`: the share of the images
        below the round's threshold that rise above it. Empty where nothing can be pasted.
    """
    pairs = _pasted_pairs(stores, label, seed)
    if not pairs:
        return {}
    donors = donors_for(stores, pairs, count=1, seed=seed)
    usable = [place for place in range(len(pairs)) if donors[place, 0] != NO_DONOR]
    if not usable:
        return {}
    measured = replaced(
        stores, trained, [pairs[place] for place in usable], donors[usable], device=device
    )
    before = measured.probability.numpy()
    after = measured.without_region.numpy()
    rise = {"paste_rise": (float((after - before).sum()), float(len(before)))}
    threshold = _threshold(stores, trained, label)
    if threshold is None:
        return rise
    quiet = before < threshold
    return rise | {
        "paste_alarms": (float((quiet & (after >= threshold)).sum()), float(quiet.sum()))
    }


def _pasted_pairs(stores: Stores, label: str, seed: int) -> list[Marked]:
    """Negatives of `test`, each with the shape of a true region of the label."""
    column = stores.project.labels.index(label)
    images = stores.images.all(Split.TEST)
    negatives = [image for image in images if image.labels[column] == 0]
    shapes = _shapes(stores, label, {image.id: image for image in images})
    if not negatives or not shapes:
        return []
    rng = np.random.default_rng(seed_of("pasting", seed))
    chosen = rng.permutation(len(negatives))[:_PASTED]
    taken = rng.integers(len(shapes), size=len(chosen))
    return [
        Marked(negatives[place].row, column, partial(_drawn, *shapes[shape]))
        for place, shape in zip(chosen, taken, strict=True)
    ]


def _shapes(
    stores: Stores, label: str, images: dict[str, Image]
) -> list[tuple[tuple[Region, ...], int, int]]:
    """The label's true regions on `test`, with the size of the image that they lie on."""
    references = references_of(stores, label)
    return [
        (tuple(regions), images[image_id].width, images[image_id].height)
        for (image_id, _), regions in references.items()
        if image_id in images
    ]


def _drawn(regions: tuple[Region, ...], width: int, height: int, grid: int) -> NDArray[np.float32]:
    mask: NDArray[np.float32] = rasterised(regions, width, height, grid)
    return mask


def _threshold(stores: Stores, trained: Round, label: str) -> float | None:
    if trained.thresholds is None:
        return None
    return trained.thresholds[stores.project.labels.index(label)]
