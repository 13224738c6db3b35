"""Images that look alike but lie in different splits, found by their perceptual hashes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from medebiaser.errors import ShapeError

HASH_BITS = 64
PAIRS_SHOWN = 1_000
_BLOCK = 2_048


@dataclass(frozen=True, slots=True)
class NearDuplicate:
    """Two images of different splits that look alike.

    Attributes:
        first: row of one image.
        second: row of the other, larger than `first`.
        distance: differing bits of their hashes.
    """

    first: int
    second: int
    distance: int


@dataclass(frozen=True, slots=True)
class NearDuplicates:
    """Near-duplicates across splits.

    Attributes:
        count: how many pairs there are.
        pairs: at most `PAIRS_SHOWN` of them, the nearest first.
        by_splits: ("test", "train") and so on to the number of pairs.
        without_hash: images that could not be compared.
    """

    count: int
    pairs: tuple[NearDuplicate, ...]
    by_splits: dict[tuple[str, str], int]
    without_hash: int


def report(
    hashes: Sequence[str | None],
    splits: Sequence[str] | NDArray[np.str_],
    max_distance: int = 4,
) -> NearDuplicates:
    """Find pairs of images in different splits whose hashes differ in few bits.

    Two hashes within d bits agree wholly in at least one of d + 1 bands (there are more bands
    than differing bits), so that only images that share a band are compared; nothing is missed.

    Args:
        hashes: (N,) 16 hex digits; None or "" where there is none.
        splits: (N,) split of each image; "" where none is assigned yet: not compared.
        max_distance: most differing bits, in [0, 31].

    Returns:
        every pair counted, the nearest listed.

    Raises:
        ShapeError: the arguments differ in length, or the distance is out of range.
    """
    if len(hashes) != len(splits) or not 0 <= max_distance <= 31:
        raise ShapeError(
            f"{len(hashes)} hashes, {len(splits)} splits, distance {max_distance}; "
            "give one of each per image, and a distance of at most 31"
        )
    rows = np.array(
        [row for row, text in enumerate(hashes) if text and splits[row]], dtype=np.int64
    )
    without_hash = sum(not text for text in hashes)
    if not len(rows):
        return NearDuplicates(0, (), {}, without_hash)
    values = np.array([int(str(hashes[row]), 16) for row in rows], dtype=np.uint64)
    unique, of_row = np.unique(values, return_inverse=True)
    words, split_of = np.unique(np.asarray(splits, dtype=np.str_)[rows], return_inverse=True)
    table = np.zeros((len(unique), len(words)), dtype=np.int64)
    np.add.at(table, (of_row, split_of), 1)
    members = _Members(rows, of_row, split_of, len(unique))
    between = np.zeros((len(words), len(words)), dtype=np.int64)
    pairs: list[NearDuplicate] = []
    for first, second in _close(unique, max_distance):
        between += _counted(table, first, second)
        distances = np.bitwise_count(unique[first] ^ unique[second])
        members.append_pairs(pairs, first, second, distances)
    pairs.sort(key=lambda pair: (pair.distance, pair.first, pair.second))
    by_splits = {
        (str(words[a]), str(words[b])): int(between[a, b] + between[b, a])
        for a in range(len(words))
        for b in range(a + 1, len(words))
        if between[a, b] + between[b, a]
    }
    return NearDuplicates(
        sum(by_splits.values()), tuple(pairs[:PAIRS_SHOWN]), by_splits, without_hash
    )


def _counted(
    table: NDArray[np.int64], first: NDArray[np.int64], second: NDArray[np.int64]
) -> NDArray[np.int64]:
    """(S, S) image pairs between splits of pairs of hashes; equal hashes pair with themselves."""
    different = first != second
    counts = table[first[different]].T @ table[second[different]]
    equal = table[first[~different]]
    own = equal.T @ equal
    return np.asarray(counts + np.triu(own, k=1))


class _Members:
    """Rows of the images behind each hash."""

    def __init__(
        self,
        rows: NDArray[np.int64],
        of_row: NDArray[np.int64],
        split_of: NDArray[np.int64],
        n_unique: int,
    ) -> None:
        order = np.argsort(of_row, kind="stable")
        self._rows = rows[order]
        self._splits = split_of[order]
        self._starts = np.searchsorted(of_row[order], np.arange(n_unique + 1))

    def append_pairs(
        self,
        pairs: list[NearDuplicate],
        first: NDArray[np.int64],
        second: NDArray[np.int64],
        distances: NDArray[np.uint8],
    ) -> None:
        """Append image pairs of different splits, the nearest first, until enough are listed."""
        for index in np.argsort(distances, kind="stable"):
            if len(pairs) >= 4 * PAIRS_SHOWN:
                pairs.sort(key=lambda pair: (pair.distance, pair.first, pair.second))
                del pairs[PAIRS_SHOWN:]
                if distances[index] >= pairs[-1].distance:
                    return
            pairs.extend(
                self._between(int(first[index]), int(second[index]), int(distances[index]))
            )

    def _between(self, first: int, second: int, distance: int) -> Iterator[NearDuplicate]:
        one = slice(self._starts[first], min(self._starts[first + 1], self._starts[first] + 64))
        two = slice(self._starts[second], min(self._starts[second + 1], self._starts[second] + 64))
        for row, split in zip(self._rows[one].tolist(), self._splits[one].tolist(), strict=True):
            others = zip(self._rows[two].tolist(), self._splits[two].tolist(), strict=True)
            for other, other_split in others:
                if split != other_split and (first != second or row < other):
                    yield NearDuplicate(min(row, other), max(row, other), distance)


def _close(
    unique: NDArray[np.uint64], max_distance: int
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairs of different hashes within the distance, each once, and every hash with itself."""
    every = np.arange(len(unique))
    yield every, every
    edges = np.linspace(0, HASH_BITS, max_distance + 2).round().astype(int)
    masks = [np.uint64(((1 << (high - low)) - 1) << low) for low, high in pairwise(edges.tolist())]
    for band, mask in enumerate(masks):
        keys = unique & mask
        order = np.argsort(keys, kind="stable")
        starts = np.flatnonzero(np.concatenate([[True], np.diff(keys[order]) != 0]))
        for bucket in np.split(order, starts[1:]):
            if len(bucket) > 1:
                yield from _within(bucket, unique, masks[:band], max_distance)


def _within(
    bucket: NDArray[np.int64],
    unique: NDArray[np.uint64],
    earlier: Sequence[np.uint64],
    max_distance: int,
) -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
    """Pairs of one bucket within the distance that share no earlier band, block by block."""
    values = unique[bucket]
    for start in range(0, len(bucket), _BLOCK):
        different = values[start : start + _BLOCK, None] ^ values[None, start:]
        close = np.triu(np.bitwise_count(different) <= max_distance, k=1)
        first, second = np.nonzero(close)
        if not len(first):
            continue
        bits = different[first, second]
        new = np.ones(len(bits), dtype=np.bool_)
        for mask in earlier:
            new &= (bits & mask) != 0
        yield bucket[start:][first[new]], bucket[start:][second[new]]
