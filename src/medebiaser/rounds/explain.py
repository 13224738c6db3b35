"""Probabilities, maps and embeddings of the images a round is looked at through."""

from collections.abc import Callable
from functools import partial

import numpy as np
import torch
from numpy.typing import NDArray

from medebiaser.data.stores import Stores
from medebiaser.learning.explainers import Explanation
from medebiaser.learning.explainers import explain as explain_images
from medebiaser.learning.heatmaps import absolute_scale
from medebiaser.learning.metrics import (
    choose_thresholds,
    specificities_at,
    thresholds_at_specificity,
)
from medebiaser.learning.networks import Network
from medebiaser.learning.objectives import binary_logits
from medebiaser.learning.ranking import calibrated, displayed
from medebiaser.records import Activation, Progress, Report, Round, RoundState, Split, no_report
from medebiaser.rounds.arrays import (
    EMBEDDINGS,
    FLIPPED_MAPS,
    MAPS,
    PROBABILITIES,
    Explained,
    explained,
)
from medebiaser.rounds.networks import trained_network, training_parameters
from medebiaser.rounds.pixels import Pixels, prepare
from medebiaser.rounds.states import move, refuse_outside
from medebiaser.rounds.targets import float_targets, known_truth

EXPLAINED_SPLITS = (Split.REVIEW, Split.TUNE, Split.TEST)
_BATCH = 32
_BLOCK = 512  # rows written at once; a kill costs at most these


def explain(
    stores: Stores, number: int, *, device: str = "cpu", report: Report = no_report
) -> Round:
    """Explain review, tune, test and annotated images; choose the thresholds on `tune`.

    Running it twice computes only what is missing.

    Raises:
        NotFoundError: no such round, or one without weights.
    """
    trained = stores.rounds.get(number)
    explain_rows(stores, trained, rows_to_explain(stores), device=device, report=report)
    thresholds = _thresholds(stores, trained)
    return move(
        stores,
        number,
        RoundState.EXPLAINED,
        thresholds=thresholds,
        scales=_scales(stores, trained, thresholds),
    )


def rows_to_explain(stores: Stores) -> NDArray[np.int64]:
    """Rows of review, tune, test and every annotated image."""
    chosen = np.isin(stores.images.splits(), [split.value for split in EXPLAINED_SPLITS])
    annotated = {annotation.image_id for annotation in stores.annotations.all()}
    rows = [stores.images.get(image_id).row for image_id in sorted(annotated)]
    return np.union1d(np.flatnonzero(chosen), np.array(rows, dtype=np.int64)).astype(np.int64)


def explain_rows(
    stores: Stores,
    trained: Round,
    rows: NDArray[np.int64],
    *,
    device: str = "cpu",
    report: Report = no_report,
) -> None:
    """Store probabilities, maps and embeddings of these rows, as far as they are missing.

    Raises:
        LockedError: some are missing and the round's predictions came from outside.
    """
    arrays = explained(stores, trained)
    review = np.flatnonzero(np.isin(stores.images.splits(), [Split.REVIEW, Split.POOL]))
    missing = arrays.missing(PROBABILITIES, rows)
    if not len(missing):
        return
    refuse_outside(trained, f"look at {len(missing)} more images")
    pixels = prepare(
        stores, training_parameters(stores, trained).image_size, rows=missing, report=report
    )
    network = trained_network(stores, trained).to(device)
    for start in range(0, len(missing), _BLOCK):
        block = missing[start : start + _BLOCK]
        seen = partial(_report_batch, report, start, len(missing))
        _explain_block(
            stores.project.activation, network, pixels, arrays, block, device, review, seen
        )


def _report_batch(report: Report, before: int, total: int, in_block: int) -> None:
    report(Progress("explaining", before + in_block, total))


def probabilities_of(
    network: Network, images: torch.Tensor, activation: Activation
) -> tuple[NDArray[np.float32], Explanation]:
    """Return probabilities (B, K) and the explanation of a batch."""
    explanation = explain_images(network, images)
    logits = binary_logits(explanation.logits.float(), activation)
    return torch.sigmoid(logits).cpu().numpy(), explanation


def _explain_block(
    activation: Activation,
    network: Network,
    pixels: Pixels,
    arrays: Explained,
    rows: NDArray[np.int64],
    device: str,
    review: NDArray[np.int64],
    seen: Callable[[int], None],
) -> None:
    probabilities, maps, embeddings, flipped, flipped_rows = [], [], [], [], []
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        images = pixels.fetch(batch).to(device)
        values, explanation = probabilities_of(network, images, activation)
        probabilities.append(values)
        maps.append(explanation.maps.half().cpu().numpy())
        embeddings.append(explanation.embeddings.half().cpu().numpy())
        mirrored = np.isin(batch, review)
        if mirrored.any():
            turned = images[torch.from_numpy(mirrored).to(device)].flip(-1)
            flipped.append(explain_images(network, turned).maps.half().cpu().numpy())
            flipped_rows.append(batch[mirrored])
        seen(start + len(batch))
    if flipped:
        _store(arrays, FLIPPED_MAPS, np.concatenate(flipped_rows), np.concatenate(flipped))
    _store(arrays, MAPS, rows, np.concatenate(maps))
    _store(arrays, EMBEDDINGS, rows, np.concatenate(embeddings))
    _store(arrays, PROBABILITIES, rows, np.concatenate(probabilities))


def _store(
    arrays: Explained, name: str, rows: NDArray[np.int64], values: NDArray[np.generic]
) -> None:
    arrays.create(name, values.shape[1:], values.dtype.str)
    arrays.write(name, rows, values)


def _thresholds(stores: Stores, trained: Round) -> tuple[float | None, ...]:
    """Best F1 on `tune` for round 0; for later rounds round 0's specificity on `tune`."""
    rows = np.flatnonzero(stores.images.splits() == Split.TUNE)
    truth = known_truth(stores.images.labels()[rows])
    probabilities = explained(stores, trained).read(PROBABILITIES, rows)
    preliminary = trained
    while preliminary.parent is not None:
        preliminary = stores.rounds.get(preliminary.parent)
    if preliminary.number == trained.number:
        return tuple(choose_thresholds(probabilities, truth))
    before = explained(stores, preliminary).read(PROBABILITIES, rows)
    target = specificities_at(before, truth, preliminary.thresholds or ())
    return tuple(thresholds_at_specificity(probabilities, truth, target))


def _scales(
    stores: Stores, trained: Round, thresholds: tuple[float | None, ...]
) -> tuple[float, ...]:
    """Absolute scale of each label's heatmaps: the same red means the same evidence."""
    arrays = explained(stores, trained)
    rows = np.flatnonzero(np.isin(stores.images.splits(), [Split.REVIEW, Split.TUNE]))
    probabilities = torch.from_numpy(arrays.read(PROBABILITIES, rows))
    truth = float_targets(stores.images.labels()[rows])
    shown = displayed(truth, calibrated(probabilities, thresholds))
    maps = torch.from_numpy(arrays.read(MAPS, rows)).float()
    scales = absolute_scale(maps, shown)
    return tuple(scales.nan_to_num(0.0).tolist())
