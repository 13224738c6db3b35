"""Routes of live sessions: what a training asks, and what physicians answer."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Path, Response
from pydantic import BaseModel, ConfigDict, Field

from medebiaser.api.annotating import REGIONS_MAX, RegionIn, RegionOut
from medebiaser.api.dependencies import CallerDep, StoresDep, WorkspaceDep
from medebiaser.api.documents import Known
from medebiaser.api.fields import Whole
from medebiaser.api.problems import refusals
from medebiaser.api.replies import MOST, RoundPath, RowPath, document
from medebiaser.api.rows import named_by_row
from medebiaser.learning.grids import GRID_MAX
from medebiaser.records import RoundState
from medebiaser.rounds import live_answers

router = APIRouter(tags=["live"])
_LIVE = "/projects/{project}/rounds/{number}/live"
QueryPath = Annotated[int, Path(ge=1, le=MOST, description="the list's number, from 1")]


class LiveListOut(BaseModel):
    """What became of one list of images.

    Attributes:
        expires_at: when training goes on without the answers that are missing.
        closed_at: null: it is open.
        answered: whether enough physicians handed it in before its time had passed.
        answered_images: on which somebody has said something.
        marked_images: in which somebody marked a place to ignore.
        handed_in: who has handed it in.
    """

    number: int
    epoch: int
    asked_at: datetime
    expires_at: datetime
    closed_at: datetime | None
    answered: bool
    asked_images: int
    answered_images: int
    marked_images: int
    handed_in: list[str]


class LiveSessionOut(BaseModel):
    """The live session of a round.

    Attributes:
        parameters: when, whom and how it asks.
        epochs: that are finished.
        open: number of the list that waits for answers; null: none does.
    """

    round: int
    state: RoundState
    parameters: dict[str, Any]
    epochs: int
    open: int | None
    queries: list[LiveListOut]


class LiveAnswerOut(BaseModel):
    """What one has said of an image: cells of the grid, and polygons."""

    cells: list[int]
    regions: list[RegionOut]


class AskedImageOut(BaseModel):
    """One image that is asked about.

    Attributes:
        label: the label that is explained.
        score: of the sampling, high first.
        probability: of the label, the network's own at that epoch.
        truth: 1, 0 or null (unknown).
        grid: signed attribution of each cell, row by row from the top left.
        marked: the cells of highest positive attribution, the highest first.
        answered: whether anybody has answered it.
        answer: one's own; null: none yet.
    """

    row: int
    label: str
    score: float
    probability: float
    truth: Known
    grid: list[float | None]
    marked: list[int]
    answered: bool
    answer: LiveAnswerOut | None


class LiveQueryOut(LiveListOut):
    """A list with its images, in the order in which they are worth asking about.

    Attributes:
        cells: on a side of each grid.
    """

    round: int
    cells: int
    images: list[AskedImageOut]


class LiveAnswerIn(BaseModel):
    """What should not matter in one image; it replaces what was said before.

    Attributes:
        cells: of the grid, by number; empty: nothing.
        regions: polygons in the image's own pixels, drawn instead or as well.
    """

    model_config = ConfigDict(extra="forbid")

    cells: list[Whole] = Field(default=[], max_length=GRID_MAX**2)
    regions: list[RegionIn] = Field(default=[], max_length=REGIONS_MAX)


@router.get(_LIVE, response_model=LiveSessionOut, responses=refusals(404, 423))
def get_live_session(stores: StoresDep, number: RoundPath) -> Response:
    """Return a round's live session: its parameters and what became of each list."""
    return document(live_answers.session_document(stores, number))


@router.get(_LIVE + "/{query}", response_model=LiveQueryOut, responses=refusals(404))
def get_live_query(
    stores: StoresDep, caller: CallerDep, number: RoundPath, query: QueryPath
) -> Response:
    """Return a list of images with their grids, and what the caller has answered."""
    found = stores.live.get(number, query)
    return document(live_answers.query_document(stores, found, caller.user.name))


@router.put(
    _LIVE + "/{query}/answers/{row}",
    response_model=LiveAnswerOut,
    responses=refusals(404, 409, 422, 423),
)
def put_live_answer(
    body: LiveAnswerIn,
    stores: StoresDep,
    caller: CallerDep,
    number: RoundPath,
    query: QueryPath,
    row: RowPath,
) -> Response:
    """Say what should not matter in one image of an open list."""
    with named_by_row(row):
        said = live_answers.answer(
            stores,
            number,
            query,
            row,
            cells=body.cells,
            regions=[region.to_region() for region in body.regions],
            author=caller.user.name,
        )
    return document(live_answers.said_document(said))


@router.post(
    _LIVE + "/{query}/submission", response_model=LiveQueryOut, responses=refusals(404, 423)
)
def submit_live_query(
    stores: StoresDep,
    workspace: WorkspaceDep,
    caller: CallerDep,
    number: RoundPath,
    query: QueryPath,
) -> Response:
    """Hand a list in; training goes on once enough physicians have."""
    author = caller.user.name
    found = live_answers.submit(stores, workspace.jobs, number, query, author=author)
    return document(live_answers.query_document(stores, found, author))
