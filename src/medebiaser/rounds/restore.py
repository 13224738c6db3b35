"""A workspace out of a backup, into an empty place, compared with the backup to the last byte."""

import hashlib
import tempfile
from pathlib import Path
from typing import BinaryIO

from sqlalchemy import Connection

from medebiaser.data.backups.contents import Backup, Entry, damaged, read_backup, read_entries
from medebiaser.data.backups.places import Source, opened
from medebiaser.data.backups.tables import (
    Fingerprint,
    count_on,
    empty_workspace_row,
    fingerprint_of,
    read_table,
    table_names,
)
from medebiaser.data.blob_store import PIECE_BYTES
from medebiaser.data.folders import hash_of_file
from medebiaser.data.migrations import HEAD as REVISION
from medebiaser.data.stores import Workspace
from medebiaser.errors import ConflictError, InvalidInputError, MedebiaserError
from medebiaser.records import Action, Progress, Report, no_report

_REPORTED_EVERY = 50


def restore(workspace: Workspace, path: Path, *, actor: str, report: Report = no_report) -> Backup:
    """Put everything that a backup holds into an empty workspace, and compare all of it.

    Files come first, then all tables in one transaction: a restore that is interrupted leaves
    an empty workspace, into which it can be started again. Nobody is logged in afterwards;
    jobs that were running wait for a worker.

    Args:
        workspace: without projects and users; on SQLite or PostgreSQL, whichever the backup
            came from.
        path: the backup's folder or tar file.
        actor: who restores.

    Returns:
        what the backup held.

    Raises:
        ConflictError: the workspace is not empty.
        InvalidInputError: it is no complete backup, or another version's.
        MedebiaserError: a file of the backup is damaged, or came out different.
    """
    with opened(path) as source:
        backup = read_backup(source)
        _refuse(workspace, backup)
        for done, entry in enumerate(read_entries(source, backup), start=1):
            _put(workspace, source, entry)
            if done % _REPORTED_EVERY == 0:
                report(Progress("restoring files", done, backup.files))
        _fill_tables(workspace, source, backup)
        _compare(workspace, source, backup, report)
    subject = {"made_at": backup.made_at, "files": backup.files}
    workspace.audit.append(Action.WORKSPACE_RESTORED, subject, actor=actor, project=None)
    return backup


def _refuse(workspace: Workspace, backup: Backup) -> None:
    if backup.revision != REVISION:
        raise InvalidInputError(
            f"the backup's tables have version {backup.revision}, this program's {REVISION}; "
            f"restore it with MEDebiaser {backup.version}, then install the newer version"
        )
    if workspace.projects.all() or workspace.users.all() or workspace.audit.chains():
        raise ConflictError(
            "this workspace is not empty, and a restore never overwrites; name an empty folder "
            "with -w, and an empty database where it has its own URL"
        )


def _put(workspace: Workspace, source: Source, entry: Entry) -> None:
    """Store one file and refuse bytes that are not those that were backed up."""
    with source.open(entry.place) as stream:
        if entry.kind == "document":
            content = stream.read()
            if hashlib.sha256(content).hexdigest() != entry.sha256:
                raise damaged(entry.place)
            workspace.blobs.write_named(entry.name, content)
            return
        workspace.cache_folder.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=workspace.cache_folder) as file:
            while piece := stream.read(PIECE_BYTES):
                file.write(piece)
            file.flush()
            if hash_of_file(Path(file.name)) != entry.sha256:
                raise damaged(entry.place)
            workspace.blobs.put_file(Path(file.name))


def _fill_tables(workspace: Workspace, source: Source, backup: Backup) -> None:
    with workspace.database.transaction() as connection:
        empty_workspace_row(connection)
        for name in table_names():
            with source.open(f"tables/{name}.jsonl.gz") as file:
                read = read_table(connection, name, file)
            if read != backup.tables[name]:
                raise damaged(f"table {name}")
        count_on(connection)
        _compare_tables(connection, backup)


def _compare_tables(connection: Connection, backup: Backup) -> None:
    """Read every table back, before anything is confirmed."""
    for name in table_names():
        found: Fingerprint = fingerprint_of(connection, name)
        if found != backup.tables[name]:
            raise MedebiaserError(
                f"table {name} came out different: {found.rows} rows of "
                f"{backup.tables[name].rows}; nothing was restored, report this"
            )


def _compare(workspace: Workspace, source: Source, backup: Backup, report: Report) -> None:
    """Read every restored file back and compare its bytes with what was backed up."""
    for done, entry in enumerate(read_entries(source, backup), start=1):
        if done % _REPORTED_EVERY == 0:
            report(Progress("comparing files", done, backup.files))
        with _stored(workspace, entry) as stream:
            digest = hashlib.sha256()
            while piece := stream.read(PIECE_BYTES):
                digest.update(piece)
        if digest.hexdigest() != entry.sha256:
            raise MedebiaserError(
                f"{entry.name} came out different from the backup; check the disk that holds "
                "the blob store, empty the workspace and restore again"
            )


def _stored(workspace: Workspace, entry: Entry) -> BinaryIO:
    if entry.kind == "document":
        return workspace.blobs.open_named(entry.name)
    return workspace.blobs.open(entry.name if entry.sha256 == entry.name else entry.sha256)
