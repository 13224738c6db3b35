"""Splits: disjoint by patient always, stratified, deterministic, honest to what is given."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medebiaser.data.importers.table import read_table
from medebiaser.data.splits import assign, fractions_for, without_positives
from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.records import Split


def a_project(n: int = 600, seed: int = 0) -> tuple[list[str], np.ndarray]:
    rng = np.random.default_rng(seed)
    patients = [f"p{number}" for number in rng.integers(0, n // 2, n)]
    labels = (rng.random((n, 3)) < [0.3, 0.1, 0.03]).astype(np.int8)
    return patients, labels


def shares_of(splits: np.ndarray, inside: np.ndarray) -> dict[str, float]:
    return {s.value: float((splits[inside] == s).mean()) for s in Split}


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(
            st.integers(0, 12),
            st.lists(st.sampled_from([-1, 0, 1]), min_size=2, max_size=2),
            st.booleans(),
        ),
        min_size=1,
        max_size=60,
    ),
    st.integers(0, 3),
)
def test_no_patient_is_ever_in_two_splits(
    images: list[tuple[int, list[int], bool]], seed: int
) -> None:
    patients = [f"p{patient}" for patient, _, _ in images]
    labels = np.array([values for _, values, _ in images], dtype=np.int8)

    splits = assign(patients, labels, None, seed, [has for _, _, has in images])

    for patient in set(patients):
        assert len({s for p, s in zip(patients, splits, strict=True) if p == patient}) == 1
    known = {p for p, row in zip(patients, labels, strict=True) if (row >= 0).any()}
    for patient, split in zip(patients, splits, strict=True):
        assert (split == Split.POOL) == (patient not in known)


def test_every_label_has_its_share_in_every_split() -> None:
    patients, labels = a_project()

    splits = assign(patients, labels)

    for label in range(3):
        found = shares_of(splits, labels[:, label] == 1)
        assert found["train"] == pytest.approx(0.7, abs=0.06)
        for split in ("review", "tune", "test"):
            assert found[split] == pytest.approx(0.1, abs=0.06)
    assert without_positives(splits, labels, ("a", "b", "c")) == {}


def test_a_label_of_four_patients_is_in_all_four_splits() -> None:
    labels = np.zeros((400, 2), dtype=np.int8)
    labels[:200, 0] = 1
    labels[[3, 77, 250, 390], 1] = 1

    splits = assign([str(row) for row in range(400)], labels)

    assert set(splits[labels[:, 1] == 1]) == {Split.TRAIN, Split.REVIEW, Split.TUNE, Split.TEST}


def test_a_label_without_positives_in_a_split_is_named() -> None:
    labels = np.array([[1, 0], [1, 1]], dtype=np.int8)

    missing = without_positives([Split.TRAIN, Split.TEST], labels, ("Mass", "Hernia"))

    assert missing == {Split.TRAIN: ("Hernia",)}


def test_the_seed_decides_and_the_order_of_images_does_not() -> None:
    patients, labels = a_project()
    order = np.random.default_rng(5).permutation(len(patients))

    splits = assign(patients, labels, seed=3)
    again = assign([patients[row] for row in order], labels[order], seed=3)

    assert splits[order].tolist() == again.tolist()
    assert splits.tolist() != assign(patients, labels, seed=4).tolist()


def test_half_of_the_images_with_regions_go_to_test_and_the_others_can_be_learned_from() -> None:
    patients = [str(row) for row in range(300)]
    labels = (np.arange(300)[:, None] % 3 == np.arange(3)).astype(np.int8)
    has_regions = np.arange(300) % 10 == 0

    splits = assign(patients, labels, has_regions=has_regions, region_test_share=0.5)

    found = shares_of(splits, has_regions)
    assert found["test"] == 0.5
    assert found["train"] + found["review"] == 0.5
    assert (splits == Split.TEST).sum() == 30


def test_regions_count_as_a_label_so_that_test_gets_its_share() -> None:
    labels = np.ones((200, 1), dtype=np.int8)
    has_regions = np.arange(200) < 20

    splits = assign([str(row) for row in range(200)], labels, has_regions=has_regions)

    assert (splits[has_regions] == Split.TEST).sum() == 2


def test_from_five_thousand_images_on_some_are_sealed() -> None:
    assert Split.SEALED not in fractions_for(4_999)
    assert fractions_for(5_000) == pytest.approx(
        {
            Split.TRAIN: 0.65,
            Split.REVIEW: 0.1,
            Split.TUNE: 0.1,
            Split.TEST: 0.1,
            Split.SEALED: 0.05,
        }
    )


def test_given_test_images_stay_alone_and_given_training_images_fill_what_is_left_out() -> None:
    patients = [str(row) for row in range(100)]
    labels = (np.arange(100)[:, None] % 2 == np.arange(2)).astype(np.int8)
    given_splits = ["test" if row < 20 else "train" for row in range(100)]

    splits = assign(patients, labels, given=given_splits)

    assert set(splits[:20]) == {Split.TEST}
    assert set(splits[20:]) == {Split.TRAIN, Split.REVIEW, Split.TUNE}


def test_a_complete_given_column_is_kept_as_it_is() -> None:
    labels = np.ones((8, 1), dtype=np.int8)
    given_splits = ["train", "train", "review", "tune", "test", "train", "pool", "train"]

    splits = assign([str(row) for row in range(8)], labels, given=given_splits)

    assert [split.value for split in splits] == given_splits


def test_new_images_of_a_settled_patient_join_that_split() -> None:
    patients, labels = a_project(100)
    before = assign(patients, labels)

    settled = [*before, *([""] * 100)]
    after = assign(patients * 2, np.concatenate([labels, labels]), settled=settled, seed=9)

    assert after[:100].tolist() == before.tolist()
    assert after[100:].tolist() == before.tolist()


def test_one_patient_in_two_given_splits_is_refused() -> None:
    labels = np.ones((2, 1), dtype=np.int8)

    with pytest.raises(InvalidInputError, match="patient 00012 is in train and test"):
        assign(["00012", "00012"], labels, given=["train", "test"])


def test_wrong_fractions_and_lengths_are_refused() -> None:
    labels = np.ones((2, 1), dtype=np.int8)

    with pytest.raises(InvalidInputError, match="sum to 1"):
        assign(["a", "b"], labels, {Split.TRAIN: 0.9})
    with pytest.raises(InvalidInputError, match="leave out pool"):
        assign(["a", "b"], labels, {Split.TRAIN: 0.9, Split.POOL: 0.1})
    with pytest.raises(ShapeError, match="3 given"):
        assign(["a", "b"], labels, given=["train"] * 3)


def test_the_full_nih_table_keeps_every_share_within_half_a_percent(shared_data: Path) -> None:
    table = read_table(shared_data / "nih_full_annotations" / "Data_Entry_2017_v2020.csv.gz")

    splits = assign(table.patients, table.values)

    expected = fractions_for(len(table.images))
    for label in range(len(table.labels)):
        found = shares_of(splits, table.values[:, label] == 1)
        for split, share in expected.items():
            assert found[split.value] == pytest.approx(share, abs=0.005)
