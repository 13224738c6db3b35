import numpy as np
import pytest
from sklearn.calibration import calibration_curve as sklearn_curve

from medebiaser.errors import ShapeError
from medebiaser.learning.metrics import calibration_curve, in_words, label_figures
from medebiaser.learning.metrics.words import of_ten


def test_calibration_by_hand() -> None:
    curve = calibration_curve(np.array([0.1, 0.3, 0.9, 1.0]), np.array([0, 1, 1, 1]), bins=2)

    assert curve.predicted.tolist() == pytest.approx([0.2, 0.95])
    assert curve.observed.tolist() == pytest.approx([0.5, 1.0])
    assert curve.counts.tolist() == [2, 2]


def test_calibration_is_scikit_learns_with_counts() -> None:
    rng = np.random.default_rng(0)
    numbers = rng.random(500)
    truth = (rng.random(500) < numbers).astype(int)

    curve = calibration_curve(numbers, truth)
    observed, predicted = sklearn_curve(truth, numbers, n_bins=10)

    assert curve.observed.tolist() == pytest.approx(observed.tolist())
    assert curve.predicted.tolist() == pytest.approx(predicted.tolist())
    assert curve.counts.sum() == 500


def test_empty_bins_and_unknown_labels_are_left_out() -> None:
    curve = calibration_curve(np.array([0.05, 0.95, 0.5]), np.array([0, 1, -1]))

    assert curve.counts.tolist() == [1, 1]


def test_one_column_of_each() -> None:
    with pytest.raises(ShapeError, match="one label's column"):
        calibration_curve(np.zeros((2, 2)), np.zeros((2, 2)))


@pytest.mark.parametrize(
    ("share", "words"),
    [
        (0.0, "none of the"),
        (0.01, "fewer than 1 of 10"),
        (0.81, "8 of 10"),
        (0.97, "more than 9 of 10"),
        (1.0, "all"),
    ],
)
def test_a_share_is_said_without_claiming_none_or_all(share, words) -> None:
    assert of_ten(share) == words


def test_sensitivity_and_specificity_in_words() -> None:
    truth = np.array([1] * 10 + [0] * 10)[:, None]
    numbers = np.array([0.9] * 8 + [0.1] * 2 + [0.9] * 1 + [0.1] * 9)[:, None]
    label = label_figures(numbers, truth, [0.5], range(20)).labels[0]

    words = in_words(label, "Hernia")

    assert words.startswith("Finds 8 of 10 images with Hernia (between ")
    assert "Alarms for 1 of 10 images without it" in words


def test_missing_figures_are_said_in_words() -> None:
    truth = np.array([1] * 2 + [0] * 18)[:, None]
    label = label_figures(truth * 0.9, truth, [0.5], range(20)).labels[0]

    assert in_words(label, "Hernia") == (
        "Alarms for none of the images without it. "
        "Hernia: not enough cases: 2 positives, 5 of each are needed."
    )
