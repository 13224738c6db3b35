"""One job while a worker runs it: what it reported, and whether it has to stop."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from medebiaser.data.stores import Lease
from medebiaser.errors import CancelledError
from medebiaser.records import Progress


class Stopped(BaseException):
    """The worker stops, or lost the job: the step is left where it is, as by a kill.

    Not an `Exception`: nothing on the way may take it for a failure of the step.
    """


@dataclass(frozen=True, slots=True)
class News:
    """What has to be stored of a running job.

    Attributes:
        lines: for its log: phases that began, and what the step wrote.
        latest: the last report; None where there was none.
        eta_s: estimated seconds until its phase is done; None: unknown.
    """

    lines: tuple[str, ...] = ()
    latest: Progress | None = None
    eta_s: float | None = None


class RunningJob:
    """Between the thread that runs the step and the one that keeps the lease.

    The step's reports only leave their progress here, so that they cost nothing and never
    wait for a database in which the step itself may have a transaction open.

    Args:
        lease: what the worker holds.
        wake: called when something should be stored at once.
        clock: seconds, for the estimate.
    """

    def __init__(
        self, lease: Lease, wake: Callable[[], None], clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.lease = lease
        self._wake = wake
        self._clock = clock
        self._lock = threading.Lock()
        self._lines: list[str] = []
        self._latest: Progress | None = None
        self._began: tuple[str | None, float, int] = (None, 0.0, 0)
        self._cancelled = threading.Event()
        self._stopped = threading.Event()

    def report(self, progress: Progress) -> None:
        """Take a report of the step; stop it here where it has to.

        Raises:
            CancelledError: someone asked to cancel.
            Stopped: the worker stops or lost the job.
        """
        if self._stopped.is_set():
            raise Stopped
        if self._cancelled.is_set():
            raise CancelledError("the job was cancelled; try it again to go on where it stopped")
        with self._lock:
            begins = progress.phase != self._began[0]
            if begins:
                self._began = progress.phase, self._clock(), progress.done
                self._lines.append(progress.phase)
            self._latest = progress
        if begins:
            self._wake()

    def write(self, line: str) -> None:
        """Keep a line for the job's log."""
        with self._lock:
            self._lines.append(line)

    def news(self) -> News | None:
        """Return what was reported since the last call; None where nothing was."""
        with self._lock:
            if self._latest is None and not self._lines:
                return None
            news = News(tuple(self._lines), self._latest, self._eta_s())
            self._lines, self._latest = [], None
            return news

    def cancel(self) -> None:
        """Let the next report end the step as cancelled."""
        self._cancelled.set()

    def stop(self) -> None:
        """Let the next report leave the step where it is."""
        self._stopped.set()

    def _eta_s(self) -> float | None:
        """Estimate by what was done since this phase was first heard of: a resumed one is ahead."""
        _, since, first = self._began
        if self._latest is None or self._latest.done <= first:
            return None
        left = max(0, self._latest.total - self._latest.done)
        return (self._clock() - since) / (self._latest.done - first) * left
