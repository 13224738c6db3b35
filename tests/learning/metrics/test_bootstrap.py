import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.metrics import (
    Predictions,
    bootstrap_auc_ci,
    comparison_document,
    holm,
    interval,
    mean_interval,
    paired_bootstrap,
    patient_draws,
    replicate_figures,
)
from medebiaser.learning.metrics.comparison import two_sided_p
from tests.oracles import metrics as oracle


def test_a_draw_takes_all_images_of_a_patient_or_none() -> None:
    patients = ["a", "b", "a", "c", "b"]

    drawn = np.concatenate(list(patient_draws(patients, replicates=200, seed=0)))

    assert (drawn[:, 0] == drawn[:, 2]).all()
    assert (drawn[:, 1] == drawn[:, 4]).all()
    assert (drawn[:, 0] + drawn[:, 1] + drawn[:, 3] == 3).all()
    assert drawn[:, 0].std() > 0


def test_the_same_seed_draws_the_same_patients() -> None:
    once, twice, other = (
        np.concatenate(list(patient_draws(list("abcdef"), replicates=70, seed=seed)))
        for seed in (1, 1, 2)
    )

    assert (once == twice).all()
    assert (once != other).any()


def test_auc_of_each_replicate_is_that_of_the_images_drawn() -> None:
    rng = np.random.default_rng(3)
    patients = [f"p{i % 12}" for i in range(30)]
    truth = rng.integers(0, 2, (30, 1))
    numbers = rng.integers(0, 6, (30, 1)) / 5

    found = replicate_figures(numbers, truth, [0.5], patients, replicates=20, seed=7)["auc"]

    slow_rng = np.random.default_rng(7)
    for r in range(20):
        rows = oracle.drawn_images(patients, slow_rng)
        assert found[r, 0] == pytest.approx(oracle.auc(numbers[rows, 0], truth[rows, 0]))


def test_auc_interval_of_a_known_normal_shift_holds_the_truth() -> None:
    rng = np.random.default_rng(0)
    truth = (np.arange(600) % 3 == 0).astype(int)[:, None]
    numbers = 1 / (1 + np.exp(-rng.normal(truth * 1.0)))

    [(low, high)] = bootstrap_auc_ci(numbers, truth, [str(i) for i in range(600)], seed=0)

    assert low < 0.760 < high  # Phi(1 / sqrt 2)
    # Hanley and McNeil's standard error at .76 with 200 and 400 is about .021
    assert (high - low) / (2 * 1.96) == pytest.approx(0.021, abs=0.004)


def test_two_images_of_each_patient_do_not_halve_the_variance() -> None:
    rng = np.random.default_rng(1)
    truth = rng.integers(0, 2, 100)
    numbers = np.clip(rng.normal(0.4 + 0.1 * truth, 0.2), 0, 1)
    doubled = [np.repeat(each, 2)[:, None] for each in (numbers, truth)]

    [single] = bootstrap_auc_ci(numbers[:, None], truth[:, None], range(100))
    [by_patient] = bootstrap_auc_ci(*doubled, np.repeat(range(100), 2))
    [by_image] = bootstrap_auc_ci(*doubled, range(200))

    assert by_patient == pytest.approx(single)
    assert by_image[1] - by_image[0] < 0.85 * (single[1] - single[0])


def test_an_interval_needs_nearly_all_replicates() -> None:
    values = np.arange(100.0)
    assert interval(values) == pytest.approx((2.475, 96.525))

    values[:6] = np.nan
    assert interval(values) is None


def test_the_mean_of_one_patient_has_no_width() -> None:
    assert mean_interval(np.array([1.0, 3.0]), ["a", "a"]) == (2.0, 2.0)


def test_a_mean_needs_one_patient_per_value() -> None:
    with pytest.raises(ShapeError, match="2 values and 1 patients"):
        mean_interval(np.array([1.0, 3.0]), ["a"])


@settings(max_examples=50, deadline=None)
@given(st.lists(st.floats(0, 1), min_size=1, max_size=12))
def test_holm_is_the_step_down_rule(p_values) -> None:
    assert holm(p_values) == pytest.approx(oracle.holm(p_values))


def test_holm_by_hand_and_without_counting_labels_not_tested() -> None:
    assert holm([0.01, None, 0.04, 0.03]) == pytest.approx([0.03, None, 0.06, 0.06])


def test_p_value_by_hand() -> None:
    assert two_sided_p(np.array([1.0] * 98 + [-1.0])) == pytest.approx(2 * 2 / 100)
    assert two_sided_p(np.zeros(99)) == 1.0
    assert two_sided_p(np.array([np.nan])) is None


def two_rounds(gain: float):
    rng = np.random.default_rng(5)
    truth = (np.arange(300) % 4 == 0).astype(int)
    noise = rng.normal(size=300)
    before = 1 / (1 + np.exp(-(noise + truth)))
    after = 1 / (1 + np.exp(-(noise + (1 + gain) * truth)))
    columns = [np.stack([each, before], axis=1) for each in (before, after)]
    thresholds = [0.5, 0.5]
    return (
        Predictions(columns[0], thresholds),
        Predictions(columns[1], thresholds),
        np.stack([truth, truth], axis=1),
        [str(i) for i in range(300)],
    )


def test_a_real_gain_has_an_interval_above_zero_and_its_neighbour_none() -> None:
    compared = paired_bootstrap(*two_rounds(1.0))
    gained, same = compared.labels

    assert gained.interval[0] > 0
    assert gained.difference == pytest.approx(gained.after - gained.before)
    assert gained.interval[0] <= gained.difference <= gained.interval[1]
    assert gained.adjusted_p_value == pytest.approx(2 * gained.p_value)
    assert (same.difference, same.interval, same.p_value) == (0.0, (0.0, 0.0), 1.0)
    assert compared.macro.difference == pytest.approx(gained.difference / 2)


def test_pairing_makes_the_interval_narrower_than_two_separate_ones() -> None:
    before, after, truth, patients = two_rounds(0.3)
    compared = paired_bootstrap(before, after, truth, patients).labels[0]
    widths = [
        high - low
        for each in (before, after)
        for low, high in bootstrap_auc_ci(each.probabilities[:, :1], truth[:, :1], patients)
    ]

    assert compared.interval[1] - compared.interval[0] < 0.5 * min(widths)


def test_a_label_without_cases_has_no_difference_and_is_not_tested() -> None:
    before, after, truth, patients = two_rounds(1.0)
    truth[:, 1] = 0

    compared = paired_bootstrap(before, after, truth, patients)

    assert compared.labels[1].difference is None
    assert "0 positives" in compared.labels[1].reason
    assert compared.labels[0].adjusted_p_value == compared.labels[0].p_value
    assert comparison_document(compared, ["A", "B"])["labels"]["B"]["interval"] is None


def test_no_label_with_cases_says_so() -> None:
    before, after, truth, patients = two_rounds(1.0)

    compared = paired_bootstrap(before, after, truth * 0, patients, replicates=10)

    assert compared.macro.reason == "no label has enough cases"


def test_an_unknown_figure_is_refused() -> None:
    with pytest.raises(InvalidInputError, match="no figure is called accuracy; choose one of"):
        paired_bootstrap(*two_rounds(0.0), figure="accuracy")


def test_the_mean_of_nothing_has_no_interval() -> None:
    assert mean_interval(np.zeros(0), []) is None
