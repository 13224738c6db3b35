"""Sensitivity and specificity as a physician says them."""

from collections.abc import Mapping, Sequence

from medebiaser.learning.metrics.figures import LabelFigures


def in_words(figures: LabelFigures, name: str) -> str:
    """What a round finds and what it alarms for, in one or two sentences.

    Args:
        figures: of the label.
        name: the label's name.

    Returns:
        For example "Finds 8 of 10 images with Hernia (between 6 and 9). Alarms for 1 of 10 images
        without it (between 1 and 2)."; where a figure is missing, the reason.
    """
    return said(name, figures.values, figures.intervals, figures.reason)


def said(
    name: str,
    values: Mapping[str, float | None],
    intervals: Mapping[str, Sequence[float] | None],
    reason: str | None,
) -> str:
    """The same of figures that were stored.

    Args:
        name: the label's name.
        values: with `sensitivity` and `specificity`; None where there are not enough cases.
        intervals: of both.
        reason: why one is missing.
    """
    sensitivity, specificity = values["sensitivity"], values["specificity"]
    sentences = []
    if sensitivity is not None:
        bounds = intervals["sensitivity"]
        sentences.append(f"Finds {of_ten(sensitivity)} images with {name}{_between(bounds)}.")
    if specificity is not None:
        bounds = intervals["specificity"]
        flipped = None if bounds is None else (1 - bounds[1], 1 - bounds[0])
        sentences.append(
            f"Alarms for {of_ten(1 - specificity)} images without it{_between(flipped)}."
        )
    if sensitivity is None or specificity is None:
        sentences.append(f"{name}: {reason}.")
    return " ".join(sentences)


def of_ten(share: float) -> str:
    """A share as "n of 10", without claiming none or all where it is neither.

    Args:
        share: in [0, 1].

    Returns:
        "none of the", "fewer than 1 of 10", "8 of 10", "more than 9 of 10" or "all".
    """
    if share == 0:
        return "none of the"
    if share == 1:
        return "all"
    tenths = round(share * 10)
    if tenths == 0:
        return "fewer than 1 of 10"
    return "more than 9 of 10" if tenths == 10 else f"{tenths} of 10"


def _between(bounds: Sequence[float] | None) -> str:
    if bounds is None:
        return ""
    low, high = (round(bound * 10) for bound in bounds)
    return f" (between {low} and {high})" if low != high else ""
