"""Who on this machine is alive: each worker holds a lock that goes with its process.

A lease tells everywhere that a worker died, but only when it has run out. On the same
machine and folder the lock tells at once, so that a restart does not wait.
"""

import os
import re
import socket
import uuid
from pathlib import Path

from medebiaser.data.held_files import hold, is_free

_FOLDER = "workers"
_NAME = re.compile(r"\d+-[0-9a-f]+@[A-Za-z0-9.-]+")


class Liveness:
    """The lock of one worker, held until its process ends.

    Args:
        root: the workspace's folder.

    Attributes:
        worker: name of the worker: its process, a random part and its machine.
    """

    def __init__(self, root: Path) -> None:
        self._folder = root / _FOLDER
        self.worker = f"{os.getpid()}-{uuid.uuid4().hex[:8]}@{host_name()}"
        self._path = self._folder / self.worker
        self._held = hold(self._path)

    def neighbours(self) -> set[str]:
        """Return the names of the other workers that use this folder, living or dead."""
        names = {path.name for path in self._folder.iterdir() if _NAME.fullmatch(path.name)}
        return names - {self.worker}

    def is_dead(self, worker: str) -> bool:
        """Tell whether a worker of this machine and folder has ended; False where unknown."""
        if not worker.endswith(f"@{host_name()}") or not _NAME.fullmatch(worker):
            return False
        return is_free(self._folder / worker)

    def forget(self, worker: str) -> None:
        """Remove the lock file of a dead worker."""
        (self._folder / worker).unlink(missing_ok=True)

    def close(self) -> None:
        """Give the lock back."""
        self._held.close()
        self._path.unlink(missing_ok=True)


def host_name() -> str:
    """Return the name of this machine, fit for a file's name."""
    return re.sub(r"[^A-Za-z0-9.]+", "-", socket.gethostname())
