"""What the rankings of some rows may look at, gathered from a round's arrays."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medebiaser.data.body import body
from medebiaser.data.masks import mean_mask
from medebiaser.data.stores import Stores
from medebiaser.learning.label_statistics import cooccurrence
from medebiaser.learning.ranking import (
    Annotated,
    Query,
    RankingInputs,
    TrainingCounts,
    summarised,
)
from medebiaser.records import Round, Split, Verdict
from medebiaser.rounds import snapshot
from medebiaser.rounds.arrays import (
    BODY,
    EMBEDDINGS,
    FLIPPED_MAPS,
    MAPS,
    PROBABILITIES,
    Explained,
    explained,
)
from medebiaser.rounds.networks import training_parameters
from medebiaser.rounds.pixels import image_cache
from medebiaser.rounds.targets import float_targets

MASK_GRID = 64
_JUDGED = {Verdict.CORRECTED: 1.0, Verdict.ACCEPTED: 0.0}


def ranking_inputs(
    stores: Stores,
    trained: Round,
    rows: NDArray[np.int64],
    taken: snapshot.Snapshot,
    *,
    query: Query | None = None,
) -> RankingInputs:
    """Gather what the rankings of these rows may look at.

    Statistics come from the training split alone, masks from reviewed images alone. A round
    without maps (an outside model's) has maps of one cell without heat.
    """
    arrays = explained(stores, trained)
    names, paired = stores.project.labels, stores.project.paired_labels
    labels = snapshot.effective_labels(stores, taken)
    train = stores.images.splits() == Split.TRAIN
    maps = _maps(arrays, MAPS, rows)
    if maps is None:
        maps = torch.zeros(len(rows), len(names), 1, 1)
    annotated = annotated_regions(stores, taken, labels)
    return RankingInputs(
        names=names,
        rows=torch.from_numpy(rows),
        probabilities=torch.from_numpy(arrays.read(PROBABILITIES, rows)),
        truth=float_targets(labels[rows]),
        thresholds=trained.thresholds or (None,) * len(names),
        maps=maps,
        training=TrainingCounts(cooccurrence(labels[train]), int(train.sum())),
        embeddings=_maps(arrays, EMBEDDINGS, rows),
        annotated=annotated,
        summary=summarised(annotated, names, paired, (maps.shape[-2], maps.shape[-1])),
        paired_labels=paired,
        body=_bodies(stores, trained, rows, maps.shape[-2:]),
        flipped_maps=_maps(arrays, FLIPPED_MAPS, rows),
        query=query,
        wrong_attention=_verdicts(stores, taken, rows),
        activation=stores.project.activation,
        seed=trained.seed,
    )


def _maps(arrays: Explained, name: str, rows: NDArray[np.int64]) -> Tensor | None:
    """An array of these rows; None unless it has them all."""
    if len(arrays.missing(name, rows)) or not arrays.has(name):
        return None
    return torch.from_numpy(arrays.read(name, rows))


def annotated_regions(
    stores: Stores, taken: snapshot.Snapshot, labels: NDArray[np.int8]
) -> Annotated | None:
    """Return the relevant regions of all positives as masks; None before the first.

    Args:
        labels: (N, K) int8 after the physicians' verdicts.
    """
    rows, columns, masks = [], [], []
    for pair in snapshot.pairs(stores, taken, labels).usable:
        image = stores.images.get(pair.image_id)
        mask = mean_mask(pair.annotations, image.width, image.height, MASK_GRID)
        if mask is not None and pair.target == 1:
            rows.append(pair.row)
            columns.append(pair.label)
            masks.append(torch.from_numpy(mask))
    if not masks:
        return None
    return Annotated(torch.tensor(rows), torch.tensor(columns), torch.stack(masks))


def _bodies(
    stores: Stores, trained: Round, rows: NDArray[np.int64], cells: Sequence[int]
) -> Tensor | None:
    """Share of each cell that shows the body, kept for the pages of the rankings."""
    if cells[0] != cells[1] or cells[0] < 2 or not len(rows):
        return None
    cache, side = image_cache(stores), training_parameters(stores, trained).image_size
    if not cache.present(rows, side).all():
        return None
    found = np.stack([body(pixels, cells[0]) for pixels in cache.read(rows, side)])
    arrays = explained(stores, trained)
    arrays.create(BODY, found.shape[1:], found.dtype.str)
    arrays.write(BODY, rows, found)
    return torch.from_numpy(found)


def _verdicts(stores: Stores, taken: snapshot.Snapshot, rows: NDArray[np.int64]) -> Tensor:
    """(N, K): 1 where a heatmap was corrected, 0 where it was accepted, NaN without a verdict."""
    places = {int(row): place for place, row in enumerate(rows)}
    verdicts = torch.full((len(rows), len(stores.project.labels)), torch.nan)
    for annotation in taken.annotations:
        place = places.get(stores.images.get(annotation.image_id).row)
        if place is not None and annotation.verdict in _JUDGED:
            k = stores.project.labels.index(annotation.label)
            verdicts[place, k] = _JUDGED[annotation.verdict]
    return verdicts
