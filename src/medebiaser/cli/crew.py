"""Several devices: a worker of its own for each, as a process of its own.

What torch draws at random belongs to a process, and so does its memory: two trainings in one
could disturb each other's weights, and would die together.
"""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from medebiaser.cli.session import say

_LOOK_S = 0.5
_RESTART_S = 5.0
_STOP_S = 15.0


@dataclass(slots=True)
class _Member:
    """The worker of one device, and when it was started last."""

    device: str
    child: subprocess.Popen[bytes]
    started: float


class Crew:
    """One `medebiaser worker` for each device; one that dies is started again.

    Args:
        workspace: the workspace's folder.
        devices: whose workers to start.
        once: let them end when no job waits any more.
        is_orphan: tells whether who started the crew is gone, so that it stops too.
    """

    def __init__(
        self,
        workspace: Path,
        devices: Sequence[str],
        *,
        once: bool = False,
        is_orphan: Callable[[], bool] = lambda: False,
    ) -> None:
        self._workspace = workspace
        self._devices = devices
        self._once = once
        self._is_orphan = is_orphan
        self._stopping = threading.Event()

    def stop(self) -> None:
        """Let every worker put its job back and end; may be called anywhere."""
        self._stopping.set()

    def run(self) -> None:
        """Keep them running until `stop`; with `once` until all have ended."""
        members = [self._started(device) for device in self._devices]
        while not self._stopping.wait(_LOOK_S) and not self._is_orphan():
            for member in members:
                self._look_after(member)
            if self._once and all(member.child.poll() is not None for member in members):
                return
        _end(members)

    def _look_after(self, member: _Member) -> None:
        status = member.child.poll()
        if status is None or (self._once and status == 0):
            return
        if time.monotonic() - member.started >= _RESTART_S:
            say(f"the worker of {member.device} ended with {status}; starting it again")
            member.child = self._started(member.device).child
            member.started = time.monotonic()

    def _started(self, device: str) -> _Member:
        command = [sys.executable, "-m", "medebiaser", "-w", str(self._workspace), "worker"]
        command += ["--devices", device, "--parent", str(os.getpid())]
        # Its own group: Ctrl-C reaches the crew alone, which then stops the workers in order.
        child = subprocess.Popen(
            [*command, *(["--once"] if self._once else [])], start_new_session=True
        )
        return _Member(device, child, time.monotonic())


def _end(members: Sequence[_Member]) -> None:
    for member in members:
        if member.child.poll() is None:
            member.child.send_signal(signal.SIGTERM)
    until = time.monotonic() + _STOP_S
    for member in members:
        try:
            member.child.wait(max(0.0, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            member.child.kill()
            member.child.wait()
