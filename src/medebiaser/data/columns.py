"""Splits and labels of every image as files that are mapped into memory, and their counts.

What a view asks of a million images (which carry a label, how many are in a split) is answered
from here in milliseconds. The files are made from the database once for each state of the
project's images, and grow with new images; they may be deleted at any time.
"""

import json
import os
import shutil
import uuid
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from medebiaser.errors import InvalidInputError
from medebiaser.records import Split

_SPLITS, _LABELS, _COUNTS = "splits.bin", "labels.bin", "counts.json"
ABSENT, WITHOUT = 0, 1
"""Codes of a row whose image was erased, and of an image that has no split yet."""
CODES: Mapping[str | None, int] = {
    None: WITHOUT,
    **{split.value: code for code, split in enumerate(Split, start=2)},
}
"""Code of every split."""

Integers = npt.NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Counts:
    """What is counted of some images; sums of disjoint images are sums of these.

    Attributes:
        positives: (K,) images that carry each label.
        unknown: (K,) images for which it is unknown.
        cooccurrence: (K, K) images that carry both labels; the diagonal holds the positives.
    """

    images: int
    positives: Integers
    unknown: Integers
    cooccurrence: Integers

    @staticmethod
    def of(labels: npt.NDArray[np.int8]) -> "Counts":
        """Count (n, K) labels of 1, 0 and -1 (unknown)."""
        present = (labels == 1).astype(np.float32)  # exact: a block has far below 2**24 rows
        together = (present.T @ present).astype(np.int64)
        return Counts(len(labels), np.diagonal(together).copy(), (labels < 0).sum(axis=0), together)

    @staticmethod
    def none(n_labels: int) -> "Counts":
        """Count no image."""
        return Counts.of(np.empty((0, n_labels), dtype=np.int8))

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(
            self.images + other.images,
            self.positives + other.positives,
            self.unknown + other.unknown,
            self.cooccurrence + other.cooccurrence,
        )

    def as_json(self) -> dict[str, Any]:
        """Return plain numbers."""
        return {
            "images": self.images,
            "unknown": self.unknown.tolist(),
            "cooccurrence": self.cooccurrence.tolist(),
        }

    @staticmethod
    def from_json(document: Mapping[str, Any], n_labels: int) -> "Counts":
        """Return what `as_json` wrote."""
        together = np.array(document["cooccurrence"], dtype=np.int64).reshape(n_labels, n_labels)
        unknown = np.array(document["unknown"], dtype=np.int64)
        return Counts(document["images"], np.diagonal(together).copy(), unknown, together)


@dataclass(frozen=True, slots=True)
class Columns:
    """Splits and labels of N rows.

    Attributes:
        splits: (N,) uint8 codes.
        labels: (K, N) int8, 1, 0 or -1 unknown: one label lies in one piece.
        counts: by code; codes without an image are left out.
        patients: how many there are.
    """

    splits: npt.NDArray[np.uint8]
    labels: npt.NDArray[np.int8]
    counts: Mapping[int, Counts]
    patients: int

    def counted(self, split: Split | None) -> Counts:
        """Return the counts of one split, or of all images."""
        total = Counts.none(len(self.labels))
        for code, counts in self.counts.items():
            if split is None or code == CODES[split.value]:
                total = total + counts
        return total

    def rows(
        self, split: Split | None, label: int | None, *, value: int = 1, start: int = 0
    ) -> Iterator[Integers]:
        """Yield the rows from `start` on, block by block: of a split, with a label's value.

        Args:
            split: one split; None: any.
            label: index of a label; None: any image.
            value: 1, 0 or -1 (unknown).
            start: the first row that may come.
        """
        for begin in range(start, len(self.splits), _BLOCK):
            codes = self.splits[begin : begin + _BLOCK]
            chosen = codes != ABSENT if split is None else codes == CODES[split.value]
            if label is not None:
                chosen &= self.labels[label, begin : begin + _BLOCK] == value
            yield begin + np.flatnonzero(chosen)


_BLOCK = 65_536


def written(folder: Path, name: str, columns: Columns) -> Columns:
    """Write columns as `folder/name`, beside and renamed, and return them mapped.

    Other columns in the folder are removed; who has them mapped keeps what they see.
    """
    temporary = folder / f".{uuid.uuid4().hex}"
    temporary.mkdir(parents=True)
    try:
        np.ascontiguousarray(columns.splits).tofile(temporary / _SPLITS)
        np.ascontiguousarray(columns.labels).tofile(temporary / _LABELS)
        counts = {str(code): counts.as_json() for code, counts in columns.counts.items()}
        told = {"patients": columns.patients, "splits": counts}
        (temporary / _COUNTS).write_text(json.dumps(told))
        with suppress(OSError):  # someone else made the same ones
            temporary.rename(folder / name)
    finally:
        shutil.rmtree(temporary, ignore_errors=True)
    for other in os.listdir(folder):  # noqa: PTH208
        if other != name and not other.startswith("."):
            shutil.rmtree(folder / other, ignore_errors=True)
    found = mapped(folder / name, len(columns.labels))
    return columns if found is None else found


def mapped(folder: Path, n_labels: int) -> Columns | None:
    """Map columns that were written; None where there are none that can be read."""
    try:
        told = json.loads((folder / _COUNTS).read_text())
        n_rows = (folder / _SPLITS).stat().st_size
        if not n_rows:
            return empty(n_labels)
        splits = np.memmap(folder / _SPLITS, np.uint8, "r", shape=(n_rows,))
        labels = np.memmap(folder / _LABELS, np.int8, "r", shape=(n_labels, n_rows))
        counts = {int(c): Counts.from_json(each, n_labels) for c, each in told["splits"].items()}
    except (OSError, ValueError, KeyError):
        return None
    return Columns(splits, labels, counts, told["patients"])


def empty(n_labels: int) -> Columns:
    """Return the columns of no image."""
    return Columns(np.empty(0, np.uint8), np.empty((n_labels, 0), np.int8), {}, 0)


Block = tuple[Integers, npt.NDArray[np.uint8], npt.NDArray[np.int8]]
"""Rows (n,), their split codes (n,) and labels (n, K)."""


def grown(old: Columns, n_rows: int, blocks: Iterator[Block], patients: int) -> Columns:
    """Return the columns with more rows.

    Args:
        old: the columns so far.
        n_rows: how many rows there are now.
        blocks: the new rows, in their order.
        patients: how many there are now.

    Raises:
        InvalidInputError: a row lies beyond `n_rows`.
    """
    splits = np.zeros(n_rows, dtype=np.uint8)
    labels = np.full((len(old.labels), n_rows), -1, dtype=np.int8)
    splits[: len(old.splits)] = old.splits
    labels[:, : len(old.splits)] = old.labels
    counts = dict(old.counts)
    for rows, codes, values in blocks:
        if len(rows) and rows[-1] >= n_rows:
            raise InvalidInputError(f"row {rows[-1]} came while {n_rows} rows were read; try again")
        splits[rows], labels[:, rows] = codes, values.T
        for code in np.unique(codes).tolist():
            more = Counts.of(values[codes == code])
            counts[code] = counts[code] + more if code in counts else more
    return Columns(splits, labels, counts, patients)
