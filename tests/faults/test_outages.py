"""Disk full, blobs read-only, database restarted: a clear answer, then all goes on by itself."""

import contextlib
import os
import subprocess
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

import pytest

from tests.faults.callers import PATH, TRAINING, Caller, Reply, make_workspace, wait
from tests.load.served import Served
from tests.servers import PostgresServer

pytestmark = pytest.mark.timeout(240)

_IMAGES = 40
_PART_BYTES = 1024
_MANY = 5_000
Serve = Callable[..., Served]
Mount = Callable[[str, int], Path]


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Mount]:
    """Return a callable that makes a file system of so many MiB; only root may."""
    made: list[Path] = []

    def mounted(name: str, mib: int) -> Path:
        folder = tmp_path / name
        folder.mkdir()
        if os.geteuid() != 0 or not _ran(
            "mount", "-t", "tmpfs", "-o", f"size={mib}m", "tmpfs", folder
        ):
            pytest.skip("a small file system can only be mounted by root, where that is allowed")
        made.append(folder)
        return folder

    yield mounted
    for folder in made:
        _ran("umount", "-l", folder)


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Return a callable that starts a server; it is stopped afterwards."""
    started: list[Served] = []

    def serving(
        workspace: Path, environment: Mapping[str, str] | None = None, options: Sequence[str] = ()
    ) -> Served:
        served = Served(workspace, environment=environment, options=options)
        started.append(served)
        served.start()
        return served

    yield serving
    for served in started:
        served.stop()


def test_a_full_disk_refuses_in_words_and_loses_nothing(
    tmp_path: Path, mount: Mount, serve: Serve
) -> None:
    workspace = mount("disk", 24) / "workspace"
    make_workspace(workspace, tmp_path / "phantoms", images=_IMAGES)
    served = serve(workspace, options=("--no-worker",))
    caller = Caller(served.port)
    confirmed = [text for text in ("first", "second") if caller.write_note(text).status == 201]
    filler = workspace.parent / "filler"
    _fill(filler)

    refused = _save_until_refused(caller, confirmed)
    upload = caller.ask("POST", f"{PATH}/uploads", {"name": "a.zip", "size_bytes": 10})
    read = caller.notes()
    filler.unlink()
    after = caller.write_note("after")

    assert_is_a_refusal(refused, "is full")
    assert_is_a_refusal(upload, "is full")
    assert read == confirmed
    assert after.status == 201
    assert served.stop() == 0
    served.start()
    assert Caller(served.port).notes() == [*confirmed, "after"]


def test_a_full_blob_store_refuses_a_part_and_takes_it_when_there_is_room(
    tmp_path: Path, mount: Mount, serve: Serve
) -> None:
    disk = mount("blobs", 8)
    caller, upload, part = _upload_begun(tmp_path, disk, serve)
    _fill(disk / "filler")

    refused = caller.ask("PUT", f"{upload}/parts?offset=0", part)
    saved = caller.write_note("the database has room")
    received = caller.ask("GET", upload).document["received_bytes"]
    (disk / "filler").unlink()
    taken = caller.ask("PUT", f"{upload}/parts?offset=0", part)

    assert_is_a_refusal(refused, "blob store is full")
    assert (saved.status, received) == (201, 0)
    assert (taken.status, taken.document["complete"]) == (200, True)


def test_a_training_that_finds_no_room_fails_in_words_and_goes_on_when_there_is_some(
    tmp_path: Path, mount: Mount, serve: Serve
) -> None:
    disk, workspace = mount("blobs", 32), tmp_path / "workspace"
    blobs = str(disk / "blobs")
    make_workspace(workspace, tmp_path / "phantoms", images=_IMAGES, blob_url=blobs)
    served = serve(workspace, {"MEDEBIASER_BLOB_URL": blobs})
    caller = Caller(served.port)
    _fill(disk / "filler")

    job = caller.ask("POST", f"{PATH}/trainings", {"parameters": TRAINING}).document["id"]
    failed = caller.wait_for_job(job)
    (disk / "filler").unlink()
    retried = caller.ask("POST", f"{PATH}/jobs/{job}/retry")
    done = caller.wait_for_job(job)

    assert failed["state"] == "failed"
    assert "full" in failed["failure"]
    assert retried.status == 202
    assert (done["state"], done["outcome"]["round"]) == ("done", 0)


def test_a_read_only_blob_store_refuses_a_part_and_takes_it_when_it_may_be_written(
    tmp_path: Path, mount: Mount, serve: Serve
) -> None:
    disk = mount("blobs", 8)
    caller, upload, part = _upload_begun(tmp_path, disk, serve)
    assert _ran("mount", "-o", "remount,ro", disk)

    refused = caller.ask("PUT", f"{upload}/parts?offset=0", part)
    shown = caller.ask("GET", f"{PATH}/images/0/original")
    saved = caller.write_note("the database may be written")
    assert _ran("mount", "-o", "remount,rw", disk)
    taken = caller.ask("PUT", f"{upload}/parts?offset=0", part)

    assert_is_a_refusal(refused, "may not be written to")
    assert (shown.status, shown.media_type) == (200, "image/png")
    assert saved.status == 201
    assert (taken.status, taken.document["complete"]) == (200, True)


def test_postgresql_that_restarts_loses_nothing_and_is_found_again(
    tmp_path: Path, postgres: PostgresServer, serve: Serve
) -> None:
    url, workspace = postgres(), tmp_path / "workspace"
    make_workspace(workspace, tmp_path / "phantoms", images=_IMAGES, database_url=url)
    served = serve(workspace, {"MEDEBIASER_DATABASE_URL": url})
    caller = Caller(served.port)
    writer = _Writer(Caller(served.port))
    writer.start()
    wait(lambda: len(writer.confirmed) >= 5, "notes are written")

    postgres.stop()
    wait(lambda: len(writer.refused) >= 3, "notes are refused")
    reading, health = caller.ask("GET", f"{PATH}/images"), caller.ask("GET", "/api/health")
    postgres.start()
    known = len(writer.confirmed)
    wait(lambda: len(writer.confirmed) >= known + 5, "notes are written again")
    writer.stop()

    for refused in (*writer.refused, reading, health):
        assert_is_a_refusal(refused, "database")
    assert set(writer.confirmed) <= set(caller.notes())
    job = caller.ask("POST", f"{PATH}/splits", {}).document["id"]
    assert caller.wait_for_job(job)["state"] == "done"


def assert_is_a_refusal(reply: Reply, words: str) -> None:
    """Check that a reply is a problem document of status 503 with these words in it."""
    assert reply.media_type == "application/problem+json", reply
    assert (reply.status, reply.document["title"]) == (503, "Not possible now"), reply
    assert words in reply.document["detail"]


class _Writer(threading.Thread):
    """Writes one note after the other.

    Attributes:
        confirmed: the words that the server has confirmed.
        refused: the other replies.
    """

    def __init__(self, caller: Caller) -> None:
        super().__init__(daemon=True)
        self._caller = caller
        self._stopping = threading.Event()
        self.confirmed: list[str] = []
        self.refused: list[Reply] = []

    def run(self) -> None:
        """Write until told to stop."""
        number = 0
        while not self._stopping.wait(0.02):
            number += 1
            reply = self._caller.write_note(f"note {number}")
            if reply.status == 201:
                self.confirmed.append(f"note {number}")
            else:
                self.refused.append(reply)

    def stop(self) -> None:
        """Stop after the reply that is awaited."""
        self._stopping.set()
        self.join()


def _save_until_refused(caller: Caller, confirmed: list[str]) -> Reply:
    """Write long notes until one is refused: the write-ahead log has some room of its own."""
    for number in range(_MANY):
        text = f"{number} ".ljust(9_000, "x")
        reply = caller.write_note(text)
        if reply.status != 201:
            return reply
        confirmed.append(text)
    raise AssertionError("the disk never was full")


def _upload_begun(tmp_path: Path, disk: Path, serve: Serve) -> tuple[Caller, str, bytes]:
    """Serve a workspace whose blobs are on that disk, and begin an upload of one part."""
    workspace, blobs = tmp_path / "workspace", str(disk / "blobs")
    make_workspace(workspace, tmp_path / "phantoms", images=_IMAGES, blob_url=blobs)
    served = serve(workspace, {"MEDEBIASER_BLOB_URL": blobs}, ("--no-worker",))
    caller = Caller(served.port)
    begun = {"name": "a.zip", "size_bytes": _PART_BYTES, "part_bytes": _PART_BYTES}
    upload = caller.ask("POST", f"{PATH}/uploads", begun).document["id"]
    return caller, f"{PATH}/uploads/{upload}", bytes(range(256)) * (_PART_BYTES // 256)


def _fill(file: Path) -> None:
    with file.open("wb", buffering=0) as stream, contextlib.suppress(OSError):
        while stream.write(bytes(4096)):
            pass


def _ran(*command: str | Path) -> bool:
    return subprocess.run(list(map(str, command)), capture_output=True, check=False).returncode == 0
