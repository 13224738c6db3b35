import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.metrics import (
    MIN_CASES,
    as_truth,
    choose_thresholds,
    specificities_at,
    thresholds_at_specificity,
)
from tests.oracles import metrics as oracle

PAIRS = st.lists(
    st.tuples(st.sampled_from([0.01, 0.1, 0.25, 0.5, 0.7, 0.9, 0.99]), st.integers(0, 1)),
    min_size=12,
    max_size=30,
).filter(lambda pairs: 5 <= sum(y for _, y in pairs) <= len(pairs) - 5)


def column(values) -> np.ndarray:
    return np.array(values, dtype=float)[:, None]


def test_best_f1_lies_midway_between_two_probabilities() -> None:
    negatives, positives = [0.1] * 5, [0.2, 0.8, 0.8, 0.8, 0.8]

    # from 0.2 up: 5 of 5 found, none wrong
    assert choose_thresholds(column(negatives + positives), column([0] * 5 + [1] * 5)) == [
        pytest.approx(0.15)
    ]


@settings(max_examples=50, deadline=None)
@given(PAIRS)
def test_no_threshold_has_a_better_f1(pairs) -> None:
    numbers, truth = zip(*pairs, strict=True)

    [threshold] = choose_thresholds(column(numbers), column(truth))

    assert oracle.f1_at(numbers, truth, threshold) == pytest.approx(oracle.best_f1(numbers, truth))


@pytest.mark.parametrize("positives", [0, MIN_CASES - 1])
def test_too_few_positives_give_no_threshold(positives) -> None:
    truth = [1] * positives + [0] * 20

    assert choose_thresholds(column(np.linspace(0, 1, len(truth))), column(truth)) == [None]


def test_too_few_negatives_give_no_threshold() -> None:
    truth = [0] * (MIN_CASES - 1) + [1] * 20

    assert choose_thresholds(column(np.linspace(0, 1, len(truth))), column(truth)) == [None]


def test_unknown_labels_choose_nothing() -> None:
    numbers = column([0.1] * 5 + [0.9] * 5 + [0.5] * 50)
    truth = column([0] * 5 + [1] * 5 + [-1] * 50)

    assert choose_thresholds(numbers, truth) == [pytest.approx(0.5)]


def test_thresholds_stay_inside_zero_and_one() -> None:
    truth = [1] * 6 + [0] * 6

    [threshold] = choose_thresholds(column([0.0] * 12), column(truth))

    assert 0 < threshold < 1


@settings(max_examples=50, deadline=None)
@given(PAIRS, st.floats(0, 1))
def test_the_lowest_threshold_that_reaches_a_specificity(pairs, target) -> None:
    numbers, truth = (column(each) for each in zip(*pairs, strict=True))

    [threshold] = thresholds_at_specificity(numbers, truth, [target])

    def specificity(at: float) -> float:
        return float((numbers[truth == 0] < at).mean())

    lower = [p for p in [0.0, *numbers[:, 0]] if p < threshold]
    if threshold > 1e-5:  # else everything is above it, and specificity 0 was asked for
        assert specificity(threshold) >= target - 1e-9
    if lower and max(lower) > 0:
        assert specificity(max(lower)) < target


def test_a_later_round_keeps_round_0s_specificity() -> None:
    rng = np.random.default_rng(0)
    truth = column([1] * 20 + [0] * 80)
    before = np.clip(rng.normal(0.3 + 0.3 * truth, 0.15), 0, 1)
    after = before * 0.2  # every probability falls: at the old threshold recall would be 0

    target = specificities_at(before, truth, choose_thresholds(before, truth))
    moved = thresholds_at_specificity(after, truth, target)

    assert specificities_at(after, truth, moved) == target
    assert (after[truth == 1] >= moved[0]).mean() >= 0.5


def test_a_label_without_a_target_keeps_no_threshold() -> None:
    truth = column([0] * 10 + [1] * 10)

    assert thresholds_at_specificity(truth * 0.5, truth, [None]) == [None]
    assert specificities_at(truth * 0.5, truth, [None]) == [None]


def test_a_missing_probability_is_refused() -> None:
    with pytest.raises(
        InvalidInputError, match="1 of 2 images have probabilities that are missing"
    ):
        choose_thresholds(column([0.1, np.nan]), column([0, 1]))


def test_shapes_that_differ_are_refused() -> None:
    with pytest.raises(ShapeError, match=r"probabilities are \(2, 1\), labels \(3, 1\)"):
        choose_thresholds(column([0.1, 0.2]), column([0, 1, 1]))


def test_one_specificity_per_label() -> None:
    with pytest.raises(ShapeError, match="2 specificities for 1 labels"):
        thresholds_at_specificity(column([0.1]), column([1]), [0.9, 0.9])


def test_a_label_of_two_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="labels hold 2"):
        as_truth(np.array([[2]]))
