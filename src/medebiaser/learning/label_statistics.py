"""What the labels alone say: how many, how unequal, and which travel together.

Everything here reads the table of labels, never a picture or a model. Arrays of labels are
(N, K) with 1 present, 0 absent, and -1 (integers) or NaN (floats) unknown; unknown is never
counted as absent.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from medebiaser.errors import ShapeError

Floats = npt.NDArray[np.float64]
Integers = npt.NDArray[np.int64]

SMALLEST_COMPANIONSHIP = 5
"""Fewer shared training images than this are chance, whatever share of the label they are."""


def known(labels: npt.NDArray[Any]) -> npt.NDArray[np.bool_]:
    """Where a label is known.

    Args:
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).

    Returns:
        (N, K) bool.
    """
    known_pairs: npt.NDArray[np.bool_] = labels >= 0  # NaN >= 0 is False
    return known_pairs


def positives(labels: npt.NDArray[Any]) -> Integers:
    """How many images carry each label.

    Args:
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).

    Returns:
        (K,) counts.
    """
    return np.asarray((labels == 1).sum(axis=0), dtype=np.int64)


def unknowns(labels: npt.NDArray[Any]) -> Integers:
    """For how many images each label is unknown.

    Args:
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).

    Returns:
        (K,) counts.
    """
    return np.asarray((~known(labels)).sum(axis=0), dtype=np.int64)


def shares(labels: npt.NDArray[Any]) -> Floats:
    """Share of the images with a known label that carry it.

    Args:
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).

    Returns:
        (K,) in [0, 1]; NaN where a label is known for no image.
    """
    with np.errstate(invalid="ignore"):
        carried: Floats = positives(labels) / known(labels).sum(axis=0)
    return carried


def cooccurrence(labels: npt.NDArray[Any]) -> Integers:
    """How many images carry both of two labels; the diagonal holds the positives.

    Args:
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).

    Returns:
        (K, K) symmetric counts.
    """
    present = (labels == 1).astype(np.float64)
    counts: Integers = (present.T @ present).astype(np.int64)  # exact: far below 2**53
    return counts


def conditional_shares(counts: Integers) -> Floats:
    """P(j|l): of the images with label l, the share that also carries label j.

    Args:
        counts: (K, K) of `cooccurrence`, the diagonal the positives.

    Returns:
        (K, K) with l as row and j as column, in [0, 1]; a row is NaN where l has no positives.
    """
    with np.errstate(invalid="ignore"):
        shared: Floats = counts / np.diagonal(counts)[:, None]
    return shared


def imbalance_ratios(counts: Integers) -> Floats:
    """How many times rarer each label is than the commonest.

    Args:
        counts: (K,) positives per label.

    Returns:
        (K,) >= 1: the largest count over each; infinite where a label has no positives, NaN
        where none has.

    Source: IRLbl of Charte et al. 2015, doi:10.1016/j.neucom.2014.08.091.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ratios: Floats = counts.max(initial=0) / counts.astype(np.float64)
    return ratios


def literal_dependency(counts: Integers, label: int, *, epsilon: float, threshold: float) -> float:
    """The co-occurrence dependency of a label as the paper's prose reads, word for word.

    IF(t, j) = 1 / (C_tj + epsilon); D(t) = sum of IF over j in P_t / sum of IF over all j != t,
    with P_t = {j != t : C_tj > threshold}.

    It is one constant per label, so it cannot sort images within a label, and it degenerates: with
    a small epsilon one companion that never occurs takes the whole denominator (D is 0), and
    without such a companion D is 1. It belongs into the table of labels; images are ranked by
    `image_dependency`.

    Args:
        counts: (K, K) of `cooccurrence`.
        label: index t.
        epsilon: > 0, keeps the division finite.
        threshold: a companion counts when it shares more images than this.

    Returns:
        D(t) in [0, 1]; NaN for the only label of its table.

    Source: section 4.2.3 of the MEDebiaser paper, equations (1) and (2).
    """
    shared = np.delete(counts[label].astype(np.float64), label)
    if shared.size == 0:
        return float("nan")
    inverse = 1.0 / (shared + epsilon)
    return float(inverse[shared > threshold].sum() / inverse.sum())


def companion_threshold(counts: Integers, label: int) -> float:
    """tau: a companion of the label shares more images than this: max(5, 1 % of n_t).

    Args:
        counts: (K, K) of `cooccurrence`, the diagonal the positives.
        label: index t.

    Returns:
        A count, >= 5.
    """
    return max(float(SMALLEST_COMPANIONSHIP), 0.01 * float(counts[label, label]))


def dependency_weights(counts: Integers, label: int, *, epsilon: float = 1.0) -> Floats:
    """w_tj: how much each companion's presence in an image counts for the label's dependency.

    Inverse co-occurrence counts over the companions P_t = {j != t : C_tj > tau}, summing to 1:
    the rarer a companion, the more it weighs.

    Args:
        counts: (K, K) of `cooccurrence` on the training split.
        label: index t.
        epsilon: > 0, keeps the division finite.

    Returns:
        (K,) >= 0, summing to 1; all 0 where the label has no companion.
    """
    shared = counts[label].astype(np.float64)
    companions = shared > companion_threshold(counts, label)
    companions[label] = False
    weights = np.where(companions, 1.0 / (shared + epsilon), 0.0)
    total = weights.sum()
    return weights / total if total > 0 else weights


def image_dependency(counts: Integers, label: int, presence: Floats) -> Floats:
    """D(i, t): how strongly an image carries the companions of a label.

    Args:
        counts: (K, K) of `cooccurrence` on the training split.
        label: index t.
        presence: (N, K) in [0, 1]: y where known, the calibrated probability where not.

    Returns:
        (N,) in [0, 1]; 0 where the label has no companion.

    Raises:
        ShapeError: the two arrays name different numbers of labels.

    Source: DESIGN section 4, the reading of the paper's equations that can sort images.
    """
    if presence.shape[1] != counts.shape[0]:
        raise ShapeError(
            f"presence names {presence.shape[1]} labels, the co-occurrence {counts.shape[0]}; "
            "use the same labels in the same order"
        )
    # not a matrix product: its last digit depends on which images stand beside one another
    shares_found: Floats = (presence * dependency_weights(counts, label)).sum(axis=1)
    return shares_found.clip(0.0, 1.0)


def excess_weights(counts: Integers, images: int, label: int) -> Floats:
    """What each companion adds to the triage dependency of a label.

    A_lj * P(j|l) / max_k P(k|l), with A_lj = max(0, 1 - n_l * n_j / (images * n_lj)): the share of
    the joint images that chance does not explain.

    Args:
        counts: (K, K) of `cooccurrence` on the training split.
        images: images in the training split.
        label: index l.

    Returns:
        (K,) in [0, 1], 0 at the label itself; all 0 where it shares no image with any.
    """
    shared = counts[label].astype(np.float64)
    shared[label] = 0.0
    most = shared.max(initial=0.0)
    if most == 0.0:
        return np.zeros_like(shared)
    expected = float(counts[label, label]) * np.diagonal(counts) / images
    excess = 1.0 - expected / np.where(shared > 0, shared, 1.0)
    weights: Floats = np.where(shared > 0, np.maximum(excess, 0.0), 0.0) * shared / most
    return weights


def document(
    labels: npt.NDArray[Any], names: Sequence[str], patients: Sequence[str]
) -> dict[str, Any]:
    """The document that `labels --json` prints.

    Args:
        labels: (N, K) of 1, 0 and unknown (-1 or NaN).
        names: K names, the order of every row and column.
        patients: N patient ids.

    Returns:
        {"images", "patients", "labels": [{"name", "positives", "share"}], "cooccurrence": K x K}
        with the positives on the diagonal; a share is None where the label is known for no image.

    Raises:
        ShapeError: names or patients do not fit the labels.
    """
    if labels.shape != (len(patients), len(names)):
        raise ShapeError(
            f"labels are {labels.shape}, but there are {len(patients)} patients' images and "
            f"{len(names)} names; give one row per image and one column per name"
        )
    counted = positives(labels)
    rows = [
        {"name": name, "positives": int(count), "share": None if np.isnan(share) else float(share)}
        for name, count, share in zip(names, counted, shares(labels), strict=True)
    ]
    return {
        "images": len(patients),
        "patients": len(set(patients)),
        "labels": rows,
        "cooccurrence": cooccurrence(labels).tolist(),
    }
