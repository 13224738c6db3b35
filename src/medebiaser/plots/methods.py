"""Figures of a study: one dot for each seed, one mean and interval for each method."""

import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

_BLUE, _ORANGE, _GREY = "#0072b2", "#d55e00", "#6b7280"  # told apart by every kind of eye


@dataclass(frozen=True, slots=True)
class Measured:
    """One figure of one method.

    Attributes:
        seeds: its value in every seed.
        mean: of the seeds.
        interval: its 95 % interval; None with one seed.
    """

    seeds: Sequence[float]
    mean: float
    interval: tuple[float, float] | None


def methods_figure(
    panels: Mapping[str, Mapping[str, Measured]], methods: Sequence[str], ours: str
) -> Figure:
    """Draw a panel for each figure, a line for each method; ours is orange and marked with a star.

    Args:
        panels: title to method to what was measured; a method may be missing.
        methods: from above to below.
        ours: the method that is compared with the others.
    """
    count = max(1, len(panels))
    figure = Figure(figsize=(2.2 + 2.6 * count, 1.2 + 0.32 * len(methods)), layout="constrained")
    grid = figure.subplots(1, count, sharey=True, squeeze=False)[0]
    for axes, (title, measured) in zip(grid, panels.items(), strict=False):
        for place, method in enumerate(methods):
            if method in measured:
                _line(axes, place, measured[method], is_ours=method == ours)
        _keep_in_view(axes, list(measured.values()))
        axes.set_title(title, loc="left", fontsize=9)
        axes.grid(axis="x", color=_GREY, alpha=0.25)
        axes.spines[["top", "right"]].set_visible(False)
    names = [f"★ {method}" if method == ours else method for method in methods]
    grid[0].set_yticks(range(len(methods)), names, fontsize=8)
    grid[0].invert_yaxis()
    return figure


def _keep_in_view(axes: Axes, measured: Sequence[Measured]) -> None:
    """Shares end at 0 and 1; an interval of few seeds would reach far beyond and hide them."""
    values = [value for each in measured for value in each.seeds]
    if values and min(values) >= 0 and max(values) <= 1:
        axes.set_xlim(-0.03, 1.03)


def _line(axes: Axes, place: int, measured: Measured, *, is_ours: bool) -> None:
    colour = _ORANGE if is_ours else _BLUE
    heights = place + np.linspace(-0.18, 0.18, len(measured.seeds))
    axes.scatter(measured.seeds, heights, s=10, color=colour, alpha=0.45, linewidths=0)
    axes.scatter([measured.mean], [place], s=36, color=colour, marker="*" if is_ours else "D")
    if measured.interval is not None:
        axes.plot(measured.interval, [place, place], color=colour, linewidth=1.5)


def as_svg(figure: Figure) -> bytes:
    """Return the figure as SVG; the same figure gives the same bytes."""
    written = io.BytesIO()
    with rc_context({"svg.hashsalt": "medebiaser"}):
        figure.savefig(written, format="svg", bbox_inches="tight", metadata={"Date": None})
    return written.getvalue()
