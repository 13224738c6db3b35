"""How a worker works."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """How a worker works.

    Attributes:
        devices: each takes one job at a time; none: only the light lane is worked off.
        lease_s: how long the worker keeps a job when it is not heard of.
        idle_s: longest silence within a step's transaction (PostgreSQL): afterwards the server
            ends it, so that a worker that was stopped there keeps no one waiting.
        once: end when no job waits any more.
        is_orphan: tells whether who started the worker is gone, so that it stops too.
    """

    devices: Sequence[str]
    lease_s: float = 30.0
    idle_s: float = 60.0
    once: bool = False
    is_orphan: Callable[[], bool] = lambda: False
