import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sklearn import metrics as sklearn_metrics

from medebiaser.errors import ShapeError
from medebiaser.learning.metrics import FIGURES, label_figures
from medebiaser.learning.metrics.weighted import weighted_figures
from medebiaser.records import Activation
from tests.oracles import metrics as oracle


def drawn(seed: int, n: int = 60, levels: int = 8):
    """Probabilities with ties, truth with unknowns, bootstrap-like weights."""
    rng = np.random.default_rng(seed)
    numbers = rng.integers(0, levels + 1, n) / levels
    truth = rng.choice([0.0, 1.0, np.nan], n, p=[0.6, 0.3, 0.1])
    weights = rng.integers(0, 4, (3, n)).astype(float)
    return numbers, truth, weights


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 10_000))
def test_every_replicate_agrees_with_scikit_learn(seed) -> None:
    numbers, truth, weights = drawn(seed)
    there = ~np.isnan(truth)

    found = weighted_figures(numbers, truth, 0.5, weights)

    for r, weight in enumerate(weights):
        y, p, w = truth[there], numbers[there], weight[there]
        if min(w[y == 1].sum(), w[y == 0].sum()) == 0:
            continue
        expected = {
            "auc": sklearn_metrics.roc_auc_score(y, p, sample_weight=w),
            "pr_auc": sklearn_metrics.average_precision_score(y, p, sample_weight=w),
            "brier": sklearn_metrics.brier_score_loss(y, p, sample_weight=w),
            "recall": sklearn_metrics.recall_score(y, p >= 0.5, sample_weight=w),
            "sensitivity": sklearn_metrics.recall_score(y, p >= 0.5, sample_weight=w),
            "specificity": sklearn_metrics.recall_score(1 - y, p < 0.5, sample_weight=w),
            "f1": sklearn_metrics.f1_score(y, p >= 0.5, sample_weight=w),
        }
        assert {name: found[name][r] for name in expected} == pytest.approx(expected)
        if w[p >= 0.5].sum() > 0:
            precision = sklearn_metrics.precision_score(y, p >= 0.5, sample_weight=w)
            assert found["precision"][r] == pytest.approx(precision)
        else:
            assert np.isnan(found["precision"][r])


@settings(max_examples=50, deadline=None)
@given(st.integers(0, 10_000))
def test_auc_is_the_share_of_pairs_in_the_right_order(seed) -> None:
    numbers, truth, _ = drawn(seed, n=25)
    found = weighted_figures(numbers, truth, 0.5, np.ones((1, 25)))["auc"][0]

    if (truth == 1).any() and (truth == 0).any():
        assert found == pytest.approx(oracle.auc(numbers, truth))


def test_auc_of_one_class_is_unknown_not_half() -> None:
    found = weighted_figures(np.array([0.1, 0.9]), np.array([1.0, 1.0]), 0.5, np.ones((1, 2)))

    assert np.isnan(found["auc"][0])
    assert np.isnan(found["specificity"][0])


TRUTH = np.array([1] * 6 + [0] * 14)
NUMBERS = np.array([0.9] * 4 + [0.2] * 2 + [0.8] * 3 + [0.1] * 11)
PATIENTS = [f"p{i}" for i in range(20)]


def one_label(truth=TRUTH, threshold: float | None = 0.5):
    return label_figures(NUMBERS[:, None], truth[:, None], [threshold], PATIENTS, replicates=200)


def test_figures_by_hand() -> None:
    label = one_label().labels[0]

    assert (label.positives, label.negatives, label.correct, label.incorrect) == (6, 14, 15, 5)
    assert label.values["sensitivity"] == pytest.approx(4 / 6)
    assert label.values["recall"] == pytest.approx(4 / 6)
    assert label.values["specificity"] == pytest.approx(11 / 14)
    assert label.values["precision"] == pytest.approx(4 / 7)
    assert label.values["f1"] == pytest.approx(8 / 13)
    # 4 x 14 pairs won, 2 positives at .2 beat the 11 at .1
    assert label.values["auc"] == pytest.approx((4 * 14 + 2 * 11) / 84)
    assert label.values["brier"] == pytest.approx((4 * 0.01 + 2 * 0.64 + 3 * 0.64 + 11 * 0.01) / 20)


def test_every_figure_lies_in_its_interval() -> None:
    label = one_label().labels[0]

    for name in FIGURES:
        low, high = label.intervals[name]
        assert low <= label.values[name] <= high
        assert low < high


def test_too_few_positives_are_said_never_a_number() -> None:
    truth = np.array([1] * 2 + [0] * 18)

    label = one_label(truth).labels[0]

    missing = {name for name in FIGURES if label.values[name] is None}
    assert missing == {"sensitivity", "precision", "recall", "f1", "auc", "pr_auc"}
    assert label.reason == "not enough cases: 2 positives, 5 of each are needed"
    assert label.correct + label.incorrect == 20


def test_a_label_nobody_carries_has_no_auc_and_counts_as_missing() -> None:
    truth = np.stack([TRUTH, np.zeros(20)], axis=1)
    numbers = np.stack([NUMBERS, NUMBERS], axis=1)

    figures = label_figures(numbers, truth, [0.5, 0.5], PATIENTS, replicates=50)

    assert figures.labels[1].values["auc"] is None
    assert figures.macro.missing == (1,)
    assert figures.macro.counted["auc"] == 1
    assert figures.macro.values["auc"] == figures.labels[0].values["auc"]


def test_unknown_labels_change_nothing() -> None:
    longer = np.r_[TRUTH, [-1] * 5]
    numbers = np.r_[NUMBERS, [0.99] * 5]
    found = label_figures(numbers[:, None], longer[:, None], [0.5], [*PATIENTS, *"abcde"])

    assert found.labels[0].values == one_label().labels[0].values
    assert found.labels[0].unknown == 5


def test_without_a_threshold_one_half_is_used_and_said() -> None:
    label = one_label(threshold=None).labels[0]

    assert label.threshold is None
    assert label.values == one_label(threshold=0.5).labels[0].values
    assert label.reason == "no threshold could be chosen, .5 is used"


def test_all_positives_of_one_patient_give_no_interval() -> None:
    patients = ["one"] * 6 + [f"p{i}" for i in range(14)]

    found = label_figures(NUMBERS[:, None], TRUTH[:, None], [0.5], patients, replicates=300)

    assert found.labels[0].values["auc"] is not None
    assert found.labels[0].intervals["auc"] is None  # over a third of the draws lack the patient


def test_macro_is_the_mean_over_labels_with_enough_cases() -> None:
    truth = np.stack([TRUTH, 1 - TRUTH, np.r_[1, np.zeros(19)]], axis=1)
    numbers = np.stack([NUMBERS, NUMBERS, NUMBERS], axis=1)

    figures = label_figures(numbers, truth, [0.5] * 3, PATIENTS, replicates=50)

    auc = figures.labels[0].values["auc"]
    assert figures.macro.values["auc"] == pytest.approx((auc + 1 - auc) / 2)


def test_softmax_adds_the_accuracy_of_the_likeliest_label() -> None:
    numbers = np.array([[0.7, 0.3]] * 6 + [[0.4, 0.6]] * 6)
    truth = np.array([[1, 0]] * 5 + [[0, 1]] * 7)

    macro = label_figures(
        numbers,
        truth,
        [0.5, 0.5],
        PATIENTS[:12],
        activation=Activation.SOFTMAX,
        replicates=200,
    ).macro

    assert macro.values["accuracy"] == pytest.approx(11 / 12)
    low, high = macro.intervals["accuracy"]
    assert low < 11 / 12 <= high


def test_the_document_is_plain_json_with_the_contracted_fields() -> None:
    document = one_label().document(["Hernia"])
    written = json.loads(json.dumps(document, allow_nan=False))

    contracted = [
        "positives",
        "threshold",
        "sensitivity",
        "specificity",
        "precision",
        "recall",
        "f1",
        "auc",
        "auc_ci",
        "pr_auc",
        "correct",
        "incorrect",
    ]
    assert set(contracted) <= set(written["labels"]["Hernia"])
    assert written["macro"]["missing"] == []


def test_names_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ShapeError, match="2 names for 1 labels"):
        one_label().document(["Hernia", "Mass"])


def test_patients_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ShapeError, match="one patient per image"):
        label_figures(NUMBERS[:, None], TRUTH[:, None], [0.5], PATIENTS[:3])
