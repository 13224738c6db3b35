"""Round n: the parent fine-tuned on prediction and attention."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import numpy as np
import torch

from medebiaser.data.stores import Stores
from medebiaser.errors import ConflictError, InvalidInputError, LockedError
from medebiaser.learning.augmentation import Augmentation
from medebiaser.learning.debiasing import DebiasObjective, DebiasSettings
from medebiaser.learning.networks import Network
from medebiaser.learning.schedules import Schedule
from medebiaser.learning.step_sources import PixelSource, Source
from medebiaser.learning.training import Measure, fit
from medebiaser.learning.trunk_cache import cache_trunk
from medebiaser.records import Report, Round, RoundState, Scope, no_report
from medebiaser.rounds import checkpoints, snapshot
from medebiaser.rounds.arrays import PROBABILITIES, explained
from medebiaser.rounds.environment import code_hash, environment
from medebiaser.rounds.explain import explain_rows
from medebiaser.rounds.film import Film
from medebiaser.rounds.networks import defaults, trained_network, training_parameters
from medebiaser.rounds.parameters import FineTuneParameters
from medebiaser.rounds.pipeline import carry_through
from medebiaser.rounds.pixels import Pixels, prepare
from medebiaser.rounds.pools import RoundPools, round_pools
from medebiaser.rounds.states import CONTINUED, is_finished, move, starts_anew
from medebiaser.rounds.targets import refuse_never_trained
from medebiaser.rounds.tune_score import TuneScore, tune_rows

_EPOCH_STEPS = 25  # at most; a checkpoint follows each epoch
_REHEARSAL = {Scope.LAST_BLOCK: 400, Scope.FULL: 2000}
"""Training images that a round rehearses: the parent predicts each of them once."""

_MEASURED = 256
"""Images of `tune` on which each epoch's loss is measured: all of them would take longer."""


@dataclass(frozen=True, slots=True)
class _Task:
    """What both scopes of one round share."""

    stores: Stores
    current: Round
    parent: Round
    parameters: FineTuneParameters
    device: str
    workers: int
    report: Report


def fine_tune(
    stores: Stores,
    options: Mapping[str, Any],
    *,
    parent: int | None = None,
    preview: bool = True,
    device: str = "cpu",
    workers: int = 2,
    report: Report = no_report,
) -> Round:
    """Fine-tune the current round on all annotations so far: a preview first, then `full`.

    An unfinished round goes on from its last epoch, with its own annotations and
    parameters; one that failed before its first epoch starts anew. Running it again on the
    annotations and parameters of the last round changes nothing.

    Args:
        options: the parameters that differ from the defaults, by name.
        parent: number of the round to start from; None: the current round.
        preview: show a preview before the full round, whose weights are the same without it.

    Raises:
        LockedError: there is no finished round yet.
        InvalidInputError: no usable annotation, no rehearsal images, or parameters that
            cannot be used.
        ConflictError: an unfinished round has other parameters.
    """
    current = begin(stores, options, parent, device, preview=preview)
    parameters = FineTuneParameters.from_json(current.settings)
    task = _Task(
        stores,
        current,
        stores.rounds.get(current.parent or 0),
        parameters,
        device,
        workers,
        report,
    )
    if current.state is not RoundState.READY and (
        current.preview or parameters.scope == Scope.LAST_BLOCK.value
    ):
        current = _carry(task, Scope.LAST_BLOCK)
    if parameters.scope == Scope.FULL.value and not is_finished(current):
        current = _go_full(task)
    return current


def _carry(task: _Task, scope: Scope) -> Round:
    def learn(current: Round) -> Round:
        return _learn(task, current, scope)

    return carry_through(
        task.stores, task.current.number, learn, device=task.device, report=task.report
    )


def _go_full(task: _Task) -> Round:
    current = task.stores.rounds.get(task.current.number)
    if current.state is RoundState.READY:
        move(task.stores, current.number, RoundState.TRAINING, preview=False, scope=Scope.FULL)
    return _carry(task, Scope.FULL)


def begin(
    stores: Stores,
    options: Mapping[str, Any],
    parent: int | None,
    device: str,
    *,
    preview: bool = True,
) -> Round:
    """Create the next round, or return the one that is not finished or would be the same.

    Raises:
        LockedError: there is no finished round yet.
        InvalidInputError: no usable annotation, or parameters that cannot be used.
        ConflictError: an unfinished round has other parameters.
    """
    with stores.transaction():
        latest = stores.rounds.latest()
        if latest is not None and latest.number > 0 and starts_anew(latest, options):
            stores.rounds.remove(latest.number)
            latest = stores.rounds.latest()
        latest = _after_round_0(latest)
        if not is_finished(latest):
            return _same_parameters(latest, options)
        parameters = FineTuneParameters(**options)
        start = stores.rounds.get(_parent_number(stores, parent))
        taken = snapshot.take(stores)
        if _repeats(latest, start, parameters, snapshot.store(stores, taken)):
            return latest
        return stores.rounds.create(
            _new_round(stores, latest.number + 1, start, parameters, taken, device, preview=preview)
        )


def refuse_too_early(stores: Stores) -> None:
    """Refuse to fine-tune before round 0 is finished.

    Raises:
        LockedError: there is no finished round 0 yet.
    """
    _after_round_0(stores.rounds.latest())


def _after_round_0(latest: Round | None) -> Round:
    if latest is None or (latest.number == 0 and latest.state is not RoundState.READY):
        raise LockedError("there is no finished round 0 yet; train it first")
    return latest


def _new_round(
    stores: Stores,
    number: int,
    parent: Round,
    parameters: FineTuneParameters,
    taken: snapshot.Snapshot,
    device: str,
    *,
    preview: bool,
) -> Round:
    labels = snapshot.effective_labels(stores, taken)
    usable = snapshot.pairs(stores, taken, labels)
    focus = focus_of(stores, parameters, usable)
    rows = snapshot.training_rows(stores, usable.rows())
    refuse_never_trained(stores, rows)
    full = parameters.scope == Scope.FULL.value
    # the input-gradient loss needs pixels, which a preview has not
    preview = preview and full and parameters.attention != "input-gradient"
    return Round(
        number=number,
        parent=parent.number,
        state=RoundState.CREATED,
        settings={**parameters.as_json(), "focus": list(focus)},
        seed=parameters.seed,
        scope=Scope.LAST_BLOCK if preview or not full else Scope.FULL,
        preview=preview,
        snapshot=snapshot.store(stores, taken),
        data_hash=snapshot.data_hash(stores, labels, rows),
        code_hash=code_hash(),
        environment=environment(device),
        created_at=datetime.now(UTC),
    )


def focus_of(
    stores: Stores, parameters: FineTuneParameters, usable: snapshot.Pairs
) -> tuple[str, ...]:
    """Return the labels to work on: those asked for, or all with annotated regions.

    Raises:
        InvalidInputError: a label that is asked for, or every one, has no usable region.
    """
    names = stores.project.labels
    annotated = {names[pair.label] for pair in usable.usable}
    if not annotated:
        raise InvalidInputError(
            "no annotation has a usable region; correct or accept some heatmaps first"
        )
    without = [name for name in parameters.focus if name not in annotated]
    if without:
        raise InvalidInputError(
            f"no usable region for {', '.join(without)}; annotated labels are "
            f"{', '.join(sorted(annotated))}"
        )
    return tuple(name for name in names if name in (parameters.focus or annotated))


def _parent_number(stores: Stores, asked: int | None) -> int:
    number = stores.refresh().current_round if asked is None else asked
    if number is None:
        raise LockedError("there is no current round to start from; train round 0 first")
    return number


def _repeats(latest: Round, parent: Round, parameters: FineTuneParameters, key: str) -> bool:
    """Whether the last round was made from this parent, these annotations and parameters."""
    same = {**parameters.as_json(), "focus": None} == {**latest.settings, "focus": None}
    asked = list(parameters.focus)
    same_focus = not asked or asked == list(latest.settings.get("focus", ()))
    from_same = latest.parent is not None and parent.number in {latest.parent, latest.number}
    return same and same_focus and from_same and latest.snapshot == key


def _same_parameters(unfinished: Round, options: Mapping[str, Any]) -> Round:
    if unfinished.settings.get(CONTINUED):
        raise LockedError(
            f"round {unfinished.number} is {unfinished.state} and trains its parent on; finish it "
            f"with `pool train`, or remove it with `rounds remove {unfinished.number}`"
        )
    asked = {k: list(v) if isinstance(v, tuple) else v for k, v in options.items()}
    other = sorted(k for k, v in asked.items() if unfinished.settings.get(k) != v)
    if other:
        raise ConflictError(
            f"round {unfinished.number} is {unfinished.state} with other parameters "
            f"({', '.join(other)}); go on with it without naming parameters, or remove it first "
            f"(`rounds remove {unfinished.number}`; in the browser: start over)",
            stored=unfinished,
        )
    return unfinished


def _learn(task: _Task, current: Round, scope: Scope) -> Round:
    stores, parameters = task.stores, task.parameters
    side = training_parameters(stores, task.parent).image_size
    network = trained_network(stores, task.parent)
    pools = _pools(task, current, side)
    pools = pools.with_rehearsal_of(_REHEARSAL[scope], current.seed)
    explain_rows(stores, task.parent, pools.all_rows(), device=task.device, report=task.report)
    pixels = prepare(stores, side, rows=pools.all_rows(), workers=task.workers, report=task.report)
    parent = _parent_probabilities(task)
    objective = DebiasObjective(
        pools.annotated,
        pools.rehearsal,
        _settings(parameters, stores),
        current.seed,
        source=_source(task, network, pools, pixels, parent, scope),
        positives=pools.positives,
    )
    save, resume = checkpoints.of_round(stores, current)
    film = Film(stores, current.number, side, focus=tuple(current.settings["focus"]))
    if resume is None:
        film.begin(network)
    fitted = fit(
        network,
        objective,
        _schedule(task, scope),
        measure=_measure(task, side) if scope is Scope.FULL else None,
        save=save,
        after_epoch=film.after_epoch,
        resume=resume,
        device=task.device,
        precision=parameters.precision,
        seed=current.seed,
        report=task.report,
        phase="preview" if current.preview else "fine-tuning",
        verify_attention=parameters.attention != "none",
        attention_may_sleep=parameters.swap,
    )
    return checkpoints.store_trained(stores, current, fitted)


def _parent_probabilities(task: _Task) -> torch.Tensor:
    """Return (N, K) in row order, NaN where the parent has not looked."""
    everything = np.arange(task.stores.images.next_row(), dtype=np.int64)
    return torch.from_numpy(explained(task.stores, task.parent).read(PROBABILITIES, everything))


def _measure(task: _Task, side: int) -> Measure:
    """Return what measures the loss on some of `tune`."""
    stores = task.stores
    taken = snapshot.load(stores, task.current.snapshot or "")
    rows = tune_rows(stores, _MEASURED)
    pixels = prepare(stores, side, rows=rows, workers=task.workers, report=task.report)
    labels = snapshot.effective_labels(stores, taken)
    return TuneScore(stores, pixels, labels, task.device, images_max=_MEASURED).loss_on_tune


def _pools(task: _Task, current: Round, side: int) -> RoundPools:
    stores = task.stores
    taken = snapshot.load(stores, current.snapshot or "")
    labels = snapshot.effective_labels(stores, taken)
    focus = [stores.project.labels.index(name) for name in current.settings["focus"]]
    pools = round_pools(stores, taken, labels, side, focus)
    refuse_never_trained(stores, pools.all_rows())
    return pools


def _settings(parameters: FineTuneParameters, stores: Stores) -> DebiasSettings:
    return DebiasSettings(
        attention=parameters.attention,
        weight=parameters.weight,
        swap=parameters.swap,
        distillation=parameters.distillation,
        # without swaps and distillation nothing is ours: rehearsal teaches what it knows
        mask_unverified=parameters.swap or parameters.distillation > 0,
        annotated_per_step=parameters.annotated_per_step,
        rehearsal_per_step=parameters.rehearsal_per_step,
        draws_per_step=parameters.accumulate,
        activation=stores.project.activation,
    )


def _source(
    task: _Task,
    network: Network,
    pools: RoundPools,
    pixels: Pixels,
    parent: torch.Tensor,
    scope: Scope,
) -> Source:
    parameters, activation = task.parameters, task.stores.project.activation
    if scope is Scope.LAST_BLOCK:
        return cache_trunk(
            network.to(task.device),
            pools.annotated,
            pools.rehearsal,
            pixels.fetch,
            parent_probabilities=parent,
            swap=parameters.swap,
            activation=activation,
            blending=parameters.blend,
            precision=parameters.precision,
            seed=task.current.seed,
            report=task.report,
        )
    return PixelSource(
        pools.annotated,
        pools.rehearsal,
        pixels.fetch,
        parent=trained_network(task.stores, task.parent).to(task.device),
        parent_probabilities=parent,
        activation=activation,
        augmentation=Augmentation() if parameters.augment else None,
        blending=parameters.blend,
        seed=task.current.seed,
    )


def _schedule(task: _Task, scope: Scope) -> Schedule:
    parameters = task.parameters
    architecture = training_parameters(task.stores, task.parent).architecture
    epochs = -(-parameters.steps // _EPOCH_STEPS)
    return Schedule(
        epochs=epochs,
        steps_per_epoch=-(-parameters.steps // epochs),
        learning_rate=parameters.learning_rate or defaults(architecture).fine_tune_learning_rate,
        policy="one-cycle",
        freeze_batch_norm=True,
        trainable=scope.value,
        accumulate=parameters.accumulate,
    )
