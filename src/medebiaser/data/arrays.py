"""Per-round arrays: one value per image row, in chunks of 4,096 rows with a manifest.

A chunk file holds 512 bytes of presence bits (one per row), then the values of its rows
in C order: it memory-maps as it is. Chunk files are never changed. A write makes new ones
beside the old, replaces the manifest in one move, and only then removes the old ones; a
process killed in between leaves the array as it was. One writer at a time per array.
"""

import json
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote, unquote

import numpy as np
import numpy.typing as npt

from medebiaser.data.blob_store import BlobStore
from medebiaser.errors import (
    ConflictError,
    InvalidInputError,
    MedebiaserError,
    NotFoundError,
    ShapeError,
)

CHUNK_ROWS = 4_096
_PRESENCE_BYTES = CHUNK_ROWS // 8
_FORMAT = 1
_READ_ATTEMPTS = 5

Rows = Sequence[int] | npt.NDArray[np.integer[Any]]
Values = npt.NDArray[Any]
_Bits = npt.NDArray[np.bool_]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Chunk:
    """One chunk file: its name and how many rows it holds from the chunk's first on."""

    file: str
    n_rows: int


@dataclass(frozen=True, slots=True)
class _Manifest:
    """What an array is and which files it is made of."""

    dtype: np.dtype[Any]
    row_shape: tuple[int, ...]
    fill: Any
    chunks: dict[int, _Chunk]

    def to_json(self) -> bytes:
        document = {
            "format": _FORMAT,
            "dtype": self.dtype.str,
            "row_shape": self.row_shape,
            "fill": None if isinstance(self.fill, float) else self.fill,
            "chunks": {str(i): [c.file, c.n_rows] for i, c in sorted(self.chunks.items())},
        }
        return json.dumps(document).encode()

    @staticmethod
    def from_json(content: bytes) -> "_Manifest":
        document = json.loads(content)
        fill = document["fill"]
        return _Manifest(
            np.dtype(document["dtype"]),
            tuple(document["row_shape"]),
            float("nan") if fill is None else fill,
            {int(i): _Chunk(file, n_rows) for i, (file, n_rows) in document["chunks"].items()},
        )

    def empty(self, n_rows: int) -> Values:
        return np.full((n_rows, *self.row_shape), self.fill, dtype=self.dtype)


class RoundArrays:
    """The arrays of one round, by name.

    Args:
        blobs: where they are stored.
        folder: the round's folder among the named documents.
        n_rows: returns how many rows the project has given out; whole reads are that long.
    """

    def __init__(self, blobs: BlobStore, folder: str, n_rows: Callable[[], int]) -> None:
        self._blobs = blobs
        self._folder = folder
        self._n_rows = n_rows

    def create(
        self, name: str, row_shape: Sequence[int], dtype: npt.DTypeLike, *, fill: int | None = None
    ) -> None:
        """Start an array; where the same one exists, go on with it.

        Args:
            name: unique in the round; any text.
            row_shape: shape of one row's value; () for one number.
            dtype: float (absent rows read as NaN), integer or bool.
            fill: what absent rows read as, for integers (-1 unless told) and bool (needed).

        Raises:
            ConflictError: the array exists with another shape, dtype or fill.
            InvalidInputError: the dtype or fill cannot be used.
        """
        new = _Manifest(np.dtype(dtype), tuple(map(int, row_shape)), _fill(dtype, fill), {})
        try:
            stored = self._manifest(name)
        except NotFoundError:
            self._blobs.write_named(self._manifest_name(name), new.to_json())
            return
        if _kind(stored) != _kind(new):
            raise ConflictError(
                f"array {name!r} is stored as {_kind(stored)}, asked for as {_kind(new)}; "
                "remove it first",
                stored=_kind(stored),
                offered=_kind(new),
            )
        self._remove_files_except(name, stored)

    def write(self, name: str, rows: Rows, values: npt.ArrayLike) -> None:
        """Store the values of some rows; what was there is replaced, the rest stays.

        Each call rewrites the chunks it touches: hand over hundreds of rows or more at once.

        Args:
            name: an array that was created.
            rows: (n,) row numbers, any order, each once.
            values: (n, *row_shape), cast to the array's dtype.

        Raises:
            NotFoundError: there is no such array.
            ShapeError: the values do not fit the rows.
            InvalidInputError: a row is negative or comes twice.
        """
        manifest = self._manifest(name)
        wanted = _checked_rows(rows)
        given = np.asarray(values)
        if given.shape != (len(wanted), *manifest.row_shape):
            raise ShapeError(
                f"array {name!r} got values {given.shape} for {len(wanted)} rows of shape "
                f"{manifest.row_shape}; give {(len(wanted), *manifest.row_shape)}"
            )
        if len(np.unique(wanted)) < len(wanted):
            raise InvalidInputError(f"array {name!r} got a row twice; write each row once")
        if not len(wanted):
            return
        chunks = dict(manifest.chunks)
        for index, places in _by_chunk(wanted):
            chunks[index] = self._write_chunk(
                name, manifest, index, wanted[places] - index * CHUNK_ROWS, given[places]
            )
        replaced = _Manifest(manifest.dtype, manifest.row_shape, manifest.fill, chunks)
        self._blobs.write_named(self._manifest_name(name), replaced.to_json())
        for index, chunk in manifest.chunks.items():
            if chunks[index] != chunk:
                self._blobs.delete_named(f"{self._array_folder(name)}/{chunk.file}")

    def read(self, name: str, rows: Rows | None = None) -> Values:
        """Return the values of some rows, or of all.

        Only the rows asked for are read (on a local folder) or their chunks (elsewhere).

        Args:
            name: an array that was created.
            rows: (n,) row numbers in any order, repeats allowed; None for all of the project.

        Returns:
            (n, *row_shape); NaN or the fill value where a row is absent.

        Raises:
            NotFoundError: there is no such array.
        """
        wanted = np.arange(self._n_rows()) if rows is None else _checked_rows(rows)

        def gather(manifest: _Manifest) -> Values:
            values = manifest.empty(len(wanted))
            for index, places in _by_chunk(wanted):
                if index in manifest.chunks:
                    stored = self._values(name, manifest, index)
                    offsets = wanted[places] - index * CHUNK_ROWS
                    held = offsets < len(stored)
                    values[places[held]] = stored[offsets[held]]
            return values

        return self._retried(name, gather)

    def present(self, name: str) -> npt.NDArray[np.bool_]:
        """Return (N,) bool in row order: True where a value was written.

        Raises:
            NotFoundError: there is no such array.
        """

        def gather(manifest: _Manifest) -> _Bits:
            end = max(manifest.chunks, default=-1) * CHUNK_ROWS + CHUNK_ROWS
            written = np.zeros(max(end, self._n_rows()), dtype=bool)
            for index in manifest.chunks:
                bits = self._presence(name, manifest, index)
                written[index * CHUNK_ROWS :][:CHUNK_ROWS] = bits
            return written[: self._n_rows()]

        return self._retried(name, gather)

    def chunks(self, name: str) -> Iterator[tuple[npt.NDArray[np.int64], Values]]:
        """Go through the written rows chunk by chunk, never holding the whole array.

        Yields:
            (n,) row numbers, ascending, and their (n, *row_shape) values.

        Raises:
            NotFoundError: there is no such array.
        """
        for index in sorted(self._manifest(name).chunks):

            def gather(manifest: _Manifest, index: int = index) -> tuple[_Bits, Values]:
                bits = self._presence(name, manifest, index)
                held = np.flatnonzero(bits)
                return bits, np.array(self._values(name, manifest, index)[held])

            bits, values = self._retried(name, gather)
            yield index * CHUNK_ROWS + np.flatnonzero(bits), values

    def names(self) -> list[str]:
        """Return the names of all arrays of the round, sorted."""
        ending = "/manifest.json"
        listed = self._blobs.list_named(self._folder)
        folders = [name.removesuffix(ending) for name in listed if name.endswith(ending)]
        return sorted(unquote(folder.removeprefix(self._folder + "/")) for folder in folders)

    def remove(self, name: str) -> None:
        """Remove an array, its manifest first; nothing happens where there is none."""
        self._blobs.delete_named(self._manifest_name(name))
        for document in self._blobs.list_named(self._array_folder(name)):
            self._blobs.delete_named(document)

    def remove_all(self) -> None:
        """Remove every array of the round, and what interrupted writes left."""
        for document in sorted(
            self._blobs.list_named(self._folder), key=lambda name: not name.endswith(".json")
        ):
            self._blobs.delete_named(document)

    def _array_folder(self, name: str) -> str:
        if not name:
            raise InvalidInputError("an array needs a name; give at least one character")
        return f"{self._folder}/{quote(name, safe=' ').replace('.', '%2E')}"

    def _manifest_name(self, name: str) -> str:
        return f"{self._array_folder(name)}/manifest.json"

    def _manifest(self, name: str) -> _Manifest:
        try:
            return _Manifest.from_json(self._blobs.read_named(self._manifest_name(name)))
        except NotFoundError as error:
            raise NotFoundError(
                f"this round has no array {name!r}; it was not computed yet or was pruned"
            ) from error

    def _remove_files_except(self, name: str, manifest: _Manifest) -> None:
        """Remove what interrupted writes left beside the manifest's own files."""
        folder = self._array_folder(name)
        kept = {f"{folder}/{chunk.file}" for chunk in manifest.chunks.values()}
        for document in self._blobs.list_named(folder):
            if document not in kept and document != self._manifest_name(name):
                self._blobs.delete_named(document)

    def _write_chunk(
        self,
        name: str,
        manifest: _Manifest,
        index: int,
        offsets: npt.NDArray[np.int64],
        given: Values,
    ) -> _Chunk:
        """Write a new file with the old rows of a chunk and the given ones."""
        n_rows = int(offsets.max()) + 1
        bits = np.zeros(CHUNK_ROWS, dtype=bool)
        if index in manifest.chunks:
            old = self._values(name, manifest, index)
            n_rows = max(n_rows, len(old))
            bits[:] = self._presence(name, manifest, index)
        values = manifest.empty(n_rows)
        if index in manifest.chunks:
            values[: len(old)] = old
        values[offsets] = given
        bits[offsets] = True
        chunk = _Chunk(f"{index:06d}-{uuid.uuid4().hex}.chunk", n_rows)
        content = np.packbits(bits).tobytes() + values.tobytes()
        self._blobs.write_named(f"{self._array_folder(name)}/{chunk.file}", content)
        return chunk

    def _presence(self, name: str, manifest: _Manifest, index: int) -> _Bits:
        document = f"{self._array_folder(name)}/{manifest.chunks[index].file}"
        path = self._blobs.named_path(document)
        if path is None:
            head = self._blobs.read_named(document)[:_PRESENCE_BYTES]
        else:
            with path.open("rb") as stream:
                head = stream.read(_PRESENCE_BYTES)
        return np.unpackbits(np.frombuffer(head, np.uint8)).astype(bool)

    def _values(self, name: str, manifest: _Manifest, index: int) -> Values:
        """Return a chunk's values: memory-mapped on a local folder, read whole elsewhere."""
        chunk = manifest.chunks[index]
        shape = (chunk.n_rows, *manifest.row_shape)
        document = f"{self._array_folder(name)}/{chunk.file}"
        path = self._blobs.named_path(document)
        try:
            if path is not None:
                return np.memmap(path, manifest.dtype, "r", _PRESENCE_BYTES, shape)
            content = self._blobs.read_named(document)
            return np.frombuffer(content, manifest.dtype, offset=_PRESENCE_BYTES).reshape(shape)
        except ValueError as error:
            raise MedebiaserError(
                f"chunk {index} of array {name!r} is damaged: it is shorter than its manifest "
                "says; compute this round's arrays again"
            ) from error

    def _retried(self, name: str, gather: Callable[[_Manifest], T]) -> T:
        """Read again when a writer replaced a chunk between the manifest and its file."""
        for attempt in range(_READ_ATTEMPTS):
            manifest = self._manifest(name)
            try:
                return gather(manifest)
            except (FileNotFoundError, NotFoundError) as error:
                if attempt == _READ_ATTEMPTS - 1 or self._manifest(name) == manifest:
                    raise NotFoundError(
                        f"array {name!r} misses a chunk file; compute this round's arrays again"
                    ) from error
        raise AssertionError("the loop above always returns or raises")


def _fill(dtype: npt.DTypeLike, fill: int | None) -> Any:
    kind = np.dtype(dtype).kind
    if kind == "f" and fill is None:
        return float("nan")
    if kind == "i":
        return -1 if fill is None else int(fill)
    if kind in "ub" and fill is not None:
        return int(fill)
    raise InvalidInputError(
        f"an array cannot be {np.dtype(dtype)} with fill {fill}; floats are filled with NaN, "
        "unsigned integers and bool need a fill value, other kinds are not stored"
    )


def _kind(manifest: _Manifest) -> str:
    return f"{manifest.dtype} {manifest.row_shape} filled with {manifest.fill}"


def _checked_rows(rows: Rows) -> npt.NDArray[np.int64]:
    wanted = np.asarray(rows, dtype=np.int64).reshape(-1)
    if len(wanted) and wanted.min() < 0:
        raise InvalidInputError(f"row {wanted.min()} is negative; rows count from 0")
    return wanted


def _by_chunk(rows: npt.NDArray[np.int64]) -> Iterator[tuple[int, npt.NDArray[np.intp]]]:
    """Yield each chunk that the rows touch with the places of its rows among them."""
    order = np.argsort(rows // CHUNK_ROWS, kind="stable")
    indices, starts = np.unique(rows[order] // CHUNK_ROWS, return_index=True)
    for index, places in zip(indices, np.split(order, starts[1:]), strict=True):
        yield int(index), places
