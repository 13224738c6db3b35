"""Zip archives of images and tables: examined as a whole before the first byte is unpacked."""

import lzma
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import BinaryIO

from medebiaser.data.blob_store import PIECE_BYTES
from medebiaser.errors import InvalidInputError
from medebiaser.records import Progress, Report, no_report

MEMBERS_MAX = 2_000_000
RATIO_MAX = 200
"""No image and no table packs better; a megabyte of zeros packs a thousand to one."""

_SMALL_BYTES = 1 << 20
"""A member below this size may pack as well as it likes: many such tables do."""

_UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error),
    *(ValueError, OverflowError, NotImplementedError, EOFError, OSError),
)
"""What Python's own reader raises for bytes that are no archive."""

_NAME_BYTES_MAX = 255
_PATH_BYTES_MAX = 1024
_ENCRYPTED = 0x1
_METHODS = frozenset(
    {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA}
)


@dataclass(frozen=True, slots=True)
class Unpacked:
    """What became of an archive.

    Attributes:
        files: how many files were written.
        damaged: (name, reason) of each whose bytes do not match their checksum; not written.
    """

    files: int
    damaged: tuple[tuple[str, str], ...]


def unpack(
    archive: BinaryIO, folder: Path, *, bytes_max: int, report: Report = no_report
) -> Unpacked:
    """Unpack an archive into an empty folder; what looks like an attack is refused whole.

    Args:
        archive: the zip file, open for reading anywhere in it.
        folder: is made; hidden files and those of macOS are left out.
        bytes_max: most bytes that all files together may have unpacked.
        report: receives progress; raising from it stops.

    Raises:
        InvalidInputError: no zip file, or a member that points outside, is a link, is
            encrypted, has another's name, or unpacks to far more than it is. Nothing is written.
    """
    with _readable(archive) as opened:
        members = opened.infolist()
        _refuse(members, _size_of(archive), bytes_max)
        wanted = [member for member in members if not (member.is_dir() or _is_hidden(member))]
        damaged: list[tuple[str, str]] = []
        folder.mkdir(parents=True)
        for done, member in enumerate(wanted, start=1):
            reason = _write(opened, member, folder)
            if reason is not None:
                damaged.append((member.filename, reason))
            report(Progress("unpacking", done, len(wanted)))
    return Unpacked(len(wanted) - len(damaged), tuple(damaged))


@contextmanager
def _readable(archive: BinaryIO) -> Iterator[zipfile.ZipFile]:
    try:
        opened = zipfile.ZipFile(archive)
    except _UNREADABLE as error:
        raise InvalidInputError(
            "this is no zip archive, or only a part of one; pack the images and the table again"
        ) from error
    with opened:
        yield opened


def _size_of(archive: BinaryIO) -> int:
    return archive.seek(0, 2)


def _refuse(members: Sequence[zipfile.ZipInfo], size_bytes: int, bytes_max: int) -> None:
    """Refuse the whole archive for its first member that may not be."""
    if len(members) > MEMBERS_MAX:
        raise InvalidInputError(
            f"the archive has {len(members)} members; pack at most {MEMBERS_MAX} into one"
        )
    for number, member in enumerate(members, start=1):
        for wrong, what in (
            (_points_outside(member), "points outside the archive"),
            (_is_special(member), "is a link or a device, not a file"),
            (bool(member.flag_bits & _ENCRYPTED), "is encrypted"),
            (member.compress_type not in _METHODS, "is packed by a method we do not know"),
            (_is_bomb(member), "unpacks to far more than any image does"),
            (_is_too_long(member), "has a name that is too long"),
        ):
            if wrong:
                raise InvalidInputError(
                    f"member {number} of the archive {what}; the archive is refused whole, "
                    "pack it again without"
                )
    _refuse_sums(members, size_bytes, bytes_max)
    _refuse_names(members)


def _refuse_sums(members: Sequence[zipfile.ZipInfo], size_bytes: int, bytes_max: int) -> None:
    unpacked = sum(member.file_size for member in members)
    if unpacked > bytes_max:
        raise InvalidInputError(
            f"the archive unpacks to {unpacked:,} bytes, more than the {bytes_max:,} allowed; "
            "it is refused whole, upload it in several archives"
        )
    if sum(member.compress_size for member in members) > size_bytes:
        raise InvalidInputError("the archive's members overlap; it is refused whole, pack it again")


def _refuse_names(members: Sequence[zipfile.ZipInfo]) -> None:
    """Refuse names that occur twice, or as a file and as a folder."""
    files: set[str] = set()
    folders: set[str] = set()
    for number, member in enumerate(members, start=1):
        path = PurePosixPath(member.filename)
        folders.update(str(parent) for parent in path.parents)
        if member.is_dir():
            folders.add(str(path))
        elif str(path) in files:
            raise InvalidInputError(
                f"member {number} of the archive has the name of another; it is refused whole, "
                "name each file once"
            )
        else:
            files.add(str(path))
    if files & folders:
        raise InvalidInputError(
            "the archive has a file and a folder of the same name; it is refused whole, "
            "pack it again"
        )


def _points_outside(member: zipfile.ZipInfo) -> bool:
    name = member.filename
    windows = PureWindowsPath(name)
    return (
        not PurePosixPath(name).parts
        or "\\" in name
        or "\x00" in member.orig_filename
        or ".." in PurePosixPath(name).parts
        or name.startswith("/")
        or bool(windows.drive or windows.root)
    )


def _is_special(member: zipfile.ZipInfo) -> bool:
    kind = stat.S_IFMT(member.external_attr >> 16)
    return kind not in (0, stat.S_IFREG, stat.S_IFDIR)


def _is_bomb(member: zipfile.ZipInfo) -> bool:
    return member.file_size > max(_SMALL_BYTES, RATIO_MAX * member.compress_size)


def _is_too_long(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    longest = max((len(part.encode()) for part in path.parts), default=0)
    return longest > _NAME_BYTES_MAX or len(str(path).encode()) > _PATH_BYTES_MAX


def _is_hidden(member: zipfile.ZipInfo) -> bool:
    parts = PurePosixPath(member.filename).parts
    return parts[0] == "__MACOSX" or any(part.startswith(".") for part in parts)


def _write(opened: zipfile.ZipFile, member: zipfile.ZipInfo, folder: Path) -> str | None:
    """Write one file; return why it cannot be unpacked, if it cannot."""
    target = folder.joinpath(*PurePosixPath(member.filename).parts)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("xb") as written:
        try:
            for piece in _pieces(opened, member):
                written.write(piece)
        except InvalidInputError as error:
            target.unlink()
            return str(error)
    return None


def _pieces(opened: zipfile.ZipFile, member: zipfile.ZipInfo) -> Iterator[bytes]:
    """Unpack one file piece by piece; apart from the writing, whose disk may be full."""
    try:
        with opened.open(member) as source:
            while piece := source.read(PIECE_BYTES):
                yield piece
    except _UNREADABLE as error:
        raise InvalidInputError(
            f"damaged in the archive ({type(error).__name__}); pack it again"
        ) from error
