"""The stored orders of a round's rankings: written once by a step, read a page at a time.

For every ranking and split two arrays lie in the order of their places: which row each label
has there, and that pair's score and whether the model was right. Statistics that the reasons
need (which labels travel together, where each is seen) lie beside them in one blob. The round
says which orders are the newest; the ones before stay until the next are written, so that a
reader never meets half of them.
"""

import hashlib
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray

from medebiaser.data.blob_store import BlobStore
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError, LockedError
from medebiaser.learning.ranking import (
    RANKINGS,
    Ranking,
    RankingInputs,
    RegionSummary,
    TrainingCounts,
    VerdictRanker,
    fit_ranker,
)
from medebiaser.records import Action, Progress, Report, Round, Split, no_report
from medebiaser.rounds import snapshot
from medebiaser.rounds.arrays import KEY_LENGTH, MAPS, PROBABILITIES, Explained, explained
from medebiaser.rounds.ranking_inputs import ranking_inputs

ABSENT = -1
SCORE, CORRECT = 0, 1
"""Columns of the array of facts: the score, and 1 right, 0 wrong, NaN unknown."""
_DIGEST_LENGTH = 12


@dataclass(frozen=True, slots=True)
class Stored:
    """What the newest orders of one split were made with.

    Attributes:
        digest: of the annotations, images and thresholds, see `digest_of`.
        checkpoint: of the weights, as the arrays' names carry it.
        state: count and versions of the annotations, see `BadgesStore.state`.
        thresholds: per label, of the round at that time.
        images: in the split.
        places: per label, how many images the orders hold.
        rankings: names of those that are stored.
        statistics: blob key of what the reasons need.
    """

    split: Split
    digest: str
    checkpoint: str
    state: tuple[int, int]
    ranked_at: str
    thresholds: tuple[float | None, ...]
    images: int
    places: tuple[int, ...]
    rankings: tuple[str, ...]
    statistics: str

    def as_json(self) -> dict[str, Any]:
        """Return what the round keeps under the split's name."""
        return {
            "digest": self.digest,
            "checkpoint": self.checkpoint,
            "state": list(self.state),
            "ranked_at": self.ranked_at,
            "thresholds": list(self.thresholds),
            "images": self.images,
            "places": list(self.places),
            "rankings": list(self.rankings),
            "statistics": self.statistics,
        }

    @classmethod
    def from_json(cls, split: Split, document: Mapping[str, Any]) -> Self:
        """Return what `as_json` wrote."""
        values: dict[str, Any] = {
            name: tuple(value) if isinstance(value, list) else value
            for name, value in document.items()
        }
        return cls(split=split, **values)

    def name(self, what: str, by: str) -> str:
        """Return the name of an array: `order` or `facts` of a ranking."""
        return f"{what}-{self.split}-{by}-{self.digest}"


@dataclass(frozen=True, slots=True)
class Statistics:
    """What the reasons of a stored ranking need besides the images themselves.

    Attributes:
        ranker: of `learned`; None below two hundred verdicts.
    """

    training: TrainingCounts
    summary: RegionSummary
    ranker: VerdictRanker | None


def write_orders(
    stores: Stores, number: int, split: Split, *, report: Report = no_report
) -> Stored | None:
    """Store the order of every ranking and label over one split; None without a prediction.

    Rankings that need what is not there yet (a query, two hundred verdicts) are left out.
    Running it twice writes the same orders again.
    """
    trained = stores.rounds.get(number)
    arrays = explained(stores, trained)
    whole = np.flatnonzero(stores.images.splits() == split).astype(np.int64)
    rows = np.setdiff1d(whole, arrays.missing(PROBABILITIES, whole))
    if not len(rows):
        return None
    state, taken = stores.badges.state(), snapshot.take(stores)
    inputs = ranking_inputs(stores, trained, rows, taken)
    new = _described(stores, split, arrays, inputs, digest_of(taken, inputs), state)
    _remove_old(arrays, trained, split, keep=new.digest)
    chosen = [each for each in RANKINGS.values() if arrays.has(MAPS) or not each.from_maps]
    written = []
    for done, each in enumerate(chosen, start=1):
        if _write_order(arrays, new, each, inputs):
            written.append(each.name)
        report(Progress("ranking", done, len(chosen)))
    stored = replace(new, rankings=tuple(written), images=len(whole))
    publish(stores, number, stored)
    return stored


def publish(stores: Stores, number: int, stored: Stored) -> None:
    """Make these the newest orders of their split."""
    with stores.transaction():
        rankings = {**stores.rounds.get(number).rankings, stored.split.value: stored.as_json()}
        stores.rounds.update(number, rankings=rankings)
        stores.audit(Action.ROUND_RANKED, round=number, split=stored.split.value)


def of_these_weights(each: Round) -> dict[str, Any]:
    """Return the round's `rankings` without orders of other weights, whose arrays go."""
    key = (each.checkpoint or "")[:KEY_LENGTH]
    return {split: kept for split, kept in each.rankings.items() if kept["checkpoint"] == key}


def stored_orders(trained: Round, split: Split) -> Stored | None:
    """Return what is stored of a split; None where it was never ranked."""
    document = trained.rankings.get(split.value)
    return None if document is None else Stored.from_json(split, document)


def stored_ranking(trained: Round, split: Split, by: str) -> Stored:
    """Return what is stored of a split and holds one ranking.

    Raises:
        LockedError: it was never ranked so; the message says what to do.
    """
    stored = stored_orders(trained, split)
    if stored is None:
        raise LockedError(
            f"round {trained.number} has no order of {split} yet; start the ranking of {split}"
        )
    if by not in stored.rankings:
        raise LockedError(
            f"round {trained.number} has no order by {by} of {split}: it needs a query, more "
            "verdicts, regions or maps than there were; annotate more and start the ranking "
            f"again, or choose one of {', '.join(stored.rankings)}"
        )
    return stored


def arrays_of(stores: Stores, trained: Round, stored: Stored) -> Explained:
    """Return the arrays of the weights that the orders were made with."""
    return Explained(stores.round_arrays(trained.number), stored.checkpoint)


def is_fresh(stores: Stores, stored: Stored) -> bool:
    """Return whether no annotation and no image came or went since the orders were made."""
    images = stores.columns.now().counted(stored.split).images
    return images == stored.images and stores.badges.state() == stored.state


def digest_of(taken: snapshot.Snapshot, inputs: RankingInputs) -> str:
    """Hash of what orders depend on besides the weights: the same hash, the same orders."""
    digest = hashlib.sha256(taken.to_json())
    digest.update(inputs.rows.numpy().tobytes())
    digest.update(inputs.truth.numpy().tobytes())
    digest.update(repr(tuple(inputs.thresholds)).encode())
    return digest.hexdigest()[:_DIGEST_LENGTH]


def statistics_of(stores: Stores, stored: Stored) -> Statistics:
    """Return what the reasons need; read once per ranking, then kept."""
    return _statistics(stores.blobs, stored.statistics)


@lru_cache(maxsize=32)
def _statistics(blobs: BlobStore, key: str) -> Statistics:
    with np.load(io.BytesIO(blobs.get(key)), allow_pickle=False) as found:
        ranker = found["ranker"].tolist()
        return Statistics(
            TrainingCounts(found["cooccurrence"], int(found["images"])),
            RegionSummary(
                torch.from_numpy(found["counts"]),
                torch.from_numpy(found["places"]),
                torch.from_numpy(found["means"]),
            ),
            VerdictRanker(tuple(ranker[2:]), ranker[0], int(ranker[1])) if ranker else None,
        )


def _described(
    stores: Stores,
    split: Split,
    arrays: Explained,
    inputs: RankingInputs,
    digest: str,
    state: tuple[int, int],
) -> Stored:
    shown = [int(inputs.displayed(k).sum()) for k in range(len(inputs.names))]
    return Stored(
        split=split,
        digest=digest,
        checkpoint=arrays.key,
        state=state,
        ranked_at=datetime.now(UTC).isoformat(),
        thresholds=tuple(inputs.thresholds),
        images=len(inputs.rows),
        places=tuple(shown),
        rankings=(),
        statistics=stores.blobs.put(packed(_statistics_now(inputs))),
    )


def _statistics_now(inputs: RankingInputs) -> Statistics:
    assert inputs.summary is not None
    try:
        ranker = fit_ranker(inputs)
    except InvalidInputError:
        ranker = None  # `learned` is then not stored either
    return Statistics(inputs.training, inputs.summary, ranker)


def packed(statistics: Statistics) -> bytes:
    """Return statistics as one file."""
    ranker, content = statistics.ranker, io.BytesIO()
    numbers = [] if ranker is None else [ranker.intercept, ranker.verdicts, *ranker.coefficients]
    np.savez_compressed(
        content,
        cooccurrence=statistics.training.cooccurrence,
        images=np.int64(statistics.training.images),
        counts=statistics.summary.counts.numpy(),
        places=statistics.summary.places.numpy(),
        means=statistics.summary.means.numpy(),
        ranker=np.array(numbers, dtype=np.float64),
    )
    return content.getvalue()


def _write_order(arrays: Explained, new: Stored, chosen: Ranking, inputs: RankingInputs) -> bool:
    """Store, for each place, the row that each label has there, its score and correctness."""
    n, k = max(new.places, default=0), len(inputs.names)
    rows = np.full((n, k), ABSENT, dtype=np.int32)
    facts = np.full((n, k, 2), np.nan, dtype=np.float32)
    right = _correct(inputs)
    try:
        for label in range(k):
            scores = chosen.score(inputs, label)
            positions = chosen.order(inputs, label, scores)
            rows[: len(positions), label] = inputs.rows[positions].numpy()
            facts[: len(positions), label, SCORE] = scores[positions].numpy()
            facts[: len(positions), label, CORRECT] = right[positions.numpy(), label]
    except InvalidInputError:
        return False  # it needs a query, verdicts or regions: `stored_ranking` says so
    put_order(arrays, new, chosen.name, rows, facts)
    return True


def put_order(
    arrays: Explained, new: Stored, by: str, rows: NDArray[np.int32], facts: NDArray[np.float32]
) -> None:
    """Store one ranking's order.

    Args:
        arrays: of the weights.
        new: what the orders are made with.
        by: the ranking's name.
        rows: (P, K) row at each place, -1 past a label's last.
        facts: (P, K, 2) score and correctness at each place.
    """
    for what, values in (("order", rows), ("facts", facts)):
        name = new.name(what, by)
        arrays.create(name, values.shape[1:], values.dtype.str)
        arrays.write(name, np.arange(len(values)), values)


def _correct(inputs: RankingInputs) -> NDArray[np.float32]:
    """(N, K): 1 where the operating point agrees with the truth, 0 where not, NaN unknown."""
    truth = inputs.truth.numpy()
    right = (inputs.calibrated.numpy() >= 0.5) == (truth == 1)
    return np.where(np.isnan(truth), np.float32(np.nan), right.astype(np.float32))


def _remove_old(arrays: Explained, trained: Round, split: Split, *, keep: str) -> None:
    """Remove the orders of a split that neither the round names nor are to be written."""
    newest = stored_orders(trained, split)
    kept: Sequence[str] = [keep] if newest is None else [keep, newest.digest]
    for name in arrays.names():
        what, _, rest = name.partition("-")
        of_split = what in {"order", "facts"} and rest.startswith(f"{split}-")
        if of_split and not name.endswith(tuple(f"-{digest}" for digest in kept)):
            arrays.remove(name)
