"""Reliance and attention quality on regions that no round trained on."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medebiaser.data.masks import rasterised
from medebiaser.data.stores import Stores
from medebiaser.learning.attention_quality import energy_inside, iou, pointing_game
from medebiaser.learning.draws import generator_of
from medebiaser.learning.heatmaps import normalised, rectified, upsampled
from medebiaser.learning.metrics import MIN_CASES, mean_interval
from medebiaser.learning.reliance import Reliance, region_reliance, reliance_figures
from medebiaser.learning.swaps import NO_DONOR, choose_donors
from medebiaser.records import Image, Region, Relevance, Round, Split
from medebiaser.rounds import snapshot
from medebiaser.rounds.arrays import MAPS, explained
from medebiaser.rounds.networks import trained_network, training_parameters
from medebiaser.rounds.pixels import Pixels, prepare
from medebiaser.rounds.targets import float_targets
from medebiaser.rounds.views import view_codes

_DONORS = 3
_BATCH = 16
_SCORE_GRID = 56


@dataclass(frozen=True, slots=True)
class Referenced:
    """One positive image and label with reference regions."""

    image: Image
    label: int
    regions: tuple[Region, ...]


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
    pairs = referenced_pairs(stores, split)
    if not pairs:
        return {"regions": 0, "reason": f"no reference region on a positive image of {split}"}
    donors = _donors(stores, pairs, trained.seed)
    usable = [i for i in range(len(pairs)) if (donors[i] != NO_DONOR).all()]
    document: dict[str, Any] = {
        "regions": len(pairs),
        "attention": _attention(stores, trained, pairs),
    }
    if not usable:
        return {**document, "reason": "no training image can be a donor"}
    kept = [pairs[i] for i in usable]
    measured = _measure(stores, trained, kept, donors[usable], device)
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


def _donors(stores: Stores, pairs: list[Referenced], seed: int) -> NDArray[np.int64]:
    """Rows of training images known to be negative, of the same view: (A, donors)."""
    train = np.flatnonzero(stores.images.splits() == Split.TRAIN)
    labels = float_targets(stores.images.labels()[train])
    codes = view_codes(stores)
    views = torch.from_numpy(codes[train])
    rows = np.full((len(pairs), _DONORS), NO_DONOR, dtype=np.int64)
    for label in sorted({pair.label for pair in pairs}):
        places = [i for i, pair in enumerate(pairs) if pair.label == label]
        wanted = torch.from_numpy(codes[[pairs[i].image.row for i in places]])
        for donor in range(_DONORS):
            generator = generator_of("reliance", seed, label, donor)
            chosen = choose_donors(labels, views, label, wanted, generator).numpy()
            rows[places, donor] = np.where(chosen == NO_DONOR, NO_DONOR, train[chosen])
    return rows


def _measure(
    stores: Stores,
    trained: Round,
    pairs: list[Referenced],
    donors: NDArray[np.int64],
    device: str,
) -> Reliance:
    side = training_parameters(stores, trained).image_size
    own = np.array([pair.image.row for pair in pairs], dtype=np.int64)
    pixels = prepare(stores, side, rows=np.union1d(own, donors.ravel()).astype(np.int64))
    network = trained_network(stores, trained).to(device)
    parts = [
        _measure_batch(
            stores, network, pixels, pairs[i : i + _BATCH], donors[i : i + _BATCH], device
        )
        for i in range(0, len(pairs), _BATCH)
    ]
    return Reliance(
        torch.cat([part.probability for part in parts]),
        torch.cat([part.without_region for part in parts]),
        torch.cat([part.without_context for part in parts]),
    )


def _measure_batch(
    stores: Stores,
    network: Any,
    pixels: Pixels,
    pairs: list[Referenced],
    donors: NDArray[np.int64],
    device: str,
) -> Reliance:
    images = pixels.fetch([pair.image.row for pair in pairs])
    replacing = pixels.fetch(donors.ravel()).reshape(*donors.shape, *images.shape[1:])
    return region_reliance(
        network,
        images.to(device),
        _masks(pairs, pixels.side).to(device),
        replacing.to(device),
        torch.tensor([pair.label for pair in pairs], device=device),
        activation=stores.project.activation,
    )


def _masks(pairs: list[Referenced], grid: int) -> Tensor:
    return torch.stack(
        [
            torch.from_numpy(rasterised(pair.regions, pair.image.width, pair.image.height, grid))
            for pair in pairs
        ]
    )


def _attention(stores: Stores, trained: Round, pairs: list[Referenced]) -> dict[str, Any]:
    """Pointing game, IoU at .5 and energy inside: over all pairs, and per label."""
    rows = np.array([pair.image.row for pair in pairs], dtype=np.int64)
    maps = torch.from_numpy(explained(stores, trained).read(MAPS, rows)).float()
    chosen = maps[torch.arange(len(pairs)), [pair.label for pair in pairs]]
    heat = upsampled(rectified(chosen), _SCORE_GRID)
    inside = _masks(pairs, _SCORE_GRID) >= 0.5
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
