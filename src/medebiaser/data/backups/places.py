"""Where a backup lies: a folder, or one tar file."""

import io
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol, cast

from medebiaser.data.blob_store import PIECE_BYTES
from medebiaser.errors import ConflictError, InvalidInputError, MedebiaserError, NotFoundError

_OWN_FILE, _OWN_FOLDER = 0o600, 0o700
"""A backup holds patients' images and password hashes: nobody else may read it."""


class Target(Protocol):
    """Takes the files of a backup one after another."""

    def add(self, name: str, stream: BinaryIO, size_bytes: int) -> None:
        """Store one file."""


class Source(Protocol):
    """Gives the files of a backup."""

    def open(self, name: str) -> BinaryIO:
        """Open one file; NotFoundError where there is none."""


@contextmanager
def new_target(path: Path) -> Iterator[Target]:
    """Open a place for a new backup: a tar file where the name ends in .tar, else a folder.

    A tar file gets its name once it is complete.

    Raises:
        ConflictError: there is something already.
        MedebiaserError: it cannot be written to.
    """
    if path.exists() and not (path.is_dir() and not any(path.iterdir())):
        raise ConflictError(f"{path} is not empty; name a new folder, or a new file *.tar")
    try:
        if path.suffix == ".tar":
            with _new_tar(path) as target:
                yield target
            return
        path.mkdir(parents=True, exist_ok=True, mode=_OWN_FOLDER)
        yield _Folder(path)
    except OSError as error:
        raise MedebiaserError(
            f"the backup {path} cannot be written: {error.strerror or error}; "
            "remove what is there, free some space, or choose another place"
        ) from error


@contextmanager
def opened(path: Path) -> Iterator[Source]:
    """Open a backup for reading.

    Raises:
        NotFoundError: there is nothing.
        InvalidInputError: it is no folder and no tar file.
    """
    if path.is_dir():
        yield _Folder(path)
        return
    if not path.exists():
        raise NotFoundError(f"there is no backup {path}; check the path")
    try:
        with tarfile.open(path, "r:") as archive:
            yield _Tar(archive)
    except tarfile.TarError as error:
        raise InvalidInputError(
            f"{path} is no backup: it is no folder and no whole tar file ({error})"
        ) from error


@contextmanager
def _new_tar(path: Path) -> Iterator[Target]:
    part = path.with_name(path.name + ".part")
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        part.unlink(missing_ok=True)
        with _made_for_us(part) as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as archive:
                yield _Tar(archive)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


class _Folder:
    """A backup as a folder of files."""

    def __init__(self, root: Path) -> None:
        self._root = root

    def add(self, name: str, stream: BinaryIO, size_bytes: int) -> None:  # noqa: ARG002
        path = self._root / _checked(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with _made_for_us(path) as file:
            while piece := stream.read(PIECE_BYTES):
                file.write(piece)
            file.flush()
            os.fsync(file.fileno())

    def open(self, name: str) -> BinaryIO:
        try:
            return (self._root / _checked(name)).open("rb")
        except FileNotFoundError as error:
            raise _misses(name) from error


class _Tar:
    """A backup as one tar file."""

    def __init__(self, archive: tarfile.TarFile) -> None:
        self._archive = archive

    def add(self, name: str, stream: BinaryIO, size_bytes: int) -> None:
        member = tarfile.TarInfo(_checked(name))
        member.size, member.mode = size_bytes, _OWN_FILE
        self._archive.addfile(member, stream)

    def open(self, name: str) -> BinaryIO:
        try:
            found = self._archive.extractfile(_checked(name))
        except KeyError as error:
            raise _misses(name) from error
        if found is None:
            raise _misses(name)
        return cast("BinaryIO", io.BufferedReader(cast("io.RawIOBase", found)))


def _made_for_us(path: Path) -> BinaryIO:
    """Make a new file that nobody else may read."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    return cast("BinaryIO", os.fdopen(os.open(path, flags, _OWN_FILE), "wb"))


def _misses(name: str) -> NotFoundError:
    return NotFoundError(f"the backup has no file {name}; it is not complete, take another one")


def _checked(name: str) -> str:
    parts = PurePosixPath(name).parts
    if not parts or name.startswith("/") or ".." in parts or "\\" in name:
        raise InvalidInputError(f"{name!r} is no name of a file in a backup; take another backup")
    return name
