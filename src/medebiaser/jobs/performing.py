"""One attempt of a job, from the claimed row to how it ended."""

import json
import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from medebiaser.data.stores import Workspace
from medebiaser.errors import (
    CancelledError,
    LostLeaseError,
    MedebiaserError,
    UnreachableError,
    WaitingError,
)
from medebiaser.jobs.failures import failure_of
from medebiaser.jobs.options import WorkerOptions
from medebiaser.jobs.running import RunningJob, Stopped
from medebiaser.jobs.steps import RegisteredStep, StepCall
from medebiaser.records import Job, JobState, Lane

_log = logging.getLogger(__name__)
LOST = "lost"
HANDED_BACK = "handed back"
WAITS = "waits for a person"


class Attempt:
    """What a worker does with one claimed job.

    Args:
        workspace: the worker's own; it names the lease in everything it writes.
        open_workspace: opens another one, for the step alone.
        steps: the steps that this worker knows, by name.
        options: how the worker works.
    """

    def __init__(
        self,
        workspace: Workspace,
        open_workspace: Callable[[], Workspace],
        steps: Mapping[str, RegisteredStep],
        options: WorkerOptions,
    ) -> None:
        self._options = options
        self._workspace = workspace
        self._open = open_workspace
        self._steps = steps

    def perform(self, job: Job, running: RunningJob) -> str:
        """Run the step and store how it ended; raises nothing but a failure to store that.

        Returns:
            The state that was stored; `lost` where another worker has the job; `handed back`
            where it is queued again; `waits for a person` where it is queued for later.
        """
        try:
            return self._stored(running, self._end(job, running))
        except LostLeaseError:
            return LOST

    def _end(self, job: Job, running: RunningJob) -> "_End":
        try:
            outcome = self._run(job, running)
        except Stopped:
            return _End(None, failure="the worker stops")
        except LostLeaseError:
            raise
        except CancelledError:
            return _End(JobState.CANCELLED)
        except (WaitingError, UnreachableError) as error:
            return _put_off(error)
        except Exception as error:  # noqa: BLE001  (a step of anyone's must not end the worker)
            return _failed(job, error)
        return _End(JobState.DONE, outcome=outcome)

    def _run(self, job: Job, running: RunningJob) -> dict[str, Any]:
        step = self._steps.get(job.step)
        if step is None:
            raise MedebiaserError(
                f"this worker knows no step {job.step}; it knows {', '.join(sorted(self._steps))}; "
                "run the same version of MEDebiaser everywhere"
            )
        leases = self._workspace.leases
        with self._open() as opened:
            opened.database.guard = partial(
                leases.guard, lease=running.lease, idle_s=self._options.idle_s
            )
            call = StepCall(
                arguments=job.arguments,
                project=_project_name(opened, job.project),
                author=job.author,
                device=job.device if job.lane is Lane.DEVICE and job.device else "cpu",
                report=running.report,
                log=running.write,
                workspace=opened,
            )
            return json_of(step.run(call))

    def _stored(self, running: RunningJob, end: "_End") -> str:
        leases = self._workspace.leases
        if (news := running.news()) is not None:
            leases.renew(
                running.lease,
                self._options.lease_s,
                news.latest,
                eta_s=news.eta_s,
                lines=news.lines,
            )
        if end.until is not None:
            leases.wait(running.lease, end.until, end.failure or "")
            return WAITS
        if end.state is None:
            leases.hand_back(running.lease, end.failure or "")
            return HANDED_BACK
        leases.finish(running.lease, end.state, outcome=end.outcome, failure=end.failure)
        return end.state.value


@dataclass(frozen=True, slots=True)
class _End:
    """How an attempt ended; without a state it goes back into the queue, where it may wait."""

    state: JobState | None
    outcome: dict[str, Any] | None = None
    failure: str | None = None
    until: datetime | None = None


def _put_off(error: WaitingError | UnreachableError) -> _End:
    if isinstance(error, WaitingError):
        return _End(None, failure=str(error), until=error.until)
    return _End(None, failure="the database or the blob store did not answer")


def json_of(outcome: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return what JSON holds of a step's outcome.

    Raises:
        TypeError: it holds something else.
    """
    document: dict[str, Any] = json.loads(json.dumps(dict(outcome or {})))
    return document


def _project_name(workspace: Workspace, project: int | None) -> str | None:
    for known in workspace.projects.all():
        if known.id == project:
            return known.name
    return None


def _failed(job: Job, error: Exception) -> _End:
    """Log where something unexpected happened, without its own words: they may name a patient."""
    failure = failure_of(error, job.step)
    if not isinstance(error, MedebiaserError):
        where = "".join(traceback.format_tb(error.__traceback__))
        _log.error("job %s, step %s: %s\n%s", job.id, job.step, type(error).__name__, where)
    return _End(JobState.FAILED, outcome={"cause": failure.cause.value}, failure=failure.words)
