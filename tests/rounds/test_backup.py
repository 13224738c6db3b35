"""A backup of a workspace that is in use, and the same workspace out of it."""

import gzip
import io
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO

import numpy as np
import pytest

from medebiaser.data.backups.places import new_target
from medebiaser.data.stores import WORKSPACE_CHAIN, Stores, Workspace, open_workspace
from medebiaser.errors import ConflictError, InvalidInputError, MedebiaserError
from medebiaser.records import Action, JobState, Lane, Progress, Verdict
from medebiaser.rounds.annotate import annotate
from medebiaser.rounds.backup import back_up
from medebiaser.rounds.doctor import examine
from medebiaser.rounds.erase import erase_patient
from medebiaser.rounds.restore import restore
from tests.data.workspaces import A_TRIANGLE
from tests.loop import Terminal
from tests.servers import PostgresServer


@pytest.fixture
def workspace(tuned: Path) -> Iterator[Workspace]:
    with open_workspace(tuned) as opened:
        yield opened


def new(folder: Path, **urls: str) -> Workspace:
    return open_workspace(folder, create=True, **urls)  # type: ignore[arg-type]


def stores_of(workspace: Workspace) -> Stores:
    return workspace.stores(workspace.projects.all()[0].name)


def everything(workspace: Workspace) -> dict[str, object]:
    """Everything that people see of a workspace, read through its stores."""
    stores = stores_of(workspace)
    arrays = {
        (each.number, name): stores.round_arrays(each.number).read(name).tobytes()
        for each in stores.rounds.all()
        for name in stores.round_arrays(each.number).names()
    }
    images = stores.images.all()
    return {
        "projects": workspace.projects.all(),
        "users": workspace.users.all(),
        "images": images,
        "annotations": stores.annotations.all(),
        "history": [
            stores.annotations.history(a.image_id, a.label) for a in stores.annotations.all()
        ],
        "references": stores.references.all(),
        "notes": [stores.notes.of(image.id) for image in images],
        "rounds": stores.rounds.all(),
        "arrays": arrays,
        "originals": [stores.blobs.get(image.source, verify=True) for image in images],
        "checkpoints": [
            stores.blobs.get(r.checkpoint or "", verify=True) for r in stores.rounds.all()
        ],
        "audit": workspace.audit.entries(stores.project.id, limit=100_000),
        "events": workspace.events.after(0, limit=100_000),
        "jobs": workspace.jobs.all(),
    }


def people_work(workspace: Workspace) -> None:
    """Leave something in every table that a backup must keep."""
    stores = stores_of(workspace)
    user = workspace.users.create("ada", password_hash="a hash", workspace_role=None)
    workspace.users.set_role(user.id, stores.project.id, "physician")  # type: ignore[arg-type]
    stores.notes.add(stores.images.all()[0].id, "ein Wort — mit Strich\n", author="ada")
    workspace.jobs.enqueue("rank", {"round": 1}, project=stores.project.id, author="ada")


@pytest.mark.parametrize("name", ["folder", "backup.tar"])
def test_a_restored_workspace_is_the_one_that_was_backed_up(
    workspace: Workspace, tmp_path: Path, name: str
) -> None:
    people_work(workspace)
    before = everything(workspace)

    made = back_up(workspace, tmp_path / name, actor="ada")
    with new(tmp_path / "new") as restored:
        held = restore(restored, tmp_path / name, actor="ben")
        after = everything(restored)
        findings = examine(restored, thorough=True)
        last = restored.audit.entries(WORKSPACE_CHAIN)[0]

    assert after == before
    assert (made.missing, held.files) == ((), made.files)
    assert made.files == len(workspace.referenced()) + len(workspace.array_files())
    assert [f for f in findings if not f.healthy and f.subject not in ("disk", "jobs")] == []
    assert (last.action, last.actor) == (Action.WORKSPACE_RESTORED, "ben")
    assert workspace.audit.entries(WORKSPACE_CHAIN)[0].action == Action.BACKUP_MADE
    assert workspace.backups.last() is not None


def test_numbers_go_on_after_a_restore(workspace: Workspace, tmp_path: Path) -> None:
    people_work(workspace)
    back_up(workspace, tmp_path / "backup", actor="ada")

    with new(tmp_path / "new") as restored:
        restore(restored, tmp_path / "backup", actor="ada")
        stores = stores_of(restored)
        note = stores.notes.add(stores.images.all()[0].id, "next", author="ada")
        assert note.id == 2
        assert restored.audit.verify(stores.project.id).broken is None


def test_a_backup_moves_to_postgresql_and_s3_and_back(
    workspace: Workspace,
    tmp_path: Path,
    postgres: PostgresServer,
    s3: Callable[[], str],
) -> None:
    people_work(workspace)
    before = everything(workspace)
    back_up(workspace, tmp_path / "one.tar", actor="ada")

    with new(tmp_path / "far", database_url=postgres(), blob_url=s3()) as far:
        restore(far, tmp_path / "one.tar", actor="ada")
        assert everything(far) == before
        stores = stores_of(far)
        assert stores.notes.add(stores.images.all()[0].id, "next", author="ada").id == 2
        now = everything(far)
        back_up(far, tmp_path / "two", actor="ada")
    with new(tmp_path / "near") as near:
        restore(near, tmp_path / "two", actor="ada")
        assert everything(near) == now


def test_everyone_may_work_while_a_backup_is_made(workspace: Workspace, tmp_path: Path) -> None:
    stores = stores_of(workspace)
    before = everything(workspace)
    image = stores.images.get(stores.annotations.all()[0].image_id)
    label = stores.annotations.all()[0].label
    name = stores.round_arrays(0).names()[0]
    saved: list[int] = []

    def work(_: Progress) -> None:
        """Save, and replace a chunk of an array, between two files of the backup."""
        words = (image.id, label, [A_TRIANGLE], Verdict.CORRECTED)
        saved.append(annotate(stores, *words, version=len(saved), author="ben"))
        values = stores.round_arrays(0).read(name, [image.row])
        stores.round_arrays(0).write(name, [image.row], np.zeros_like(values))

    back_up(workspace, tmp_path / "backup", actor="ada", report=work)

    assert saved
    with new(tmp_path / "new") as restored:
        restore(restored, tmp_path / "backup", actor="ada")
        found = everything(restored)
    for part in ("annotations", "arrays", "rounds", "audit"):
        assert found[part] == before[part], part


def test_a_running_job_waits_again_after_a_restore(workspace: Workspace, tmp_path: Path) -> None:
    people_work(workspace)
    job = workspace.leases.claim("w", Lane.DEVICE, device="cpu", lease_s=30)
    assert job is not None
    back_up(workspace, tmp_path / "backup", actor="ada")

    with new(tmp_path / "new") as restored:
        restore(restored, tmp_path / "backup", actor="ada")
        found = restored.jobs.get(job.id)
        assert (found.state, found.worker, found.lease_until) == (JobState.QUEUED, None, None)
        again = restored.leases.claim("other", Lane.DEVICE, device="cpu", lease_s=30)
        assert again is not None
        assert again.fence > job.fence


def test_an_erased_patient_is_not_in_a_later_backup(workspace: Workspace, tmp_path: Path) -> None:
    stores = stores_of(workspace)
    image = stores.images.get(stores.annotations.all()[0].image_id)
    source = image.source
    back_up(workspace, tmp_path / "before", actor="ada")
    erase_patient(stores, image.row)
    back_up(workspace, tmp_path / "after", actor="ada")

    assert (tmp_path / "before" / "blobs/sha256" / source[:2] / source[2:]).exists()
    assert not (tmp_path / "after" / "blobs/sha256" / source[:2] / source[2:]).exists()


def test_a_restore_never_overwrites(workspace: Workspace, tmp_path: Path) -> None:
    back_up(workspace, tmp_path / "backup", actor="ada")

    with pytest.raises(ConflictError, match="this workspace is not empty"):
        restore(workspace, tmp_path / "backup", actor="ada")
    with pytest.raises(ConflictError, match="is not empty; name a new folder"):
        back_up(workspace, tmp_path / "backup", actor="ada")


def a_blob(folder: Path) -> Path:
    return max((folder / "blobs" / "sha256").rglob("*"), key=lambda path: path.stat().st_size)


def flip(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda b: (b / "backup.json").unlink(), "no complete backup"),
        (lambda b: flip(a_blob(b)), "is damaged: its bytes have another hash"),
        (lambda b: a_blob(b).unlink(), "the backup has no file blobs/sha256"),
        (lambda b: flip(b / "contents.jsonl.gz"), "contents.jsonl.gz of the backup is damaged"),
        (lambda b: (b / "tables" / "images.jsonl.gz").unlink(), "has no file tables/images"),
        (lambda b: (b / "backup.json").write_text("{}"), "cannot be read"),
    ],
)
def test_a_damaged_backup_is_refused_and_leaves_the_place_empty(
    workspace: Workspace, tmp_path: Path, change: Callable[[Path], object], words: str
) -> None:
    backup = tmp_path / "backup"
    back_up(workspace, backup, actor="ada")
    change(backup)

    with new(tmp_path / "new") as restored:
        with pytest.raises(MedebiaserError, match=words):
            restore(restored, backup, actor="ada")
        assert (restored.projects.all(), restored.audit.chains()) == ([], [])


def test_a_row_that_someone_added_to_a_backup_is_found(
    workspace: Workspace, tmp_path: Path
) -> None:
    backup = tmp_path / "backup"
    back_up(workspace, backup, actor="ada")
    path = backup / "tables" / "users.jsonl.gz"
    lines = gzip.decompress(path.read_bytes())
    eve = [99, "eve", "Eve", "hash", None, None, "admin", False, "2026-01-01T00:00:00+00:00", None]
    path.write_bytes(gzip.compress(lines + json.dumps(eve).encode() + b"\n"))

    with (
        new(tmp_path / "new") as restored,
        pytest.raises(MedebiaserError, match="table users of the backup is damaged"),
    ):
        restore(restored, backup, actor="ada")


def test_a_backup_that_is_interrupted_is_none_and_holds_nothing_back(
    workspace: Workspace, tmp_path: Path
) -> None:
    def stopped(_: Progress) -> None:
        raise KeyboardInterrupt

    for name in ("folder", "backup.tar"):
        with pytest.raises(KeyboardInterrupt):
            back_up(workspace, tmp_path / name, actor="ada", report=stopped)
    assert not workspace.backups.is_running()
    assert not (tmp_path / "backup.tar").exists()
    with new(tmp_path / "new") as restored, pytest.raises(InvalidInputError, match="no complete"):
        restore(restored, tmp_path / "folder", actor="ada")


def test_a_file_that_the_workspace_has_lost_is_named(workspace: Workspace, tmp_path: Path) -> None:
    lost = min(workspace.referenced())
    workspace.blobs.delete(lost)

    assert back_up(workspace, tmp_path / "backup", actor="ada").missing == (lost,)


def test_nobody_else_may_read_a_backup(workspace: Workspace, tmp_path: Path) -> None:
    back_up(workspace, tmp_path / "folder", actor="ada")
    back_up(workspace, tmp_path / "backup.tar", actor="ada")

    files = [path for path in (tmp_path / "folder").rglob("*") if path.is_file()]
    assert {oct(path.stat().st_mode & 0o777) for path in files} == {"0o600"}
    assert oct((tmp_path / "backup.tar").stat().st_mode & 0o777) == "0o600"


@pytest.mark.parametrize("name", ["../out", "/etc/out", "a/../../out"])
def test_no_file_of_a_backup_leaves_its_folder(tmp_path: Path, name: str) -> None:
    stream: BinaryIO = io.BytesIO(b"x")
    with (
        new_target(tmp_path / "backup") as target,
        pytest.raises(InvalidInputError, match="no name of a file in a backup"),
    ):
        target.add(name, stream, 1)


def test_the_commands_back_up_and_restore(terminal: Terminal, tuned: Path, tmp_path: Path) -> None:
    made = terminal(tuned, "backup", tmp_path / "backup.tar", "--json")
    held = terminal(tmp_path / "new", "restore", tmp_path / "backup.tar")

    assert (made.status, made.json["missing"]) == (0, [])
    assert held.status == 0
    assert "every row and byte compared" in held.err
    assert (
        terminal(tmp_path / "new", "rounds", "--json").json
        == terminal(tuned, "rounds", "--json").json
    )
    shutil.rmtree(tmp_path / "new")


def test_two_backups_at_once_are_two_backups(workspace: Workspace, tmp_path: Path) -> None:
    names = ("one", "two")
    threads = [
        threading.Thread(target=lambda n=n: back_up(workspace, tmp_path / n, actor="ada"))
        for n in names
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert all((tmp_path / name / "backup.json").exists() for name in names)
