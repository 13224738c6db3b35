"""Routes of jobs."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel
from pydantic.json_schema import SkipJsonSchema

from medebiaser.api.dependencies import CallerDep, StoresDep, WorkspaceDep
from medebiaser.api.fields import Hex, HexPath
from medebiaser.api.problems import refusals
from medebiaser.api.replies import LimitQuery, StartQuery, document
from medebiaser.api.running import JobOut, job_document, job_reply
from medebiaser.records import JobState, LogLine
from medebiaser.rounds import steering

router = APIRouter(tags=["jobs"])
_JOBS = "/projects/{project}/jobs"
_JOB = _JOBS + "/{job_id}"


class JobsOut(BaseModel):
    """Jobs, the newest first; `next` is the job to go on before, null at the end."""

    jobs: list[JobOut]
    next: str | None


class LogLineOut(BaseModel):
    """One line of a job's log."""

    id: int
    at: datetime
    line: str

    @classmethod
    def of(cls, line: LogLine) -> "LogLineOut":
        """Show everything."""
        return cls(id=line.id, at=line.at, line=line.line)


@router.get(_JOBS, response_model=JobsOut, responses=refusals(404, 422))
def list_jobs(
    stores: StoresDep,
    workspace: WorkspaceDep,
    state: Annotated[list[JobState], Query(max_length=5)] = [],  # noqa: B006
    limit: LimitQuery = 50,
    before: Annotated[Hex | SkipJsonSchema[None], Query()] = None,
) -> Response:
    """Return the project's jobs, the newest first."""
    found = workspace.jobs.all(
        project=stores.project.id, states=state or None, limit=limit, before=before
    )
    last = found[-1].id if len(found) == limit else None
    return document({"jobs": [job_document(job) for job in found], "next": last})


@router.get(_JOB, response_model=JobOut, responses=refusals(404, 422))
def get_job(job_id: HexPath, stores: StoresDep, workspace: WorkspaceDep) -> Response:
    """Return one job."""
    return job_reply(steering.job_of(workspace, stores, job_id), 200)


@router.get(_JOB + "/log", responses=refusals(404, 422))
def get_job_log(
    job_id: HexPath, stores: StoresDep, workspace: WorkspaceDep, after: StartQuery = 0
) -> list[LogLineOut]:
    """Return the lines of a job's log that follow a line, the oldest first, at most 1,000."""
    job = steering.job_of(workspace, stores, job_id)
    return [LogLineOut.of(line) for line in workspace.jobs.log(job.id, after=after)]


@router.post(
    _JOB + "/cancellation",
    status_code=202,
    response_model=JobOut,
    responses=refusals(403, 404, 422),
)
def cancel_job(
    job_id: HexPath, stores: StoresDep, workspace: WorkspaceDep, caller: CallerDep
) -> Response:
    """Ask a job to stop, one's own or as an engineer anyone's; asking twice changes nothing."""
    role = caller.role_in(stores.project.id)
    return job_reply(steering.cancel(workspace, stores, job_id, role))


@router.post(
    _JOB + "/retry", status_code=202, response_model=JobOut, responses=refusals(403, 404, 409, 422)
)
def retry_job(
    job_id: HexPath, stores: StoresDep, workspace: WorkspaceDep, caller: CallerDep
) -> Response:
    """Queue a failed or cancelled job again; it goes on where it stopped."""
    role = caller.role_in(stores.project.id)
    return job_reply(steering.retry(workspace, stores, job_id, role))
