"""What must hold after every kill, and at the end."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch

from medebiaser.data.stores import Stores, Workspace, open_workspace
from medebiaser.errors import MedebiaserError, NotFoundError
from medebiaser.records import Annotation, Image, ReferenceRegion, Round, RoundState, Scope
from medebiaser.rounds import checkpoints
from medebiaser.rounds.arrays import EMBEDDINGS, MAPS, PROBABILITIES
from medebiaser.rounds.doctor import examine
from tests.faults.commands import FINE_TUNING, PROJECT, STEPS_PER_EPOCH, TRAINING, Ended

HAS_WEIGHTS = {RoundState.TRAINED, RoundState.EXPLAINED, RoundState.RANKED, RoundState.READY}
HAS_THRESHOLDS = HAS_WEIGHTS - {RoundState.TRAINED}
EPOCHS = {
    "training": TRAINING["epochs"],
    "preview": FINE_TUNING["steps"] // STEPS_PER_EPOCH,
    "fine-tuning": FINE_TUNING["steps"] // STEPS_PER_EPOCH,
}
_KEY_LENGTH = 12
_FACTS, _ORDER = "facts-", "order-"
_BY_ANOTHER_RUN = {"created_at", "finished_at", "environment", "code_hash"}
"""Facts of a round that differ between two runs however alike they are."""


@dataclass(frozen=True)
class Confirmed:
    """What a workspace holds at one moment.

    Attributes:
        epochs: per unfinished round the scope it trains, and its epochs that are saved.
        weights: per round its weights by name.
        arrays: per round and array the rows that are present and their values.
    """

    images: Mapping[str, Image] = field(default_factory=dict)
    annotations: tuple[Annotation, ...] = ()
    references: frozenset[ReferenceRegion] = frozenset()
    rounds: Mapping[int, Round] = field(default_factory=dict)
    epochs: Mapping[int, tuple[Scope, int]] = field(default_factory=dict)
    weights: Mapping[int, Mapping[str, torch.Tensor]] = field(default_factory=dict)
    arrays: Mapping[tuple[int, str], tuple[Any, Any]] = field(default_factory=dict)


def confirmed(workspace: Path) -> Confirmed:
    """Read everything that a workspace has confirmed; nothing where there is none yet."""
    with ExitStack() as stack:
        try:
            opened = stack.enter_context(open_workspace(workspace))
            stores = opened.stores(PROJECT)
        except NotFoundError:
            return Confirmed()
        rounds = {each.number: each for each in stores.rounds.all()}
        return Confirmed(
            {image.id: image for image in stores.images.all()},
            tuple(stores.annotations.all()),
            frozenset(stores.references.all()),
            rounds,
            {n: (each.scope, _epochs(each)) for n, each in rounds.items()},
            {n: _weights(stores, each) for n, each in rounds.items() if each.checkpoint},
            _arrays(stores, rounds),
        )


def violations(before: Confirmed, workspace: Path, ended: Ended) -> list[str]:
    """What is lost or half-written after a kill or an end."""
    try:
        now = confirmed(workspace)
    except MedebiaserError as error:
        return [f"the workspace cannot be read: {error}"]
    found = [*_lost(before, now), *_half_written(now), *repeated(before, ended)]
    if now.images:
        with open_workspace(workspace) as opened:
            found += _unhealthy(opened)
    return found


def differences(workspace: Path, undisturbed: Confirmed) -> list[str]:
    """Where a run that was killed ended elsewhere than the undisturbed one."""
    now = confirmed(workspace)
    found = []
    if now.images != undisturbed.images:
        found.append("the images differ from the undisturbed run's")
    if now.references != undisturbed.references:
        found.append("the reference regions differ from the undisturbed run's")
    for number, expected in undisturbed.rounds.items():
        found += _round_differences(number, expected, now, undisturbed)
    for (number, name), (rows, values) in undisturbed.arrays.items():
        there = now.arrays.get((number, name))
        same = there is not None and np.array_equal(there[0], rows)
        if not same or not np.array_equal(there[1], values, equal_nan=values.dtype.kind == "f"):
            found.append(f"round {number}: array {name} differs from the undisturbed run's")
    return found


def _without_moments(value: object) -> object:
    """Take out when something was done: another run does the same at another time."""
    if not isinstance(value, Mapping):
        return value
    return {name: _without_moments(each) for name, each in value.items() if name != "ranked_at"}


def _round_differences(
    number: int, expected: Round, now: Confirmed, undisturbed: Confirmed
) -> Iterator[str]:
    if number not in now.rounds:
        yield f"round {number} is missing at the end"
        return
    for name in Round.__slots__:
        if name in _BY_ANOTHER_RUN:
            continue
        if _without_moments(getattr(now.rounds[number], name)) != _without_moments(
            getattr(expected, name)
        ):
            yield f"round {number}: its {name} differs from the undisturbed run's"
    weights, wanted = now.weights.get(number, {}), undisturbed.weights[number]
    if weights.keys() != wanted.keys():
        yield f"round {number}: its weights have other names"
        return
    for name, tensor in wanted.items():
        if not torch.equal(tensor, weights[name]):
            yield f"round {number}: weight {name} is not the undisturbed run's"


def _lost(before: Confirmed, now: Confirmed) -> Iterator[str]:
    for image_id, image in before.images.items():
        if not _is_kept(image, now.images.get(image_id)):
            yield f"image {image_id} was confirmed and is lost or changed"
    if now.annotations != before.annotations:
        yield "the annotations changed"
    if lost := before.references - now.references:
        yield f"{len(lost)} reference regions were confirmed and are lost"
    for number, past in before.rounds.items():
        current = now.rounds.get(number)
        if current is None:
            yield f"round {number} was confirmed and is lost"
        else:
            yield from _set_back(past, current)


def _is_kept(image: Image, now: Image | None) -> bool:
    """Whether an image is as it was; one without a split may have got one."""
    if now is not None and image.split is None:
        now = replace(now, split=None)
    return now == image


def _set_back(past: Round, current: Round) -> Iterator[str]:
    finished = past.state is RoundState.READY and not past.preview
    if finished and current != past:
        yield f"round {past.number} was finished and changed"
    if not _same_training(past, current):
        return
    saved = _saved_history(past)
    if current.history[: len(saved)] != saved:
        yield f"round {past.number}: its history was rewritten"
    if past.state in HAS_WEIGHTS and current.state not in HAS_WEIGHTS:
        yield f"round {past.number} went back from {past.state} to {current.state}"


def _same_training(past: Round, current: Round) -> bool:
    return (past.scope, past.preview) == (current.scope, current.preview)


def _saved_history(past: Round) -> tuple[Mapping[str, float], ...]:
    """The epochs of the training under way; what is there before the first is the preview's."""
    return past.history if past.resume_from or past.state in HAS_WEIGHTS else ()


def _half_written(now: Confirmed) -> Iterator[str]:
    rows = sorted(image.row for image in now.images.values())
    if rows != list(range(len(rows))):
        yield "the images' rows are not 0, 1, 2, …"
    for number, each in now.rounds.items():
        yield from _round_half_written(number, each, now)
    for number, name in now.arrays:
        # Those of another key are a preview's: no one reads them, a kill may stop their removal.
        if name.endswith(f"@{(now.rounds[number].checkpoint or '')[:_KEY_LENGTH]}"):
            yield from _array_half_written(number, name, now)


def _facts_half_written(number: int, name: str, now: Confirmed) -> Iterator[str]:
    """A place has a score exactly where the order beside it has an image."""
    _, order = now.arrays[number, _ORDER + name.removeprefix(_FACTS)]
    _, facts = now.arrays[number, name]
    if not np.array_equal(order >= 0, np.isfinite(facts[..., 0])):
        yield f"round {number}: array {name} does not have a score for every image of its order"


def _array_half_written(number: int, name: str, now: Confirmed) -> Iterator[str]:
    present, values = now.arrays[number, name]
    if name.startswith(_FACTS):
        yield from _facts_half_written(number, name, now)
    elif values.dtype.kind == "f" and not np.isfinite(values[present]).all():
        yield f"round {number}: array {name} has rows that are not whole"
    if name.startswith(f"{PROBABILITIES}@"):
        for other in (MAPS, EMBEDDINGS):
            beside = now.arrays.get((number, name.replace(PROBABILITIES, other)))
            if beside is None or not beside[0][present].all():
                yield f"round {number}: rows of {name} have no {other}"


def _round_half_written(number: int, each: Round, now: Confirmed) -> Iterator[str]:
    if each.state in {RoundState.FAILED, RoundState.CANCELLED}:
        yield f"round {number} is {each.state}: {each.failure}; a kill is neither"
    if each.state in HAS_WEIGHTS:
        if number not in now.weights:
            yield f"round {number} is {each.state} without weights"
        elif not all(bool(torch.isfinite(t).all()) for t in now.weights[number].values()):
            yield f"round {number} has weights that are not finite"
    if each.state in HAS_THRESHOLDS and (each.thresholds is None or each.scales is None):
        yield f"round {number} is {each.state} without thresholds or scales"
    if each.state is RoundState.READY and "test" not in each.metrics:
        yield f"round {number} is ready without figures"


def repeated(before: Confirmed, ended: Ended) -> Iterator[str]:
    """Epochs that were saved and are trained again."""
    for number, (scope, epochs) in before.epochs.items():
        past = before.rounds[number]
        phase = _phase(number, scope)
        first = next((step for step in ended.reported if step.phase == phase), None)
        if first is None:
            continue
        if past.state in HAS_WEIGHTS:
            yield f"round {number} was {past.state}, and its {phase} began again"
        elif first.done != epochs * (first.total // EPOCHS[phase]) + 1:
            yield f"round {number} had {epochs} epochs saved and went on from step {first.done}"


def _phase(number: int, scope: Scope) -> str:
    if number == 0:
        return "training"
    return "preview" if scope is Scope.LAST_BLOCK else "fine-tuning"


def _epochs(each: Round) -> int:
    """Epochs of the training under way that a restart need not repeat."""
    return len(each.history) if each.resume_from else 0


def _weights(stores: Stores, each: Round) -> dict[str, torch.Tensor]:
    return checkpoints.get(stores.blobs, each.checkpoint or "")[0]


def _arrays(stores: Stores, rounds: Mapping[int, Round]) -> dict[tuple[int, str], tuple[Any, Any]]:
    found = {}
    for number in rounds:
        arrays = stores.round_arrays(number)
        for name in arrays.names():
            found[number, name] = (arrays.present(name), arrays.read(name))
    return found


def _unhealthy(opened: Workspace) -> Iterator[str]:
    for finding in examine(opened):
        if not finding.healthy and finding.subject != "disk":
            yield f"doctor: {finding.subject}: {finding.found}"
    for key in opened.referenced():
        if not opened.blobs.exists(key):
            yield f"blob {key[:12]} is needed and missing"
        elif sha256(opened.blobs.get(key)).hexdigest() != key:
            yield f"blob {key[:12]} does not hold what its name says"
