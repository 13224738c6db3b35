"""Leases: which worker has which job, for how long, and who notices that it died.

A worker that takes a job gets a fence, one higher than anyone's before. Everything that it
writes for the job names that fence and is refused once someone else has the job.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, func, insert, select, text, update
from sqlalchemy import delete as delete_from

from medebiaser.data.database import Database
from medebiaser.data.schema import jobs as table
from medebiaser.data.schema import workers as workers_table
from medebiaser.data.stores.base import Clock
from medebiaser.data.stores.events import EventsStore
from medebiaser.data.stores.jobs import (
    JOB_EVENT,
    change_job,
    event_content,
    job_record,
    read_job,
    write_line,
)
from medebiaser.errors import LostLeaseError
from medebiaser.records import Job, JobState, Lane, Progress, WorkerRecord

DEATHS_MAX = 10
"""After so many workers in a row that died with a job before its first report, it fails."""

WAITING_PHASE = "waiting for answers"
"""Phase of a job that asked a person."""

_IDLE = "SELECT set_config('idle_in_transaction_session_timeout', :milliseconds, true)"

_FREE = {"worker": None, "device": None, "lease_until": None}


@dataclass(frozen=True, slots=True)
class Lease:
    """What a worker holds while it runs a job.

    Attributes:
        job: id of the job.
        fence: the number that everything it writes must name.
    """

    job: str
    fence: int


class LeasesStore:
    """Who runs what, as the workers see it."""

    def __init__(self, database: Database, clock: Clock, events: EventsStore) -> None:
        self._database = database
        self._clock = clock
        self._events = events

    def claim(self, worker: str, lane: Lane, *, device: str | None, lease_s: float) -> Job | None:
        """Take the job of a lane that waits longest; None where none waits."""
        if not self._any_waits(lane):
            return None
        with self._database.transaction() as connection:
            now = self._now(connection)
            waiting = select(table).where(*_claimable(lane, now))
            waiting = waiting.order_by(table.c.created_at, table.c.id).limit(1)
            row = connection.execute(waiting.with_for_update(skip_locked=True)).first()
            if row is None:
                return None
            change_job(
                connection,
                row.id,
                state=JobState.RUNNING.value,
                fence=row.fence + 1,
                worker=worker,
                device=device,
                lease_until=now + timedelta(seconds=lease_s),
                not_before=None,
                woken=False,
                started_at=row.started_at or now,
            )
            where = f" on {device}" if device else ""
            line = f"attempt {row.attempt} is run by {worker}{where}"
            write_line(connection, row.id, self._clock(), line)
            return self._told(connection, row.id)

    def renew(
        self,
        lease: Lease,
        lease_s: float,
        progress: Progress | None = None,
        *,
        eta_s: float | None = None,
        lines: Sequence[str] = (),
    ) -> Job:
        """Keep a job for another `lease_s`, and store how far it has come.

        Args:
            lease: what `claim` gave.
            lease_s: how long from now.
            progress: the last report; None: nothing new.
            eta_s: estimated seconds until its phase is done.
            lines: what to add to the job's log.

        Returns:
            The job; its `cancel_requested` says whether to stop.

        Raises:
            LostLeaseError: another worker has it.
        """
        with self._database.transaction() as connection:
            until = self._now(connection) + timedelta(seconds=lease_s)
            held = self._change(connection, lease, lease_until=until)
            for line in lines:
                write_line(connection, lease.job, self._clock(), line)
            if progress is None:
                return held
            changes = _columns(progress, eta_s)
            if held.phase != progress.phase:
                changes["phase_started_at"] = self._clock()
            change_job(connection, lease.job, **changes)
            return self._told(connection, lease.job)

    def finish(
        self,
        lease: Lease,
        state: JobState,
        *,
        outcome: Mapping[str, Any] | None = None,
        failure: str | None = None,
    ) -> Job:
        """End a job as done, failed or cancelled.

        Raises:
            LostLeaseError: another worker has the job.
        """
        with self._database.transaction() as connection:
            self._change(
                connection,
                lease,
                **_FREE,
                state=state.value,
                outcome=outcome,
                failure=failure,
                eta_s=None,
                finished_at=self._clock(),
            )
            write_line(connection, lease.job, self._clock(), failure or state.value)
            return self._told(connection, lease.job)

    def hand_back(self, lease: Lease, reason: str) -> Job:
        """Queue a job again because its worker stops; the next one goes on with it.

        Raises:
            LostLeaseError: another worker has the job.
        """
        with self._database.transaction() as connection:
            return self._requeue(connection, self._change(connection, lease), reason)

    def wait(self, lease: Lease, until: datetime, reason: str) -> Job:
        """Queue a job again that needs a person's answer; no worker takes it before `until`.

        `JobsStore.wake` lets it go on earlier; where that came first, it does not wait at all.

        Args:
            lease: what `claim` gave.
            until: when it goes on without an answer.
            reason: what it waits for, for the log.

        Raises:
            LostLeaseError: another worker has the job.
        """
        with self._database.transaction() as connection:
            held = self._change(connection, lease, deaths=0, phase=WAITING_PHASE, eta_s=None)
            if not held.woken:
                change_job(connection, lease.job, not_before=until)
            return self._requeue(connection, held, reason)

    def take_over(self, worker: str | None = None) -> list[Job]:
        """Queue again what dead workers left: their leases ran out, or they are known to be gone.

        A job that someone asked to cancel is cancelled; one with which too many workers died
        fails. A job whose worker is writing at this moment is left for the next time.

        Args:
            worker: also the jobs of this one, which is known to be dead.
        """
        if not self._any_abandoned(worker):
            return []
        with self._database.transaction() as connection:
            query = select(table).where(*self._abandoned(connection, worker))
            rows = connection.execute(query.with_for_update(skip_locked=True)).all()
            return [self._abandon(connection, job_record(row), row.deaths) for row in rows]

    def guard(self, connection: Connection, lease: Lease, *, idle_s: float = 60.0) -> None:
        """Refuse the open write transaction of a worker whose job another one has.

        On PostgreSQL the job's row is locked until the commit, so that a takeover comes
        before the transaction or after it.

        Args:
            connection: of the transaction that has just begun.
            lease: what `claim` gave.
            idle_s: PostgreSQL ends the transaction when nothing is heard of it for so long:
                its worker may have been stopped in the middle.

        Raises:
            LostLeaseError: another worker has the job.
        """
        query = select(table.c.id).where(*_held_by(lease))
        if self._database.dialect == "postgresql":
            connection.execute(text(_IDLE), {"milliseconds": str(int(idle_s * 1000))})
            query = query.with_for_update(read=True, key_share=True)
        if connection.execute(query).first() is None:
            raise _lost(lease)

    def sign_in(self, worker: WorkerRecord) -> None:
        """Note that a worker is there, or still there."""
        with self._database.transaction() as connection:
            seen = connection.execute(
                update(workers_table)
                .where(workers_table.c.id == worker.id)
                .values(seen_at=self._now(connection))
            )
            if not seen.rowcount:
                values = {"host": worker.host, "devices": list(worker.devices)}
                now = self._now(connection)
                connection.execute(
                    insert(workers_table).values(
                        id=worker.id, started_at=now, seen_at=now, **values
                    )
                )

    def sign_out(self, worker: str) -> None:
        """Forget a worker."""
        with self._database.transaction() as connection:
            connection.execute(delete_from(workers_table).where(workers_table.c.id == worker))

    def sign_out_silent(self, after_s: float) -> None:
        """Forget workers that were not heard of for so long."""
        with self._database.transaction() as connection:
            long_ago = self._now(connection) - timedelta(seconds=after_s)
            connection.execute(delete_from(workers_table).where(workers_table.c.seen_at < long_ago))

    def workers(self) -> Sequence[WorkerRecord]:
        """Return the workers that were heard of, the longest there first."""
        query = select(workers_table).order_by(workers_table.c.started_at, workers_table.c.id)
        with self._database.reading() as connection:
            return [
                WorkerRecord(row.id, row.host, tuple(row.devices), row.started_at, row.seen_at)
                for row in connection.execute(query)
            ]

    def _any_waits(self, lane: Lane) -> bool:
        """Look without the write lock, which SQLite has one of."""
        with self._database.reading() as connection:
            queued = _claimable(lane, self._now(connection))
            query = select(table.c.id).where(*queued).limit(1)
            return connection.execute(query).first() is not None

    def _any_abandoned(self, worker: str | None) -> bool:
        with self._database.reading() as connection:
            query = select(table.c.id).where(*self._abandoned(connection, worker)).limit(1)
            return connection.execute(query).first() is not None

    def _abandoned(self, connection: Connection, worker: str | None) -> tuple[Any, ...]:
        ran_out = table.c.lease_until < self._now(connection)
        gone = ran_out if worker is None else ran_out | (table.c.worker == worker)
        return table.c.state == JobState.RUNNING.value, gone

    def _abandon(self, connection: Connection, job: Job, deaths: int) -> Job:
        if not job.cancel_requested and deaths + 1 < DEATHS_MAX:
            change_job(connection, job.id, deaths=deaths + 1)
            return self._requeue(connection, job, f"{job.worker} was not heard of any more")
        state = JobState.CANCELLED if job.cancel_requested else JobState.FAILED
        failure = None if job.cancel_requested else _deadly(deaths + 1)
        ended = {"state": state.value, "failure": failure, "finished_at": self._clock()}
        outcome = None if failure is None else {"cause": "worker"}
        change_job(connection, job.id, **_FREE, **ended, outcome=outcome)
        write_line(connection, job.id, self._clock(), failure or state.value)
        return self._told(connection, job.id)

    def _requeue(self, connection: Connection, job: Job, reason: str) -> Job:
        change_job(
            connection, job.id, **_FREE, state=JobState.QUEUED.value, attempt=job.attempt + 1
        )
        line = f"{reason}; attempt {job.attempt + 1} is queued"
        write_line(connection, job.id, self._clock(), line)
        return self._told(connection, job.id)

    def _change(self, connection: Connection, lease: Lease, **changes: Any) -> Job:
        """Change columns of a job that is still the lease's, and return it."""
        values = {"fence": lease.fence, **changes}
        query = update(table).where(*_held_by(lease)).values(**values).returning(table)
        held = connection.execute(query).first()
        if held is None:
            raise _lost(lease)
        return job_record(held)

    def _told(self, connection: Connection, job_id: str) -> Job:
        changed = read_job(connection, job_id)
        self._events.append(JOB_EVENT, event_content(changed), changed.project)
        return changed

    def _now(self, connection: Connection) -> datetime:
        """Return the moment by the one clock that all workers share."""
        if self._database.dialect != "postgresql":
            return self._clock()  # one file, so one machine
        now: datetime | None = connection.scalar(select(func.clock_timestamp()))
        assert now is not None
        return now


def _claimable(lane: Lane, now: datetime) -> tuple[Any, ...]:
    due = table.c.not_before.is_(None) | (table.c.not_before <= now)
    return table.c.state == JobState.QUEUED.value, table.c.lane == lane.value, due


def _held_by(lease: Lease) -> tuple[Any, ...]:
    running = table.c.state == JobState.RUNNING.value
    return table.c.id == lease.job, table.c.fence == lease.fence, running


def _columns(progress: Progress, eta_s: float | None) -> dict[str, Any]:
    return {
        "phase": progress.phase,
        "done": progress.done,
        "total": progress.total,
        "metrics": dict(progress.metrics),
        "eta_s": eta_s,
        "deaths": 0,
    }


def _lost(lease: Lease) -> LostLeaseError:
    return LostLeaseError(
        f"job {lease.job} is no longer this worker's (it held fence {lease.fence}); "
        "nothing was written, the worker that has it goes on"
    )


def _deadly(deaths: int) -> str:
    return (
        f"{deaths} workers in a row died with this job before it reported anything; "
        "look at the memory of the machine and at the workers' output, then try again"
    )
