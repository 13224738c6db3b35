"""Routes that start steps in the background; each replies 202 with its job."""

from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from medebiaser.api.access import Caller, require
from medebiaser.api.dependencies import CallerDep, StoresDep, WorkspaceDep
from medebiaser.api.fields import Flag, Name
from medebiaser.api.parameters import FineTuneIn, LiveIn, TrainingIn
from medebiaser.api.problems import refusals
from medebiaser.api.replies import RoundPath, document
from medebiaser.api.running import JobOut, job_reply
from medebiaser.data.stores import Stores
from medebiaser.records import Role, Split
from medebiaser.rounds import starting
from medebiaser.rounds.live_parameters import LIVE
from medebiaser.rounds.plan import plan

router = APIRouter(tags=["starting"])
_ROUND = "/projects/{project}/rounds/{number}"
_FOCUS_MAX = 1_000


class TrainIn(BaseModel):
    """How round 0 is trained.

    Attributes:
        parameters: those that differ from the defaults; all but the architecture need an
            engineer.
        live: asks physicians after some epochs; null: it does not. All of its parameters but
            the label need an engineer.
        anew: give up what a round 0 that has stopped had learned so far.
    """

    parameters: TrainingIn = TrainingIn()
    live: LiveIn | None = None
    anew: Flag = False


class TuneIn(BaseModel):
    """How the next round is made.

    Attributes:
        focus: labels to work on; empty takes every label with annotated regions.
        parameters: those that differ from the defaults; they need an engineer.
        anew: give up what a round that has stopped had learned so far.
    """

    focus: list[Name] = Field(default=[], max_length=_FOCUS_MAX)
    parameters: FineTuneIn = FineTuneIn()
    anew: Flag = False


class RankIn(BaseModel):
    """Which split is ranked anew: review, or train on request."""

    split: Split = Split.REVIEW


class EvaluateIn(BaseModel):
    """Which split a round is measured on."""

    split: Split = Split.TEST


class LabelPlanOut(BaseModel):
    """What there is of one label: annotations with regions, and the images they lie on."""

    label: str
    corrected: int
    accepted: int
    images: int


class PlanOut(BaseModel):
    """What a fine-tuning that starts now would use.

    Attributes:
        focus: the labels that would be worked on.
        labels: every label with a usable region.
        adjudicate: pairs left out because two physicians disagree about the region.
        left_out: pairs left out because someone could not tell.
        warnings: what is odd about the masks, such as one that covers everything.
        obstacle: why it cannot start now; null: it can.
    """

    corrected: int
    accepted: int
    images: int
    focus: list[str]
    labels: list[LabelPlanOut]
    adjudicate: int
    left_out: int
    warnings: list[str]
    obstacle: str | None


@router.post(
    "/projects/{project}/trainings",
    status_code=202,
    response_model=JobOut,
    responses=refusals(403, 404, 409, 422),
)
def start_training(
    body: TrainIn, stores: StoresDep, workspace: WorkspaceDep, caller: CallerDep
) -> Response:
    """Train round 0, or go on with it; a second click returns the first click's job."""
    options = body.parameters.chosen()
    _refuse_parameters(caller, stores, set(options) - {"architecture"})
    if body.live is not None:
        asking = body.live.chosen()
        _refuse_parameters(caller, stores, set(asking) - {"label"})
        options[LIVE] = asking
    return job_reply(starting.start_training(workspace, stores, options, anew=body.anew))


@router.get(
    "/projects/{project}/fine-tunings/plan", response_model=PlanOut, responses=refusals(422)
)
def plan_fine_tuning(
    stores: StoresDep,
    focus: Annotated[list[Name], Query(max_length=_FOCUS_MAX)] = [],  # noqa: B006
) -> Response:
    """Say what a fine-tuning would use before it starts."""
    return document(plan(stores, focus))


@router.post(
    "/projects/{project}/fine-tunings",
    status_code=202,
    response_model=JobOut,
    responses=refusals(403, 409, 422, 423),
)
def start_fine_tuning(
    body: TuneIn, stores: StoresDep, workspace: WorkspaceDep, caller: CallerDep
) -> Response:
    """Make the next round, or go on with it; a second click returns the first click's job."""
    options = body.parameters.chosen()
    _refuse_parameters(caller, stores, set(options))
    if body.focus:
        options["focus"] = tuple(body.focus)
    return job_reply(starting.start_fine_tuning(workspace, stores, options, anew=body.anew))


@router.post(
    _ROUND + "/ranking-refreshes",
    status_code=202,
    response_model=JobOut,
    responses=refusals(404, 422, 423),
)
def start_ranking(
    number: RoundPath, body: RankIn, stores: StoresDep, workspace: WorkspaceDep
) -> Response:
    """Rank a split anew, with the annotations of now."""
    return job_reply(starting.start_ranking(workspace, stores, number, body.split))


@router.post(
    _ROUND + "/evaluations",
    status_code=202,
    response_model=JobOut,
    responses=refusals(404, 422, 423),
)
def start_evaluation(
    number: RoundPath, body: EvaluateIn, stores: StoresDep, workspace: WorkspaceDep
) -> Response:
    """Measure a round on a split; the figures are in its metrics afterwards."""
    return job_reply(starting.start_evaluation(workspace, stores, number, body.split))


def _refuse_parameters(caller: Caller, stores: Stores, names: set[str]) -> None:
    if names:
        what = f"choosing {', '.join(sorted(names))}"
        require(caller, stores.project.id, Role.ENGINEER, what)
