"""Every pair of images, compared one by one."""

from collections.abc import Sequence


def pairs_across_splits(
    hashes: Sequence[str | None], splits: Sequence[str], max_distance: int
) -> set[tuple[int, int, int]]:
    """(first, second, distance) of all near-duplicates in different splits."""
    found = set()
    for first in range(len(hashes)):
        for second in range(first + 1, len(hashes)):
            one, two = hashes[first], hashes[second]
            if not one or not two or not splits[first] or not splits[second]:
                continue
            distance = bin(int(one, 16) ^ int(two, 16)).count("1")
            if distance <= max_distance and splits[first] != splits[second]:
                found.add((first, second, distance))
    return found
