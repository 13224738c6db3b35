"""What a round changed: first the images nobody drew on, then every correction."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medebiaser.data.masks import mean_mask
from medebiaser.data.stores import Stores
from medebiaser.learning.attention_quality import energy_inside, iou
from medebiaser.learning.heatmaps import normalised, rectified, upsampled
from medebiaser.learning.ranking import calibrated, displayed
from medebiaser.records import Round, RoundState, Split
from medebiaser.rounds import snapshot
from medebiaser.rounds.arrays import MAPS, PROBABILITIES, explained
from medebiaser.rounds.correcting import corrections_reliance
from medebiaser.rounds.explain import explain_rows
from medebiaser.rounds.targets import float_targets

_GRID = 56
_SHOWN = 20


def receipt(
    stores: Stores, finished: Round, *, limit: int = _SHOWN, device: str = "cpu"
) -> dict[str, Any] | None:
    """Compare a finished round with its parent on review and annotated images.

    Untouched are images that nobody annotated, for any label; corrections are those of the
    labels in focus: they are what the round learned from.

    Args:
        limit: untouched pairs that are listed.
        device: where what is missing is computed.

    Returns:
        {"parent", "untouched": [...], "corrections": [...]}; `attention_moved` is the share
        of the heat that lies elsewhere than before, in [0, 1]; `region_change` and
        `context_change` how far the probability moves when the region, or all but it, is replaced
        by a donor's pixels, None with a `reliance_reason`. None for a round that is not ranked
        yet or has no parent.
    """
    if finished.parent is None or finished.state not in {RoundState.RANKED, RoundState.READY}:
        return None
    parent = stores.rounds.get(finished.parent)
    taken = snapshot.load(stores, finished.snapshot or "")
    labels = snapshot.effective_labels(stores, taken)
    usable = snapshot.pairs(stores, taken, labels).usable
    focus = finished.settings.get("focus", ())
    drawn = [pair for pair in usable if stores.project.labels[pair.label] in focus]
    annotated = {stores.images.get(each.image_id).row for each in taken.annotations}
    return {
        "parent": parent.number,
        "untouched": _untouched(stores, parent, finished, annotated, limit),
        "corrections": _corrections(stores, parent, finished, drawn, device),
    }


def attention_moved(before: Tensor, after: Tensor) -> Tensor:
    """Share of the heat that lies elsewhere: the total variation between two heatmaps.

    Args:
        before, after: (N, h, w) maps, signed.

    Returns:
        (N,) in [0, 1]; 1 where only one of them has positive evidence, 0 where neither has.
    """
    shares = []
    for maps in (before, after):
        heat = rectified(maps.float()).flatten(1)
        total = heat.sum(dim=1, keepdim=True)
        shares.append(torch.where(total > 0, heat / total.clamp_min(1e-12), 0.0))
    moved = (shares[0] - shares[1]).abs().sum(dim=1) / 2
    one_empty = (shares[0].sum(dim=1) > 0) ^ (shares[1].sum(dim=1) > 0)
    return torch.where(one_empty, 1.0, moved)


def _untouched(
    stores: Stores,
    parent: Round,
    finished: Round,
    annotated: set[int],
    limit: int,
) -> list[dict[str, Any]]:
    review = np.flatnonzero(stores.images.splits() == Split.REVIEW)
    rows = np.setdiff1d(review, np.array(sorted(annotated), dtype=np.int64))
    if not len(rows):
        return []
    before, after = _states(stores, parent, rows), _states(stores, finished, rows)
    truth = float_targets(stores.images.labels()[rows])
    thresholds = finished.thresholds or (None,) * truth.shape[1]
    shown = displayed(truth, calibrated(before[0], parent.thresholds or thresholds))
    shown |= displayed(truth, calibrated(after[0], thresholds))
    places, columns = shown.nonzero(as_tuple=True)
    moved = attention_moved(before[1][places, columns], after[1][places, columns])
    shifted = (after[0] - before[0])[places, columns].abs()
    order = torch.maximum(moved, shifted).argsort(descending=True, stable=True)[:limit]
    images = stores.images.by_rows(rows[places[order].numpy()])
    return [
        {
            "row": image.row,
            "image_id": image.id,
            "label": stores.project.labels[k],
            "probability_before": float(before[0][place, k]),
            "probability_after": float(after[0][place, k]),
            "truth": image.labels[k],
            "attention_moved": float(moved[i]),
        }
        for image, place, k, i in zip(
            images,
            places[order].tolist(),
            columns[order].tolist(),
            order.tolist(),
            strict=True,
        )
    ]


def _corrections(
    stores: Stores, parent: Round, finished: Round, drawn: Sequence[snapshot.Pair], device: str
) -> list[dict[str, Any]]:
    if not drawn:
        return []
    rows = np.array([pair.row for pair in drawn], dtype=np.int64)
    columns = torch.tensor([pair.label for pair in drawn])
    places = torch.arange(len(drawn))
    found = [
        {
            "row": pair.row,
            "image_id": pair.image_id,
            "label": stores.project.labels[pair.label],
        }
        for pair in drawn
    ]
    masks = _masks(stores, drawn)
    for name, each in (("before", parent), ("after", finished)):
        probabilities, maps = _states(stores, each, rows)
        heat = upsampled(rectified(maps[places, columns]), _GRID)
        measured = {
            "probability": probabilities[places, columns],
            "iou": iou(normalised(heat), masks),
            "energy_inside": energy_inside(heat, masks),
        }
        for figure, values in measured.items():
            for document, value in zip(found, values.tolist(), strict=True):
                document[f"{figure}_{name}"] = value
    relied = corrections_reliance(stores, parent, finished, drawn, device=device)
    return [{**document, **each} for document, each in zip(found, relied, strict=True)]


def _masks(stores: Stores, drawn: Sequence[snapshot.Pair]) -> Tensor:
    masks = []
    for pair in drawn:
        image = stores.images.get(pair.image_id)
        mask = mean_mask(pair.annotations, image.width, image.height, _GRID)
        masks.append(torch.zeros(_GRID, _GRID) if mask is None else torch.from_numpy(mask))
    return torch.stack(masks) >= 0.5


def _states(stores: Stores, trained: Round, rows: NDArray[np.int64]) -> tuple[Tensor, Tensor]:
    """Probabilities (N, K) and maps (N, K, h, w) of a round, computed where they are missing."""
    explain_rows(stores, trained, rows)
    arrays = explained(stores, trained)
    return (
        torch.from_numpy(arrays.read(PROBABILITIES, rows)),
        torch.from_numpy(arrays.read(MAPS, rows)).float(),
    )
