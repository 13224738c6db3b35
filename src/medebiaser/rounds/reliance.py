"""Reliance and attention quality on regions that no round trained on."""

from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from medebiaser.data.masks import rasterised
from medebiaser.data.stores import Stores
from medebiaser.learning.attention_quality import energy_inside, iou, pointing_game
from medebiaser.learning.heatmaps import normalised, rectified, upsampled
from medebiaser.learning.metrics import MIN_CASES, mean_interval
from medebiaser.learning.reliance import reliance_figures
from medebiaser.learning.swaps import NO_DONOR
from medebiaser.records import Image, Region, Relevance, Round, Split
from medebiaser.rounds import snapshot
from medebiaser.rounds.arrays import MAPS, explained
from medebiaser.rounds.replacing import Marked, donors_for, masks_of, replaced
from medebiaser.rounds.states import OUTSIDE

_DONORS = 3
_SCORE_GRID = 56


@dataclass(frozen=True, slots=True)
class Referenced:
    """One positive image and label with reference regions."""

    image: Image
    label: int
    regions: tuple[Region, ...]

    def marked(self) -> Marked:
        """Return the pair with its mask."""
        draw = partial(rasterised, self.regions, self.image.width, self.image.height)
        return Marked(self.image.row, self.label, draw)


def referenced_pairs(stores: Stores, split: Split) -> list[Referenced]:
    """Positive pairs of a split that have relevant reference regions, by row and label.

    Pairs that any round trained on are left out: reference regions measure.
    """
    trained_on = _trained_pairs(stores)
    images = {image.id: image for image in stores.images.all(split)}
    regions: dict[tuple[str, int], list[Region]] = {}
    for reference in stores.references.all():
        k = stores.project.labels.index(reference.label)
        image = images.get(reference.image_id)
        relevant = reference.region.relevance is Relevance.RELEVANT
        if image is None or not relevant or image.labels[k] != 1:
            continue
        if (reference.image_id, reference.label) not in trained_on:
            regions.setdefault((reference.image_id, k), []).append(reference.region)
    pairs = [Referenced(images[i], k, tuple(drawn)) for (i, k), drawn in regions.items()]
    return sorted(pairs, key=lambda pair: (pair.image.row, pair.label))


def measured_reliance(
    stores: Stores, trained: Round, split: Split, *, device: str = "cpu"
) -> dict[str, Any]:
    """Return the `reliance` and `attention` figures of a round on a split's reference regions.

    Returns:
        {"labels": {NAME: …}, "all": …, "attention": {…}} with intervals over patients; with
        no reference region {"regions": 0} and the reason.
    """
    if OUTSIDE in trained.settings:
        return {"regions": 0, "reason": "the predictions came from outside, without a network"}
    pairs = referenced_pairs(stores, split)
    if not pairs:
        return {"regions": 0, "reason": f"no reference region on a positive image of {split}"}
    marked = [pair.marked() for pair in pairs]
    donors = donors_for(stores, marked, count=_DONORS, seed=trained.seed)
    usable = [i for i in range(len(pairs)) if (donors[i] != NO_DONOR).all()]
    document: dict[str, Any] = {
        "regions": len(pairs),
        "attention": _attention(stores, trained, pairs),
    }
    if not usable:
        return {**document, "reason": "no training image can be a donor"}
    kept = [pairs[i] for i in usable]
    chosen = [marked[i] for i in usable]
    measured = replaced(stores, trained, chosen, donors[usable], device=device)
    figures = reliance_figures(
        measured,
        np.array([pair.label for pair in kept]),
        [pair.image.patient for pair in kept],
        names=stores.project.labels,
        seed=trained.seed,
    )
    return {**document, **figures}


def _trained_pairs(stores: Stores) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for each in stores.rounds.all():
        if each.snapshot is not None:
            taken = snapshot.load(stores, each.snapshot)
            found |= {(a.image_id, a.label) for a in taken.annotations}
    return found


def _attention(stores: Stores, trained: Round, pairs: list[Referenced]) -> dict[str, Any]:
    """Pointing game, IoU at .5 and energy inside: over all pairs, and per label."""
    rows = np.array([pair.image.row for pair in pairs], dtype=np.int64)
    maps = torch.from_numpy(explained(stores, trained).read(MAPS, rows)).float()
    chosen = maps[torch.arange(len(pairs)), [pair.label for pair in pairs]]
    heat = upsampled(rectified(chosen), _SCORE_GRID)
    inside = masks_of([pair.marked() for pair in pairs], _SCORE_GRID) >= 0.5
    scores = {
        "pointing": pointing_game(heat, inside).numpy(),
        "iou": iou(normalised(heat), inside).numpy(),
        "energy_inside": energy_inside(heat, inside).numpy(),
    }
    labels = np.array([pair.label for pair in pairs])
    patients = np.array([pair.image.patient for pair in pairs])
    return {
        **_means(scores, patients, trained.seed),
        "labels": {
            name: _means(
                {figure: values[labels == k] for figure, values in scores.items()},
                patients[labels == k],
                trained.seed,
            )
            for k, name in enumerate(stores.project.labels)
            if (labels == k).any()
        },
    }


def _means(
    scores: dict[str, NDArray[np.float32]], patients: NDArray[np.str_], seed: int
) -> dict[str, Any]:
    """Mean of each score with its interval; a heatmap without evidence counts in none."""
    document: dict[str, Any] = {"regions": len(patients)}
    for name, values in scores.items():
        known = ~np.isnan(values)
        enough = int(known.sum()) >= MIN_CASES
        bounds = (
            mean_interval(values[known].astype(np.float64), patients[known].tolist(), seed=seed)
            if enough
            else None
        )
        document[name] = float(values[known].mean()) if enough else None
        document[f"{name}_ci"] = None if bounds is None else list(bounds)
        document[f"{name}_counted"] = int(known.sum())
    return document
