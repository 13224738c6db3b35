"""Every image once decoded and resized, on disk, ready to be read by row number.

Under `folder/project/side/` lies one folder per kind of pixel and format, such as
`uint8x1-v1`, with chunks of rows and `done.bin`, one byte per row. A row's byte is written only
after the row itself is flushed to the disk, so a killed process never leaves a row that is marked
and not there. The kind of pixel only ever widens (to 16 bits, to three channels); widening, or a
new format, starts a new folder and removes the others.
"""

import os
import re
import shutil
from collections.abc import Callable, Generator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, NamedTuple

import cv2
import numpy as np

from medebiaser.data.images import full_range, read_image, resized
from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.records import Image, Progress, Report, no_report

FORMAT = 1
CHUNK_ROWS = 1024
_BATCH_BYTES = 8 << 20
_BATCH_ROWS = (16, 256)
_ERASURE = "erasure"
_FOLDER = re.compile(r"uint(8|16)x([13])-v(\d+)")

OpenSource = Callable[[Image], bytes | Path]
"""Gives an image's original: its bytes, or where it lies."""


class Unreadable(NamedTuple):
    """An image whose original could not be read any more."""

    image_id: str
    reason: str


@dataclass(frozen=True, slots=True, order=True)
class PixelKind:
    """Bits and channels of every row of one cache."""

    bits: int = 8
    channels: int = 1

    def widened(self, other: "PixelKind") -> "PixelKind":
        """The narrowest kind that holds both."""
        return PixelKind(max(self.bits, other.bits), max(self.channels, other.channels))

    @property
    def folder(self) -> str:
        """The name of the folder that holds rows of this kind in this format."""
        return f"uint{self.bits}x{self.channels}-v{FORMAT}"

    @property
    def dtype(self) -> np.dtype[np.uint8] | np.dtype[np.uint16]:
        """Of one value."""
        return np.dtype(np.uint8) if self.bits == 8 else np.dtype(np.uint16)

    def fitted(self, pixels: np.ndarray) -> np.ndarray:
        """Pixels of any kind as this kind: (H, W) or (H, W, 3)."""
        if self.channels == 3 and pixels.ndim == 2:
            pixels = np.repeat(pixels[..., None], 3, axis=2)
        if self.channels == 1 and pixels.ndim == 3:
            pixels = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)
        if self.bits == 16 and pixels.dtype == np.uint8:
            return pixels.astype(np.uint16) * 257
        if self.bits == 8 and pixels.dtype == np.uint16:
            return ((pixels.astype(np.uint32) + 128) // 257).astype(np.uint8)
        return pixels


class ImageCache:
    """The decoded images of one project, for any number of sides.

    16-bit images are spread over their full range before they are resized: by the window that is
    recorded with a PNG or TIFF, else from their smallest to their largest value; DICOM comes with
    its VOI LUT applied. So [0, 1] means black to white in every row. Memory is bounded: at most two
    batches of 8 MiB are in flight, however many images there are.
    """

    def __init__(self, folder: Path, project: str) -> None:
        """Open the cache; nothing is written before `ensure`.

        Args:
            folder: of all caches.
            project: whose images these are; a folder of this name is used below `folder`.
        """
        self._root = Path(folder) / project

    def ensure(
        self,
        images: Sequence[Image],
        side: int,
        open_source: OpenSource,
        *,
        workers: int | None = None,
        report: Report = no_report,
    ) -> list[Unreadable]:
        """Decode and resize what is not cached yet; killed or cancelled, go on from there.

        Args:
            images: to be readable afterwards; new ones are added.
            side: of the squares, in pixels.
            open_source: gives an image's original; called in several threads at once.
            workers: threads; None: one per processor.
            report: receives progress after every batch; may raise `CancelledError`.

        Returns:
            The images whose originals cannot be read, by row; their rows stay absent.

        Raises:
            CancelledError: from `report`; what is cached stays.
        """
        rows = _Rows(self._folder_for(images, side), side)
        absent = sorted((i for i in images if not rows.is_done(i.row)), key=lambda image: image.row)
        failures: list[Unreadable] = []
        done = len(images) - len(absent)
        report(Progress("preparing images", done, len(images)))
        with (
            ThreadPoolExecutor(workers or os.cpu_count() or 1) as threads,
            closing(_prepared(absent, side, rows.kind, open_source, threads)) as batches,
        ):
            for batch in batches:
                rows.write({b.row: b.square for b in batch if b.square is not None})
                failures += [Unreadable(b.image_id, b.reason) for b in batch if b.reason]
                done += len(batch)
                report(Progress("preparing images", done, len(images)))
        return failures

    def read(self, rows: Sequence[int] | np.ndarray, side: int) -> np.ndarray:
        """Cached rows as they are stored.

        Args:
            rows: row numbers, in any order, repeated or not.
            side: as given to `ensure`.

        Returns:
            (B, side, side) uint8 or uint16, or (B, side, side, 3) RGB.

        Raises:
            NotFoundError: a row is not cached; `ensure` it first.
        """
        return _Rows(self._folder(side), side).read(np.asarray(rows, np.int64))

    def as_float(self, rows: Sequence[int] | np.ndarray, side: int) -> np.ndarray:
        """Cached rows as a network takes them.

        Args:
            rows: row numbers, in any order, repeated or not.
            side: as given to `ensure`.

        Returns:
            (B, channels, side, side) float32 in [0, 1]; 0 black, 1 white.

        Raises:
            NotFoundError: a row is not cached; `ensure` it first.
        """
        stored = self.read(rows, side)
        top = np.float32(np.iinfo(stored.dtype).max)
        if stored.ndim == 3:
            return np.asarray(stored[:, None] / top, np.float32)
        return np.asarray(np.ascontiguousarray(stored.transpose(0, 3, 1, 2)) / top, np.float32)

    def present(self, rows: Sequence[int] | np.ndarray, side: int) -> np.ndarray:
        """Which rows are cached.

        Args:
            rows: row numbers.
            side: as given to `ensure`.

        Returns:
            (B,) bool.
        """
        try:
            cached = _Rows(self._folder(side), side)
        except NotFoundError:
            return np.zeros(len(rows), bool)
        return np.array([cached.is_done(int(row)) for row in rows], bool)

    def forget(self, rows: Sequence[int]) -> None:
        """Overwrite rows with zeros and make them absent, at every side and in every format."""
        for folder in self._root.glob("*/uint*"):
            if _FOLDER.fullmatch(folder.name) and folder.parent.name.isdigit():
                _Rows(folder, int(folder.parent.name)).erase(rows)

    def erasure(self) -> int:
        """Return the number of the last erasure that this cache followed; 0: none yet."""
        try:
            return int((self._root / _ERASURE).read_text())
        except (FileNotFoundError, ValueError):
            return 0

    def follow(self, erasure: int, rows: Sequence[int]) -> None:
        """Forget what was erased since, and remember that."""
        self.forget(rows)
        self._root.mkdir(parents=True, exist_ok=True)
        (self._root / _ERASURE).write_text(str(erasure))

    def _kinds(self, side: int) -> list[PixelKind]:
        """The kinds of this format that have a folder, narrowest first."""
        names = [p.name for p in (self._root / str(side)).glob("uint*")]
        found = [_FOLDER.fullmatch(name) for name in names]
        return sorted(
            PixelKind(int(m[1]), int(m[2])) for m in found if m is not None and int(m[3]) == FORMAT
        )

    def _folder(self, side: int) -> Path:
        kinds = self._kinds(side)
        if not kinds:
            raise NotFoundError(f"no image is cached at {side} × {side} pixels; prepare them first")
        return self._root / str(side) / kinds[-1].folder

    def _folder_for(self, images: Sequence[Image], side: int) -> Path:
        """The folder of the kind that all old and new images fit; other folders are removed."""
        kind = PixelKind()
        for known in self._kinds(side):
            kind = kind.widened(known)
        for image in images:
            kind = kind.widened(PixelKind(image.bit_depth, image.channels))
        folder = self._root / str(side) / kind.folder
        folder.mkdir(parents=True, exist_ok=True)
        for other in folder.parent.iterdir():
            if other != folder:
                shutil.rmtree(other, ignore_errors=True)
        return folder


class _Rows:
    """The chunks and the done bytes of one folder."""

    def __init__(self, folder: Path, side: int) -> None:
        match = _FOLDER.fullmatch(folder.name)
        if match is None:
            raise NotFoundError(f"{folder.name} is no folder of cached images")
        self.kind = PixelKind(int(match[1]), int(match[2]))
        self._folder = folder
        self._shape = (side, side) if self.kind.channels == 1 else (side, side, 3)
        self._row_bytes = side * side * self.kind.channels * self.kind.bits // 8
        marks = folder / "done.bin"
        self._done = np.frombuffer(marks.read_bytes() if marks.exists() else b"", np.uint8)

    def is_done(self, row: int) -> bool:
        """Whether the row was marked when this object was made."""
        return 0 <= row < len(self._done) and bool(self._done[row])

    def write(self, squares: dict[int, np.ndarray]) -> None:
        """Write rows, flush them to the disk, and only then mark them as done."""
        chunks: dict[int, list[int]] = {}
        for row in sorted(squares):
            chunks.setdefault(row // CHUNK_ROWS, []).append(row)
        for chunk, rows in chunks.items():
            with _opened(self._chunk(chunk)) as file:
                for row in rows:
                    file.seek((row % CHUNK_ROWS) * self._row_bytes)
                    file.write(np.ascontiguousarray(squares[row]).data)
                file.flush()
                os.fsync(file.fileno())
        with _opened(self._folder / "done.bin") as file:
            for row in sorted(squares):
                file.seek(row)
                file.write(b"\x01")

    def erase(self, rows: Sequence[int]) -> None:
        """Unmark rows, then overwrite them with zeros and flush that to the disk."""
        marked = [row for row in rows if row < len(self._done)]
        with _opened(self._folder / "done.bin") as file:
            for row in marked:
                file.seek(row)
                file.write(b"\x00")
        for row in rows:
            path = self._chunk(row // CHUNK_ROWS)
            start = (row % CHUNK_ROWS) * self._row_bytes
            if path.exists() and path.stat().st_size > start:
                with path.open("r+b") as file:
                    file.seek(start)
                    file.write(bytes(self._row_bytes))
                    file.flush()
                    os.fsync(file.fileno())

    def read(self, rows: np.ndarray) -> np.ndarray:
        """The rows in the order asked for, copied out of memory-mapped chunks."""
        absent = [int(row) for row in rows if not self.is_done(int(row))]
        if absent:
            raise NotFoundError(
                f"{len(absent)} of {len(rows)} images are not prepared (first: row {absent[0]}); "
                "prepare them first"
            )
        values = np.empty((len(rows), *self._shape), self.kind.dtype)
        for chunk in np.unique(rows // CHUNK_ROWS):
            here = np.flatnonzero(rows // CHUNK_ROWS == chunk)
            path = self._chunk(int(chunk))
            length = path.stat().st_size // self._row_bytes
            mapped = np.memmap(path, self.kind.dtype, mode="r", shape=(length, *self._shape))
            values[here] = mapped[rows[here] % CHUNK_ROWS]
        return values

    def _chunk(self, number: int) -> Path:
        return self._folder / f"chunk-{number:06d}.bin"


class _Prepared(NamedTuple):
    """One image's square, or the reason why there is none."""

    image_id: str
    row: int
    square: np.ndarray | None
    reason: str | None


def _prepared(
    images: Sequence[Image],
    side: int,
    kind: PixelKind,
    open_source: OpenSource,
    threads: ThreadPoolExecutor,
) -> Generator[list[_Prepared], None, None]:
    """Squares in batches; one batch is decoded ahead of the one being written, no more."""
    fewest, most = _BATCH_ROWS
    size = min(max(_BATCH_BYTES // (side * side * kind.channels * kind.bits // 8), fewest), most)

    def prepare(image: Image) -> _Prepared:
        return _prepare(image, side, kind, open_source)

    ahead: list[Future[_Prepared]] = []
    try:
        for start in range(0, len(images) + size, size):
            following = [threads.submit(prepare, i) for i in images[start : start + size]]
            batch, ahead = ahead, following
            if batch:
                yield [future.result() for future in batch]
    finally:
        for future in ahead:
            future.cancel()


def _prepare(image: Image, side: int, kind: PixelKind, open_source: OpenSource) -> _Prepared:
    try:
        facts, pixels = read_image(open_source(image))
    except (InvalidInputError, NotFoundError) as error:
        return _Prepared(image.id, image.row, None, str(error))
    except OSError as error:
        reason = f"the file cannot be read: {error.strerror or error}"
        return _Prepared(image.id, image.row, None, reason)
    window = None if facts.kind == "dicom" else image.window
    square = kind.fitted(resized(full_range(pixels, window), side))
    return _Prepared(image.id, image.row, square, None)


def _opened(path: Path) -> BinaryIO:
    """The file for reading and writing anywhere; made, and its name flushed, where it is new."""
    if not path.exists():
        path.touch()
        folder = os.open(path.parent, os.O_RDONLY)
        os.fsync(folder)
        os.close(folder)
    return path.open("r+b")
