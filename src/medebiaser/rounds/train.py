"""Round 0: the preliminary training."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import torch

from medebiaser.data.stores import Stores
from medebiaser.errors import ConflictError, InvalidInputError
from medebiaser.learning.augmentation import Augmentation
from medebiaser.learning.objectives import ClassificationObjective
from medebiaser.learning.schedules import Schedule
from medebiaser.learning.training import fit
from medebiaser.records import Report, Round, RoundState, Split, no_report
from medebiaser.rounds import checkpoints, snapshot
from medebiaser.rounds.environment import code_hash, environment
from medebiaser.rounds.film import Film
from medebiaser.rounds.live import Answer, begin_session, one_after_another
from medebiaser.rounds.live_parameters import LIVE, split_options
from medebiaser.rounds.networks import defaults, initial_network, refuse_unknown
from medebiaser.rounds.parameters import TrainingParameters
from medebiaser.rounds.pipeline import carry_through
from medebiaser.rounds.pixels import prepare
from medebiaser.rounds.states import TRAINING_IMAGES, starts_anew
from medebiaser.rounds.targets import float_targets, refuse_never_trained
from medebiaser.rounds.tune_score import TuneScore
from medebiaser.rounds.watched import Watched

_PRELIMINARY = 0


def train(
    stores: Stores,
    options: Mapping[str, Any],
    *,
    device: str = "cpu",
    workers: int = 2,
    report: Report = no_report,
    answer: Answer | None = None,
) -> Round:
    """Train round 0, explain, rank and evaluate it.

    Running it twice changes nothing; after a kill it goes on from the last epoch and
    ends with the weights of an undisturbed run.

    Args:
        options: the parameters that differ from the defaults, by name; an unfinished
            round goes on with its own, one that failed before its first epoch starts anew.
            `live` holds those of a live session, see `LiveParameters`.
        answer: answers the questions of a live session at once; None: people do.

    Raises:
        ConflictError: round 0 exists with other parameters.
        InvalidInputError: too few images, parameters or weights that cannot be used.
        WaitingError: a live session asks physicians; called again, training goes on with their
            answers, or without them once their time has passed.
    """
    preliminary = begin(stores, options, device)

    def learn(current: Round) -> Round:
        return _learn(stores, current, device=device, workers=workers, report=report, answer=answer)

    return carry_through(stores, preliminary.number, learn, device=device, report=report)


def begin(stores: Stores, options: Mapping[str, Any], device: str) -> Round:
    """Create round 0, or return the one that is there.

    Raises:
        ConflictError: round 0 exists with other parameters.
        NotFoundError: no such architecture or weights.
        InvalidInputError: too few images, or parameters that cannot be used.
    """
    wanted, live = split_options(options, stores.project.labels)
    session = {} if live is None else {LIVE: live.as_json()}
    with stores.transaction():
        existing = [r for r in stores.rounds.all() if r.number == _PRELIMINARY]
        if existing and not starts_anew(existing[0], options):
            return _same(existing[0], wanted | session)
        parameters = TrainingParameters(**wanted)
        refuse_unknown(stores, parameters)
        _refuse_empty_splits(stores)
        taken = snapshot.take(stores)
        labels = snapshot.effective_labels(stores, taken)
        rows = snapshot.training_rows(stores)
        if existing:
            stores.rounds.remove(_PRELIMINARY)
        return stores.rounds.create(
            Round(
                number=_PRELIMINARY,
                parent=None,
                state=RoundState.CREATED,
                settings=parameters.as_json() | session | {TRAINING_IMAGES: len(rows)},
                seed=parameters.seed,
                snapshot=snapshot.store(stores, taken),
                data_hash=snapshot.data_hash(stores, labels, rows),
                code_hash=code_hash(),
                environment=environment(device),
                created_at=datetime.now(UTC),
            )
        )


def _same(existing: Round, options: Mapping[str, Any]) -> Round:
    other = {k: v for k, v in options.items() if existing.settings.get(k) != v}
    if other:
        named = ", ".join(f"{k} {existing.settings.get(k)} (asked: {v})" for k, v in other.items())
        raise ConflictError(
            f"round 0 exists with {named}; go on with fine-tuning, or train again from nothing "
            "with --replace (in the browser: start over)",
            stored=existing,
        )
    return existing


def _refuse_empty_splits(stores: Stores) -> None:
    splits = stores.images.splits()
    for split in (Split.TRAIN, Split.TUNE):
        if not (splits == split).any():
            raise InvalidInputError(
                f"no image is in the {split} split; import images with more patients, "
                "or name the table's own split column"
            )


def replace_all(stores: Stores) -> None:
    """Remove every round, so that round 0 can be trained again from nothing.

    Annotations stay.
    """
    with stores.transaction():
        for existing in stores.rounds.all():
            stores.rounds.remove(existing.number)
    stores.refresh()


def _learn(
    stores: Stores,
    current: Round,
    *,
    device: str,
    workers: int,
    report: Report,
    answer: Answer | None,
) -> Round:
    parameters = TrainingParameters.from_json(current.settings)
    pixels = prepare(stores, parameters.image_size, workers=workers, report=report)
    taken = snapshot.load(stores, current.snapshot or "")
    labels = snapshot.effective_labels(stores, taken)
    rows = snapshot.training_rows(stores)
    refuse_never_trained(stores, rows)
    network = initial_network(stores, parameters, pixels.channels, float_targets(labels[rows]))
    objective = ClassificationObjective(
        pixels.fetch,
        float_targets(labels),
        torch.from_numpy(rows),
        activation=stores.project.activation,
        loss=parameters.loss,
        batch_size=parameters.batch_size,
        augmentation=Augmentation() if parameters.augment else None,
        seed=parameters.seed,
    )
    schedule = Schedule(
        epochs=parameters.epochs,
        steps_per_epoch=objective.steps_per_epoch,
        learning_rate=parameters.learning_rate or defaults(parameters.architecture).learning_rate,
        patience=parameters.patience,
    )

    save, resume = checkpoints.of_round(stores, current)
    watched = Watched(report)
    score = TuneScore(stores, pixels, labels, device, loss=parameters.loss, poll=watched.poll)
    film = Film(stores, current.number, parameters.image_size)
    if resume is None:
        film.begin(network)
    session = begin_session(
        stores, current, objective, pixels, labels, device=device, answer=answer
    )
    fitted = fit(
        network,
        session.objective if session else objective,
        schedule,
        score=session.late(score) if session else score,
        measure=score.loss_on_tune,
        save=save,
        after_epoch=one_after_another(film.after_epoch, session.after_epoch if session else None),
        resume=resume,
        device=device,
        precision=parameters.precision,
        seed=parameters.seed,
        report=watched.report,
    )
    return checkpoints.store_trained(stores, current, fitted)
