"""Round 0 of a model from outside: its predictions are looked at, ranked and measured here.

There is no network behind such a round: it has no maps, cannot look at another image and
cannot be fine-tuned. Rankings that need probabilities alone are stored.
"""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np

from medebiaser.data.importers.predictions import PredictionTable
from medebiaser.data.stores import Stores
from medebiaser.errors import ConflictError, InvalidInputError
from medebiaser.learning.metrics import choose_thresholds
from medebiaser.records import Report, Round, RoundState, Split, no_report
from medebiaser.rounds.arrays import PROBABILITIES, explained
from medebiaser.rounds.environment import code_hash, environment
from medebiaser.rounds.orders import write_orders
from medebiaser.rounds.states import OUTSIDE, move
from medebiaser.rounds.targets import known_truth

_PRELIMINARY = 0
_BLOCK_ROWS = 65_536


@dataclass(frozen=True, slots=True)
class ImportedPredictions:
    """What became of a table.

    Attributes:
        predicted: images that have a prediction now.
        missing: images of the project without one.
        unknown: ids of the table that the project does not have, the first hundred.
    """

    round: Round
    predicted: int
    missing: int
    unknown: tuple[str, ...]


def import_predictions(
    stores: Stores, table: PredictionTable, model: str, *, report: Report = no_report
) -> ImportedPredictions:
    """Make round 0 of an outside model's predictions; the same table again changes nothing.

    Thresholds are chosen on `tune`, orders stored over review; figures come with `evaluate`.

    Args:
        model: what the model is called.

    Raises:
        ConflictError: there is another round 0.
        InvalidInputError: no image of the table is in the project.
    """
    row_of = {image_id: row for row, image_id in enumerate(stores.images.ids()) if image_id}
    rows = np.array([row_of.get(image_id, -1) for image_id in table.images], dtype=np.int64)
    known = rows >= 0
    if not known.any():
        raise InvalidInputError(
            f"none of the {len(rows)} images of the table is in project {stores.project.name}; "
            "check the column that names images"
        )
    values = table.probabilities[known]
    begun = _begin(stores, model, stores.blobs.put(rows[known].tobytes() + values.tobytes()))
    if begun.state is not RoundState.READY:
        begun = _carry_through(stores, begun, rows[known], values, report)
    unknown = [image_id for image_id, found in zip(table.images, known, strict=True) if not found]
    return ImportedPredictions(
        begun, int(known.sum()), len(row_of) - int(known.sum()), tuple(unknown[:100])
    )


def _begin(stores: Stores, model: str, checkpoint: str) -> Round:
    with stores.transaction():
        existing = [each for each in stores.rounds.all() if each.number == _PRELIMINARY]
        if existing and existing[0].checkpoint == checkpoint:
            return existing[0]
        if existing:
            raise ConflictError(
                "there is already a round 0; make another project for the predictions of "
                f"{model}, or remove the rounds"
            )
        return stores.rounds.create(
            Round(
                number=_PRELIMINARY,
                parent=None,
                state=RoundState.CREATED,
                settings={OUTSIDE: model},
                seed=0,
                checkpoint=checkpoint,
                code_hash=code_hash(),
                environment=environment("cpu"),
            )
        )


def _carry_through(
    stores: Stores,
    begun: Round,
    rows: np.ndarray,
    values: np.ndarray,
    report: Report,
) -> Round:
    arrays = explained(stores, begun)
    arrays.create(PROBABILITIES, values.shape[1:], values.dtype.str)
    for start in range(0, len(rows), _BLOCK_ROWS):
        block = slice(start, start + _BLOCK_ROWS)
        arrays.write(PROBABILITIES, rows[block], values[block])
    thresholds = _thresholds(stores, begun)
    stores.rounds.update(begun.number, thresholds=thresholds)
    write_orders(stores, begun.number, Split.REVIEW, report=report)
    with stores.transaction():
        for state in (RoundState.TRAINING, RoundState.TRAINED, RoundState.EXPLAINED):
            move(stores, begun.number, state)
        move(stores, begun.number, RoundState.RANKED)
        ready = move(stores, begun.number, RoundState.READY, finished_at=datetime.now(UTC))
        stores.rounds.set_current(begun.number)
    stores.refresh()
    return ready


def _thresholds(stores: Stores, begun: Round) -> tuple[float | None, ...]:
    """Best F1 on those images of `tune` that have a prediction."""
    rows = np.flatnonzero(stores.images.splits() == Split.TUNE).astype(np.int64)
    found = explained(stores, begun).read(PROBABILITIES, rows)
    there = ~np.isnan(found).any(axis=1)
    if not there.any():
        return (None,) * len(stores.project.labels)
    truth = known_truth(stores.images.labels()[rows[there]])
    return tuple(choose_thresholds(found[there], truth))
