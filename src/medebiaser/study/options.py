"""Everything that decides what a study measures; what does not (device, folder) is elsewhere."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from medebiaser.errors import InvalidInputError
from medebiaser.rounds.parameters import PRECISIONS
from medebiaser.study.physician import Physician
from medebiaser.study.sources import DataOptions

OURS = "swap+dice"
PAPERS = ("mse-5", "mse-20")
"""The paper's loss at the two weights it was found best at (DESIGN.md, section 5)."""

_AS_PUBLISHED: Mapping[str, Any] = MappingProxyType({"swap": False, "distillation": 0.0})
METHODS: Mapping[str, Mapping[str, Any]] = MappingProxyType(
    {
        "prediction-only": {"attention": "none", **_AS_PUBLISHED},
        "mse-5": {"attention": "mse", "attention_weight": 5.0, **_AS_PUBLISHED},
        "mse-20": {"attention": "mse", "attention_weight": 20.0, **_AS_PUBLISHED},
        "dice": {"attention": "dice", **_AS_PUBLISHED},
        "energy": {"attention": "energy", **_AS_PUBLISHED},
        "map-bce": {"attention": "map-bce", **_AS_PUBLISHED},
        "input-gradient": {"attention": "input-gradient", **_AS_PUBLISHED},
        OURS: {"attention": "dice"},
        "swap+energy": {"attention": "energy"},
    }
)
"""Ways of fine-tuning: name to the options of `finetune` that differ from its defaults."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StudyOptions:
    """What a study measures, besides its experiment, methods and seeds.

    Attributes:
        weights: name of weights imported into the workspace; None starts from random numbers.
        epochs: of the preliminary training.
        steps: of every fine-tuning.
        precision: of training and fine-tuning: `auto`, `32` or `bf16`.
        annotations: at most so many for each fine-tuning.
        hand: how the simulated physician draws; one of `HANDS`.
        slip: how far the hand errs, as a share of the image's longer side.
        budget_s: seconds after which the physician gives up; None: never.
    """

    data: DataOptions = field(default_factory=DataOptions)
    architecture: str = "small"
    weights: str | None = None
    epochs: int = 5
    steps: int = 250
    precision: str = "auto"
    annotations: int = 100
    hand: str = "imperfect"
    slip: float = 0.03
    budget_s: float | None = None

    def __post_init__(self) -> None:
        for name in ("epochs", "steps", "annotations"):
            if getattr(self, name) < 1:
                raise InvalidInputError(f"{name} is {getattr(self, name)}; choose 1 or more")
        if self.precision not in PRECISIONS:
            raise InvalidInputError(
                f"precision is {self.precision!r}; choose one of {', '.join(PRECISIONS)}"
            )
        self.physician(0)

    def physician(self, seed: int, **others: Any) -> Physician:
        """Return the physician who annotates with this seed."""
        budget_s = math.inf if self.budget_s is None else self.budget_s
        given = {"hand": self.hand, "slip": self.slip, **others}
        return Physician(seed=seed, budget_s=budget_s, **given)

    def training(self, seed: int) -> dict[str, Any]:
        """Return the options of `train`."""
        return {
            "architecture": self.architecture,
            "weights": self.weights,
            "image_size": self.data.side,
            "epochs": self.epochs,
            "patience": self.epochs,
            "precision": self.precision,
            "seed": seed,
        }

    def as_json(self) -> dict[str, Any]:
        """Return every option by name."""
        names = [name for name in self.__slots__ if name != "data"]
        return {"data": self.data.as_json(), **{name: getattr(self, name) for name in names}}
