"""How well a heatmap agrees with the region that a physician drew."""

import torch
from torch import Tensor

from medebiaser.errors import ShapeError


def iou(heatmaps: Tensor, masks: Tensor, threshold: float = 0.5) -> Tensor:
    """Intersection over union of the thresholded heatmap and the mask.

    Args:
        heatmaps: (N, H, W) float in [0, 1], scaled per image by minimum and maximum.
        masks: (N, H, W) bool, or area fractions (inside from 0.5 on).
        threshold: heat from which a pixel counts as looked at, in (0, 1].

    Returns:
        (N,) float in [0, 1]; NaN where neither heatmap nor mask has any pixel.

    Raises:
        ShapeError: the two shapes differ.
    """
    _same_shape(heatmaps, masks)
    looked, inside = heatmaps >= threshold, _inside(masks)
    union = (looked | inside).sum(dim=(1, 2))
    return (looked & inside).sum(dim=(1, 2)) / union  # 0 / 0 is NaN: unknown is not zero


def pointing_game(heatmaps: Tensor, masks: Tensor) -> Tensor:
    """Whether the heatmap's peak lies inside the mask.

    Where several pixels share the peak, the share of them inside.

    Args:
        heatmaps: (N, H, W) float, >= 0, any scale.
        masks: (N, H, W) bool, or area fractions (inside from 0.5 on).

    Returns:
        (N,) float in [0, 1]; NaN where a heatmap has no energy at all.

    Raises:
        ShapeError: the two shapes differ.

    Source: Zhang et al. 2016, arXiv:1608.00507, without the tolerance around the mask.
    """
    _same_shape(heatmaps, masks)
    highest = heatmaps.amax(dim=(1, 2), keepdim=True)
    peaks = (heatmaps == highest) & (highest > 0)
    return (peaks & _inside(masks)).sum(dim=(1, 2)) / peaks.sum(dim=(1, 2))


def energy_inside(heatmaps: Tensor, masks: Tensor) -> Tensor:
    """Share of each heatmap's energy that falls inside its mask.

    1: the model looked only where the physician pointed; 0: only elsewhere.

    Args:
        heatmaps: (N, H, W) float, >= 0, any scale.
        masks: (N, H, W) bool, True inside the physician's polygons, or area fractions.

    Returns:
        (N,) float in [0, 1]; NaN where a heatmap has no energy at all.

    Raises:
        ShapeError: the two shapes differ.

    Source: energy-based pointing game, Wang et al. 2020, arXiv:1910.01279.
    """
    _same_shape(heatmaps, masks)
    inside = (heatmaps * masks).sum(dim=(1, 2))
    return inside / heatmaps.sum(dim=(1, 2))  # 0 / 0 is NaN: unknown is not zero


def soft_dice(heatmaps: Tensor, masks: Tensor) -> Tensor:
    """Soft Dice coefficient: twice the shared mass over the mass of both.

    2 sum(H S) / (sum(H) + sum(S)).

    Args:
        heatmaps: (N, H, W) float in [0, 1].
        masks: (N, H, W) bool or area fractions in [0, 1].

    Returns:
        (N,) float in [0, 1]: 1 where both are the same set of pixels, 0 where they share none;
        NaN where both are empty.

    Raises:
        ShapeError: the two shapes differ.
    """
    _same_shape(heatmaps, masks)
    shared = (heatmaps * masks).sum(dim=(1, 2))
    return 2 * shared / (heatmaps.sum(dim=(1, 2)) + masks.sum(dim=(1, 2)))


def _inside(masks: Tensor) -> Tensor:
    return masks if masks.dtype == torch.bool else masks >= 0.5


def _same_shape(heatmaps: Tensor, masks: Tensor) -> None:
    if heatmaps.shape != masks.shape:
        raise ShapeError(
            f"heatmaps {tuple(heatmaps.shape)} and masks {tuple(masks.shape)} differ; "
            "resize the heatmaps to the mask size first"
        )
