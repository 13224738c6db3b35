"""Splits: disjoint by patient, every label with its share in each, the same for the same seed."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import ArrayLike, NDArray

from medebiaser.data.stratification import by_patient, stratified
from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.records import Split

DEFAULT_FRACTIONS: Mapping[Split, float] = MappingProxyType(
    {Split.TRAIN: 0.7, Split.REVIEW: 0.1, Split.TUNE: 0.1, Split.TEST: 0.1}
)
"""Shares of the images; see `fractions_for`."""

SEALED_FROM_IMAGES = 5_000
SEALED_SHARE = 0.05
"""From 5,000 images on, 5 % are sealed, taken from `train`'s share."""


_LEARNED = {Split.TRAIN, Split.POOL}
"""A patient may be in both: what is labelled leaves the pool for train, image by image."""

COMMON_REGIONS = 0.2
"""Where more of the images than this have regions, most positives do."""


def fractions_for(n_images: int) -> dict[Split, float]:
    """Shares of the splits for a project of this size."""
    fractions = dict(DEFAULT_FRACTIONS)
    if n_images >= SEALED_FROM_IMAGES:
        fractions[Split.TRAIN] -= SEALED_SHARE
        fractions[Split.SEALED] = SEALED_SHARE
    return fractions


def assign(
    patients: Sequence[str],
    labels: NDArray[np.int8],
    fractions: Mapping[Split, float] | None = None,
    seed: int = 0,
    has_regions: ArrayLike | None = None,
    given: Sequence[Split | str | None] | None = None,
    *,
    settled: Sequence[Split | str | None] | None = None,
    region_test_share: float | None = None,
) -> NDArray[np.object_]:
    """Assign every image to a split, patients kept whole.

    A patient who is settled or given keeps that split with all images. Where the given column
    names `train` but leaves out another split altogether (as official lists of training and test
    images do), that split takes its share from the given `train`, never from the given `test`.
    Patients of whom no label is known go to `pool`.

    Args:
        patients: (N,) patient of each image.
        labels: (N, K) int8: 1, 0, or -1 where unknown.
        fractions: share of each split, sum 1; None: `fractions_for(N)`.
        seed: decides between equals; the order of the images does not matter.
        has_regions: (N,) bool, counts as one more label, so that `test` gets its share.
        given: (N,) splits of the table's own column; None or "" where it gives none.
        settled: (N,) splits that were assigned earlier and never change.
        region_test_share: share of the images with regions that `test` gets; the others go to
            `train` and `review`, where they may be learned from.

    Returns:
        (N,) array of `Split`.

    Raises:
        InvalidInputError: a patient is in two splits, or the fractions do not sum to 1.
        ShapeError: the arguments differ in length.
    """
    n_images = len(patients)
    shares = _checked(fractions_for(n_images) if fractions is None else fractions)
    _same_length(n_images, labels=labels, given=given, settled=settled, has_regions=has_regions)
    if not n_images:
        return np.empty(0, dtype=object)
    regions = (
        np.zeros(n_images, dtype=np.int64)
        if has_regions is None
        else np.asarray(has_regions).astype(np.int64)
    )
    columns = np.concatenate([labels == 1, regions[:, None]], axis=1).astype(np.int64)
    names, of_image, counts, sizes = by_patient(np.asarray(patients, dtype=np.str_), columns)
    known = np.bincount(of_image, weights=(labels >= 0).any(axis=1), minlength=len(names)) > 0
    splits = [*shares, *(split for split in Split if split not in shares)]
    fixed, allowed = _constraints(names, of_image, shares, splits, given, settled)
    pool = splits.index(Split.POOL)
    fixed[(fixed < 0) & ~known] = pool
    shuffled = np.random.default_rng(seed).permutation(len(names))
    part_of = np.empty(len(names), dtype=np.int64)
    part_of[shuffled] = _parts(
        counts[shuffled],
        sizes[shuffled],
        np.array([shares.get(split, 0.0) for split in splits]),
        fixed[shuffled],
        allowed[shuffled],
        region_shares(
            shares, splits, region_test_share, common=bool(regions.mean() > COMMON_REGIONS)
        ),
    )
    return np.array(splits, dtype=object)[part_of[of_image]]


def _parts(
    counts: NDArray[np.int64],
    sizes: NDArray[np.int64],
    shares: NDArray[np.float64],
    fixed: NDArray[np.int64],
    allowed: NDArray[np.bool_],
    of_regions: NDArray[np.float64] | None,
) -> NDArray[np.int64]:
    """Stratify; the last column is that of the regions, with its own shares where it has any."""
    per_column = np.repeat(shares[:, None], counts.shape[1], axis=1)
    first: tuple[int, ...] = ()
    if of_regions is not None:
        per_column[:, -1] = of_regions
        first = (counts.shape[1] - 1,)
    return stratified(
        counts,
        sizes,
        shares,
        column_shares=per_column,
        fixed=fixed,
        allowed=allowed,
        first=first,
    )


def region_shares(
    shares: Mapping[Split, float],
    splits: Sequence[Split],
    test_share: float | None,
    *,
    common: bool = False,
) -> NDArray[np.float64] | None:
    """Share of the images with regions for each of `splits`; None where no share is asked for.

    Args:
        shares: of all images.
        splits: in the order of the answer.
        test_share: what `test` gets; `train` and `review` share the rest as they share images.
        common: regions are no rarity; `tune` gets its share too, or it would lack positives.

    Raises:
        InvalidInputError: the share is not within [0, 1], or there is no split to hold the rest.
    """
    if test_share is None:
        return None
    holders = (Split.TRAIN, Split.REVIEW, *((Split.TUNE,) if common else ()))
    rest = {split: shares.get(split, 0.0) for split in holders}
    if not 0 <= test_share <= 1 or not sum(rest.values()):
        raise InvalidInputError(
            f"the share of regions for test must be within 0 and 1, with train or review to hold "
            f"the others; found {test_share:g}"
        )
    total = sum(rest.values())
    wanted = {split: (1 - test_share) * share / total for split, share in rest.items()}
    wanted[Split.TEST] = test_share
    return np.array([wanted.get(split, 0.0) for split in splits])


def _constraints(
    names: NDArray[np.str_],
    of_image: NDArray[np.int64],
    shares: Mapping[Split, float],
    splits: Sequence[Split],
    given: Sequence[Split | str | None] | None,
    settled: Sequence[Split | str | None] | None,
) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
    """Part of each patient who has one, else -1, and the parts each patient may go to."""
    earlier = _split_of_patient(names, of_image, settled, splits)
    asked = _split_of_patient(names, of_image, given, splits)
    allowed = np.zeros((len(names), len(splits)), dtype=np.bool_)
    allowed[:, : len(shares)] = True
    if (earlier < 0).all() and Split.TRAIN in shares:
        named = {splits[part] for part in set(asked.tolist()) - {-1}}
        left_out = [split for split in shares if split not in named]
        from_train = asked == splits.index(Split.TRAIN)
        if left_out and from_train.any():
            asked[from_train] = -1
            open_to = np.array([split is Split.TRAIN or split in left_out for split in splits])
            allowed[from_train] = open_to
    return np.where(earlier >= 0, earlier, asked), allowed


def _split_of_patient(
    names: NDArray[np.str_],
    of_image: NDArray[np.int64],
    wanted: Sequence[Split | str | None] | None,
    splits: Sequence[Split],
) -> NDArray[np.int64]:
    """Part of every patient with an image that has a split; -1 for the others."""
    part_of = np.full(len(names), -1, dtype=np.int64)
    if wanted is None:
        return part_of
    position = {split: part for part, split in enumerate(splits)}
    for patient, split in zip(of_image.tolist(), wanted, strict=True):
        if not split:
            continue
        part = position[Split(split)]
        if {splits[part_of[patient]], splits[part]} == _LEARNED and part_of[patient] >= 0:
            part_of[patient] = position[Split.TRAIN]
            continue
        if part_of[patient] not in (-1, part):
            raise InvalidInputError(
                f"patient {names[patient]} is in {splits[part_of[patient]]} and {splits[part]}; "
                "split by patient, not by image"
            )
        part_of[patient] = part
    return part_of


def without_positives(
    splits: Sequence[Split] | NDArray[np.object_], labels: NDArray[np.int8], names: Sequence[str]
) -> dict[Split, tuple[str, ...]]:
    """Labels that have not one positive image in a split that has images.

    Args:
        splits: (N,) split of each image.
        labels: (N, K) int8: 1, 0 or -1.
        names: (K,) of the labels.

    Returns:
        split to labels, only where there are any; `pool` has none by its nature.
    """
    split_of = np.asarray(splits, dtype=object)
    found: dict[Split, tuple[str, ...]] = {}
    for split in Split:
        inside = split_of == split
        if split is Split.POOL or not inside.any():
            continue
        some = (labels[inside] == 1).any(axis=0)
        if not some.all():
            found[split] = tuple(names[column] for column in np.flatnonzero(~some).tolist())
    return found


def _checked(fractions: Mapping[Split, float]) -> dict[Split, float]:
    """Fractions by split, those of 0 left out."""
    shares = {Split(split): float(share) for split, share in fractions.items()}
    wrong = min(shares.values(), default=0) < 0 or Split.POOL in shares
    if wrong or abs(sum(shares.values()) - 1) > 1e-6:
        text = ", ".join(f"{split} {share:g}" for split, share in shares.items())
        raise InvalidInputError(
            f"the splits' shares must be positive, sum to 1 and leave out pool; found {text}"
        )
    return {split: share for split, share in shares.items() if share > 0}


def _same_length(n_images: int, **arguments: object) -> None:
    for name, argument in arguments.items():
        if argument is not None and len(np.asarray(argument)) != n_images:
            raise ShapeError(
                f"{n_images} patients and {len(np.asarray(argument))} {name}; one for each image"
            )
