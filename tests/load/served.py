"""A real `medebiaser serve` in a process of its own: started, killed, stopped."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

_LONGEST_S = 60.0
_LOOK_S = 0.05


def free_port() -> int:
    """Return a port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class Served:
    """One server over one workspace; always on the same port, so that clients find it again.

    Args:
        workspace: its folder.
        environment: what its environment has beside this program's.
        options: of `serve`, such as `--no-worker`.
    """

    def __init__(
        self,
        workspace: Path,
        *,
        environment: Mapping[str, str] | None = None,
        options: Sequence[str] = (),
    ) -> None:
        self.workspace = workspace
        self.port = free_port()
        self.log = workspace.parent / f"{workspace.name}-server.log"
        self._environment = {**os.environ, "OMP_NUM_THREADS": "1", **(environment or {})}
        self._options = options
        self._server: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start, and return once it answers."""
        command = [sys.executable, "-m", "medebiaser", "-w", str(self.workspace), "serve"]
        command += ["--port", str(self.port), "--devices", "cpu", *self._options]
        with self.log.open("ab") as log:
            self._server = subprocess.Popen(
                command, env=self._environment, stdout=log, stderr=log, start_new_session=True
            )
        self._wait_until_it_answers()

    def is_running(self) -> bool:
        """Whether it has been started and has not ended."""
        return self._server is not None and self._server.poll() is None

    def stop(self) -> int:
        """Ask it to stop, and return its exit status."""
        assert self._server is not None
        self._server.send_signal(signal.SIGTERM)
        return self._server.wait(_LONGEST_S)

    def kill(self) -> None:
        """Kill -9; its worker is left to notice by itself."""
        assert self._server is not None
        self._server.kill()
        self._server.wait()

    def kill_worker(self) -> bool:
        """Kill -9 the worker, which the server starts again; False: there was none just now."""
        workers = self.workers()
        for pid in workers:
            os.kill(pid, signal.SIGKILL)
        return bool(workers)

    def workers(self) -> list[int]:
        """Process ids of the worker beside the server."""
        assert self._server is not None
        tasks = Path(f"/proc/{self._server.pid}/task").glob("*/children")
        children = {int(pid) for task in tasks for pid in task.read_text().split()}
        return sorted(pid for pid in children if b"worker" in _command_line(pid))

    def words(self) -> str:
        """Everything that it said."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def _wait_until_it_answers(self) -> None:
        assert self._server is not None
        until = time.monotonic() + _LONGEST_S
        while time.monotonic() < until:
            if self._server.poll() is not None:
                raise RuntimeError(f"the server ended at once:\n{self.words()[-2000:]}")
            if _answers(self.port):
                return
            time.sleep(_LOOK_S)
        raise RuntimeError(f"no answer within {_LONGEST_S:.0f} s:\n{self.words()[-2000:]}")


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", "/api/health")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _command_line(pid: int) -> bytes:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return b""
