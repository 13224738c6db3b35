"""Bytes by their SHA-256, and small named documents, on a folder or any fsspec URL.

A blob is written once and never changed: its key is the hash of its bytes. On a local
folder it is written beside, flushed to the disk and renamed, so that after a power cut
it is either whole or absent. Object stores make a put visible only when it is complete.
"""

import errno
import hashlib
import io
import os
import re
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path, PurePosixPath
from typing import Any, BinaryIO, cast

import fsspec

from medebiaser.data.folders import flush_folder, hash_of_file, make_folder
from medebiaser.errors import (
    DiskFullError,
    InvalidInputError,
    MedebiaserError,
    NotFoundError,
    UnreachableError,
)

PIECE_BYTES = 1 << 20
"""Files are copied and hashed in pieces of this size: memory stays flat."""

_OLD_S = 6 * 3_600.0
_KEY = re.compile(r"[0-9a-f]{64}")
_FULL = (errno.ENOSPC, errno.EDQUOT)
_READ_ONLY = (errno.EROFS, errno.EACCES, errno.EPERM)


class BlobStore:
    """Content-addressed bytes under `sha256/` and named documents under `named/`.

    Args:
        url: a folder, or any URL that fsspec knows (`memory://…`, `s3://…`).
    """

    def __init__(self, url: str | Path) -> None:
        try:
            # Others write too: what was listed before is out of date at once.
            filesystem, root = fsspec.core.url_to_fs(str(url), use_listings_cache=False)
        except (ValueError, ImportError) as error:
            raise InvalidInputError(
                f"the blob store URL cannot be used: {error}; give a folder or an fsspec URL"
            ) from error
        self._files: Any = filesystem
        self._root: str = root.rstrip("/")
        protocol = filesystem.protocol
        self.is_local = "file" in ((protocol,) if isinstance(protocol, str) else protocol)

    def put(self, content: bytes) -> str:
        """Store bytes and return their key; the same bytes are stored once."""
        key = hashlib.sha256(content).hexdigest()
        if not self._is_whole(key, len(content)):
            self._write(self._blob(key), content)
        return key

    def put_file(self, path: Path) -> str:
        """Store a file of any size with constant memory and return its key.

        Raises:
            NotFoundError: there is no such file.
            MedebiaserError: the disk is full or read-only; nothing is left behind.
        """
        if not path.is_file():
            raise NotFoundError(f"there is no file {path}; check the path")
        key = hash_of_file(path)
        size = path.stat().st_size
        if self._is_whole(key, size):
            return key
        if not self.is_local:
            with _in_words():
                self._files.put_file(str(path), self._blob(key))
            return key
        with path.open("rb") as source:
            return self._write_local(self._blob(key), _pieces(source), expected=key)

    def get(self, key: str, *, verify: bool = False) -> bytes:
        """Return a blob's bytes.

        Args:
            key: what `put` returned.
            verify: also compare the bytes with their hash.

        Raises:
            NotFoundError: there is no such blob.
            MedebiaserError: the bytes are damaged.
        """
        content = self._read(self._blob(key), f"blob {key}")
        if verify and hashlib.sha256(content).hexdigest() != key:
            raise MedebiaserError(
                f"blob {key} is damaged: its bytes no longer have this hash; "
                "restore it from a backup"
            )
        return content

    def open(self, key: str) -> BinaryIO:
        """Open a blob for reading.

        Raises:
            NotFoundError: there is no such blob.
        """
        try:
            with _in_words():
                return cast("BinaryIO", self._files.open(self._blob(key), "rb"))
        except FileNotFoundError as error:
            raise _missing(f"blob {key}") from error

    def open_named(self, name: str) -> BinaryIO:
        """Open a named document for reading.

        Raises:
            NotFoundError: there is none of this name.
        """
        try:
            return cast("BinaryIO", self._files.open(self._named(name), "rb"))
        except FileNotFoundError as error:
            raise _missing(f"document {name}") from error

    def is_damaged(self, key: str) -> bool:
        """Read a blob in pieces and tell whether its bytes differ from its hash."""
        digest = hashlib.sha256()
        with self.open(key) as stream:
            for piece in _pieces(stream):
                digest.update(piece)
        return digest.hexdigest() != key

    def exists(self, key: str) -> bool:
        """Tell whether there is such a blob."""
        with _in_words():
            return bool(self._files.exists(self._blob(key)))

    def size_bytes(self, key: str) -> int:
        """Return a blob's size.

        Raises:
            NotFoundError: there is no such blob.
        """
        try:
            with _in_words():
                return int(self._files.size(self._blob(key)))
        except FileNotFoundError as error:
            raise _missing(f"blob {key}") from error

    def local_path(self, key: str) -> Path | None:
        """Return the file of a blob on a local folder; None elsewhere.

        Raises:
            NotFoundError: there is no such blob.
        """
        if not self.exists(key):
            raise _missing(f"blob {key}")
        return Path(self._blob(key)) if self.is_local else None

    def delete(self, key: str) -> None:
        """Remove a blob; nothing happens where there is none."""
        self._remove(self._blob(key))

    def keys(self) -> list[str]:
        """Return the keys of all blobs, sorted."""
        found = self._found("sha256")
        return sorted(key for path in found if _KEY.fullmatch(key := path.replace("/", "")))

    def age_s(self, key: str, *, now: Callable[[], float] = time.time) -> float:
        """Return how long ago a blob was last put; 0 where the store does not say."""
        return self._age_s(self._blob(key), now)

    def named_age_s(self, name: str, *, now: Callable[[], float] = time.time) -> float:
        """Return how long ago a named document was written; 0 where the store does not say."""
        return self._age_s(self._named(name), now)

    def write_named(self, name: str, content: bytes) -> None:
        """Write a named document; readers see the old one or the new one, never a part.

        Args:
            name: a relative path with `/`, such as `arrays/1/0/maps/manifest.json`.
            content: the whole document.
        """
        self._write(self._named(name), content)

    def read_named(self, name: str) -> bytes:
        """Return a named document.

        Raises:
            NotFoundError: there is none of this name.
        """
        return self._read(self._named(name), f"document {name}")

    def read_ranges(self, name: str, ranges: Sequence[tuple[int, int]]) -> list[bytes]:
        """Return byte ranges (first, after the last) of a named document; fetch nothing else.

        Raises:
            NotFoundError: there is none of this name.
        """
        path = self._named(name)
        starts, ends = [first for first, _ in ranges], [end for _, end in ranges]
        try:
            found = self._files.cat_ranges([path] * len(ranges), starts, ends, on_error="raise")
        except (FileNotFoundError, IsADirectoryError) as error:
            raise _missing(f"document {name}") from error
        return [bytes(piece) for piece in found]

    def list_named(self, prefix: str = "") -> list[str]:
        """Return the sorted names below a folder such as `arrays/1`; all without one."""
        folder = f"named/{_checked_name(prefix.rstrip('/'))}" if prefix else "named"
        start = prefix.rstrip("/") + "/" if prefix else ""
        return sorted(start + name for name in self._found(folder))

    def named_sizes(self, prefix: str) -> dict[str, int]:
        """Return the size in bytes of every named document below a folder, by name."""
        folder = f"{self._root}/named/{_checked_name(prefix)}"
        try:
            found = self._files.find(folder, detail=True)
        except FileNotFoundError:
            return {}
        start = folder.lstrip("/") + "/"
        return {
            f"{prefix}/{str(path).lstrip('/').removeprefix(start)}": int(facts["size"])
            for path, facts in found.items()
        }

    def delete_named(self, name: str) -> None:
        """Remove a named document; nothing happens where there is none."""
        self._remove(self._named(name))

    def named_path(self, name: str) -> Path | None:
        """Return where a named document lies on a local folder; None elsewhere."""
        return Path(self._named(name)) if self.is_local else None

    def sweep(self, older_than_s: float, *, now: Callable[[], float] = time.time) -> int:
        """Delete what interrupted writes left behind, and count it.

        Args:
            older_than_s: younger leftovers may belong to a write that is still running.
            now: the clock, in seconds since 1970.

        Returns:
            How many were deleted.
        """
        folder = Path(self._root) / "temporary"
        if not self.is_local or not folder.is_dir():
            return 0
        deleted = 0
        for leftover in folder.iterdir():
            with suppress(FileNotFoundError):
                if now() - leftover.stat().st_mtime >= older_than_s:
                    leftover.unlink()
                    deleted += 1
        return deleted

    def _age_s(self, path: str, now: Callable[[], float]) -> float:
        with suppress(FileNotFoundError, NotImplementedError):
            return now() - float(self._files.modified(path).timestamp())
        return 0.0

    def _blob(self, key: str) -> str:
        if not _KEY.fullmatch(key):
            raise _missing(f"blob {key!r} (a key is 64 hexadecimal digits)")
        return f"{self._root}/sha256/{key[:2]}/{key[2:]}"

    def _named(self, name: str) -> str:
        return f"{self._root}/named/{_checked_name(name)}"

    def _is_whole(self, key: str, size: int) -> bool:
        """Tell whether the blob is there; if so it counts as written now (see `age_s`).

        An object store cannot say so: an old blob is written again, lest it is swept up just
        before its new row is committed.
        """
        try:
            with _in_words():
                whole = bool(self._files.size(self._blob(key)) == size)
            if whole and self.is_local:
                os.utime(self._blob(key))
        except FileNotFoundError:
            return False
        return whole and (self.is_local or self.age_s(key) < _OLD_S)

    def _found(self, folder: str) -> list[str]:
        start = f"{self._root}/{folder}".lstrip("/")
        try:
            with _in_words():
                paths = self._files.find(f"{self._root}/{folder}")
        except FileNotFoundError:
            return []
        return [str(path).lstrip("/").removeprefix(start + "/") for path in paths]

    def _read(self, path: str, what: str) -> bytes:
        try:
            with _in_words():
                return bytes(self._files.cat_file(path))
        except (FileNotFoundError, IsADirectoryError) as error:
            raise _missing(what) from error

    def _remove(self, path: str) -> None:
        with _in_words(), suppress(FileNotFoundError):
            self._files.rm_file(path)

    def _write(self, path: str, content: bytes) -> None:
        if self.is_local:
            self._write_local(path, _pieces(io.BytesIO(content)))
            return
        with _in_words():
            self._files.pipe_file(path, content)

    def _write_local(
        self, path: str, pieces: Iterator[bytes], *, expected: str | None = None
    ) -> str:
        """Write beside, flush, rename; return the hash of what was written."""
        temporary = Path(self._root) / "temporary" / f"{uuid.uuid4().hex}.part"
        target = Path(path)
        digest = hashlib.sha256()
        with _in_words():
            try:
                for folder in (temporary.parent, target.parent):
                    make_folder(folder)
                with temporary.open("xb") as stream:
                    for piece in pieces:
                        digest.update(piece)
                        stream.write(piece)
                    stream.flush()
                    os.fsync(stream.fileno())
                if expected not in (None, digest.hexdigest()):
                    raise MedebiaserError(
                        f"a file changed while it was being stored (expected {expected}); "
                        "try again when nothing else writes to it"
                    )
                temporary.replace(target)
                flush_folder(target.parent)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
        return digest.hexdigest()


def _missing(what: str) -> NotFoundError:
    return NotFoundError(f"the blob store has no {what}; it was pruned or never stored")


def _checked_name(name: str) -> str:
    parts = PurePosixPath(name).parts
    if not name or name.startswith("/") or ".." in parts or name != "/".join(parts) or "\\" in name:
        raise InvalidInputError(
            f"{name!r} is no name for a document; use a relative path without '..'"
        )
    return name


def _pieces(stream: BinaryIO | io.BytesIO) -> Iterator[bytes]:
    while piece := stream.read(PIECE_BYTES):
        yield piece


@contextmanager
def _in_words() -> Iterator[None]:
    """Turn the disk's complaints into messages for a person."""
    try:
        yield
    except OSError as error:
        if error.errno in _FULL:
            raise DiskFullError(
                "the disk that holds the blob store is full, the last file was not stored; "
                "free some space and try again (everything confirmed before is safe)"
            ) from error
        if error.errno in _READ_ONLY or isinstance(error, PermissionError):
            raise MedebiaserError(
                "the blob store may not be written to, the last file was not stored; "
                "give this user the right to write to it"
            ) from error
        raise
    except Exception as error:
        # Of s3fs's library, which is loaded only where a bucket is used.
        if type(error).__module__ == "botocore.exceptions":
            raise UnreachableError(
                f"the blob store does not answer as it should ({type(error).__name__}); see that "
                "it can be reached from here, then try again (everything confirmed before is safe)"
            ) from error
        raise
