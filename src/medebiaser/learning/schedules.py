"""How long, how fast and what the training loop trains, as facts and pure functions of the step."""

import math
from dataclasses import asdict, dataclass
from typing import Any

from medebiaser.errors import InvalidInputError

_RISE = 0.3  # share of the steps in which the rate rises
_START_DIVISOR = 25.0
_END_DIVISOR = 1e4
_BETA_LOW, _BETA_HIGH = 0.85, 0.95
_BETA_CONSTANT = 0.9


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """What one run of the training loop does.

    Attributes:
        epochs: how many epochs at most; a checkpoint follows each.
        steps_per_epoch: optimiser steps in an epoch.
        learning_rate: the constant rate, or the peak of the one-cycle policy.
        policy: `constant`, or `one-cycle` over all steps (Smith 2018, arXiv:1708.07120).
        weight_decay: decoupled (AdamW); 0 is plain Adam.
        clip_norm: gradients are scaled down to this norm; None leaves them.
        patience: epochs without a better score before training stops; None never stops.
        freeze_batch_norm: keep the parent's running means and variances.
        trainable: `full`, or `last-block`: the last block and the head (batch norm frozen).
        accumulate: draws whose gradients are averaged in one step; divides the memory of a step.
    """

    epochs: int
    steps_per_epoch: int
    learning_rate: float
    policy: str = "constant"
    weight_decay: float = 0.0
    clip_norm: float | None = 5.0
    patience: int | None = None
    freeze_batch_norm: bool = False
    trainable: str = "full"
    accumulate: int = 1

    def __post_init__(self) -> None:
        for name in ("epochs", "steps_per_epoch", "accumulate"):
            if getattr(self, name) < 1:
                raise InvalidInputError(f"{name} is {getattr(self, name)}; choose 1 or more")
        if not 0 < self.learning_rate < math.inf:
            raise InvalidInputError(f"learning_rate is {self.learning_rate}; choose more than 0")
        if self.policy not in ("constant", "one-cycle"):
            raise InvalidInputError(f"policy is {self.policy!r}; choose constant or one-cycle")
        if self.trainable not in ("full", "last-block"):
            raise InvalidInputError(f"trainable is {self.trainable!r}; choose full or last-block")

    @property
    def steps(self) -> int:
        """Optimiser steps of the whole run."""
        return self.epochs * self.steps_per_epoch

    def as_json(self) -> dict[str, Any]:
        """Return every field by name."""
        return asdict(self)


def learning_rate(schedule: Schedule, step: int) -> float:
    """Return the learning rate of an optimiser step, counted from 0.

    One-cycle: from a 25th of the peak up to it over the first .3 of the steps,
    then down to a 10,000th of where it began, both along a cosine.
    """
    if schedule.policy == "constant":
        return schedule.learning_rate
    peak, start = schedule.learning_rate, schedule.learning_rate / _START_DIVISOR
    return _cycle(schedule.steps, step, (start, peak, start / _END_DIVISOR))


def first_beta(schedule: Schedule, step: int) -> float:
    """Return Adam's first beta at a step: .9, or one-cycle's .95 to .85 at the peak and back."""
    if schedule.policy == "constant":
        return _BETA_CONSTANT
    return _cycle(schedule.steps, step, (_BETA_HIGH, _BETA_LOW, _BETA_HIGH))


def _cycle(steps: int, step: int, stations: tuple[float, float, float]) -> float:
    start, peak, end = stations
    top = _RISE * steps - 1
    if step <= top:
        return _cosine(start, peak, step / top) if top > 0 else peak
    return _cosine(peak, end, (step - max(top, 0)) / max(steps - 1 - max(top, 0), 1))


def _cosine(start: float, end: float, share: float) -> float:
    return end + (start - end) / 2.0 * (1.0 + math.cos(math.pi * share))
