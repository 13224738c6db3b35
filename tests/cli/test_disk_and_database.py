"""A full disk and a locked database: one line, and nothing confirmed is lost."""

import contextlib
import errno
import os
import sqlite3
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from medebiaser.data import database
from medebiaser.records import RoundState
from tests.cli.datasets import import_arguments, write_images, write_table
from tests.loop import TRAIN_OPTIONS, Terminal, opened


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 1 MiB of its own; only root may make one."""
    if os.geteuid() != 0:
        pytest.skip("only root may mount a small file system")
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)],
        capture_output=True,
        check=False,
    )
    if mounted.returncode:
        pytest.skip("no small file system can be mounted here")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=False)


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        while stream.write(bytes(4096)):
            pass


def test_a_disk_that_is_full_ends_an_import_in_one_line_and_it_goes_on_when_there_is_room(
    tmp_path: Path, small_disk: Path, terminal: Terminal
) -> None:
    arguments = import_arguments(write_images(tmp_path), write_table(tmp_path))
    workspace = small_disk / "workspace"
    assert terminal(workspace, "init", "chest").status == 0
    filler = small_disk / "filler"
    _fill(filler)

    full = terminal(workspace, *arguments)
    filler.unlink()
    again = terminal(workspace, *arguments, "--json")

    assert (full.status, full.out) == (1, "")
    [line] = [each for each in full.err.strip().splitlines() if each.strip()]
    assert "full" in line or "No space" in line
    assert again.status == 0
    assert again.json["imported"] + again.json["already"] == 6
    with opened(workspace) as stores:
        assert stores.images.count() == 6
        assert all(stores.blobs.get(image.source) for image in stores.images.all())


def test_a_checkpoint_that_finds_no_room_leaves_the_last_one_to_go_on_from(
    imported: Path, trained_once: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole, written = os.fsync, [0]

    def full(descriptor: Any) -> None:
        written[0] += 1
        if written[0] > 4:  # the snapshot and the first epoch fit
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        whole(descriptor)

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        refused = terminal(imported, "train", *TRAIN_OPTIONS)

    with opened(imported) as stores:
        stopped = stores.rounds.get(0)
        assert stopped.state in {RoundState.TRAINING, RoundState.FAILED}
        assert stores.project.current_round is None
    assert refused.status == 1
    assert terminal(imported, "train", *TRAIN_OPTIONS).status == 0
    with opened(imported) as stores, opened(trained_once) as undisturbed:
        assert stores.rounds.get(0).checkpoint == undisturbed.rounds.get(0).checkpoint


def test_a_locked_database_is_waited_for_and_then_refused_in_one_line(
    imported: Path, terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(database.Database.__init__, "__kwdefaults__", {"busy_timeout_s": 0.05})
    other = sqlite3.connect(imported / "medebiaser.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        reply = terminal(imported, "train", *TRAIN_OPTIONS)
        read = terminal(imported, "labels", "--json")
    finally:
        other.execute("ROLLBACK")
        other.close()

    assert (reply.status, reply.out) == (1, "")
    [line] = [each for each in reply.err.strip().splitlines() if "split" not in each]
    assert "stayed locked by another program" in line
    assert "try again" in line
    assert read.json["images"] == 200, "reading goes on meanwhile"
    with opened(imported) as stores:
        assert stores.rounds.all() == []


def test_a_file_that_is_no_database_is_refused_in_one_line(
    imported: Path, terminal: Terminal
) -> None:
    for ending in ("-wal", "-shm"):
        (imported / f"medebiaser.sqlite{ending}").unlink(missing_ok=True)
    (imported / "medebiaser.sqlite").write_bytes(b"no database at all" * 400)

    reply = terminal(imported, "labels", "--json")

    assert (reply.status, reply.out) == (1, "")
    [line] = reply.err.strip().splitlines()
    assert "backup" in line


def test_an_original_that_disappeared_is_named_and_training_goes_on_when_it_is_back(
    imported: Path, terminal: Terminal
) -> None:
    with opened(imported) as stores:
        image = stores.images.all()[0]
        path = stores.blobs.local_path(image.source)
        assert path is not None
        content = path.read_bytes()
        stores.blobs.delete(image.source)

    refused = terminal(imported, "train", *TRAIN_OPTIONS)
    with opened(imported) as stores:
        stores.blobs.put(content)
    done = terminal(imported, "train", *TRAIN_OPTIONS)

    assert refused.status == 1
    assert image.id in refused.err
    assert done.status == 0
