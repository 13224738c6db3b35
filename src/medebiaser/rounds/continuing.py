"""Round n from labels that came since: the parent trains on, on every labelled image and region.

What active learning needs between two batches. Unlike fine-tuning it does not work on one label's
attention but learns all labels; regions enter as an attention loss on the images that have them.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any, Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medebiaser.data.masks import mean_mask
from medebiaser.data.stores import Stores
from medebiaser.errors import ConflictError, InvalidInputError, LockedError
from medebiaser.learning.added_terms import INPUT_GRADIENT, MarkedObjective, MarkedPairs
from medebiaser.learning.augmentation import Augmentation
from medebiaser.learning.debiasing import DEFAULT_ATTENTION_WEIGHTS
from medebiaser.learning.objectives import ClassificationObjective
from medebiaser.learning.schedules import Schedule
from medebiaser.learning.training import fit
from medebiaser.records import Report, Round, RoundState, no_report
from medebiaser.rounds import checkpoints, snapshot
from medebiaser.rounds.environment import code_hash, environment
from medebiaser.rounds.networks import defaults, trained_network, training_parameters
from medebiaser.rounds.pipeline import carry_through
from medebiaser.rounds.pixels import prepare
from medebiaser.rounds.states import (
    CONTINUED,
    TRAINING_IMAGES,
    is_finished,
    never_learned,
    refuse_outside,
)
from medebiaser.rounds.targets import float_targets, refuse_never_trained
from medebiaser.rounds.tune_score import TuneScore
from medebiaser.rounds.watched import Watched


@dataclass(frozen=True, slots=True, kw_only=True)
class ContinueParameters:
    """How a round trains on.

    Attributes:
        epochs: at most; it stops `patience` epochs after the best score on `tune`.
        learning_rate: None takes that of the preliminary training.
        attention: loss on the maps of images with regions; `none`: prediction alone.
        attention_weight: None takes the loss's default.
    """

    epochs: int = 5
    batch_size: int = 16
    learning_rate: float | None = None
    attention: str = "dice"
    attention_weight: float | None = None
    patience: int = 3
    augment: bool = True
    seed: int = 0

    def __post_init__(self) -> None:
        for name in ("epochs", "batch_size", "patience"):
            if getattr(self, name) < 1:
                raise InvalidInputError(f"{name} is {getattr(self, name)}; choose 1 or more")
        losses = [name for name in DEFAULT_ATTENTION_WEIGHTS if name != INPUT_GRADIENT]
        if self.attention not in losses:
            raise InvalidInputError(
                f"attention is {self.attention!r}; choose one of {', '.join(losses)}"
            )
        for name, number in (("learning_rate", self.learning_rate), ("weight", self.weight)):
            if number is not None and not 0 <= number < float("inf"):
                raise InvalidInputError(f"{name} is {number}; choose 0 or more")

    @property
    def weight(self) -> float:
        """The attention weight that applies."""
        if self.attention_weight is not None:
            return self.attention_weight
        return DEFAULT_ATTENTION_WEIGHTS[self.attention]

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Return the parameters that `as_json` wrote."""
        return cls(**{n: document[n] for n in cls.__dataclass_fields__ if n in document})

    def as_json(self) -> dict[str, Any]:
        """Return every parameter by name."""
        return asdict(self)


def continue_training(
    stores: Stores,
    options: Mapping[str, Any],
    *,
    device: str = "cpu",
    workers: int = 2,
    report: Report = no_report,
) -> Round:
    """Train the current round on, on all labels and regions so far; explain and evaluate it.

    An unfinished one goes on from its last epoch. Where nothing came since the last one, nothing
    changes.

    Args:
        options: the parameters that differ from the defaults, by name.

    Raises:
        LockedError: there is no finished round yet, or a fine-tuning is not finished.
        ConflictError: an unfinished one has other parameters.
        InvalidInputError: parameters that cannot be used.
    """
    current = begin(stores, options, device)

    def learn(made: Round) -> Round:
        return _learn(stores, made, device=device, workers=workers, report=report)

    return carry_through(stores, current.number, learn, device=device, report=report)


def begin(stores: Stores, options: Mapping[str, Any], device: str) -> Round:
    """Create the next round, or return the one that is unfinished or would be the same.

    Raises:
        LockedError: there is no finished round yet, or a fine-tuning is not finished.
        ConflictError: an unfinished one has other parameters.
        InvalidInputError: parameters that cannot be used.
    """
    with stores.transaction():
        latest = _after_unlearned(stores)
        if not is_finished(latest):
            return _unfinished(latest, options)
        parameters = ContinueParameters(**options)
        parent = stores.rounds.get(_current(stores))
        refuse_outside(parent, "be trained on")
        taken = snapshot.take(stores)
        labels = snapshot.effective_labels(stores, taken)
        rows = _rows(stores, taken, labels)
        refuse_never_trained(stores, rows)
        settings = {**parameters.as_json(), CONTINUED: True, TRAINING_IMAGES: len(rows)}
        key, data = snapshot.store(stores, taken), snapshot.data_hash(stores, labels, rows)
        if (dict(latest.settings), latest.snapshot, latest.data_hash) == (settings, key, data):
            return latest
        return stores.rounds.create(
            Round(
                number=latest.number + 1,
                parent=parent.number,
                state=RoundState.CREATED,
                settings=settings,
                seed=parameters.seed,
                snapshot=key,
                data_hash=data,
                code_hash=code_hash(),
                environment=environment(device),
                created_at=datetime.now(UTC),
            )
        )


def _after_unlearned(stores: Stores) -> Round:
    latest = stores.rounds.latest()
    if latest is not None and latest.number > 0 and never_learned(latest):
        stores.rounds.remove(latest.number)
        latest = stores.rounds.latest()
    if latest is None or (latest.number == 0 and latest.state is not RoundState.READY):
        raise LockedError("there is no finished round 0 yet; train it first")
    return latest


def _unfinished(latest: Round, options: Mapping[str, Any]) -> Round:
    if not latest.settings.get(CONTINUED):
        raise LockedError(
            f"round {latest.number} is {latest.state} and no training on; finish it with "
            f"`finetune`, or remove it with `rounds remove {latest.number}`"
        )
    other = sorted(name for name, v in options.items() if latest.settings.get(name) != v)
    if other:
        raise ConflictError(
            f"round {latest.number} is {latest.state} with other parameters "
            f"({', '.join(other)}); go on with `pool train` alone",
            stored=latest,
        )
    return latest


def _current(stores: Stores) -> int:
    number = stores.refresh().current_round
    if number is None:
        raise LockedError("there is no current round to start from; train round 0 first")
    return number


def _rows(stores: Stores, taken: snapshot.Snapshot, labels: NDArray[np.int8]) -> NDArray[np.int64]:
    return snapshot.training_rows(stores, snapshot.pairs(stores, taken, labels).rows())


def _learn(stores: Stores, current: Round, *, device: str, workers: int, report: Report) -> Round:
    parameters = ContinueParameters.from_json(current.settings)
    parent = stores.rounds.get(current.parent or 0)
    preliminary = training_parameters(stores, parent)
    pixels = prepare(stores, preliminary.image_size, workers=workers, report=report)
    taken = snapshot.load(stores, current.snapshot or "")
    labels = snapshot.effective_labels(stores, taken)
    rows = _rows(stores, taken, labels)
    prediction = ClassificationObjective(
        pixels.fetch,
        float_targets(labels),
        torch.from_numpy(rows),
        activation=stores.project.activation,
        loss=preliminary.loss,
        batch_size=parameters.batch_size,
        augmentation=Augmentation() if parameters.augment else None,
        seed=parameters.seed,
    )
    rate = parameters.learning_rate or preliminary.learning_rate
    schedule = Schedule(
        epochs=parameters.epochs,
        steps_per_epoch=prediction.steps_per_epoch,
        learning_rate=rate or defaults(preliminary.architecture).learning_rate,
        patience=parameters.patience,
    )
    save, resume = checkpoints.of_round(stores, current)
    watched = Watched(report)
    score = TuneScore(stores, pixels, labels, device, loss=preliminary.loss, poll=watched.poll)
    fitted = fit(
        trained_network(stores, parent),
        _objective(stores, parameters, prediction, taken, labels, pixels.side),
        schedule,
        score=score,
        measure=score.loss_on_tune,
        save=save,
        resume=resume,
        device=device,
        precision=preliminary.precision,
        seed=parameters.seed,
        report=watched.report,
    )
    return checkpoints.store_trained(stores, current, fitted)


def _objective(
    stores: Stores,
    parameters: ContinueParameters,
    prediction: ClassificationObjective,
    taken: snapshot.Snapshot,
    labels: NDArray[np.int8],
    side: int,
) -> ClassificationObjective | MarkedObjective:
    pairs = region_pairs(stores, taken, labels, side)
    if parameters.attention == "none" or not len(pairs):
        return prediction
    return MarkedObjective(prediction, pairs, weight=parameters.weight, term=parameters.attention)


def region_pairs(
    stores: Stores, taken: snapshot.Snapshot, labels: NDArray[np.int8], side: int
) -> MarkedPairs:
    """Return the positive pairs whose relevant regions say where to look.

    Args:
        side: of the network's input, in px.
    """
    usable = snapshot.pairs(stores, taken, labels).usable
    images = {pair.row: stores.images.get(pair.image_id) for pair in usable}
    drawn = [
        pair
        for pair in usable
        if pair.target == 1
        and mean_mask(pair.annotations, images[pair.row].width, images[pair.row].height, 8)
        is not None
    ]

    def masks(at: Tensor) -> Tensor:
        found = []
        for pair in (drawn[int(position)] for position in at):
            image = images[pair.row]
            mask = mean_mask(pair.annotations, image.width, image.height, side)
            found.append(torch.zeros(side, side) if mask is None else torch.from_numpy(mask))
        return torch.stack(found)

    return MarkedPairs(
        torch.tensor([pair.row for pair in drawn], dtype=torch.int64),
        torch.tensor([pair.label for pair in drawn], dtype=torch.int64),
        masks,
    )
