"""Jobs as people see them: asked for, listed, cancelled, tried again."""

import uuid
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, insert, select, text, update

from medebiaser.data.database import Database
from medebiaser.data.schema import job_log
from medebiaser.data.schema import jobs as table
from medebiaser.data.stores.base import Clock
from medebiaser.data.stores.events import EventsStore
from medebiaser.errors import ConflictError, NotFoundError
from medebiaser.records import ACTIVE, Job, JobState, Lane, LogLine

JOB_EVENT = "job"
"""Kind of the events that say how a job goes."""

_ENDED = (JobState.FAILED, JobState.CANCELLED)
_AT_ONCE: Mapping[str, Any] = {"not_before": None}


class JobsStore:
    """All jobs of a workspace.

    A job is a row from the moment it is asked for: what is committed with it (a round, an
    upload) and the job are there together or not at all. Workers take it from there.
    """

    def __init__(self, database: Database, clock: Clock, events: EventsStore) -> None:
        self._database = database
        self._clock = clock
        self._events = events

    def enqueue(
        self,
        step: str,
        arguments: Mapping[str, Any],
        *,
        project: int | None,
        author: str,
        lane: Lane = Lane.DEVICE,
        key: str | None = None,
    ) -> Job:
        """Ask for a step to be run in the background, in the transaction that is open.

        Args:
            step: its name.
            arguments: what it is called with, as JSON.
            project: id of the project it belongs to; None: the whole workspace.
            author: name of who asks.
            lane: what it waits for.
            key: where a job of this project and key is queued or running already, that one
                is returned and nothing is started.

        Returns:
            The job, queued; or the active one of the same key.
        """
        job_id = uuid.uuid4().hex
        values = {
            "id": job_id,
            "project_id": project,
            "step": step,
            "arguments": dict(arguments),
            "lane": lane.value,
            "key": key,
            "author": author,
            "state": JobState.QUEUED.value,
            "done": 0,
            "total": 0,
            "metrics": {},
            "created_at": self._clock(),
            "cancel_requested": False,
            "woken": False,
            "attempt": 1,
            "fence": 0,
            "deaths": 0,
        }
        with self._database.transaction() as connection:
            if key is not None and (active := self._active(connection, project, key)):
                return active
            connection.execute(insert(table).values(**values))
            return self._told(connection, job_id)

    def get(self, job_id: str) -> Job:
        """Return one job.

        Raises:
            NotFoundError: there is no such job.
        """
        with self._database.reading() as connection:
            return read_job(connection, job_id)

    def all(
        self,
        *,
        project: int | None = None,
        states: Collection[JobState] | None = None,
        limit: int = 100,
        before: str | None = None,
    ) -> list[Job]:
        """Return jobs, the newest first.

        Args:
            project: id of a project; None: jobs of all.
            states: only jobs in one of these; None: in any.
            limit: how many at most.
            before: id of the last job of the page before.

        Raises:
            NotFoundError: there is no job `before`.
        """
        query = select(table).order_by(table.c.created_at.desc(), table.c.id.desc()).limit(limit)
        if project is not None:
            query = query.where(table.c.project_id == project)
        if states is not None:
            query = query.where(table.c.state.in_(sorted(state.value for state in states)))
        with self._database.reading() as connection:
            if before is not None:
                last = read_job(connection, before)
                later = (table.c.created_at == last.created_at) & (table.c.id < last.id)
                query = query.where((table.c.created_at < last.created_at) | later)
            return [job_record(row) for row in connection.execute(query)]

    def log(self, job_id: str, *, after: int = 0, limit: int = 1000) -> list[LogLine]:
        """Return the lines of a job's log that follow a line's number, the oldest first.

        Raises:
            NotFoundError: there is no such job.
        """
        query = (
            select(job_log)
            .where(job_log.c.job_id == job_id, job_log.c.id > after)
            .order_by(job_log.c.id)
            .limit(limit)
        )
        with self._database.reading() as connection:
            read_job(connection, job_id)
            return [LogLine(row.id, row.at, row.line) for row in connection.execute(query)]

    def request_cancel(self, job_id: str) -> Job:
        """Ask a job to stop: a queued one is cancelled at once, a running one at its next report.

        Asking twice, or for a job that has ended, changes nothing.

        Raises:
            NotFoundError: there is no such job.
        """
        with self._database.transaction() as connection:
            found = read_job(connection, job_id, lock=True)
            if found.state not in ACTIVE or found.cancel_requested:
                return found
            changes: dict[str, Any] = {"cancel_requested": True}
            if found.state is JobState.QUEUED:
                changes |= {"state": JobState.CANCELLED.value, "finished_at": self._clock()}
            change_job(connection, job_id, **changes)
            write_line(connection, job_id, self._clock(), "someone asked to cancel")
            return self._told(connection, job_id)

    def retry(self, job_id: str) -> Job:
        """Queue a failed or cancelled job again; one that is active already stays as it is.

        Raises:
            NotFoundError: there is no such job.
            ConflictError: it is done, or another job of its key is active.
        """
        with self._database.transaction() as connection:
            found = read_job(connection, job_id, lock=True)
            if found.state in ACTIVE:
                return found
            if found.state not in _ENDED:
                raise ConflictError(f"job {job_id} is done; start the step anew instead")
            if found.key is not None and self._active(connection, found.project, found.key):
                raise ConflictError(
                    f"another job of the step {found.step} is active; wait for it or cancel it",
                    stored=self._active(connection, found.project, found.key),
                )
            change_job(
                connection,
                job_id,
                state=JobState.QUEUED.value,
                attempt=found.attempt + 1,
                cancel_requested=False,
                deaths=0,
                not_before=None,
                failure=None,
                outcome=None,
                finished_at=None,
            )
            write_line(connection, job_id, self._clock(), f"attempt {found.attempt + 1} is queued")
            return self._told(connection, job_id)

    def wake(self, project: int, key: str) -> Job | None:
        """Let the active job of a key go on that waits for a person, in the open transaction.

        Where it is running, and may be about to wait for what is there now, it does not wait.

        Returns:
            The job; None where none of this key is active.
        """
        with self._database.transaction() as connection:
            found = self._active(connection, project, key)
            if found is None:
                return None
            running = read_job(connection, found.id, lock=True).state is JobState.RUNNING
            change_job(connection, found.id, **({"woken": True} if running else _AT_ONCE))
            if not running and found.not_before is not None:
                write_line(connection, found.id, self._clock(), "the answers are there")
            return self._told(connection, found.id)

    def _active(self, connection: Connection, project: int | None, key: str) -> Job | None:
        """Return the active job of a key, after everyone else who asks for it at this moment."""
        if self._database.dialect == "postgresql":
            name = f"job {project} {key}"
            connection.execute(
                text("SELECT pg_advisory_xact_lock(hashtextextended(:name, 0))"), {"name": name}
            )
        row = connection.execute(
            select(table).where(
                table.c.project_id.is_not_distinct_from(project),
                table.c.key == key,
                table.c.state.in_(sorted(state.value for state in ACTIVE)),
            )
        ).first()
        return None if row is None else job_record(row)

    def _told(self, connection: Connection, job_id: str) -> Job:
        changed = read_job(connection, job_id)
        self._events.append(JOB_EVENT, event_content(changed), changed.project)
        return changed


def read_job(connection: Connection, job_id: str, *, lock: bool = False) -> Job:
    """Read one job, with `lock` for a change in the same transaction.

    Raises:
        NotFoundError: there is no such job.
    """
    query = select(table).where(table.c.id == job_id)
    row = connection.execute(_for_change(query) if lock else query).first()
    if row is None:
        raise NotFoundError(f"there is no job {job_id}; list the jobs to see which there are")
    return job_record(row)


def _for_change(query: Select[Any]) -> Select[Any]:
    """Lock the row against other changes, yet not against the worker that writes for the job."""
    return query.with_for_update(key_share=True)


def change_job(connection: Connection, job_id: str, **changes: Any) -> None:
    """Change columns of one job."""
    connection.execute(update(table).where(table.c.id == job_id).values(**changes))


def write_line(connection: Connection, job_id: str, at: datetime, line: str) -> None:
    """Add a line to a job's log."""
    connection.execute(insert(job_log).values(job_id=job_id, at=at, line=line))


def event_content(job: Job) -> dict[str, Any]:
    """Return what everyone in the project may see of a job: no message, it may name images."""
    return {
        "job": job.id,
        "step": job.step,
        "state": job.state.value,
        "phase": job.phase,
        "done": job.done,
        "total": job.total,
        "eta_s": job.eta_s,
        "metrics": dict(job.metrics),
        "cancel_requested": job.cancel_requested,
    }


def job_record(row: Any) -> Job:
    """Return the record of a row."""
    values = dict(row._mapping)
    values["project"] = values.pop("project_id")
    values["lane"] = Lane(row.lane)
    values["state"] = JobState(row.state)
    return Job(**values)
