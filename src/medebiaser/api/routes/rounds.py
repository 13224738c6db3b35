"""Routes of rounds: reading, choosing and removing them. `starts` starts new ones."""

from typing import Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict

from medebiaser.api.dependencies import StoresDep
from medebiaser.api.fields import Whole
from medebiaser.api.problems import refusals
from medebiaser.api.replies import RoundPath, document
from medebiaser.learning.curve_warnings import CurveWarning
from medebiaser.records import RoundState
from medebiaser.records import Scope as TrainedScope
from medebiaser.rounds import remove
from medebiaser.rounds.chosen import choose_current
from medebiaser.rounds.documents import round_document
from medebiaser.rounds.parameter_words import parameters_document

router = APIRouter(tags=["rounds"])


class RoundOut(BaseModel):
    """One round.

    Attributes:
        settings: every parameter it was started with.
        thresholds: per label the operating probability; null where `tune` has too few cases.
        history: per epoch the losses, the learning rate and the gradient norm, and what was
            measured on `tune`: the score, the loss.
        warnings: what the history warns of.
        guard: per label what the guard found; empty where it found nothing.
    """

    round: int
    parent: int | None
    state: RoundState
    scope: TrainedScope
    preview: bool
    current: bool
    settings: dict[str, Any]
    seed: int
    thresholds: list[float | None] | None
    history: list[dict[str, Any]]
    warnings: list[CurveWarning]
    guard: dict[str, Any]
    failure: str | None
    data_hash: str | None
    code_hash: str | None
    environment: dict[str, Any]
    created_at: str | None
    finished_at: str | None


class CurrentRoundIn(BaseModel):
    """Which round the views show."""

    model_config = ConfigDict(extra="forbid")

    round: Whole


class ParameterOut(BaseModel):
    """One parameter in a physician's words.

    Attributes:
        default: null: chosen by the program, as the meaning says.
        choices: what it may be, with the meaning of each; null: any value of its kind.
    """

    name: str
    kind: str
    default: Any
    meaning: str
    choices: dict[str, str] | None
    least: float | None
    most: float | None


class CostOut(BaseModel):
    """What a network was measured to cost: 1,000 images at 224 pixels, one thread of a CPU."""

    training_s: float
    prediction_s: float
    memory_mib: int


class ParametersOut(BaseModel):
    """Every parameter of a training and of a fine-tuning.

    Attributes:
        costs: of the networks that were measured, by name.
    """

    training: list[ParameterOut]
    fine_tuning: list[ParameterOut]
    costs: dict[str, CostOut]


@router.get("/projects/{project}/rounds", response_model=list[RoundOut])
def list_rounds(stores: StoresDep) -> Response:
    """Return all rounds by number."""
    current = stores.project.current_round
    return document([round_document(each, current) for each in stores.rounds.all()])


@router.get("/projects/{project}/rounds/{number}", response_model=RoundOut, responses=refusals(404))
def get_round(stores: StoresDep, number: RoundPath) -> Response:
    """Return one round with its settings, history and guard."""
    return document(round_document(stores.rounds.get(number), stores.project.current_round))


@router.delete("/projects/{project}/rounds/{number}", status_code=204, responses=refusals(404, 423))
def remove_round(stores: StoresDep, number: RoundPath) -> None:
    """Remove a round with its weights and arrays; annotations stay."""
    remove.remove_round(stores, number)


@router.put(
    "/projects/{project}/current-round", response_model=RoundOut, responses=refusals(404, 423)
)
def set_current_round(stores: StoresDep, body: CurrentRoundIn) -> Response:
    """Make a finished round the one that the views show."""
    chosen = choose_current(stores, body.round)
    return document(round_document(chosen, stores.project.current_round))


@router.get("/projects/{project}/parameters", response_model=ParametersOut)
def get_parameters(stores: StoresDep) -> Response:
    """Return every parameter with its default, its meaning and what it may be."""
    return document(parameters_document(stores))
