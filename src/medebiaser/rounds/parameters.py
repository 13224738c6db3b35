"""Every parameter of training and fine-tuning, with its default and its meaning."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from medebiaser.errors import InvalidInputError
from medebiaser.learning.debiasing import DEFAULT_ATTENTION_WEIGHTS

PREDICTION_LOSSES = ("bce", "asymmetric")
PRECISIONS = ("auto", "32", "bf16")
_LARGEST_SIDE = 4096


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingParameters:
    """How round 0 is trained.

    Attributes:
        architecture: a name of `learning.networks`, or of a network added to the workspace.
        weights: name of weights imported into the workspace; None starts from random numbers.
        learning_rate: None takes the architecture's default.
        patience: epochs without a better score on `tune` before training stops.
        augment: small rotations, shifts and brightness changes; never a left-right flip.
        precision: `auto` takes bf16 where the device has it, else 32-bit.
    """

    architecture: str = "densenet121"
    weights: str | None = None
    epochs: int = 10
    batch_size: int = 16
    image_size: int = 224
    learning_rate: float | None = None
    loss: str = "bce"
    patience: int = 3
    augment: bool = True
    precision: str = "auto"
    seed: int = 0

    def __post_init__(self) -> None:
        _at_least(1, epochs=self.epochs, batch_size=self.batch_size, patience=self.patience)
        _at_least(32, image_size=self.image_size)
        if self.image_size > _LARGEST_SIDE:
            raise InvalidInputError(
                f"image_size is {self.image_size}; choose at most {_LARGEST_SIDE}"
            )
        _positive(learning_rate=self.learning_rate)
        _one_of(PREDICTION_LOSSES, loss=self.loss)
        _one_of(PRECISIONS, precision=self.precision)

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Return the parameters that `as_json` wrote."""
        return cls(**_known(cls, document))

    def as_json(self) -> dict[str, Any]:
        """Return every parameter by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class FineTuneParameters:
    """How a round is fine-tuned from its parent.

    Attributes:
        attention: which attention loss; `none` leaves prediction and swaps alone.
        attention_weight: its weight λ; None takes the loss's default.
        swap: replace the physician's regions with a donor's pixels and back.
        blend: `feather` or `membrane`: how a swapped region joins its surroundings.
        distillation: weight of staying with the parent on labels not in focus.
        focus: labels to work on; empty takes every label with annotated regions.
        steps: optimiser steps.
        annotated_per_step: annotated images a step, and as many for rehearsal.
        accumulate: parts that a full step is divided into; divides its memory.
        scope: `full`, or `last-block` alone, which takes minutes on a laptop.
    """

    attention: str = "dice"
    attention_weight: float | None = None
    swap: bool = True
    blend: str = "feather"
    distillation: float = 3.0
    focus: tuple[str, ...] = ()
    steps: int = 250
    annotated_per_step: int = 24
    rehearsal_per_step: int = 24
    accumulate: int = 1
    learning_rate: float | None = None
    scope: str = "full"
    augment: bool = True
    precision: str = "auto"
    seed: int = 0

    def __post_init__(self) -> None:
        _one_of(tuple(DEFAULT_ATTENTION_WEIGHTS), attention=self.attention)
        _one_of(("feather", "membrane"), blend=self.blend)
        _one_of(("full", "last-block"), scope=self.scope)
        _one_of(PRECISIONS, precision=self.precision)
        if self.attention == "input-gradient" and self.scope == "last-block":
            raise InvalidInputError(
                "the input-gradient loss needs pixels, a last-block round has none; "
                "fine-tune in full, or choose another attention loss"
            )
        _at_least(
            1,
            steps=self.steps,
            annotated_per_step=self.annotated_per_step,
            rehearsal_per_step=self.rehearsal_per_step,
            accumulate=self.accumulate,
        )
        for name in ("annotated_per_step", "rehearsal_per_step"):
            if getattr(self, name) % self.accumulate:
                raise InvalidInputError(
                    f"{name} is {getattr(self, name)}, which {self.accumulate} parts cannot share "
                    "evenly; choose a multiple"
                )
        _positive(learning_rate=self.learning_rate)
        for name, weight in (
            ("attention_weight", self.attention_weight),
            ("distillation", self.distillation),
        ):
            if weight is not None and not 0 <= weight < float("inf"):
                raise InvalidInputError(f"{name} is {weight}; choose 0 or more")

    @property
    def weight(self) -> float:
        """The attention weight λ that applies."""
        if self.attention_weight is not None:
            return self.attention_weight
        return DEFAULT_ATTENTION_WEIGHTS[self.attention]

    @classmethod
    def from_json(cls, document: Mapping[str, Any]) -> Self:
        """Return the parameters that `as_json` wrote."""
        known = _known(cls, document)
        known["focus"] = tuple(known.get("focus", ()))
        return cls(**known)

    def as_json(self) -> dict[str, Any]:
        """Return every parameter by name."""
        return {**asdict(self), "focus": list(self.focus)}


def _known(cls: type[Any], document: Mapping[str, Any]) -> dict[str, Any]:
    names = {field.name for field in fields(cls)}
    return {name: value for name, value in document.items() if name in names}


def _at_least(least: int, **numbers: int) -> None:
    for name, number in numbers.items():
        if number < least:
            raise InvalidInputError(f"{name} is {number}; choose {least} or more")


def _positive(**numbers: float | None) -> None:
    for name, number in numbers.items():
        if number is not None and not 0 < number < float("inf"):
            raise InvalidInputError(f"{name} is {number}; choose a positive number")


def _one_of(choices: tuple[str, ...], **values: str) -> None:
    for name, value in values.items():
        if value not in choices:
            raise InvalidInputError(f"{name} is {value!r}; choose one of {', '.join(choices)}")
