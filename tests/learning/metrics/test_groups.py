import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn.metrics import roc_auc_score

from medebiaser.errors import ShapeError
from medebiaser.learning.metrics import (
    MIN_CASES,
    age_groups,
    companion_groups,
    group_figures,
    worst_group_auc,
)
from tests.oracles import metrics as oracle


def test_a_shortcut_shows_where_positives_lack_the_marker_and_negatives_carry_it() -> None:
    marker = np.array(["with", "without"] * 20)
    truth = np.array([1, 1, 0, 0] * 10)
    numbers = np.where(marker == "with", 0.9, 0.1)  # the model reads the marker alone

    [found] = group_figures(numbers[:, None], truth[:, None], list(marker))

    assert found["worst_group_auc"] == 0.0
    assert found["worst_pair"] == {"positives_from": "without", "negatives_from": "with"}
    assert found["worst_within_auc"] == 0.5
    assert found["groups"]["with"] == {"positives": 10, "negatives": 10, "auc": 0.5}


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 500))
def test_worst_group_auc_is_that_of_every_pair_tried(seed) -> None:
    rng = np.random.default_rng(seed)
    groups = rng.choice(["a", "b", "c"], 60)
    truth = rng.choice([0.0, 1.0, np.nan], 60, p=[0.5, 0.4, 0.1])
    numbers = rng.integers(0, 10, 60) / 9

    found = worst_group_auc(numbers, truth, groups)
    slow = oracle.worst_cross_auc(numbers, truth, groups, MIN_CASES)

    assert (None if found is None else found[0]) == (None if slow is None else pytest.approx(slow))


def test_auc_within_a_group_is_scikit_learns() -> None:
    rng = np.random.default_rng(0)
    sex = rng.choice(["F", "M"], 200)
    truth, numbers = rng.integers(0, 2, 200), rng.random(200)

    [found] = group_figures(numbers[:, None], truth[:, None], sex)

    expected = {s: roc_auc_score(truth[sex == s], numbers[sex == s]) for s in "FM"}
    assert {s: found["groups"][s]["auc"] for s in "FM"} == pytest.approx(expected)
    assert found["worst_within"] == min(expected, key=expected.get)


def test_small_groups_have_no_auc_and_say_so() -> None:
    truth = np.array([1] * 4 + [0] * 4)

    [found] = group_figures(truth[:, None] * 0.5, truth[:, None], ["a", "b"] * 4)

    assert found["groups"]["a"] == {"positives": 2, "negatives": 2, "auc": None}
    assert found["worst_group_auc"] is None
    assert found["reason"].startswith("not enough cases")


def test_images_of_unknown_group_or_label_are_left_out() -> None:
    truth = np.array([1.0] * 6 + [0.0] * 6 + [np.nan])
    groups = ["a", None] * 6 + ["a"]

    [found] = group_figures(np.full((13, 1), 0.5), truth[:, None], groups)

    assert found["groups"] == {"a": {"positives": 3, "negatives": 3, "auc": None}}


def test_a_label_known_nowhere_has_no_groups() -> None:
    [found] = group_figures(np.full((3, 1), 0.5), np.full((3, 1), np.nan), ["a", "b", "a"])

    assert found["groups"] == {}


def test_one_group_per_image() -> None:
    with pytest.raises(ShapeError, match="1 groups for 2 images"):
        group_figures(np.zeros((2, 1)), np.zeros((2, 1)), ["a"])


def test_ages_fall_into_bands() -> None:
    assert age_groups([0, 19.9, 20, 59, 60, 80, None, float("nan")]).tolist() == [
        "under 20",
        "under 20",
        "20 to 39",
        "40 to 59",
        "60 to 79",
        "80 and over",
        None,
        None,
    ]


def test_a_companion_splits_images_where_it_is_known() -> None:
    labels = np.array([[0, 1], [0, 0], [0, -1]])

    assert companion_groups(labels, 1, "Mass").tolist() == ["with Mass", "without Mass", None]


def test_the_interval_of_the_worst_pair_holds_its_auc_and_draws_patients() -> None:
    rng = np.random.default_rng(0)
    truth = (np.arange(200) % 2).astype(float)
    numbers = np.clip(rng.normal(0.4 + 0.2 * truth, 0.2), 0, 1)
    groups = np.where(np.arange(200) % 4 < 2, "a", "b")

    [apart] = group_figures(numbers[:, None], truth[:, None], list(groups), list(range(200)))
    [together] = group_figures(numbers[:, None], truth[:, None], list(groups), ["same"] * 200)

    low, high = apart["worst_group_auc_ci"]
    assert low < apart["worst_group_auc"] < high
    assert high - low < 0.3
    assert together["worst_group_auc_ci"] == pytest.approx([together["worst_group_auc"]] * 2)
