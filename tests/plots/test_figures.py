import numpy as np
import pytest

from medebiaser.errors import InvalidInputError
from medebiaser.plots.figures import (
    calibration_figure,
    curves_figure,
    distribution_figure,
    save_figure,
)

LABELS = ("Effusion", "Hernia")


def test_the_distribution_names_every_label_and_every_pair_count(tmp_path):
    figure = distribution_figure(LABELS, np.array([1234, 7]), np.array([[1234, 5], [5, 7]]))
    save_figure(figure, tmp_path / "labels.svg")

    texts = [t.get_text() for axes in figure.axes for t in axes.texts]
    assert texts.count("5") == 2  # both halves of the matrix, the diagonal left out
    assert "1,234" in texts
    assert "7" in texts
    assert (tmp_path / "labels.svg").read_text().startswith("<?xml")


def test_the_same_figure_is_written_as_the_same_png(tmp_path):
    history = [{"loss": 0.7, "score": 0.5}, {"loss": 0.6, "score": 0.6}]
    for name in ("a.png", "b.png"):
        save_figure(curves_figure(history, "round 0"), tmp_path / name)

    assert (tmp_path / "a.png").read_bytes() == (tmp_path / "b.png").read_bytes()
    assert (tmp_path / "a.png").read_bytes()[:4] == b"\x89PNG"


def test_curves_draw_one_line_a_loss_and_leave_the_score_to_its_own_axes():
    epoch = {"loss": 2.0, "dice": 1.0, "score": 0.5, "epoch": 1, "learning_rate": 1e-4}
    figure = curves_figure([epoch], "round 1")

    losses, scores = figure.axes
    assert [line.get_label() for line in losses.lines] == ["dice", "loss"]
    assert list(scores.lines[0].get_ydata()) == [0.5]


@pytest.mark.parametrize(
    ("score", "words"), [(0.5, "macro ROC AUC on tune"), (-0.1, "minus the loss on tune")]
)
def test_the_score_of_each_epoch_is_called_what_it_is(score, words):
    figure = curves_figure([{"loss": 2.0, "score": score}], "round 1")

    assert figure.axes[1].get_title(loc="left") == words


def test_calibration_draws_the_observed_share_over_the_predicted_probability():
    figure = calibration_figure({"Hernia": ([0.1, 0.8], [0.0, 0.5], [10, 4])}, "round 0")

    _, observed = figure.axes[0].lines
    assert list(observed.get_xdata()) == [0.1, 0.8]
    assert list(observed.get_ydata()) == [0.0, 0.5]


@pytest.mark.parametrize("name", ["labels.jpg", "labels"])
def test_another_ending_is_refused(tmp_path, name):
    with pytest.raises(InvalidInputError, match=r"written as \.png or \.svg"):
        save_figure(curves_figure([], "round 0"), tmp_path / name)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(InvalidInputError, match="create it first"):
        save_figure(curves_figure([], "round 0"), tmp_path / "no" / "labels.png")
