"""What the figures of a training's epochs warn of, decided by its history alone.

A warning is a word; what it means and what to do about it is said where people read it.
"""

import math
from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any

EPOCHS_MIN = 3
"""Fewer epochs say nothing yet."""

WORSE_EPOCHS = 2
RISE_MIN = 0.03
"""The loss on `tune` counts as risen this far above its lowest, as a share of it."""

MOVED_MIN = 0.01
"""A loss that changed by less than this share of itself has not moved."""

GROWN = 1.5
VANISHED = 1e-3
"""A gradient norm below this share of the first epoch's moves nothing any more."""

LEARNED = 0.05
"""A loss below this share of the first epoch's leaves nothing to learn."""

SILENT = 1e-7
"""A gradient norm that moves nothing from the start."""


class CurveWarning(StrEnum):
    """What may be wrong with a training.

    `parting`: the loss on training images falls while the one on `tune` rises: learning by heart.
    `vanishing`: the gradients have become so small that nothing is learned.
    `still`: the loss has hardly changed.
    `growing`: the loss grows: each correction is too large.
    """

    PARTING = "parting"
    VANISHING = "vanishing"
    STILL = "still"
    GROWING = "growing"


def curve_warnings(history: Sequence[Mapping[str, Any]]) -> tuple[CurveWarning, ...]:
    """Return what a training's epochs warn of; nothing while it is young or goes well.

    Args:
        history: per epoch `loss`, and where they were measured `tune_loss`, `score` and
            `gradient_norm`.
    """
    losses = _figures(history, "loss")
    if len(losses) < EPOCHS_MIN:
        return ()
    found = [CurveWarning.PARTING] if _parts(history) else []
    if _grows(losses):
        return (*found, CurveWarning.GROWING)
    is_learned = losses[-1] < LEARNED * losses[0]
    if _vanishes(_figures(history, "gradient_norm")) and not is_learned:
        return (*found, CurveWarning.VANISHING)
    if _is_still(losses) and not _moves(_figures(history, "score")):
        return (*found, CurveWarning.STILL)
    return tuple(found)


def _figures(history: Sequence[Mapping[str, Any]], name: str) -> list[float]:
    """Return a figure of each epoch; [] where one epoch has none."""
    values = [epoch.get(name) for epoch in history]
    known = [float(value) for value in values if value is not None and math.isfinite(value)]
    return known if len(known) == len(values) else []


def _parts(history: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the training loss fell further while `tune` has been worse for two epochs."""
    on_tune = _figures(history, "tune_loss")
    learned = _figures(history, "prediction") or _figures(history, "loss")
    if len(on_tune) < EPOCHS_MIN:
        return False
    lowest = min(range(len(on_tune)), key=lambda epoch: on_tune[epoch])
    since = len(on_tune) - 1 - lowest
    has_risen = min(on_tune[lowest + 1 :], default=-math.inf) > (1 + RISE_MIN) * on_tune[lowest]
    return since >= WORSE_EPOCHS and has_risen and learned[-1] < learned[lowest]


def _grows(losses: Sequence[float]) -> bool:
    return losses[-1] > losses[0] and losses[-1] > GROWN * min(losses)


def _vanishes(norms: Sequence[float]) -> bool:
    """Whether the last two epochs' gradients are next to nothing."""
    last = norms[-WORSE_EPOCHS:]
    return bool(last) and max(last) < max(SILENT, VANISHED * norms[0])


def _is_still(losses: Sequence[float]) -> bool:
    return abs(losses[0] - losses[-1]) < MOVED_MIN * abs(losses[0])


def _moves(scores: Sequence[float]) -> bool:
    return bool(scores) and max(scores) - min(scores) >= MOVED_MIN
