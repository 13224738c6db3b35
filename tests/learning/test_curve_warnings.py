"""Hand-made curves, and what a person should know of them."""

from typing import Any

import pytest

from medebiaser.learning.curve_warnings import CurveWarning, curve_warnings


def curve(**figures: list[float | None]) -> list[dict[str, Any]]:
    """Epochs with these figures."""
    length = max(map(len, figures.values()))
    return [{name: values[at] for name, values in figures.items()} for at in range(length)]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        # goes well
        (curve(loss=[0.6, 0.4, 0.3, 0.25], tune_loss=[0.6, 0.45, 0.4, 0.38]), ()),
        # the loss on tune was lowest in epoch 2, then rose by more than 3 % for two epochs
        (curve(loss=[0.6, 0.4, 0.3, 0.2], tune_loss=[0.6, 0.5, 0.52, 0.6]), ("parting",)),
        # one worse epoch may be chance; a rise by 2 % is none
        (curve(loss=[0.6, 0.4, 0.3], tune_loss=[0.6, 0.5, 0.6]), ()),
        (curve(loss=[0.6, 0.4, 0.3, 0.2], tune_loss=[0.6, 0.5, 0.51, 0.51]), ()),
        # both rise: nothing is learned by heart
        (curve(loss=[0.6, 0.4, 0.41, 0.42], tune_loss=[0.6, 0.5, 0.6, 0.7]), ()),
        # .600 to .598 is less than a hundredth, unless the score says that something was learned
        (curve(loss=[0.6, 0.599, 0.598], score=[0.5, 0.5, 0.505]), ("still",)),
        (curve(loss=[0.6, 0.599, 0.598], score=[0.5, 0.6, 0.7]), ()),
        # 1.2 is twice the lowest and above the first
        (curve(loss=[0.6, 0.7, 1.2]), ("growing",)),
        (curve(loss=[2.0, 0.6, 1.2]), ()),
        # gradients of a thousandth of the first epoch's, two epochs long
        (curve(loss=[0.6, 0.5, 0.5, 0.5], gradient_norm=[2.0, 1.0, 1e-3, 1e-3]), ("vanishing",)),
        (curve(loss=[0.6, 0.5, 0.5, 0.5], gradient_norm=[2.0, 1.0, 1.0, 1e-3]), ()),
        (curve(loss=[0.6, 0.6, 0.6], gradient_norm=[0.0, 0.0, 0.0]), ("vanishing",)),
        # .02 is less than a twentieth of .6: there is nothing left to learn
        (curve(loss=[0.6, 0.3, 0.02, 0.02], gradient_norm=[2.0, 1.0, 1e-3, 1e-3]), ()),
        # it learns by heart and then blows up
        (
            curve(
                loss=[0.9, 0.5, 0.5, 1.0],
                prediction=[0.9, 0.5, 0.4, 0.3],
                tune_loss=[0.6, 0.5, 0.7, 0.9],
            ),
            ("parting", "growing"),
        ),
    ],
)  # fmt: skip
def test_a_curve_warns_of(history: list[dict[str, Any]], expected: tuple[str, ...]) -> None:
    assert curve_warnings(history) == tuple(CurveWarning(word) for word in expected)


def test_two_epochs_say_nothing_yet() -> None:
    assert curve_warnings(curve(loss=[0.1, 9.0], gradient_norm=[0.0, 0.0])) == ()


def test_a_figure_that_one_epoch_lacks_is_not_judged() -> None:
    assert curve_warnings(curve(loss=[0.6, 0.4, 0.3, 0.2], tune_loss=[0.6, None, 0.7, 0.8])) == ()
    assert curve_warnings([]) == ()
