"""A part of the patients that keeps the labels' distribution and co-occurrence."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from medebiaser.data.stratification import by_patient, stratified
from medebiaser.errors import InvalidInputError


@dataclass(frozen=True, slots=True)
class SubsetQuality:
    """How well a subset stands for the whole.

    Attributes:
        patients: how many were chosen.
        images: how many they have.
        share_difference: largest difference of a label's share of known images, in [0, 1].
        cooccurrence_correlation: Pearson correlation of the off-diagonal co-occurrence counts of
            subset and whole; NaN where either does not vary.
    """

    patients: int
    images: int
    share_difference: float
    cooccurrence_correlation: float


def choose(
    patients: Sequence[str], labels: NDArray[np.int8], fraction: float = 0.1, seed: int = 0
) -> tuple[NDArray[np.bool_], SubsetQuality]:
    """Choose a fraction of the patients, stratified by labels and by pairs of labels.

    Args:
        patients: (N,) patient of each image.
        labels: (N, K) int8: 1, 0, or -1 where unknown.
        fraction: of the patients, in (0, 1).
        seed: decides between equals; the order of the images does not matter.

    Returns:
        (N,) bool, True for every image of a chosen patient; and how well they stand for all.

    Raises:
        InvalidInputError: the fraction is out of range, or leaves no patient.
    """
    if not 0 < fraction < 1:
        raise InvalidInputError(f"a subset takes a fraction between 0 and 1; found {fraction:g}")
    names, of_image, counts, _ = by_patient(np.asarray(patients, dtype=np.str_), _columns(labels))
    if fraction * len(names) < 1:
        raise InvalidInputError(
            f"{fraction:g} of {len(names)} patients is not one patient; take a larger fraction"
        )
    shuffled = np.random.default_rng(seed).permutation(len(names))
    chosen = np.empty(len(names), dtype=np.bool_)
    each_once = np.ones(len(names), dtype=np.int64)
    shares = np.array([fraction, 1 - fraction])
    chosen[shuffled] = stratified(counts[shuffled], each_once, shares) == 0
    mask = chosen[of_image]
    return mask, _quality(mask, int(chosen.sum()), labels)


def _columns(labels: NDArray[np.int8]) -> NDArray[np.int64]:
    """Each image's labels, then the pairs of labels it carries."""
    positive = labels == 1
    first, second = np.triu_indices(labels.shape[1], k=1)
    pairs = positive[:, first] & positive[:, second]
    return np.concatenate([positive, pairs], axis=1).astype(np.int64)


def _quality(mask: NDArray[np.bool_], n_chosen: int, labels: NDArray[np.int8]) -> SubsetQuality:
    part = labels[mask]
    differences = np.abs(_shares(part) - _shares(labels))
    off_diagonal = np.triu_indices(labels.shape[1], k=1)
    few, all_of_them = _cooccurrence(part)[off_diagonal], _cooccurrence(labels)[off_diagonal]
    varies = len(few) > 1 and few.std() > 0 and all_of_them.std() > 0
    known = differences[~np.isnan(differences)]
    return SubsetQuality(
        patients=n_chosen,
        images=int(mask.sum()),
        share_difference=float(known.max()) if len(known) else float("nan"),
        cooccurrence_correlation=(
            float(np.corrcoef(few, all_of_them)[0, 1]) if varies else float("nan")
        ),
    )


def _shares(labels: NDArray[np.int8]) -> NDArray[np.float64]:
    """Positive share of the known images per label; NaN where none is known."""
    known = (labels >= 0).sum(axis=0)
    positive = (labels == 1).sum(axis=0).astype(np.float64)
    shares = np.full(len(known), np.nan)
    np.divide(positive, known, out=shares, where=known > 0)
    return shares


def _cooccurrence(labels: NDArray[np.int8]) -> NDArray[np.float64]:
    positive = (labels == 1).astype(np.float64)
    return np.asarray(positive.T @ positive)
