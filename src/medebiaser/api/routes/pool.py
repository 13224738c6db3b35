"""Routes of the pool: images without labels, asked for in batches and labelled one at a time."""

from typing import Annotated, Literal

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from medebiaser.api.annotating import REGIONS_MAX, RegionIn
from medebiaser.api.dependencies import CallerDep, StoresDep, WorkspaceDep
from medebiaser.api.fields import WHOLE, Integer, Name, Real, Whole
from medebiaser.api.problems import refusals
from medebiaser.api.replies import RowPath, document
from medebiaser.api.rows import named_by_row
from medebiaser.api.running import JobOut, job_reply
from medebiaser.data.importers.answer_files import FileLabels
from medebiaser.learning.acquisition import ENTROPY_WEIGHT
from medebiaser.records import Region, Split
from medebiaser.rounds import pool, starting

router = APIRouter(tags=["pool"])
_POOL = "/projects/{project}/pool"
_LABELS_MAX = 1_000


class PoolOut(BaseModel):
    """How many images wait for labels, and how many train."""

    pool: int
    train: int
    labels: list[str]


class BatchIn(BaseModel):
    """Which images are wanted next.

    Attributes:
        round: whose predictions; null: the current one's.
        by: `dual`, `entropy`, `misalignment`, `random`, `triage` or any other ranking.
        entropy_weight: with `dual`; the rest is misalignment.
    """

    model_config = ConfigDict(extra="forbid")

    round: Whole | None = None
    count: Annotated[Integer, Field(ge=1, le=1_000), WHOLE] = 30
    by: str = Field(default="dual", max_length=40)
    entropy_weight: Real = Field(default=ENTROPY_WEIGHT, ge=0, le=1)


class LabelledRegionIn(RegionIn):
    """A polygon of one label."""

    label: Name


class PoolLabelsIn(BaseModel):
    """Labels and regions of one image, in one go.

    Attributes:
        labels: label to 1 or 0; those that are left out stay unknown.
    """

    model_config = ConfigDict(extra="forbid")

    labels: dict[Name, Literal[0, 1]] = Field(min_length=1, max_length=_LABELS_MAX)
    regions: list[LabelledRegionIn] = Field(default=[], max_length=REGIONS_MAX)


class CurvePointOut(BaseModel):
    """A figure of one round by the number of images it learned from.

    Attributes:
        label: null: the mean over labels.
        value: null: too few cases.
        interval: 95 %.
    """

    round: int
    training_images: int
    metric: str
    label: str | None
    value: float | None
    interval: list[float | None] | None


@router.get(_POOL, response_model=PoolOut)
def get_pool(stores: StoresDep) -> Response:
    """Return how many images wait for labels."""
    return document(pool.pool_document(stores))


@router.post(
    _POOL + "/batches", status_code=202, response_model=JobOut, responses=refusals(404, 422, 423)
)
def start_pool_batch(body: BatchIn, stores: StoresDep, workspace: WorkspaceDep) -> Response:
    """Find the images that are worth labelling next; the job's outcome lists them."""
    return job_reply(
        starting.start_pool_batch(
            workspace,
            stores,
            body.round,
            count=body.count,
            by=body.by,
            entropy_weight=body.entropy_weight,
        )
    )


@router.put(
    _POOL + "/images/{row}/labels", response_model=PoolOut, responses=refusals(404, 409, 422, 423)
)
def label_pool_image(
    body: PoolLabelsIn, stores: StoresDep, caller: CallerDep, row: RowPath
) -> Response:
    """Give an image of the pool its labels and regions; it trains from the next round on."""
    image = stores.images.by_rows([row])[0]
    regions: dict[str, tuple[Region, ...]] = {}
    for each in body.regions:
        regions[each.label] = (*regions.get(each.label, ()), each.to_region())
    entry = FileLabels(image.id, dict(body.labels), regions, None)
    with named_by_row(row, image.id):
        pool.label_images(stores, [entry], author=caller.user.name)
    return document(pool.pool_document(stores))


@router.post(
    _POOL + "/trainings", status_code=202, response_model=JobOut, responses=refusals(409, 422, 423)
)
def start_continuing(stores: StoresDep, workspace: WorkspaceDep) -> Response:
    """Train the current round on, on all labels and regions so far."""
    return job_reply(starting.start_continuing(workspace, stores, {}))


@router.get(_POOL + "/curve", response_model=list[CurvePointOut], responses=refusals(404))
def get_pool_curve(
    stores: StoresDep,
    metric: Annotated[str, Query(max_length=40)] = "auc",
    label: Annotated[str | None, Query(max_length=200)] = None,
) -> Response:
    """Return a figure on `test` of every round by the number of images it learned from."""
    return document(pool.curve(stores, metric=metric, label=label, split=Split.TEST))
