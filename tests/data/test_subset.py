"""A tenth of the patients that stands for all."""

from pathlib import Path

import numpy as np
import pytest

from medebiaser.data.importers.table import read_table
from medebiaser.data.subset import choose
from medebiaser.errors import InvalidInputError


def test_a_fifth_of_equal_patients_is_chosen_and_keeps_every_share() -> None:
    labels = np.tile(np.array([[1, 1], [1, 0], [0, 1], [0, 0], [0, 0]], dtype=np.int8), (20, 1))
    patients = [str(row) for row in range(100)]

    mask, quality = choose(patients, labels, 0.2)

    assert mask.sum() == quality.images == quality.patients == 20
    assert (labels[mask] == 1).sum(axis=0).tolist() == [8, 8]
    assert (labels[mask] == 1).all(axis=1).sum() == 4
    assert quality.share_difference == 0.0


def test_patients_are_chosen_whole_and_the_order_of_images_does_not_matter() -> None:
    rng = np.random.default_rng(1)
    patients = [f"p{number}" for number in rng.integers(0, 60, 200)]
    labels = (rng.random((200, 3)) < 0.2).astype(np.int8)
    order = rng.permutation(200)

    mask, _ = choose(patients, labels, 0.3, seed=2)
    again, _ = choose([patients[row] for row in order], labels[order], 0.3, seed=2)

    chosen = {p for p, inside in zip(patients, mask, strict=True) if inside}
    assert all(inside == (p in chosen) for p, inside in zip(patients, mask, strict=True))
    assert mask[order].tolist() == again.tolist()


def test_a_tenth_of_nih_keeps_distribution_and_cooccurrence(shared_data: Path) -> None:
    table = read_table(shared_data / "nih_full_annotations" / "Data_Entry_2017_v2020.csv.gz")

    _, quality = choose(table.patients, table.values, 0.1)

    assert quality.patients == pytest.approx(3_080, abs=10)
    assert quality.images == pytest.approx(11_212, rel=0.03)
    assert quality.share_difference < 0.005
    assert quality.cooccurrence_correlation > 0.995


def test_fractions_that_choose_nothing_or_everything_are_refused() -> None:
    labels = np.ones((3, 1), dtype=np.int8)

    with pytest.raises(InvalidInputError, match="between 0 and 1"):
        choose(["a", "b", "c"], labels, 1.0)
    with pytest.raises(InvalidInputError, match="not one patient"):
        choose(["a", "b", "c"], labels, 0.1)
