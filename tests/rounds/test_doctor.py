"""What is wrong with a workspace is found, and said with what to do."""

import itertools
import os
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from medebiaser.data.stores import Workspace, open_workspace
from medebiaser.rounds.backup import back_up
from medebiaser.rounds.doctor import Finding, examine
from medebiaser.rounds.remove import remove_round
from medebiaser.rounds.tidy import tidy


def finding(workspace: Workspace, subject: str, *, thorough: bool = False) -> Finding:
    """The one finding of a subject."""
    found = {each.subject: each for each in examine(workspace, thorough=thorough)}
    return found[subject]


def chunk_of(workspace: Workspace) -> Path:
    """The file of the first chunk of an array."""
    path = workspace.blobs.named_path(min(workspace.array_files()))
    assert path is not None
    return path


def test_a_workspace_with_a_round_is_healthy(trained: Path) -> None:
    with open_workspace(trained) as workspace:
        assert [each for each in examine(workspace, thorough=True) if not each.healthy] == []


def test_a_chunk_that_is_gone_or_cut_off_is_found(trained: Path) -> None:
    with open_workspace(trained) as workspace:
        path = chunk_of(workspace)
        content = path.read_bytes()
        for left in (content[:-1], None):
            path.unlink()
            if left is not None:
                path.write_bytes(left)
            found = finding(workspace, "arrays")
            assert not found.healthy
            assert found.found.startswith("1 chunks of arrays are missing or cut off")
            path.write_bytes(content)
        assert finding(workspace, "arrays").healthy


def test_a_blob_with_one_other_bit_is_found_when_every_byte_is_read(trained: Path) -> None:
    with open_workspace(trained) as workspace:
        key = min(workspace.referenced())
        path = workspace.blobs.local_path(key)
        assert path is not None
        content = path.read_bytes()
        path.write_bytes(bytes([content[0] ^ 1]) + content[1:])

        assert finding(workspace, "blob store").healthy
        found = finding(workspace, "blob store", thorough=True)
        assert (found.healthy, found.found) == (
            False,
            f"1 blobs are damaged, the first {key}; restore a backup",
        )


def test_a_changed_audit_entry_is_found(trained: Path) -> None:
    with open_workspace(trained) as workspace:
        assert finding(workspace, "audit log of project main").healthy
        with workspace.database.transaction() as connection:
            connection.execute(text("DROP TRIGGER audit_refuses_update"))
            connection.execute(text("UPDATE audit SET actor = 'eve' WHERE number = 2"))

        found = finding(workspace, "audit log of project main")
        assert not found.healthy
        assert found.found.startswith("entry 2 was changed after it was written")


def test_jobs_that_wait_for_no_worker_are_found(trained: Path) -> None:
    with open_workspace(trained) as workspace:
        workspace.jobs.enqueue("train", {}, project=1, author="ada")

        found = finding(workspace, "jobs")
        assert (found.healthy, found.found) == (
            False,
            "0 workers, 1 jobs are waiting; start `medebiaser serve` or `medebiaser worker`",
        )


def test_a_damaged_database_is_found_when_every_page_is_read(trained: Path) -> None:
    database = trained / "medebiaser.sqlite"
    with open_workspace(trained) as workspace:
        workspace.database.fold_journal()
        with workspace.database.reading() as connection:
            page = connection.exec_driver_sql(
                "SELECT rootpage FROM sqlite_master WHERE name = 'ix_jobs_state'"
            ).scalar_one()
    content = bytearray(database.read_bytes())
    start = (page - 1) * 4096
    content[start : start + 8] = bytes(itertools.repeat(0xFF, 8))
    database.write_bytes(content)

    with open_workspace(trained) as workspace:
        found = finding(workspace, "database", thorough=True)
        assert not found.healthy
        assert "damaged" in found.found


@pytest.mark.parametrize("thorough", [False, True])
def test_examining_changes_nothing(trained: Path, thorough: bool) -> None:
    def state() -> dict[Path, bytes]:
        files = (path for path in (trained / "blobs").rglob("*") if path.is_file())
        return {path: path.read_bytes() for path in files}

    before = state()
    with open_workspace(trained) as workspace:
        entries = workspace.audit.verify(1).entries
        examine(workspace, thorough=thorough)
        assert workspace.audit.verify(1).entries == entries
    assert state() == before


def test_tidying_deletes_what_a_removed_round_left_a_day_ago(tuned: Path) -> None:
    with open_workspace(tuned) as workspace:
        stores = workspace.stores(workspace.projects.all()[0].name)
        stores.rounds.set_current(0)
        checkpoint = stores.rounds.get(1).checkpoint or ""
        remove_round(stores, 1)
        for key in (checkpoint, stores.rounds.get(0).checkpoint or ""):
            path = workspace.blobs.local_path(key)
            assert path is not None
            os.utime(path, (time.time() - 90_000, time.time() - 90_000))

        backup = workspace.backups.begin()
        assert tidy(workspace) == 0
        workspace.backups.finish(backup)
        assert tidy(workspace) == 1
        assert not workspace.blobs.exists(checkpoint)
        assert finding(workspace, "blob store").healthy


def test_a_backup_finishes_an_erasure_before_it_begins(trained: Path, tmp_path: Path) -> None:
    with open_workspace(trained) as workspace:
        stores = workspace.stores(workspace.projects.all()[0].name)
        key = workspace.blobs.put(b"pixels of someone")
        stores.erasures.add([0], [key])
        assert not finding(workspace, "erasures").healthy

        back_up(workspace, tmp_path / "backup", actor="ada")

        assert finding(workspace, "erasures").healthy
        assert not workspace.blobs.exists(key)
