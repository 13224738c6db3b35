"""Jobs that were started: looked up in their project, cancelled, tried again."""

from medebiaser.data.stores import Stores, Workspace
from medebiaser.errors import ForbiddenError, NotFoundError
from medebiaser.records import Action, Job, JobState, Role
from medebiaser.rounds import starting


def job_of(workspace: Workspace, stores: Stores, job_id: str) -> Job:
    """Return a job of a project.

    Raises:
        NotFoundError: there is none of this id, or it belongs to another project.
    """
    found = workspace.jobs.get(job_id)
    if found.project != stores.project.id:
        raise NotFoundError(f"there is no job {job_id}; list the jobs to see which there are")
    return found


def cancel(workspace: Workspace, stores: Stores, job_id: str, role: Role | None) -> Job:
    """Ask a job to stop; asking twice, or for one that has ended, changes nothing.

    Raises:
        NotFoundError: there is no such job.
        ForbiddenError: someone else started it, and the role is not engineer.
    """
    with stores.transaction():
        before = _steerable(workspace, stores, job_id, role)
        after = workspace.jobs.request_cancel(job_id)
        if after.cancel_requested and not before.cancel_requested:
            stores.audit(Action.JOB_CANCELLED, job=job_id)
        if after.state is JobState.CANCELLED and before.state is JobState.QUEUED:
            starting.release(stores, after)
        return after


def retry(workspace: Workspace, stores: Stores, job_id: str, role: Role | None) -> Job:
    """Queue a failed or cancelled job again; one that is active already stays as it is.

    Raises:
        NotFoundError: there is no such job.
        ForbiddenError: someone else started it, and the role is not engineer.
        ConflictError: it is done, or another job of its key is active.
    """
    with stores.transaction():
        before = _steerable(workspace, stores, job_id, role)
        after = workspace.jobs.retry(job_id)
        if after.attempt > before.attempt:
            stores.audit(Action.JOB_RETRIED, job=job_id)
        return after


def _steerable(workspace: Workspace, stores: Stores, job_id: str, role: Role | None) -> Job:
    found = job_of(workspace, stores, job_id)
    others = found.author != stores.actor
    if others and (role is None or role.rank < Role.ENGINEER.rank):
        raise ForbiddenError(
            f"job {job_id} was started by {found.author}; ask them, or an engineer of the project"
        )
    return found
