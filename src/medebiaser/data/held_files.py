"""Files that a program holds as long as it lives: the system frees them when it dies.

So others tell what a killed program left behind from what a living one is using.
"""

import fcntl
import shutil
import uuid
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

_LOCK = ".lock"


def hold(path: Path) -> TextIO:
    """Make a file and hold it until it is closed; no one ever sees it without its lock."""
    path.parent.mkdir(parents=True, exist_ok=True)
    new = path.parent / f".new-{uuid.uuid4().hex}"
    held = new.open("w", encoding="utf-8")
    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    new.rename(path)
    return held


def is_free(path: Path) -> bool:
    """Tell whether a file is there and held by no one; False where that cannot be told."""
    with suppress(OSError), path.open("r", encoding="utf-8") as held:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    return False


@contextmanager
def scratch_folder(parent: Path) -> Iterator[Path]:
    """Make an empty folder for one run, which goes with it.

    Those that killed runs left in the same place go first; those of living (or paused) ones stay.

    Args:
        parent: for scratch folders alone.
    """
    _remove_abandoned(parent)
    folder = parent / uuid.uuid4().hex
    lock = folder.with_suffix(_LOCK)
    with hold(lock):
        folder.mkdir()
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)
            lock.unlink(missing_ok=True)


def _remove_abandoned(parent: Path) -> None:
    for lock in parent.glob(f"*{_LOCK}"):
        if is_free(lock):
            shutil.rmtree(lock.with_suffix(""), ignore_errors=True)
            lock.unlink(missing_ok=True)
