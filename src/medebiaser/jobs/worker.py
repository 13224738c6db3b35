"""The worker: takes jobs, keeps its leases, takes over what dead workers left."""

import logging
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from functools import partial
from typing import TypeVar

from medebiaser.data.stores import Lease, Workspace
from medebiaser.errors import LostLeaseError, MedebiaserError
from medebiaser.jobs.engine import Engine
from medebiaser.jobs.liveness import Liveness, host_name
from medebiaser.jobs.options import WorkerOptions
from medebiaser.jobs.performing import HANDED_BACK, Attempt
from medebiaser.jobs.running import RunningJob
from medebiaser.jobs.steps import RegisteredStep
from medebiaser.records import ACTIVE, Job, JobState, Lane, WorkerRecord

LIGHT_THREADS = 2
_POLL_S = 0.5
_FORGOTTEN_LEASES = 20
_TROUBLE_S = 2.0
"""How long to wait when the database or DBOS is in trouble."""

_log = logging.getLogger(__name__)
T = TypeVar("T")


class Worker:
    """Works off the jobs of a workspace until it is told to stop.

    Args:
        open_workspace: opens the workspace: once for the worker, once for each job.
        steps: the steps that it knows, by name.
        options: how it works.
    """

    def __init__(
        self,
        open_workspace: Callable[[], Workspace],
        steps: Mapping[str, RegisteredStep],
        options: WorkerOptions,
    ) -> None:
        self._workspace = open_workspace()
        self._options = options
        self._attempt = Attempt(self._workspace, open_workspace, steps, options)
        self._liveness = Liveness(self._workspace.root)
        self.name = self._liveness.worker
        self._running: dict[str, tuple[Job, RunningJob]] = {}
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._awake = threading.Event()
        self._ended = threading.Event()

    def stop(self) -> None:
        """Leave the steps at their next report and put their jobs back; may be called anywhere."""
        self._stopping.set()
        self._awake.set()

    def run(self) -> None:
        """Work until `stop`; with `once` until no job waits."""
        record = WorkerRecord(self.name, host_name(), tuple(self._options.devices))
        with ExitStack() as opened:
            opened.callback(self._workspace.close)
            opened.callback(self._liveness.close)
            engine = Engine(self._workspace.database, self.name, self._perform)
            opened.callback(engine.close)
            self._workspace.leases.sign_in(record)
            opened.callback(self._quietly, partial(self._workspace.leases.sign_out, self.name))
            self._take_over(engine)
            pulse = threading.Thread(target=self._pulse, args=(engine, record), name="pulse")
            pulse.start()
            self._work_in_all(self._slots(engine))
            self._ended.set()
            self._awake.set()
            pulse.join()

    def _work_in_all(self, slots: Sequence[threading.Thread]) -> None:
        for slot in slots:
            slot.start()
        for slot in slots:
            slot.join()

    def _slots(self, engine: Engine) -> list[threading.Thread]:
        lanes: list[tuple[Lane, str | None]] = [(Lane.DEVICE, d) for d in self._options.devices]
        lanes += [(Lane.LIGHT, None)] * LIGHT_THREADS
        return [
            threading.Thread(
                target=self._work, args=(engine, lane, device), name=f"{lane} {device}"
            )
            for lane, device in lanes
        ]

    def _work(self, engine: Engine, lane: Lane, device: str | None) -> None:
        """Take one job after the other: what one thread of the worker does."""
        while not self._stopping.is_set():
            job = self._quietly(partial(self._claim, lane, device))
            if job is not None:
                self._quietly(partial(self._carry, engine, job))
            elif self._options.once:
                return
            else:
                self._stopping.wait(_POLL_S)

    def _claim(self, lane: Lane, device: str | None) -> Job | None:
        return self._workspace.leases.claim(
            self.name, lane, device=device, lease_s=self._options.lease_s
        )

    def _carry(self, engine: Engine, job: Job) -> None:
        """Run one attempt as a workflow; queue the job again where it came to no end."""
        running = RunningJob(Lease(job.id, job.fence), self._awake.set)
        with self._lock:
            self._running[job.id] = job, running
        _log.info("job %s, step %s, attempt %d", job.id, job.step, job.attempt)
        try:
            engine.run(job.id, job.attempt, job.fence)
        finally:
            try:
                self._leave(running.lease)
            finally:
                with self._lock:
                    del self._running[job.id]

    def _perform(self, job_id: str, fence: int) -> str:  # noqa: ARG002  (part of the durable call)
        with self._lock:
            job, running = self._running[job_id]
        ended = self._attempt.perform(job, running)
        _log.info("job %s: %s", job_id, ended)
        if ended == HANDED_BACK:
            self._stopping.wait(_TROUBLE_S)  # what did not answer needs a moment
        return ended

    def _leave(self, lease: Lease) -> None:
        """Queue a job again that is still this worker's: its attempt was not run to an end."""
        found = self._workspace.jobs.get(lease.job)
        if found.state is JobState.RUNNING and found.fence == lease.fence:
            self._workspace.leases.hand_back(lease, "the attempt came to no end")

    def _pulse(self, engine: Engine, record: WorkerRecord) -> None:
        """Keep leases, store progress, hear of cancellations, notice the dead."""
        beat_s = min(_POLL_S, self._options.lease_s / 6)
        calm_s = self._options.lease_s / 3
        heard = time.monotonic()
        while not self._ended.is_set():
            self._awake.wait(beat_s)
            self._awake.clear()
            if self._options.is_orphan():
                self.stop()
            calm = time.monotonic() - heard >= calm_s
            with self._lock:
                running = [each for _, each in self._running.values()]
            for each in running:
                if self._stopping.is_set():
                    each.stop()
                self._quietly(partial(self._keep, each, calm))
            if calm:
                heard = time.monotonic()
                self._quietly(partial(self._workspace.leases.sign_in, record))
                self._quietly(partial(self._take_over, engine))

    def _keep(self, running: RunningJob, calm: bool) -> None:
        """Store what a job reported, and renew its lease; look only where nothing has to be."""
        leases, lease = self._workspace.leases, running.lease
        news = running.news()
        try:
            if news is not None:
                row = leases.renew(
                    lease,
                    self._options.lease_s,
                    news.latest,
                    eta_s=news.eta_s,
                    lines=news.lines,
                )
            elif calm:
                row = leases.renew(lease, self._options.lease_s)
            else:
                row = self._workspace.jobs.get(lease.job)
        except LostLeaseError:
            running.stop()
            return
        if row.fence != lease.fence:
            running.stop()
        elif row.cancel_requested:
            running.cancel()

    def _take_over(self, engine: Engine) -> None:
        """Queue again what the dead left: those whose lock is free, or whose lease ran out."""
        leases = self._workspace.leases
        taken = leases.take_over()
        for worker in self._liveness.neighbours():
            if self._liveness.is_dead(worker):
                taken += leases.take_over(worker)
                leases.sign_out(worker)
                self._liveness.forget(worker)
        leases.sign_out_silent(_FORGOTTEN_LEASES * self._options.lease_s)
        for job in taken:
            _log.info("job %s was left by a worker that died: %s", job.id, job.state)
            engine.forget(job.id, job.attempt - (job.state in ACTIVE))

    def _quietly(self, act: Callable[[], T]) -> T | None:
        """Do something that may fail while the database is away; the next time it may not."""
        try:
            return act()
        except MedebiaserError as error:
            _log.warning("%s", error)
        except Exception as error:  # noqa: BLE001  (a worker outlives its database)
            _log.warning("%s; trying again in %.0f s", type(error).__name__, _TROUBLE_S)
        self._stopping.wait(_TROUBLE_S)
        return None
