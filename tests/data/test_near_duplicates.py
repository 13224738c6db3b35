"""Near-duplicates across splits, against every pair compared one by one."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medebiaser.data.near_duplicates import PAIRS_SHOWN, report
from medebiaser.errors import ShapeError
from tests.oracles.near_duplicates import pairs_across_splits


def test_a_pair_across_splits_is_found_and_one_within_a_split_is_not() -> None:
    hashes = ["00000000000000ff", "00000000000000fe", "00000000000000fc", None]

    found = report(hashes, ["train", "test", "test", "test"])

    assert [(p.first, p.second, p.distance) for p in found.pairs] == [(0, 1, 1), (0, 2, 2)]
    assert found.by_splits == {("test", "train"): 2}
    assert found.without_hash == 1


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 10_000),
    st.integers(2, 60),
    st.integers(0, 8),
    st.floats(0.0, 0.12),
)
def test_bands_miss_nothing(seed: int, n: int, max_distance: int, noise: float) -> None:
    rng = np.random.default_rng(seed)
    originals = rng.random((4, 64)) < 0.5
    bits = originals[rng.integers(0, 4, n)] ^ (rng.random((n, 64)) < noise)
    hashes = [f"{int(''.join('1' if bit else '0' for bit in row), 2):016x}" for row in bits]
    splits = rng.choice(["train", "test", "tune", ""], n).tolist()

    found = report(hashes, splits, max_distance)

    expected = pairs_across_splits(hashes, splits, max_distance)
    assert {(p.first, p.second, p.distance) for p in found.pairs} == expected
    assert found.count == len(expected)


def test_a_thousand_equal_images_are_counted_without_listing_a_million_pairs() -> None:
    found = report(["0" * 16] * 4_000, ["train", "test"] * 2_000)

    assert found.count == 2_000 * 2_000
    assert len(found.pairs) <= PAIRS_SHOWN


def test_arguments_of_unequal_length_are_refused() -> None:
    with pytest.raises(ShapeError, match="2 hashes, 1 splits"):
        report(["0" * 16] * 2, ["train"])
