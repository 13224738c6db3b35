"""What an array is made of: chunk files of 4,096 rows, and the manifest that names them.

A chunk file holds 512 bytes of presence bits (one per row), then the values of its rows
in C order: on a local folder it memory-maps as it is, elsewhere only the bytes of the rows
asked for are fetched. Chunk files are never changed.
"""

import json
import math
import os
import uuid
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from urllib.parse import quote

import numpy as np
import numpy.typing as npt

from medebiaser.data.blob_store import BlobStore
from medebiaser.errors import InvalidInputError, MedebiaserError

CHUNK_ROWS = 4_096
PRESENCE_BYTES = CHUNK_ROWS // 8
_FORMAT = 1
_GAP_BYTES = 64 << 10
"""Rows this near to each other are fetched in one request: cheaper than two."""
_FEW_ROWS = 16
"""Up to so many rows of a local chunk are read one by one."""

Values = npt.NDArray[Any]
Bits = npt.NDArray[np.bool_]
Offsets = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Chunk:
    """One chunk file: its name and how many rows it holds from the chunk's first on."""

    file: str
    n_rows: int


@dataclass(frozen=True, slots=True)
class Manifest:
    """What an array is and which files it is made of.

    Attributes:
        fill: what absent rows read as.
        chunks: the chunk files by their index; row // 4,096.
    """

    dtype: np.dtype[Any]
    row_shape: tuple[int, ...]
    fill: Any
    chunks: dict[int, Chunk]

    def to_text(self) -> str:
        """Return the manifest as it is stored."""
        document = {
            "format": _FORMAT,
            "dtype": self.dtype.str,
            "row_shape": self.row_shape,
            "fill": None if isinstance(self.fill, float) else self.fill,
            "chunks": {str(i): [c.file, c.n_rows] for i, c in sorted(self.chunks.items())},
        }
        return json.dumps(document, separators=(",", ":"))

    def kind(self) -> str:
        """Return dtype, shape and fill in words."""
        return f"{self.dtype} {self.row_shape} filled with {self.fill}"

    def row_bytes(self) -> int:
        """Return how many bytes one row's value has."""
        return self.dtype.itemsize * math.prod(self.row_shape)

    def file_bytes(self, index: int) -> int:
        """Return how large a chunk's file must be."""
        return PRESENCE_BYTES + self.chunks[index].n_rows * self.row_bytes()

    def empty(self, n_rows: int) -> Values:
        """Return (n_rows, *row_shape) absent values."""
        return np.full((n_rows, *self.row_shape), self.fill, dtype=self.dtype)


@lru_cache(maxsize=256)
def read_manifest(text: str) -> Manifest:
    """Return the manifest that a text describes; its chunks are not to be changed."""
    document = json.loads(text)
    fill = document["fill"]
    return Manifest(
        np.dtype(document["dtype"]),
        tuple(document["row_shape"]),
        float("nan") if fill is None else fill,
        {int(i): Chunk(file, n_rows) for i, (file, n_rows) in document["chunks"].items()},
    )


def round_folder(project: int, number: int) -> str:
    """Return the folder of a round's arrays among the named documents."""
    return f"arrays/{project}/{number}"


def array_folder(folder: str, name: str) -> str:
    """Return the folder of one array in its round's folder; its name may be any text.

    Raises:
        InvalidInputError: the name is empty.
    """
    if not name:
        raise InvalidInputError("an array needs a name; give at least one character")
    return f"{folder}/{quote(name, safe=' ').replace('.', '%2E')}"


class ChunkFiles:
    """The chunk files of one array.

    Args:
        blobs: where they are stored.
        folder: the array's folder among the named documents.
        name: the array's name, for messages.
    """

    def __init__(self, blobs: BlobStore, folder: str, name: str) -> None:
        self._blobs = blobs
        self._folder = folder
        self._name = name
        self._local = str(blobs.named_path(folder)) if blobs.is_local else ""

    def document(self, chunk: Chunk) -> str:
        """Return the named document that a chunk is stored as."""
        return f"{self._folder}/{chunk.file}"

    def write(self, index: int, bits: Bits, values: Values) -> Chunk:
        """Store a chunk in a file of its own that no manifest names yet.

        Args:
            index: which chunk of the array.
            bits: (4,096,) True where a row is present.
            values: (n, *row_shape) from the chunk's first row on.
        """
        chunk = Chunk(f"{index:06d}-{uuid.uuid4().hex}.chunk", len(values))
        content = np.packbits(bits).tobytes() + np.ascontiguousarray(values).tobytes()
        self._blobs.write_named(self.document(chunk), content)
        return chunk

    def presence(self, chunk: Chunk) -> Bits:
        """Return (4,096,) bool: True where a row is present.

        Raises:
            NotFoundError, FileNotFoundError: the file is gone.
        """
        document = self.document(chunk)
        path = self._blobs.named_path(document)
        if path is None:
            (head,) = self._blobs.read_ranges(document, [(0, PRESENCE_BYTES)])
        else:
            with path.open("rb") as stream:
                head = stream.read(PRESENCE_BYTES)
        return np.unpackbits(np.frombuffer(head, np.uint8)).astype(bool)

    def whole(self, manifest: Manifest, index: int) -> Values:
        """Return all values of a chunk: memory-mapped on a local folder."""
        return (
            self._mapped(manifest, index)
            if self._blobs.is_local
            else self._fetched(manifest, index, 0, manifest.chunks[index].n_rows)
        )

    def rows(self, manifest: Manifest, index: int, offsets: Offsets) -> Values:
        """Return (n, *row_shape) values of some rows of a chunk; the others are not read.

        Args:
            manifest: of the array.
            index: which chunk.
            offsets: (n,) places in the chunk, any order, below its number of rows.

        Raises:
            NotFoundError, FileNotFoundError: the file is gone.
            MedebiaserError: the file is shorter than the manifest says.
        """
        if self._blobs.is_local and len(offsets) <= _FEW_ROWS:
            return self._picked(manifest, index, offsets)
        if self._blobs.is_local:
            return np.asarray(self._mapped(manifest, index)[offsets])
        values = manifest.empty(len(offsets))
        order = np.argsort(offsets, kind="stable")
        gap_rows = max(1, _GAP_BYTES // max(1, manifest.row_bytes()))
        ascending = offsets[order]
        cuts = np.flatnonzero(np.diff(ascending) > gap_rows) + 1
        for places in np.split(order, cuts) if len(order) else []:
            first, last = int(offsets[places[0]]), int(offsets[places[-1]])
            run = self._fetched(manifest, index, first, last + 1)
            values[places] = run[offsets[places] - first]
        return values

    def _picked(self, manifest: Manifest, index: int, offsets: Offsets) -> Values:
        """Read a few rows one by one: cheaper than mapping the file for them."""
        size = manifest.row_bytes()
        opened = os.open(f"{self._local}/{manifest.chunks[index].file}", os.O_RDONLY)
        try:
            read = [os.pread(opened, size, PRESENCE_BYTES + at * size) for at in offsets.tolist()]
        finally:
            os.close(opened)
        content = b"".join(read)
        if len(content) != size * len(offsets):
            raise self._damaged(index)
        return np.frombuffer(content, manifest.dtype).reshape(len(offsets), *manifest.row_shape)

    def _mapped(self, manifest: Manifest, index: int) -> Values:
        chunk = manifest.chunks[index]
        path = self._blobs.named_path(self.document(chunk))
        assert path is not None
        shape = (chunk.n_rows, *manifest.row_shape)
        try:
            return np.memmap(path, manifest.dtype, "r", PRESENCE_BYTES, shape)
        except ValueError as error:
            raise self._damaged(index) from error

    def _fetched(self, manifest: Manifest, index: int, first: int, end: int) -> Values:
        size = manifest.row_bytes()
        wanted = (PRESENCE_BYTES + first * size, PRESENCE_BYTES + end * size)
        (content,) = self._blobs.read_ranges(self.document(manifest.chunks[index]), [wanted])
        if len(content) != wanted[1] - wanted[0]:
            raise self._damaged(index)
        return np.frombuffer(content, manifest.dtype).reshape(end - first, *manifest.row_shape)

    def _damaged(self, index: int) -> MedebiaserError:
        return MedebiaserError(
            f"chunk {index} of array {self._name!r} is damaged: it is shorter than its manifest "
            "says; compute this round's arrays again"
        )
