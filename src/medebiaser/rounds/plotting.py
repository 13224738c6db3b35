"""A round's figures as PNG or SVG files."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError
from medebiaser.learning.heatmaps import rectified
from medebiaser.learning.ranking import calibrated
from medebiaser.plots import figures
from medebiaser.plots.figures import calibration_figure, curves_figure, save_figure
from medebiaser.plots.overlays import Tile, sheet_figure
from medebiaser.records import Region, Round, Split
from medebiaser.rounds.arrays import MAPS, PROBABILITIES, explained
from medebiaser.rounds.calibrating import calibration_curves
from medebiaser.rounds.networks import training_parameters
from medebiaser.rounds.pixels import prepare
from medebiaser.rounds.rank import Ranked

_TILES = 36


def refuse_unwritable(path: Path | None) -> None:
    """Refuse a place for a plot before the work that it would show.

    Raises:
        InvalidInputError: the ending is neither .png nor .svg, or there is no such folder.
    """
    if path is not None:
        figures.refuse_unwritable(path)


def plot_history(trained: Round, path: Path) -> None:
    """Write a round's training curves."""
    if not trained.history:
        raise InvalidInputError(f"round {trained.number} has no finished epoch yet")
    history = [
        {name: value for name, value in epoch.items() if isinstance(value, (int, float))}
        for epoch in trained.history
    ]
    save_figure(curves_figure(history, f"round {trained.number}"), path)


def plot_calibration(stores: Stores, trained: Round, split: Split, path: Path) -> None:
    """Write a calibration curve per label that has known truth in the split."""
    curves = {
        name: (curve.predicted.tolist(), curve.observed.tolist(), curve.counts.tolist())
        for name, curve in calibration_curves(stores, trained, split).items()
    }
    save_figure(calibration_figure(curves, f"round {trained.number} on {split}"), path)


def plot_ranked(stores: Stores, trained: Round, found: Sequence[Ranked], path: Path) -> None:
    """Write a sheet of ranked images with their heatmaps on the absolute scale."""
    if not found:
        raise InvalidInputError("no image is ranked for this label, so there is nothing to draw")
    shown = found[:_TILES]
    pairs = [(image.image_id, image.label) for image in shown]
    tiles = tiles_of(stores, trained, pairs)
    by = f"{shown[0].label}, round {trained.number}"
    save_figure(sheet_figure(tiles, by), path)


def tiles_of(
    stores: Stores,
    trained: Round,
    pairs: Sequence[tuple[str, str]],
    regions: Sequence[Sequence[Region]] | None = None,
) -> list[Tile]:
    """Return one tile per image and label.

    Args:
        pairs: (image id, label), explained in this round.
        regions: outlines to draw on each tile, in the image's own pixels.
    """
    images = [stores.images.get(image_id) for image_id, _ in pairs]
    rows = np.array([image.row for image in images], dtype=np.int64)
    side = training_parameters(stores, trained).image_size
    pixels = prepare(stores, side, rows=rows).fetch(rows)
    arrays = explained(stores, trained)
    maps, probabilities = arrays.read(MAPS, rows), arrays.read(PROBABILITIES, rows)
    thresholds = trained.thresholds or (None,) * len(stores.project.labels)
    operating = calibrated(torch.from_numpy(probabilities), thresholds).numpy()
    tiles = []
    for i, (image, (_, label)) in enumerate(zip(images, pairs, strict=True)):
        k = stores.project.labels.index(label)
        truth = image.labels[k]
        scale = np.array([side / image.width, side / image.height], dtype=np.float32)
        outlines = () if regions is None else regions[i]
        tiles.append(
            Tile(
                pixels=_channels_last(pixels[i]),
                heatmap=rectified(torch.from_numpy(maps[i, k]).float()).numpy(),
                scale=(trained.scales or (0.0,) * len(thresholds))[k],
                outlines=tuple(np.asarray(r.points, np.float32) * scale for r in outlines),
                caption=f"{image.id}  p {probabilities[i, k]:.2f}",
                correct=None if truth is None else bool((operating[i, k] >= 0.5) == truth),
            )
        )
    return tiles


def _channels_last(image: torch.Tensor) -> NDArray[np.float32]:
    return (image[0] if len(image) == 1 else image.permute(1, 2, 0)).numpy()
