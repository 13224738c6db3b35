"""The order in which a physician is led to images."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medebiaser.data.body import body
from medebiaser.data.masks import mean_mask
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError, LockedError, NotFoundError
from medebiaser.learning.label_statistics import cooccurrence
from medebiaser.learning.ranking import (
    RANKINGS,
    Annotated,
    Query,
    Ranking,
    RankingInputs,
    TrainingCounts,
    ranking,
)
from medebiaser.records import (
    Progress,
    Report,
    Round,
    RoundState,
    Split,
    Verdict,
    no_report,
)
from medebiaser.rounds import snapshot
from medebiaser.rounds.arrays import EMBEDDINGS, FLIPPED_MAPS, MAPS, PROBABILITIES, explained
from medebiaser.rounds.explain import explain_rows
from medebiaser.rounds.networks import training_parameters
from medebiaser.rounds.pixels import image_cache
from medebiaser.rounds.states import move
from medebiaser.rounds.targets import float_targets

_MASK_GRID = 64
_ABSENT = -1
_DIGEST_LENGTH = 12
_LOOKED_AT = (Split.TRAIN, Split.REVIEW)
_JUDGED = {Verdict.CORRECTED: 1.0, Verdict.ACCEPTED: 0.0}


@dataclass(frozen=True, slots=True)
class Ranked:
    """One image at its place in a ranking.

    Attributes:
        truth: 1, 0 or None (unknown), after the physicians' verdicts.
        reason: why it is here, in words.
    """

    image_id: str
    label: str
    score: float
    probability: float
    truth: int | None
    reason: str


def rank(stores: Stores, number: int, *, report: Report = no_report) -> Round:
    """Store the order of every ranking and label over the review split.

    Running it twice writes the same orders again. Rankings that need what is not there
    yet (a query, two hundred verdicts) are left to `ranked`.
    """
    trained = stores.rounds.get(number)
    rows = np.flatnonzero(stores.images.splits() == Split.REVIEW)
    if len(rows):
        inputs = ranking_inputs(stores, trained, rows)
        digest = snapshot.take(stores).digest()
        for done, chosen in enumerate(RANKINGS.values(), start=1):
            _store_order(stores, trained, chosen, inputs, digest)
            report(Progress("ranking", done, len(RANKINGS)))
    return move(stores, number, RoundState.RANKED)


def ranked(
    stores: Stores,
    trained: Round,
    label: str,
    by: str,
    *,
    split: Split = Split.REVIEW,
    limit: int | None = None,
    similar_to: str | None = None,
    device: str = "cpu",
    report: Report = no_report,
) -> list[Ranked]:
    """Return the images of one label in ranked order, each with its score and reason.

    Args:
        split: review, or train on request; tune, test and sealed are never looked through.
        limit: at most so many; None: all.
        similar_to: id of the image that `similar` searches for.

    Raises:
        NotFoundError: no such label, ranking or image.
        LockedError: the split is not one that physicians look through.
        InvalidInputError: the ranking needs something that is not there yet.
    """
    chosen = ranking(by)
    if split not in _LOOKED_AT:
        raise LockedError(f"{split} is not looked through; rank review, or train on request")
    rows = np.flatnonzero(stores.images.splits() == split)
    explain_rows(stores, trained, rows, device=device, report=report)
    query = None if similar_to is None else _query(stores, trained, similar_to, device)
    inputs = ranking_inputs(stores, trained, rows, query=query)
    k = inputs.label_index(label)
    scores = chosen.score(inputs, k)
    positions = None
    if split is Split.REVIEW and query is None:
        positions = _stored_positions(stores, trained, chosen, k, inputs)
    if positions is None:
        positions = chosen.order(inputs, k, scores)
    positions = positions[:limit]
    reasons = chosen.reasons(inputs, k, positions)
    images = stores.images.by_rows(rows[positions.numpy()])
    return [
        Ranked(
            image_id=image.id,
            label=label,
            score=float(scores[position]),
            probability=float(inputs.probabilities[position, k]),
            truth=_known(inputs.truth[position, k]),
            reason=reason,
        )
        for image, position, reason in zip(images, positions.tolist(), reasons, strict=True)
    ]


def _known(truth: Tensor) -> int | None:
    return None if bool(truth.isnan()) else int(truth)


def ranking_inputs(
    stores: Stores,
    trained: Round,
    rows: NDArray[np.int64],
    *,
    query: Query | None = None,
) -> RankingInputs:
    """Gather what the rankings of these rows may look at.

    Statistics come from the training split alone, masks from reviewed images alone.
    """
    arrays = explained(stores, trained)
    labels = snapshot.effective_labels(stores, snapshot.take(stores))
    train = stores.images.splits() == Split.TRAIN
    maps = torch.from_numpy(arrays.read(MAPS, rows))
    flipped = None
    if not len(arrays.missing(FLIPPED_MAPS, rows)):
        flipped = torch.from_numpy(arrays.read(FLIPPED_MAPS, rows))
    return RankingInputs(
        names=stores.project.labels,
        rows=torch.from_numpy(rows),
        probabilities=torch.from_numpy(arrays.read(PROBABILITIES, rows)),
        truth=float_targets(labels[rows]),
        thresholds=trained.thresholds or (None,) * len(stores.project.labels),
        maps=maps,
        training=TrainingCounts(cooccurrence(labels[train]), int(train.sum())),
        embeddings=torch.from_numpy(arrays.read(EMBEDDINGS, rows)),
        annotated=_annotated(stores),
        paired_labels=stores.project.paired_labels,
        body=_bodies(stores, trained, rows, maps.shape[-2:]),
        flipped_maps=flipped,
        query=query,
        wrong_attention=_verdicts(stores, rows),
        activation=stores.project.activation,
        seed=trained.seed,
    )


def _annotated(stores: Stores) -> Annotated | None:
    taken = snapshot.take(stores)
    pairs = snapshot.pairs(stores, taken, snapshot.effective_labels(stores, taken)).usable
    rows, labels, masks = [], [], []
    for pair in pairs:
        image = stores.images.get(pair.image_id)
        mask = mean_mask(pair.annotations, image.width, image.height, _MASK_GRID)
        if mask is not None and pair.target == 1:
            rows.append(pair.row)
            labels.append(pair.label)
            masks.append(torch.from_numpy(mask))
    if not masks:
        return None
    return Annotated(torch.tensor(rows), torch.tensor(labels), torch.stack(masks))


def _bodies(
    stores: Stores, trained: Round, rows: NDArray[np.int64], cells: Sequence[int]
) -> Tensor | None:
    if cells[0] != cells[1]:
        return None
    cache, side = image_cache(stores), training_parameters(stores, trained).image_size
    if not len(rows) or not cache.present(rows, side).all():
        return None
    return torch.from_numpy(np.stack([body(pixels, cells[0]) for pixels in cache.read(rows, side)]))


def _verdicts(stores: Stores, rows: NDArray[np.int64]) -> Tensor:
    """(N, K): 1 where a heatmap was corrected, 0 where it was accepted, NaN without a verdict."""
    places = {int(row): place for place, row in enumerate(rows)}
    verdicts = torch.full((len(rows), len(stores.project.labels)), torch.nan)
    for annotation in snapshot.take(stores).annotations:
        place = places.get(stores.images.get(annotation.image_id).row)
        if place is not None and annotation.verdict in _JUDGED:
            k = stores.project.labels.index(annotation.label)
            verdicts[place, k] = _JUDGED[annotation.verdict]
    return verdicts


def _query(stores: Stores, trained: Round, image_id: str, device: str) -> Query:
    image = stores.images.get(image_id)
    row = np.array([image.row], dtype=np.int64)
    explain_rows(stores, trained, row, device=device)
    embedding = explained(stores, trained).read(EMBEDDINGS, row)[0]
    return Query(torch.from_numpy(embedding), image_id)


def _store_order(
    stores: Stores, trained: Round, chosen: Ranking, inputs: RankingInputs, digest: str
) -> None:
    """Store, for each place, the row that each label has there; -1 past its last."""
    n, k = inputs.probabilities.shape
    rows = np.full((n, k), _ABSENT, dtype=np.int32)
    try:
        for label in range(k):
            positions = chosen.order(inputs, label)
            rows[: len(positions), label] = inputs.rows[positions].numpy()
    except InvalidInputError:
        return  # it needs a query, verdicts or regions: `ranked` says which
    arrays, name = explained(stores, trained), _order_name(chosen, digest)
    arrays.create(name, (k,), rows.dtype.str)
    arrays.write(name, np.arange(n), rows)


def _stored_positions(
    stores: Stores, trained: Round, chosen: Ranking, label: int, inputs: RankingInputs
) -> Tensor | None:
    """Positions of the stored order; None where none is stored for the annotations of now."""
    try:
        order = explained(stores, trained).read(
            _order_name(chosen, snapshot.take(stores).digest()), np.arange(len(inputs.rows))
        )[:, label]
    except NotFoundError:
        return None
    rows = torch.from_numpy(order[order != _ABSENT].astype(np.int64))
    return torch.searchsorted(inputs.rows, rows)


def _order_name(chosen: Ranking, digest: str) -> str:
    """An order holds for the annotations it was made with."""
    return f"order-{chosen.name}-{digest[:_DIGEST_LENGTH]}"
