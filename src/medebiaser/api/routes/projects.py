"""Routes of projects."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Response
from pydantic import BaseModel, ConfigDict, Field

from medebiaser.api.access import Caller
from medebiaser.api.dependencies import CallerDep, StoresDep, WorkspaceDep
from medebiaser.api.fields import Name, Text
from medebiaser.api.problems import refusals
from medebiaser.api.replies import document
from medebiaser.records import Activation, Project, Role, Split
from medebiaser.rounds.labels import overview

router = APIRouter(tags=["projects"])

_Names = Annotated[list[Name], Field(max_length=1_000)]


class ProjectIn(BaseModel):
    """A new project; its labels may follow until the first image comes.

    Attributes:
        paired_labels: those of paired organs, whose regions may be mirrored.
        cue_columns: table columns that may betray a label without being the disease.
        label_source: where the labels come from, in words.
    """

    model_config = ConfigDict(extra="forbid")

    name: Name
    labels: _Names = []
    activation: Activation = Activation.SIGMOID
    paired_labels: _Names = []
    cue_columns: _Names = []
    label_source: Text | None = None


class ProjectChangeIn(BaseModel):
    """What of a project changes; what is left out stays."""

    model_config = ConfigDict(extra="forbid")

    labels: _Names = []
    activation: Activation = Activation.SIGMOID
    paired_labels: _Names = []
    cue_columns: _Names = []
    label_source: Text | None = None


class ProjectOut(BaseModel):
    """One project, as the list shows it.

    Attributes:
        role: of the caller in it.
        current_round: the round the views show; null before round 0.
    """

    name: str
    labels: list[str]
    activation: Activation
    paired_labels: list[str]
    cue_columns: list[str]
    label_source: str | None
    current_round: int | None
    created_at: datetime | None
    role: Role


class ProjectOverviewOut(ProjectOut):
    """One project and what it holds.

    Attributes:
        splits: images of each split.
        without_split: images that have none yet.
        annotated_pairs: images with an annotation, counted once for each label.
    """

    images: int
    patients: int
    splits: dict[Split, int]
    without_split: int
    annotated_pairs: int
    rounds: int


@router.get("/projects", response_model=list[ProjectOut])
def list_projects(caller: CallerDep, opened: WorkspaceDep) -> Response:
    """Return the caller's projects, the oldest first."""
    mine = [each for each in opened.projects.all() if caller.role_in(each.id) is not None]
    return document([_project(each, caller) for each in mine])


@router.post("/projects", status_code=201, response_model=ProjectOut, responses=refusals(409, 422))
def create_project(body: ProjectIn, caller: CallerDep, opened: WorkspaceDep) -> Response:
    """Create a project."""
    created = opened.projects.create(
        body.name,
        body.labels,
        body.activation,
        paired_labels=body.paired_labels,
        cue_columns=body.cue_columns,
        label_source=body.label_source,
        actor=caller.user.name,
    )
    return document(_project(created, caller), 201)


@router.get("/projects/{project}", response_model=ProjectOverviewOut)
def get_project(stores: StoresDep, caller: CallerDep) -> Response:
    """Return a project and what it holds."""
    return document({**_project(stores.project, caller), **overview(stores)})


@router.patch("/projects/{project}", response_model=ProjectOut, responses=refusals(409, 422, 423))
def update_project(
    body: ProjectChangeIn, stores: StoresDep, caller: CallerDep, opened: WorkspaceDep
) -> Response:
    """Change a project: its labels before the first image, and what is known of them."""
    changes = body.model_dump(exclude_unset=True)
    changed = opened.projects.update(stores.project.name, actor=stores.actor, **changes)
    return document(_project(changed, caller))


def _project(project: Project, caller: Caller) -> dict[str, Any]:
    return {
        "name": project.name,
        "labels": project.labels,
        "activation": project.activation,
        "paired_labels": project.paired_labels,
        "cue_columns": project.cue_columns,
        "label_source": project.label_source,
        "current_round": project.current_round,
        "created_at": project.created_at,
        "role": caller.role_in(project.id),
    }
