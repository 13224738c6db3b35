"""Iterative stratification: parts in which every label has its share, patients kept whole.

Source: Sechidis, Tsoumakas, Vlahavas 2011, "On the Stratification of Multi-Label Data",
doi 10.1007/978-3-642-23808-6_10, with patients (counts of images) in the place of examples.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(slots=True)
class Parts:
    """What each part still wants; changes as patients are given to it.

    Attributes:
        wanted: (S, L) positives that each part is short of.
        wanted_sizes: (S,) images (or patients) that each part is short of.
        present: (S, L) positives that each part has.
        open_to: (S, L) bool, False where a part wants none of a column at all.
    """

    wanted: NDArray[np.float64]
    wanted_sizes: NDArray[np.float64]
    present: NDArray[np.int64]
    open_to: NDArray[np.bool_]

    def give(self, part: int, counts: NDArray[np.int64], size: int) -> None:
        """Give one patient to a part."""
        self.wanted[part] -= counts
        self.wanted_sizes[part] -= size
        self.present[part] += counts


def stratified(
    counts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    shares: NDArray[np.float64],
    *,
    column_shares: NDArray[np.float64] | None = None,
    fixed: NDArray[np.int64] | None = None,
    allowed: NDArray[np.bool_] | None = None,
    first: tuple[int, ...] = (),
) -> NDArray[np.int64]:
    """Give every patient to a part, the patients of the rarest label first.

    A part that has no positive of a label yet goes first once there are only as many patients
    with the label left as there are such parts: each part gets some wherever that is possible.

    Args:
        counts: (P, L) positive images of each patient per column.
        sizes: (P,) how much each patient counts where no label decides.
        shares: (S,) share of each part, sum 1.
        column_shares: (S, L) shares of single columns; None: `shares` for all.
        fixed: (P,) part that a patient is in already, or -1.
        allowed: (P, S) parts that each patient may go to; None: all.
        first: columns that are served before the rarest.

    Returns:
        (P,) part of each patient. Equal input gives equal output; there is no chance in it, so
        the caller shuffles the patients.
    """
    n_patients, n_parts = len(counts), len(shares)
    per_column = (
        np.repeat(shares[:, None], counts.shape[1], axis=1)
        if column_shares is None
        else column_shares
    )
    may = np.ones((n_patients, n_parts), dtype=np.bool_) if allowed is None else allowed
    part_of = np.full(n_patients, -1) if fixed is None else fixed.astype(np.int64).copy()
    parts = Parts(
        wanted=per_column * counts.sum(axis=0),
        wanted_sizes=shares * sizes.sum(),
        present=np.zeros((n_parts, counts.shape[1]), dtype=np.int64),
        open_to=per_column > 0,
    )
    for patient in np.flatnonzero(part_of >= 0):
        parts.give(int(part_of[patient]), counts[patient], int(sizes[patient]))
    while (column := _next_column(counts[part_of < 0].sum(axis=0), first)) is not None:
        members = np.flatnonzero((part_of < 0) & (counts[:, column] > 0))
        members = members[np.argsort(-counts[members, column], kind="stable")]
        for left, patient in zip(range(len(members), 0, -1), members, strict=True):
            part = _part_for(parts, column, may[patient], left)
            part_of[patient] = part
            parts.give(part, counts[patient], int(sizes[patient]))
    for patient in sorted(np.flatnonzero(part_of < 0), key=lambda p: -sizes[p]):
        part = int(np.argmax(np.where(may[patient], parts.wanted_sizes, -np.inf)))
        part_of[patient] = part
        parts.give(part, counts[patient], int(sizes[patient]))
    return part_of


def _next_column(remaining: NDArray[np.int64], first: tuple[int, ...]) -> int | None:
    """Column with the fewest positives left, those of `first` before all; None at the end."""
    for column in first:
        if remaining[column]:
            return column
    some = np.flatnonzero(remaining)
    return int(some[np.argmin(remaining[some])]) if len(some) else None


def _part_for(parts: Parts, column: int, may: NDArray[np.bool_], left: int) -> int:
    """Part that wants the column's positives most; ties: the part that is short of most images."""
    lacking = may & parts.open_to[:, column] & (parts.present[:, column] == 0)
    candidates = lacking if lacking.any() and left <= lacking.sum() else may
    wanted = np.where(candidates, parts.wanted[:, column], -np.inf)
    best = wanted >= wanted.max() - 1e-9
    return int(np.argmax(np.where(best, parts.wanted_sizes, -np.inf)))


def by_patient(
    patients: NDArray[np.str_], columns: NDArray[np.int64]
) -> tuple[NDArray[np.str_], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Add up columns over the images of each patient.

    Args:
        patients: (N,) patient of each image.
        columns: (N, L) counts per image.

    Returns:
        (P,) patients in alphabetical order, (N,) which of them each image has, (P, L) sums,
        (P,) images of each.
    """
    names, of_image, sizes = np.unique(patients, return_inverse=True, return_counts=True)
    order = np.argsort(of_image, kind="stable")
    starts = np.concatenate([[0], np.cumsum(sizes)[:-1]]).astype(np.int64)
    sums = np.add.reduceat(columns[order], starts, axis=0)
    return names, of_image, sums, sizes
