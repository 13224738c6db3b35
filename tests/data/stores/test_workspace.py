"""A workspace is made on request, opened where it is, and never half-written."""

import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from medebiaser.data.stores import Workspace, open_workspace
from medebiaser.errors import InvalidInputError, MedebiaserError, NotFoundError
from medebiaser.records import NamedWeights, UserNetwork
from tests.data.workspaces import LABELS, a_round, a_workspace, an_image


def test_a_workspace_is_found_again_with_what_it_holds(tmp_path: Path) -> None:
    with a_workspace(tmp_path) as workspace:
        workspace.projects.create("chest", LABELS)
        key = workspace.blobs.put(b"abc")

    with open_workspace(tmp_path / "workspace") as again:
        assert [project.name for project in again.projects.all()] == ["chest"]
        assert again.blobs.get(key) == b"abc"
        assert again.cache_folder == tmp_path / "workspace" / "cache"
        assert again.stores("chest").cache_folder == again.cache_folder


def test_a_new_workspace_is_its_owners_alone_and_a_folder_that_was_there_stays_as_it_is(
    tmp_path: Path,
) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    shared.chmod(0o750)

    for folder in (tmp_path / "new", shared):
        open_workspace(folder, create=True).close()

    assert (tmp_path / "new").stat().st_mode & 0o777 == 0o700
    assert shared.stat().st_mode & 0o777 == 0o750


def test_creating_twice_keeps_what_is_there(tmp_path: Path) -> None:
    with a_workspace(tmp_path) as workspace:
        workspace.projects.create("chest", LABELS)
    with a_workspace(tmp_path) as again:
        assert again.projects.get("chest").labels == LABELS


@pytest.mark.parametrize("kind", ["absent", "empty folder", "creation was interrupted"])
def test_a_folder_that_is_no_workspace_says_what_to_do(tmp_path: Path, kind: str) -> None:
    folder = tmp_path / "workspace"
    if kind != "absent":
        folder.mkdir()
    if kind == "creation was interrupted":
        (folder / "medebiaser.sqlite").touch()

    with pytest.raises(NotFoundError, match=r"no workspace in .*medebiaser -w .* init NAME"):
        open_workspace(folder)
    assert folder.exists() == (kind != "absent")
    with open_workspace(folder, create=True) as workspace:
        assert workspace.projects.all() == []


def test_a_file_is_no_workspace(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("a file")
    with pytest.raises(InvalidInputError, match="is a file; a workspace is a folder"):
        open_workspace(tmp_path / "notes.txt", create=True)


def test_a_folder_that_cannot_be_made_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(MedebiaserError, match="cannot be made"):
        open_workspace(tmp_path / "file" / "workspace", create=True)


def test_a_workspace_of_a_newer_format_is_refused(tmp_path: Path) -> None:
    with a_workspace(tmp_path) as workspace, workspace.database.transaction() as connection:
        connection.execute(text("UPDATE workspace SET format = 3"))

    with pytest.raises(MedebiaserError, match="has format 3, this version knows up to 2"):
        open_workspace(tmp_path / "workspace")


def test_eight_threads_may_create_the_same_workspace(tmp_path: Path) -> None:
    ready = threading.Barrier(8)

    def create(_number: int) -> int:
        ready.wait()
        with a_workspace(tmp_path) as workspace:
            return len(workspace.projects.all())

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(create, range(8))) == [0] * 8

    with (
        open_workspace(tmp_path / "workspace") as workspace,
        workspace.database.reading() as connection,
    ):
        assert connection.execute(text("SELECT format FROM workspace")).all() == [(2,)]


def test_database_and_blobs_may_live_elsewhere(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/elsewhere.sqlite"
    blob_url = f"memory://{uuid.uuid4().hex}/blobs"
    with open_workspace(
        tmp_path / "here", create=True, database_url=url, blob_url=blob_url
    ) as workspace:
        workspace.projects.create("chest", LABELS)
        key = workspace.blobs.put(b"abc")
    with open_workspace(tmp_path / "there", database_url=url, blob_url=blob_url) as same:
        assert same.projects.get("chest").labels == LABELS
        assert same.blobs.get(key) == b"abc"
    assert not (tmp_path / "here" / "medebiaser.sqlite").exists()


def test_a_failing_step_undoes_all_stores_at_once(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path)
    workspace.projects.create("chest", LABELS)
    stores = workspace.stores("chest")

    def step() -> None:
        with stores.transaction():
            stores.images.add([an_image(0)])
            with stores.transaction():
                stores.rounds.create(a_round(0))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        step()
    assert (stores.images.count(), stores.images.next_row(), stores.rounds.all()) == (0, 0, [])


def everything_referenced(workspace: Workspace) -> dict[str, str]:
    """Put one blob for each way of naming one, and name it."""
    keys = {
        name: workspace.blobs.put(name.encode())
        for name in (
            *("image", "checkpoint", "resume", "snapshot", "in settings"),
            *("network", "network weights", "weights", "in a document"),
        )
    }
    workspace.projects.create("chest", LABELS)
    stores = workspace.stores("chest")
    stores.images.add([an_image(0, source=keys["image"])])
    stores.rounds.create(
        a_round(
            0,
            checkpoint=keys["checkpoint"],
            resume_from=keys["resume"],
            snapshot=keys["snapshot"],
            settings={"initial": {"weights": keys["in settings"]}},
        )
    )
    workspace.networks.add(
        UserNetwork("mine", keys["network"], "build", weights=keys["network weights"])
    )
    workspace.weights.add(NamedWeights("imagenet", keys["weights"], "a file"))
    workspace.blobs.write_named("manifest.json", f'["{keys["in a document"]}"]'.encode())
    return keys


def test_only_blobs_that_no_one_names_are_swept(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path)
    keys = everything_referenced(workspace)
    old, young = workspace.blobs.put(b"old"), workspace.blobs.put(b"young")
    path = workspace.blobs.local_path(old)
    assert path is not None
    os.utime(path, (1_000, 1_000))

    assert sorted(workspace.unreferenced()) == sorted([old, young])
    assert workspace.remove_unreferenced(older_than_s=3_600) == 1
    assert workspace.blobs.keys() == sorted([*keys.values(), young])


def test_putting_a_forgotten_blob_again_keeps_it_from_the_sweep(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path)
    key = workspace.blobs.put(b"old")
    path = workspace.blobs.local_path(key)
    assert path is not None
    os.utime(path, (1_000, 1_000))
    workspace.blobs.put(b"old")

    assert workspace.remove_unreferenced(older_than_s=3_600) == 0


def test_what_a_removed_round_named_is_swept(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path)
    keys = everything_referenced(workspace)
    workspace.stores("chest").rounds.remove(0)

    gone = [keys[name] for name in ("checkpoint", "resume", "snapshot", "in settings")]
    assert sorted(workspace.unreferenced()) == sorted(gone)


IMPORT_FOR_EVER = """
import sys
from medebiaser.data.stores import open_workspace
from tests.data.workspaces import an_image
stores = open_workspace(sys.argv[1]).stores("chest")
while True:
    with stores.transaction():
        first = stores.images.next_row()
        keys = [stores.blobs.put(f"pixels {row}".encode()) for row in range(first, first + 4)]
        batch = [an_image(first + n, source=keys[n % 4]) for n in range(400)]
        stores.images.add(batch[:200])
        stores.images.add(batch[200:])
    print(first + 400, flush=True)
"""


def test_kill_9_during_an_import_leaves_whole_batches_and_loses_none(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path)
    workspace.projects.create("chest", LABELS)
    stores = workspace.stores("chest")
    for wait_s in (0.0, 0.011, 0.023):
        importer = subprocess.Popen(
            [sys.executable, "-c", IMPORT_FOR_EVER, str(workspace.root)],
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[3],
        )
        assert importer.stdout is not None
        confirmed = int(importer.stdout.readline())
        time.sleep(wait_s)
        importer.send_signal(signal.SIGKILL)
        confirmed = max([confirmed, *map(int, importer.stdout.read().split("\n")[:-1])])
        importer.wait()

        images = stores.images.all()
        assert len(images) in (confirmed, confirmed + 400)
        assert [image.row for image in images] == list(range(len(images)))
        assert stores.images.next_row() == len(images)
        assert all(not stores.blobs.is_damaged(image.source) for image in images[-400:][:4])
    with workspace.database.reading() as connection:
        assert connection.execute(text("PRAGMA integrity_check")).scalar() == "ok"
    assert stores.images.get("00000.png") == replace(
        an_image(0), source=stores.blobs.put(b"pixels 0")
    )


def test_the_hash_of_a_rounds_data_and_code_is_no_blob(tmp_path: Path) -> None:
    workspace = a_workspace(tmp_path)
    workspace.projects.create("chest", LABELS)
    workspace.stores("chest").rounds.create(a_round(0, data_hash="a" * 64, code_hash="b" * 64))

    assert workspace.referenced() == set()
