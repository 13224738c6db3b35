"""The order in which a physician is led to images."""

from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor

from medebiaser.data.stores import Stores
from medebiaser.errors import LockedError
from medebiaser.learning.ranking import Query, ranking
from medebiaser.records import Report, Round, RoundState, Split, no_report
from medebiaser.rounds import snapshot
from medebiaser.rounds.arrays import EMBEDDINGS, explained
from medebiaser.rounds.explain import explain_rows
from medebiaser.rounds.orders import (
    ABSENT,
    Stored,
    arrays_of,
    digest_of,
    stored_orders,
    write_orders,
)
from medebiaser.rounds.ranking_inputs import ranking_inputs
from medebiaser.rounds.states import move, refuse_outside

LOOKED_AT = (Split.REVIEW, Split.TRAIN)
"""Splits that physicians look through."""


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
    write_orders(stores, number, Split.REVIEW, report=report)
    return move(stores, number, RoundState.RANKED)


def refresh_ranking(
    stores: Stores,
    number: int,
    *,
    split: Split = Split.REVIEW,
    device: str = "cpu",
    report: Report = no_report,
) -> Round:
    """Store the orders of a split again, with the annotations of now; the round stays as it is.

    Raises:
        NotFoundError: no such round, or one without weights.
        LockedError: the split is not one that physicians look through.
    """
    refuse_hidden(split)
    trained = stores.rounds.get(number)
    rows = np.flatnonzero(stores.images.splits() == split).astype(np.int64)
    explain_rows(stores, trained, rows, device=device, report=report)
    write_orders(stores, number, split, report=report)
    return stores.rounds.get(number)


def refuse_hidden(split: Split) -> None:
    """Refuse splits that no physician looks through.

    Raises:
        LockedError: it is not review or train.
    """
    if split not in LOOKED_AT:
        raise LockedError(f"{split} is not looked through; rank review, or train on request")


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
    refuse_hidden(split)
    rows = np.flatnonzero(stores.images.splits() == split).astype(np.int64)
    if chosen.from_maps:
        refuse_outside(trained, f"give the maps that {by} looks at")
    explain_rows(stores, trained, rows, device=device, report=report)
    query = None if similar_to is None else _query(stores, trained, similar_to, device)
    taken = snapshot.take(stores)
    inputs = ranking_inputs(stores, trained, rows, taken, query=query)
    k = inputs.label_index(label)
    scores = chosen.score(inputs, k)
    positions = None
    stored = stored_orders(trained, split)
    if stored is not None and stored.digest == digest_of(taken, inputs) and query is None:
        positions = _stored_positions(stores, trained, stored, by, k, inputs.rows)
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


def _query(stores: Stores, trained: Round, image_id: str, device: str) -> Query:
    image = stores.images.get(image_id)
    row = np.array([image.row], dtype=np.int64)
    explain_rows(stores, trained, row, device=device)
    embedding = explained(stores, trained).read(EMBEDDINGS, row)[0]
    return Query(torch.from_numpy(embedding), image_id)


def _stored_positions(
    stores: Stores, trained: Round, stored: Stored, by: str, label: int, among: Tensor
) -> Tensor | None:
    """Positions of the stored order; None where it does not hold this ranking."""
    if by not in stored.rankings:
        return None
    places = np.arange(stored.places[label])
    order = arrays_of(stores, trained, stored).read(stored.name("order", by), places)[:, label]
    rows = torch.from_numpy(order[order != ABSENT].astype(np.int64))
    return torch.searchsorted(among, rows)
