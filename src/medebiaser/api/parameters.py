"""Parameters of training and fine-tuning as requests name them; what is left out is a default."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from medebiaser.api.fields import WHOLE, Flag, Integer, Name, Real, Whole
from medebiaser.rounds.live_parameters import LiveParameters
from medebiaser.rounds.parameters import FineTuneParameters, TrainingParameters

_RATE_MAX = 1_000.0
_Count = Annotated[Integer, Field(ge=1, le=10_000), WHOLE]
_Batch = Annotated[Integer, Field(ge=1, le=4_096), WHOLE]


class _Chosen(BaseModel):
    """Parameters by name; null is the same as leaving it out."""

    model_config = ConfigDict(extra="forbid")

    def _beside(self, defaults: dict[str, Any]) -> dict[str, Any]:
        given = self.model_dump(exclude_none=True)
        return {name: value for name, value in given.items() if value != defaults[name]}


class TrainingIn(_Chosen):
    """How round 0 is trained; the meanings are in the reply of the route of parameters."""

    architecture: Name | None = None
    weights: Name | None = None
    epochs: _Count | None = None
    batch_size: _Batch | None = None
    image_size: Annotated[Integer, Field(ge=32, le=4_096), WHOLE] | None = None
    learning_rate: Real | None = Field(default=None, gt=0, le=_RATE_MAX)
    loss: Literal["bce", "asymmetric"] | None = None
    patience: _Count | None = None
    augment: Flag | None = None
    precision: Literal["auto", "32", "bf16"] | None = None
    seed: Whole | None = None

    def chosen(self) -> dict[str, Any]:
        """Return those that differ from the defaults."""
        return self._beside(TrainingParameters().as_json())


class LiveIn(_Chosen):
    """How a training asks physicians; meanings are in docs/how-to/live.md."""

    warm_up: _Count | None = None
    queries: _Count | None = None
    interval: _Count | None = None
    images: Annotated[Integer, Field(ge=1, le=200), WHOLE] | None = None
    grid: Annotated[Integer, Field(ge=2, le=64), WHOLE] | None = None
    marked: _Count | None = None
    sampling: Name | None = None
    among: Annotated[Integer, Field(ge=1, le=1_000_000), WHOLE] | None = None
    explainer: Name | None = None
    label: Name | None = None
    weight: Real | None = Field(default=None, ge=0, le=1e12)
    physicians: Annotated[Integer, Field(ge=1, le=100), WHOLE] | None = None
    timeout_s: Real | None = Field(default=None, gt=0, le=60 * 86_400)

    def chosen(self) -> dict[str, Any]:
        """Return those that differ from the defaults."""
        return self._beside(LiveParameters().as_json())


class FineTuneIn(_Chosen):
    """How a round is fine-tuned; the meanings are in the reply of the route of parameters."""

    attention: Name | None = None
    attention_weight: Real | None = Field(default=None, ge=0, le=1e6)
    swap: Flag | None = None
    blend: Literal["feather", "membrane"] | None = None
    distillation: Real | None = Field(default=None, ge=0, le=1e6)
    steps: Annotated[Integer, Field(ge=1, le=1_000_000), WHOLE] | None = None
    annotated_per_step: _Batch | None = None
    rehearsal_per_step: _Batch | None = None
    accumulate: _Batch | None = None
    learning_rate: Real | None = Field(default=None, gt=0, le=_RATE_MAX)
    scope: Literal["full", "last-block"] | None = None
    augment: Flag | None = None
    precision: Literal["auto", "32", "bf16"] | None = None
    seed: Whole | None = None

    def chosen(self) -> dict[str, Any]:
        """Return those that differ from the defaults."""
        return self._beside(FineTuneParameters().as_json())
