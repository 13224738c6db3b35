"""Per-round arrays: one value per image row, in chunks of 4,096 rows with a manifest.

A write makes new chunk files beside the old and then replaces the manifest, which is in
the database, in one transaction; the old files are removed once that is committed. A
process killed in between leaves the array as it was. Two writers at once both succeed:
the second one starts from what the first one wrote.
"""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt

from medebiaser.data.blob_store import BlobStore
from medebiaser.data.chunks import (
    CHUNK_ROWS,
    Bits,
    Chunk,
    ChunkFiles,
    Manifest,
    Values,
    array_folder,
    read_manifest,
)
from medebiaser.data.manifests import Manifests
from medebiaser.errors import ConflictError, InvalidInputError, NotFoundError, ShapeError

_ATTEMPTS = 5
LEFTOVER_AGE_S = 3_600.0
"""A file that no manifest names and that is younger may belong to a write that is running."""

Rows = Sequence[int] | npt.NDArray[np.integer[Any]]
T = TypeVar("T")


class RoundArrays:
    """The arrays of one round, by name.

    Args:
        blobs: where their chunk files are stored.
        manifests: where their manifests are stored.
        folder: the round's folder among the named documents.
        n_rows: returns how many rows the project has given out; whole reads are that long.
    """

    def __init__(
        self, blobs: BlobStore, manifests: Manifests, folder: str, n_rows: Callable[[], int]
    ) -> None:
        self._blobs = blobs
        self._manifests = manifests
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
        array_folder(self._folder, name)
        new = Manifest(np.dtype(dtype), tuple(map(int, row_shape)), _fill(dtype, fill), {})
        if self._manifests.get(name) is None and self._manifests.add(name, new.to_text()):
            return
        stored = self._manifest(name, fresh=True)
        if stored.kind() != new.kind():
            raise ConflictError(
                f"array {name!r} is stored as {stored.kind()}, asked for as {new.kind()}; "
                "remove it first",
                stored=stored.kind(),
                offered=new.kind(),
            )
        self._remove_leftovers(name)

    def write(self, name: str, rows: Rows, values: npt.ArrayLike) -> None:
        """Store the values of some rows; what was there is replaced, the rest stays.

        Each call rewrites the chunks it touches: hand over hundreds of rows or more at once.
        Inside a transaction the new values count once it is committed.

        Args:
            name: an array that was created.
            rows: (n,) row numbers, any order, each once.
            values: (n, *row_shape), cast to the array's dtype.

        Raises:
            NotFoundError: there is no such array.
            ShapeError: the values do not fit the rows.
            InvalidInputError: a row is negative or comes twice.
            ConflictError: others kept writing to the same chunks meanwhile.
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
        if len(wanted):
            self._change(name, wanted, given)

    def forget(self, name: str, rows: Rows) -> None:
        """Make rows absent, as if they had never been written; their values are gone.

        Raises:
            NotFoundError: there is no such array.
            ConflictError: others kept writing to the same chunks meanwhile.
        """
        wanted = np.unique(_checked_rows(rows))
        files = self._files(name)

        def held(manifest: Manifest) -> Bits:
            there = np.zeros(len(wanted), dtype=bool)
            for index, places in _by_chunk(wanted):
                if index in manifest.chunks:
                    bits = files.presence(manifest.chunks[index])
                    there[places] = bits[wanted[places] - index * CHUNK_ROWS]
            return there

        present = self._retried(name, held)
        if present.any():
            self._change(name, wanted[present], None)

    def read(self, name: str, rows: Rows | None = None) -> Values:
        """Return the values of some rows, or of all; only the rows asked for are read.

        Args:
            name: an array that was created.
            rows: (n,) row numbers in any order, repeats allowed; None for all of the project.

        Returns:
            (n, *row_shape); NaN or the fill value where a row is absent.

        Raises:
            NotFoundError: there is no such array.
        """
        wanted = np.arange(self._n_rows()) if rows is None else _checked_rows(rows)
        files = self._files(name)

        def gather(manifest: Manifest) -> Values:
            values = manifest.empty(len(wanted))
            for index, places in _by_chunk(wanted):
                if index in manifest.chunks:
                    offsets = wanted[places] - index * CHUNK_ROWS
                    held = offsets < manifest.chunks[index].n_rows
                    values[places[held]] = files.rows(manifest, index, offsets[held])
            return values

        return self._retried(name, gather)

    def present(self, name: str) -> npt.NDArray[np.bool_]:
        """Return (N,) bool in row order: True where a value was written.

        Raises:
            NotFoundError: there is no such array.
        """
        files = self._files(name)

        def gather(manifest: Manifest) -> Bits:
            end = max(manifest.chunks, default=-1) * CHUNK_ROWS + CHUNK_ROWS
            written = np.zeros(max(end, self._n_rows()), dtype=bool)
            for index, chunk in manifest.chunks.items():
                written[index * CHUNK_ROWS :][:CHUNK_ROWS] = files.presence(chunk)
            return written[: self._n_rows()]

        return self._retried(name, gather)

    def chunks(self, name: str) -> Iterator[tuple[npt.NDArray[np.int64], Values]]:
        """Go through the written rows chunk by chunk, never holding the whole array.

        Yields:
            (n,) row numbers, ascending, and their (n, *row_shape) values.

        Raises:
            NotFoundError: there is no such array.
        """
        files = self._files(name)
        for index in sorted(self._manifest(name).chunks):

            def gather(manifest: Manifest, index: int = index) -> tuple[Bits, Values]:
                bits = files.presence(manifest.chunks[index])
                held = np.flatnonzero(bits)
                return bits, np.array(files.whole(manifest, index)[held])

            bits, values = self._retried(name, gather)
            yield index * CHUNK_ROWS + np.flatnonzero(bits), values

    def names(self) -> list[str]:
        """Return the names of all arrays of the round, sorted."""
        return self._manifests.names()

    def remove(self, name: str) -> None:
        """Remove an array; nothing happens where there is none.

        Inside a transaction its files go once that is committed.
        """
        stored = self._manifests.get(name)
        if stored is not None:
            self._manifests.remove(name)
            self._retire(name, list(read_manifest(stored.text).chunks.values()))

    def remove_all(self) -> None:
        """Remove every array of the round."""
        for name in self.names():
            self.remove(name)

    def _files(self, name: str) -> ChunkFiles:
        return ChunkFiles(self._blobs, array_folder(self._folder, name), name)

    def _manifest(self, name: str, *, fresh: bool = False) -> Manifest:
        return self._versioned(name, fresh=fresh)[0]

    def _versioned(self, name: str, *, fresh: bool = False) -> tuple[Manifest, int]:
        stored = self._manifests.get(name, fresh=fresh)
        if stored is None:
            raise NotFoundError(
                f"this round has no array {name!r}; it was not computed yet or was pruned"
            )
        return read_manifest(stored.text), stored.version

    def _change(self, name: str, rows: npt.NDArray[np.int64], given: Values | None) -> None:
        """Replace the chunks of some rows; start again where someone else was faster.

        Args:
            name: the array.
            rows: (n,) row numbers, each once.
            given: (n, *row_shape) their new values; None makes them absent.
        """
        for _ in range(_ATTEMPTS):
            manifest, version = self._versioned(name, fresh=True)
            try:
                changed = self._changed_chunks(name, manifest, rows, given)
            except (FileNotFoundError, NotFoundError):
                if self._versioned(name, fresh=True)[1] == version:
                    raise
                continue
            chunks = {i: c for i, c in (manifest.chunks | changed).items() if c is not None}
            new = Manifest(manifest.dtype, manifest.row_shape, manifest.fill, chunks)
            if self._manifests.replace(name, new.to_text(), version):
                self._retire(name, [manifest.chunks[i] for i in changed if i in manifest.chunks])
                return
            self._delete(name, [chunk for chunk in changed.values() if chunk is not None])
        raise ConflictError(
            f"array {name!r} is written to by others all the time; try again when they are done"
        )

    def _changed_chunks(
        self,
        name: str,
        manifest: Manifest,
        rows: npt.NDArray[np.int64],
        given: Values | None,
    ) -> dict[int, Chunk | None]:
        """Write new files for the chunks of some rows; None: nothing is left of a chunk."""
        changed: dict[int, Chunk | None] = {}
        files = self._files(name)
        for index, places in _by_chunk(rows):
            bits, values = self._held(name, manifest, index)
            offsets = rows[places] - index * CHUNK_ROWS
            if given is None:
                offsets = offsets[offsets < len(values)]
                values[offsets], bits[offsets] = manifest.fill, False
            else:
                values = _lengthened(manifest, values, int(offsets.max()) + 1)
                bits[offsets] = True
                values[offsets] = given[places]
            changed[index] = files.write(index, bits, values) if bits.any() else None
        return changed

    def _held(self, name: str, manifest: Manifest, index: int) -> tuple[Bits, Values]:
        """Return copies of a chunk's presence bits and values; empty where there is none."""
        if index not in manifest.chunks:
            return np.zeros(CHUNK_ROWS, dtype=bool), manifest.empty(0)
        files = self._files(name)
        return files.presence(manifest.chunks[index]), np.array(files.whole(manifest, index))

    def _retire(self, name: str, chunks: Sequence[Chunk]) -> None:
        self._manifests.retire(lambda: self._delete(name, chunks))

    def _delete(self, name: str, chunks: Sequence[Chunk]) -> None:
        files = self._files(name)
        for chunk in chunks:
            self._blobs.delete_named(files.document(chunk))

    def _remove_leftovers(self, name: str) -> None:
        """Remove what interrupted writes left beside the manifest's own files.

        In a transaction: a worker that was paused, and whose job another one has, would take
        that one's files for leftovers.
        """
        files = self._files(name)
        with self._manifests.transaction():
            kept = {files.document(chunk) for chunk in self._manifest(name).chunks.values()}
            for document in self._blobs.list_named(array_folder(self._folder, name)):
                if document not in kept and self._blobs.named_age_s(document) >= LEFTOVER_AGE_S:
                    self._manifests.retire(partial(self._blobs.delete_named, document))

    def _retried(self, name: str, gather: Callable[[Manifest], T]) -> T:
        """Read again when a writer replaced a chunk between the manifest and its file."""
        manifest = self._manifest(name)
        for _ in range(_ATTEMPTS):
            try:
                return gather(manifest)
            except (FileNotFoundError, NotFoundError) as error:
                newer = self._manifest(name, fresh=True)
                if newer == manifest:
                    raise _misses(name) from error
                manifest = newer
        raise _misses(name)


def _misses(name: str) -> NotFoundError:
    return NotFoundError(f"array {name!r} misses a chunk file; compute this round's arrays again")


def _lengthened(manifest: Manifest, values: Values, n_rows: int) -> Values:
    """Return the values with absent ones behind them, at least n_rows in all."""
    missing = n_rows - len(values)
    return values if missing <= 0 else np.concatenate([values, manifest.empty(missing)])


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


def _checked_rows(rows: Rows) -> npt.NDArray[np.int64]:
    wanted = np.asarray(rows, dtype=np.int64).reshape(-1)
    if len(wanted) and wanted.min() < 0:
        raise InvalidInputError(f"row {wanted.min()} is negative; rows count from 0")
    return wanted


def _by_chunk(rows: npt.NDArray[np.int64]) -> Iterator[tuple[int, npt.NDArray[np.intp]]]:
    """Yield each chunk that the rows touch with the places of its rows among them."""
    if not len(rows):
        return
    order = np.argsort(rows // CHUNK_ROWS, kind="stable")
    indices, starts = np.unique(rows[order] // CHUNK_ROWS, return_index=True)
    for index, places in zip(indices, np.split(order, starts[1:]), strict=True):
        yield int(index), places
