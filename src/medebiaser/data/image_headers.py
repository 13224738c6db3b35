"""What the first bytes of a PNG, JPEG or TIFF file say, read without decoding a pixel."""

import struct
from dataclasses import dataclass

from medebiaser.data.image_facts import refuse_absurd
from medebiaser.errors import InvalidInputError

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
JPEG_SIGNATURE = b"\xff\xd8\xff"
TIFF_SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
DICOM_STARTS = (b"\x08\x00", b"\x02\x00")
"""A DICOM file that lost its preamble starts with group 0008 or 0002."""

PAGES_MAX = 10_000
TIFF_VALUES_MAX = 200_000


@dataclass(frozen=True, slots=True)
class Header:
    """The part of a file's header that decoding needs.

    Attributes:
        width: as stored, before `orientation` is applied.
        height: as stored, before `orientation` is applied.
        bits: per channel, 1 to 16.
        channels: as stored, alpha included; 1 for a palette.
        orientation: 1 to 8 as EXIF and TIFF number them; 1 is upright.
        pages: how many images the file holds.
        white_is_zero: the smallest value is white.
        alpha: the last channel is an opacity that the colours were not multiplied with.
    """

    kind: str
    width: int
    height: int
    bits: int
    channels: int
    orientation: int = 1
    pages: int = 1
    white_is_zero: bool = False
    alpha: bool = False


def kind_of(content: bytes) -> str:
    """Tell a file's kind by its content; names lie.

    Returns:
        "png", "jpeg", "tiff" or "dicom".

    Raises:
        InvalidInputError: empty, or none of the four.
    """
    if not content:
        raise InvalidInputError("the file is empty (0 bytes)")
    if content[128:132] == b"DICM":  # first: its preamble may pose as a TIFF
        return "dicom"
    if content.startswith(PNG_SIGNATURE):
        return "png"
    if content.startswith(JPEG_SIGNATURE):
        return "jpeg"
    if content.startswith(TIFF_SIGNATURES):
        return "tiff"
    if content.startswith(DICOM_STARTS):
        return "dicom"
    raise InvalidInputError(
        "the content is no PNG, JPEG, TIFF or DICOM, whatever the file is called"
    )


def header_of(content: bytes) -> Header:
    """Read the header of a PNG, JPEG or TIFF and refuse what must not be decoded.

    Args:
        content: the whole file.

    Raises:
        InvalidInputError: truncated, contradictory, or of absurd dimensions.
    """
    read = {"png": _png_header, "jpeg": _jpeg_header, "tiff": _tiff_header}[kind_of(content)]
    try:
        header = read(content)
    except (struct.error, IndexError) as error:
        raise InvalidInputError("the file ends within its header (truncated)") from error
    refuse_absurd(header.width, header.height)
    return header


def _png_header(content: bytes) -> Header:
    """PNG 1.2: IHDR first, then chunks of (length, name, data, CRC) up to IEND."""
    width, height, bits, colour = struct.unpack_from(">IIBB", content, 16)
    if content[12:16] != b"IHDR" or bits not in {1, 2, 4, 8, 16} or colour not in {0, 2, 3, 4, 6}:
        raise InvalidInputError("the PNG header is damaged")
    channels = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}[colour]
    refuse_absurd(width, height)
    at = 8
    while content[at + 4 : at + 8] != b"IEND":
        (length,) = struct.unpack_from(">I", content, at)
        at += length + 12
        if at + 12 > len(content):
            raise InvalidInputError(f"the PNG ends after {len(content)} bytes (truncated)")
    return Header("png", width, height, bits, channels, alpha=colour in {4, 6})


_JPEG_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""Start-of-frame markers; C4, C8 and CC in between mean something else."""

_JPEG_BARE = frozenset(range(0xD0, 0xD9)) | {0x01}
"""Markers that no length follows."""


def _jpeg_header(content: bytes) -> Header:
    """ITU T.81, annex B: segments of (marker, length, data) up to the frame header."""
    orientation, at = 1, 2
    while True:
        while content[at] == 0xFF and content[at + 1] == 0xFF:
            at += 1
        marker = content[at + 1]
        if content[at] != 0xFF or marker in {0xD9, 0xDA}:
            raise InvalidInputError("the JPEG has no frame header (damaged)")
        if marker in _JPEG_BARE:
            at += 2
            continue
        (length,) = struct.unpack_from(">H", content, at + 2)
        segment = content[at + 4 : at + 2 + length]
        if marker in _JPEG_FRAMES:
            bits, height, width, channels = struct.unpack_from(">BHHB", segment)
            return Header("jpeg", width, height, bits, channels, orientation)
        if marker == 0xE1 and segment.startswith(b"Exif\0\0"):
            orientation = _exif_orientation(segment[6:])
        at += 2 + length


def _exif_orientation(block: bytes) -> int:
    """The orientation in an EXIF block; damaged EXIF says nothing, and the image is upright."""
    try:
        tags, _ = _Directory(block).read(None)
    except (struct.error, IndexError, InvalidInputError):
        return 1
    orientation = tags.get(274, [1])[0]
    return orientation if 1 <= orientation <= 8 else 1


class _Directory:
    """Reads the tag directories of a TIFF or BigTIFF file."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.order = "<" if content[:2] == b"II" else ">"
        (magic,) = struct.unpack_from(self.order + "H", content, 2)
        self.is_big = magic == 43
        self.word = "Q" if self.is_big else "I"

    def first(self) -> int:
        """Offset of the first directory."""
        at = 8 if self.is_big else 4
        return int(struct.unpack_from(self.order + self.word, self.content, at)[0])

    def read(self, at: int | None) -> tuple[dict[int, list[int]], int]:
        """The whole-number tags of the directory at `at` and the next one's offset (0: none)."""
        at = self.first() if at is None else at
        count_code, entry_size = ("Q", 20) if self.is_big else ("H", 12)
        (count,) = struct.unpack_from(self.order + count_code, self.content, at)
        at += struct.calcsize(count_code)
        end = at + count * entry_size
        (following,) = struct.unpack_from(self.order + self.word, self.content, end)
        tags = {}
        for entry in range(at, end, entry_size):
            tag, values = self._values(entry)
            tags[tag] = values
        return tags, int(following)

    def _values(self, entry: int) -> tuple[int, list[int]]:
        """One tag and its values; empty for kinds of value that are no whole numbers."""
        tag, kind, count = struct.unpack_from(self.order + "HH" + self.word, self.content, entry)
        code = {1: "B", 3: "H", 4: "I", 16: "Q"}.get(kind)
        if code is None:
            return tag, []
        if count > TIFF_VALUES_MAX:
            raise InvalidInputError(f"TIFF tag {tag} says it has {count} values (damaged)")
        room = 8 if self.is_big else 4
        at = entry + struct.calcsize(self.order + "HH" + self.word)
        if count * struct.calcsize("=" + code) > room:
            (at,) = struct.unpack_from(self.order + self.word, self.content, at)
        return tag, list(struct.unpack_from(f"{self.order}{count}{code}", self.content, at))


def _tiff_header(content: bytes) -> Header:
    """TIFF 6.0, first directory; every strip or tile must lie within the file."""
    directory = _Directory(content)
    tags, following = directory.read(None)

    def one(tag: int, default: int) -> int:
        return (tags.get(tag) or [default])[0]

    header = Header(
        "tiff",
        one(256, 0),
        one(257, 0),
        one(258, 1),
        one(277, 1),
        orientation=one(274, 1),
        pages=_count_pages(directory, following),
        white_is_zero=one(262, 1) == 0,
        alpha=one(338, 0) == 2,
    )
    if one(339, 1) != 1 or header.bits > 16:
        raise InvalidInputError(
            f"the TIFF has {header.bits}-bit values of sample format {one(339, 1)}; "
            "save it with unsigned 8- or 16-bit values"
        )
    for offsets, sizes in ((273, 279), (324, 325)):
        ends = [a + b for a, b in zip(tags.get(offsets, []), tags.get(sizes, []), strict=False)]
        if ends and max(ends) > len(content):
            raise InvalidInputError(
                f"the TIFF needs {max(ends)} bytes and has {len(content)} (truncated)"
            )
    return header


def _count_pages(directory: _Directory, following: int) -> int:
    """Count directories along the chain; a chain that loops or leaves the file ends there."""
    seen: set[int] = set()
    while following and following not in seen and len(seen) < PAGES_MAX:
        seen.add(following)
        try:
            _, following = directory.read(following)
        except (struct.error, IndexError, InvalidInputError):
            break
    return 1 + len(seen)
