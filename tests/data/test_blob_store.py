"""Blobs are whole or absent, and say so in words."""

import errno
import hashlib
import os
import subprocess
import sys
import uuid
from pathlib import Path

import pytest

from medebiaser.data.blob_store import PIECE_BYTES, BlobStore
from medebiaser.errors import InvalidInputError, MedebiaserError, NotFoundError

SHA256_OF_ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.fixture(params=["folder", "memory"])
def blobs(request: pytest.FixtureRequest, tmp_path: Path) -> BlobStore:
    if request.param == "folder":
        return BlobStore(tmp_path / "blobs")
    return BlobStore(f"memory://{uuid.uuid4().hex}/blobs")


def files_under(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def test_a_key_is_the_sha256_of_the_bytes(blobs: BlobStore) -> None:
    assert blobs.put(b"abc") == SHA256_OF_ABC
    assert blobs.get(SHA256_OF_ABC, verify=True) == b"abc"
    assert blobs.size_bytes(SHA256_OF_ABC) == 3


def test_the_same_bytes_are_stored_once(blobs: BlobStore) -> None:
    blobs.put(b"abc")
    blobs.put(b"abc")
    blobs.put(b"")

    assert blobs.keys() == sorted([SHA256_OF_ABC, hashlib.sha256(b"").hexdigest()])


def test_a_file_is_stored_under_the_key_of_its_bytes(blobs: BlobStore, tmp_path: Path) -> None:
    content = bytes(range(256)) * (PIECE_BYTES // 256) + b"one byte more than a piece"
    (tmp_path / "scan.png").write_bytes(content)

    key = blobs.put_file(tmp_path / "scan.png")

    assert key == hashlib.sha256(content).hexdigest()
    with blobs.open(key) as stream:
        assert stream.read() == content
    assert not blobs.is_damaged(key)


def test_what_is_missing_is_not_found(blobs: BlobStore, tmp_path: Path) -> None:
    for ask in (blobs.get, blobs.open, blobs.local_path, blobs.size_bytes):
        with pytest.raises(NotFoundError, match="pruned or never stored"):
            ask(SHA256_OF_ABC)
    with pytest.raises(NotFoundError, match="pruned or never stored"):
        blobs.read_named("no/such/manifest.json")
    with pytest.raises(NotFoundError, match=r"there is no file .*scan\.png"):
        blobs.put_file(tmp_path / "scan.png")
    assert not blobs.exists(SHA256_OF_ABC)


def test_a_deleted_blob_is_gone_and_deleting_twice_is_no_error(blobs: BlobStore) -> None:
    key = blobs.put(b"abc")
    blobs.delete(key)
    blobs.delete(key)

    assert not blobs.exists(key)
    assert blobs.keys() == []


@pytest.mark.parametrize("key", ["", "../../etc/passwd", "ABC", SHA256_OF_ABC + "0"])
def test_what_is_no_key_is_not_looked_up(blobs: BlobStore, key: str) -> None:
    with pytest.raises(NotFoundError, match="64 hexadecimal digits"):
        blobs.get(key)


def test_named_documents_are_replaced_and_listed_by_folder(blobs: BlobStore) -> None:
    blobs.write_named("arrays/1/maps.json", b"old")
    blobs.write_named("arrays/1/maps.json", b"new")
    blobs.write_named("arrays/10/maps.json", b"other")
    blobs.write_named("notes.json", b"{}")

    assert blobs.read_named("arrays/1/maps.json") == b"new"
    assert blobs.list_named("arrays/1") == ["arrays/1/maps.json"]
    assert blobs.list_named() == ["arrays/1/maps.json", "arrays/10/maps.json", "notes.json"]
    blobs.delete_named("arrays/1/maps.json")
    blobs.delete_named("arrays/1/maps.json")
    assert blobs.list_named("arrays/1") == []


@pytest.mark.parametrize(
    "name", ["", ".", "/etc/passwd", "../outside", "a/../../b", "a//b", "a\\b"]
)
def test_a_name_that_leaves_its_folder_is_refused(blobs: BlobStore, name: str) -> None:
    with pytest.raises(InvalidInputError, match="is no name for a document"):
        blobs.write_named(name, b"")


def test_only_a_folder_has_local_paths(tmp_path: Path) -> None:
    local, remote = BlobStore(tmp_path), BlobStore(f"memory://{uuid.uuid4().hex}")
    key = local.put(b"abc")
    remote.put(b"abc")

    path = local.local_path(key)
    assert path is not None
    assert path.read_bytes() == b"abc"
    assert remote.local_path(key) is None
    assert remote.named_path("x.json") is None


def test_damaged_bytes_are_detected(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path)
    key = blobs.put(b"abc")
    path = blobs.local_path(key)
    assert path is not None
    path.write_bytes(b"abd")

    assert blobs.is_damaged(key)
    with pytest.raises(MedebiaserError, match="is damaged"):
        blobs.get(key, verify=True)


def test_a_truncated_blob_is_healed_by_storing_it_again(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path)
    key = blobs.put(b"abc")
    path = blobs.local_path(key)
    assert path is not None
    path.write_bytes(b"a")

    assert blobs.put(b"abc") == key
    assert blobs.get(key, verify=True) == b"abc"


@pytest.mark.parametrize(
    ("code", "words"),
    [(errno.ENOSPC, "is full"), (errno.EDQUOT, "is full"), (errno.EROFS, "may not be written")],
)
def test_a_disk_that_refuses_is_said_in_words_and_leaves_nothing_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str
) -> None:
    blobs = BlobStore(tmp_path / "blobs")
    (tmp_path / "scan.png").write_bytes(b"abc")
    blobs.write_named("manifest.json", b"old")
    before = files_under(tmp_path)

    def refuse(_descriptor: int) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "fsync", refuse)
    for attempt in (
        lambda: blobs.put(b"abc"),
        lambda: blobs.put_file(tmp_path / "scan.png"),
        lambda: blobs.write_named("manifest.json", b"new"),
    ):
        with pytest.raises(MedebiaserError, match=words):
            attempt()

    assert files_under(tmp_path) == before
    assert blobs.read_named("manifest.json") == b"old"


def test_a_file_that_changes_while_it_is_stored_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    blobs = BlobStore(tmp_path / "blobs")
    (tmp_path / "scan.png").write_bytes(b"abc")
    digest = hashlib.file_digest

    def then_someone_writes(stream: object, name: str) -> object:
        found = digest(stream, name)  # type: ignore[arg-type]
        (tmp_path / "scan.png").write_bytes(b"abd")
        return found

    monkeypatch.setattr(hashlib, "file_digest", then_someone_writes)
    with pytest.raises(MedebiaserError, match="changed while it was being stored"):
        blobs.put_file(tmp_path / "scan.png")

    assert blobs.keys() == []


def test_sweeping_deletes_old_leftovers_and_nothing_else(tmp_path: Path) -> None:
    blobs = BlobStore(tmp_path)
    key = blobs.put(b"abc")
    old, young = tmp_path / "temporary" / "old.part", tmp_path / "temporary" / "young.part"
    for leftover, written_at in ((old, 1_000), (young, 4_000)):
        leftover.write_bytes(b"half")
        os.utime(leftover, (written_at, written_at))

    assert blobs.sweep(3_600, now=lambda: 5_000.0) == 1
    assert files_under(tmp_path / "temporary") == [young]
    assert blobs.exists(key)


def test_storing_a_large_file_takes_little_memory(tmp_path: Path) -> None:
    large = tmp_path / "large.bin"
    with large.open("wb") as stream:
        stream.truncate(300 << 20)
    script = (
        "import resource, sys; from pathlib import Path\n"
        "from medebiaser.data.blob_store import BlobStore\n"
        "blobs = BlobStore(sys.argv[1])\n"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "blobs.put_file(Path(sys.argv[2]))\n"
        "print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)\n"
    )
    grown_kib = subprocess.check_output(
        [sys.executable, "-c", script, str(tmp_path / "blobs"), str(large)], text=True
    )

    assert int(grown_kib) < 20 << 10


def test_a_url_that_no_one_knows_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="blob store URL cannot be used"):
        BlobStore("carrier-pigeon://coop")


def test_an_old_blob_that_is_put_again_in_an_object_store_counts_as_new(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    store = BlobStore("memory://again/blobs")
    key = store.put(b"bytes")
    written: list[str] = []
    monkeypatch.setattr(store, "_write", lambda path, content: written.append(path))

    store.put(b"bytes")
    assert written == []
    monkeypatch.setattr(store, "age_s", lambda key: 7 * 3_600.0)
    assert store.put(b"bytes") == key
    assert len(written) == 1
