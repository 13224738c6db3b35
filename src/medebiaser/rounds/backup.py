"""A backup of a workspace while people work in it."""

import gzip
import io
import json
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO, cast

import medebiaser
from medebiaser.data.backups.contents import CONTENTS, HEAD, Backup, Counted, Entry
from medebiaser.data.backups.places import Target, new_target
from medebiaser.data.backups.tables import Fingerprint, table_names, write_table
from medebiaser.data.migrations import HEAD as REVISION
from medebiaser.data.stores import Workspace
from medebiaser.errors import NotFoundError
from medebiaser.records import Action, Progress, Report, no_report
from medebiaser.rounds.tidy import tidy

_COPYING = "copying files"
_REPORTED_EVERY = 50


@dataclass(frozen=True, slots=True)
class _State:
    """One state of the workspace: what its tables held and which files they name."""

    tables: dict[str, Fingerprint]
    blobs: list[str]
    documents: dict[str, int]
    outside: int


def back_up(workspace: Workspace, path: Path, *, actor: str, report: Report = no_report) -> Backup:
    """Write one state of a workspace into an empty folder or a new tar file.

    Everyone may go on working: tables are read in one transaction, and until the files are
    copied none of them is deleted. What nothing needs any more is deleted before.

    Args:
        path: a tar file where it ends in .tar, else a folder.
        actor: who makes it.

    Returns:
        what the backup holds; its `missing` names files that the workspace has lost.

    Raises:
        ConflictError: there is something already.
        MedebiaserError: a disk is full, or cannot be written to or read.
    """
    tidy(workspace)
    made_at = datetime.now(UTC)
    with _held(workspace) as beat, new_target(path) as target:
        state = _written_tables(workspace, target)
        beat()
        made = _Files(workspace, target, beat, report).write(state, made_at)
        content = made.to_json()
        target.add(HEAD, io.BytesIO(content), len(content))
    subject = {"made_at": made.made_at, "files": made.files, "missing": len(made.missing)}
    workspace.audit.append(Action.BACKUP_MADE, subject, actor=actor, project=None)
    return made


@contextmanager
def _held(workspace: Workspace) -> Iterator[Callable[[], None]]:
    """Keep every file that is there now until the backup has it; yields its heartbeat."""
    backup = workspace.backups.begin()
    try:
        yield lambda: workspace.backups.beat(backup)
    except BaseException:
        workspace.backups.abandon(backup)
        raise
    workspace.backups.finish(backup)


def _written_tables(workspace: Workspace, target: Target) -> _State:
    with workspace.database.reading() as connection:
        tables = {}
        for name in table_names():
            with _temporary(workspace) as file:
                tables[name] = write_table(connection, name, file)
                _add(target, f"tables/{name}.jsonl.gz", file)
        return _State(
            tables,
            sorted(workspace.referenced()),
            workspace.array_files(),
            workspace.originals_outside(),
        )


@contextmanager
def _temporary(workspace: Workspace) -> Iterator[BinaryIO]:
    workspace.cache_folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryFile(dir=workspace.cache_folder) as file:
        yield cast("BinaryIO", file)


def _add(target: Target, name: str, file: BinaryIO) -> str:
    """Add a temporary file to the backup and return its SHA-256."""
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    counted = Counted(file)
    target.add(name, cast("BinaryIO", counted), size)
    return counted.hexdigest()


class _Files:
    """Copies the blobs and chunks of a state into a backup, one after another."""

    def __init__(
        self, workspace: Workspace, target: Target, beat: Callable[[], None], report: Report
    ) -> None:
        self._workspace = workspace
        self._target = target
        self._beat = beat
        self._report = report
        self._done = self._files = self._size_bytes = 0
        self._missing: list[str] = []

    def write(self, state: _State, made_at: datetime) -> Backup:
        """Copy everything, list it, and return what the backup holds."""
        total = len(state.blobs) + len(state.documents)
        with _temporary(self._workspace) as file:
            with gzip.GzipFile(fileobj=file, mode="wb", compresslevel=1, mtime=0) as lines:
                for key in state.blobs:
                    self._copy(lines, "blob", key, total)
                for name in state.documents:
                    self._copy(lines, "document", name, total)
            contents = _add(self._target, CONTENTS, file)
        self._report(Progress(_COPYING, total, total))
        return Backup(
            version=medebiaser.__version__,
            revision=REVISION,
            made_at=made_at.isoformat(),
            tables=state.tables,
            files=self._files,
            size_bytes=self._size_bytes,
            missing=tuple(self._missing),
            outside=state.outside,
            contents=contents,
        )

    def _copy(self, lines: gzip.GzipFile, kind: str, name: str, total: int) -> None:
        blobs = self._workspace.blobs
        self._done += 1
        if self._done % _REPORTED_EVERY == 0:
            self._report(Progress(_COPYING, self._done, total))
            self._beat()
        try:
            stream = blobs.open(name) if kind == "blob" else blobs.open_named(name)
        except NotFoundError:
            self._missing.append(name)
            return
        with stream:
            size = stream.seek(0, io.SEEK_END)
            stream.seek(0)
            counted = Counted(stream, self._beat)
            place = Entry(kind, name, size, "").place
            self._target.add(place, cast("BinaryIO", counted), size)
        entry = Entry(kind, name, counted.size_bytes, counted.hexdigest())
        if kind == "blob" and entry.sha256 != name:
            self._missing.append(name)
        lines.write(json.dumps(asdict(entry)).encode() + b"\n")
        self._files += 1
        self._size_bytes += entry.size_bytes
