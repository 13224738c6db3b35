"""Figures of labels, training and calibration, written as PNG or SVG."""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from numpy.typing import NDArray

from medebiaser.errors import InvalidInputError

_BLUE, _ORANGE, _GREY = "#0072b2", "#d55e00", "#6b7280"  # told apart by every kind of eye
_FORMATS = (".png", ".svg")
_NO_LOSSES = {"score", "epoch", "seconds", "learning_rate", "gradient_norm"}


def refuse_unwritable(path: Path) -> None:
    """Refuse a place for a figure before hours of work are done for it.

    Raises:
        InvalidInputError: the ending is neither .png nor .svg, or there is no such folder.
    """
    if path.suffix.lower() not in _FORMATS:
        raise InvalidInputError(
            f"{path.name} ends in {path.suffix or 'nothing'}; plots are written as .png or .svg"
        )
    if not path.parent.is_dir():
        raise InvalidInputError(f"there is no folder {path.parent}; create it first")


def save_figure(figure: Figure, path: Path) -> None:
    """Write a figure in the format that the file's ending names.

    Raises:
        InvalidInputError: see `refuse_unwritable`.
    """
    refuse_unwritable(path)
    figure.savefig(path, dpi=150, bbox_inches="tight", metadata=_undated(path))


def _undated(path: Path) -> dict[str, None]:
    """The same figure gives the same bytes."""
    return {"Date": None} if path.suffix.lower() == ".svg" else {}


def distribution_figure(
    labels: Sequence[str], positives: NDArray[np.int64], cooccurrence: NDArray[np.int64]
) -> Figure:
    """Draw the label distribution beside the co-occurrence matrix.

    Args:
        labels: K names.
        positives: (K,) images that carry the label.
        cooccurrence: (K, K) images that carry both; the diagonal is left blank.
    """
    k = len(labels)
    figure = Figure(figsize=(5 + 0.55 * k, 1.8 + 0.42 * k), layout="constrained")
    bars, matrix = figure.subplots(1, 2, width_ratios=(1, 1.5))
    _bars(bars, labels, positives)
    _matrix(figure, matrix, labels, cooccurrence)
    return figure


def _bars(axes: Axes, labels: Sequence[str], positives: NDArray[np.int64]) -> None:
    order = np.argsort(positives, kind="stable")
    drawn = axes.barh([labels[i] for i in order], positives[order], color=_BLUE)
    axes.bar_label(drawn, [f"{n:,}" for n in positives[order]], padding=3, fontsize=8)
    axes.margins(x=0.15)
    axes.set_xlabel("positive images")
    axes.set_title("Distribution", loc="left")
    axes.spines[["top", "right"]].set_visible(False)


def _matrix(
    figure: Figure, axes: Axes, labels: Sequence[str], cooccurrence: NDArray[np.int64]
) -> None:
    counts = cooccurrence.astype(np.float64)
    np.fill_diagonal(counts, np.nan)
    shown = axes.imshow(np.log1p(counts), cmap="viridis")
    axes.set_xticks(range(len(labels)), labels, rotation=60, ha="right", fontsize=8)
    axes.set_yticks(range(len(labels)), labels, fontsize=8)
    axes.set_title("Co-occurrence (images with both labels)", loc="left")
    middle = np.nanmax(np.log1p(counts)) / 2 if np.isfinite(counts).any() else 0.0
    for (row, column), count in np.ndenumerate(counts):
        if np.isfinite(count):
            colour = "white" if np.log1p(count) < middle else "black"
            axes.text(
                column, row, f"{count:.0f}", ha="center", va="center", fontsize=6, color=colour
            )
    bar = figure.colorbar(shown, ax=axes, shrink=0.7)
    ticks = [t for t in (0, 1, 10, 100, 1000, 10000) if np.log1p(t) <= shown.get_clim()[1]]
    bar.set_ticks([float(np.log1p(t)) for t in ticks], labels=[f"{t:,}" for t in ticks])


def curves_figure(history: Sequence[Mapping[str, float]], title: str) -> Figure:
    """Draw the losses and the tune score of each epoch.

    Args:
        history: per epoch, a mapping with `loss`, its parts, and `score` where there is one.
    """
    figure = Figure(figsize=(8, 3.6), layout="constrained")
    losses, scores = figure.subplots(1, 2)
    epochs = np.arange(1, len(history) + 1)
    parts = sorted({name for epoch in history for name in epoch} - _NO_LOSSES)
    for name in parts:
        losses.plot(
            epochs, [e.get(name, np.nan) for e in history], marker="o", markersize=3, label=name
        )
    losses.set_title(f"{title}: losses", loc="left")
    if parts:
        losses.legend(frameon=False, fontsize=8)
    scores.plot(epochs, [e.get("score", np.nan) for e in history], marker="o", color=_ORANGE)
    # Where tune has too few cases for an AUC the score is minus its loss, see rounds.tune_score.
    measured = [e["score"] for e in history if "score" in e]
    without_auc = any(score < 0 for score in measured)
    scores.set_title(f"{'minus the loss' if without_auc else 'macro ROC AUC'} on tune", loc="left")
    for axes in (losses, scores):
        axes.set_xlabel("epoch")
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.spines[["top", "right"]].set_visible(False)
    return figure


def calibration_figure(
    curves: Mapping[str, tuple[Sequence[float], Sequence[float], Sequence[int]]], title: str
) -> Figure:
    """Draw, per label, how often the truth was positive for each predicted probability.

    Args:
        curves: per label (mean predicted, observed share, images) of each bin.
    """
    names = list(curves)
    columns = min(5, max(1, len(names)))
    rows = max(1, -(-len(names) // columns))
    figure = Figure(figsize=(2.3 * columns, 2.4 * rows), layout="constrained")
    grid = figure.subplots(rows, columns, sharex=True, sharey=True, squeeze=False)
    for axes in grid.flat:
        axes.axis("off")
    for name, axes in zip(names, grid.flat, strict=False):
        predicted, observed, counts = curves[name]
        axes.axis("on")
        axes.plot([0, 1], [0, 1], color=_GREY, linewidth=0.8, linestyle="--")
        sizes = 8 + 60 * np.asarray(counts) / max(1, max(counts, default=1))
        axes.scatter(predicted, observed, s=sizes, color=_BLUE)
        axes.plot(predicted, observed, color=_BLUE, linewidth=0.8)
        axes.set_title(name, fontsize=8)
        axes.set_xlim(0, 1)
        axes.set_ylim(0, 1)
    figure.suptitle(f"{title}: calibration (dot size: images in the bin)", fontsize=10)
    figure.supxlabel("predicted probability", fontsize=8)
    figure.supylabel("observed share", fontsize=8)
    return figure
