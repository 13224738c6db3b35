"""What a person sees of a map: rectified, scaled, enlarged, and told as shares of evidence."""

import torch
from torch import Tensor
from torch.nn.functional import interpolate

from medebiaser.errors import ShapeError

_CONSTANT = 1e-12


def rectified(maps: Tensor) -> Tensor:
    """Return heatmaps H = ReLU(M): the evidence for the label, without that against it.

    Args:
        maps: (…, h, w) signed.
    """
    return maps.relu()


def normalised(maps: Tensor) -> Tensor:
    """Return Ĥ = (H - min H) / (max H - min H) over each map's cells, H = ReLU(M).

    Differentiable. A constant H, an empty one above all, is 0 everywhere and carries no gradient.

    Args:
        maps: (…, h, w) signed; rectified here.

    Returns:
        (…, h, w) in [0, 1]: 0 in the least cell, 1 in the greatest.
    """
    heatmaps = rectified(maps)
    least = heatmaps.amin(dim=(-2, -1), keepdim=True)
    span = heatmaps.amax(dim=(-2, -1), keepdim=True) - least
    varies = span > _CONSTANT
    # The replaced divisor keeps NaN out of the gradient of the branch that is not taken.
    return torch.where(varies, (heatmaps - least) / torch.where(varies, span, 1.0), 0.0)


def upsampled(maps: Tensor, side: int) -> Tensor:
    """Return maps enlarged to side x side: bilinear, half-pixel centres, borders repeated.

    Args:
        maps: (…, h, w) float.
        side: of the returned maps, in cells.
    """
    flat = maps.reshape(-1, 1, *maps.shape[-2:])
    large = interpolate(flat, size=(side, side), mode="bilinear", align_corners=False)
    return large.reshape(*maps.shape[:-2], side, side)


def absolute_scale(maps: Tensor, displayed: Tensor, *, share: float = 0.99) -> Tensor:
    """Return per label the evidence that is shown in full red: a percentile of H.

    One scale per label and round: the same red means the same evidence in every image.

    Args:
        maps: (N, K, h, w) signed, any float type.
        displayed: (N, K) bool, the pairs that people are shown.
        share: the percentile as a share, interpolated between neighbours.

    Returns:
        (K,) float, >= 0; NaN where a label has no displayed pair.

    Raises:
        ShapeError: the two do not name the same pairs.
    """
    if displayed.shape != maps.shape[:2]:
        raise ShapeError(
            f"displayed is {tuple(displayed.shape)} for maps {tuple(maps.shape)}; give one bool "
            "per image and label"
        )
    scales = [
        _percentile(rectified(maps[displayed[:, label], label].float()).flatten(), share)
        for label in range(maps.shape[1])
    ]
    return torch.stack(scales)


def on_scale(maps: Tensor, scale: Tensor) -> Tensor:
    """Return heatmaps on an absolute scale: H / scale, clipped at 1; 0 where there is no scale.

    Args:
        maps: (N, K, h, w) signed, or (K, h, w).
        scale: (K,) from `absolute_scale`; 0 or NaN is a label with no evidence to show.
    """
    usable = scale > 0
    divisor = torch.where(usable, scale, 1.0)[:, None, None]
    return (rectified(maps) / divisor).clamp(max=1) * usable[:, None, None]


def contribution(maps: Tensor, masks: Tensor) -> Tensor:
    """Return what a region adds to the logit: mean over cells of M·m.

    For a linear head on the global average this is exact: the contributions of regions that
    cover the grid once sum to the logit less the bias.

    Args:
        maps: (…, h, w) signed.
        masks: (…, h, w) area fractions in [0, 1] on the maps' grid.

    Returns:
        (…) in logits; negative where the region speaks against the label.

    Raises:
        ShapeError: the two grids differ.
    """
    _check_grids(maps, masks)
    return (maps * masks).mean(dim=(-2, -1))


def evidence_share(maps: Tensor, masks: Tensor) -> Tensor:
    """Return the share of the evidence for a label that a region carries: Σ H·m / Σ H.

    H = ReLU(M), so that it is a share: evidence against the label would let a region carry more
    than all. The signed counterpart, in logits, is `contribution`.

    Args:
        maps: (…, h, w) signed.
        masks: (…, h, w) area fractions in [0, 1] on the maps' grid.

    Returns:
        (…) in [0, 1]; NaN where a map has no positive evidence at all.

    Raises:
        ShapeError: the two grids differ.
    """
    _check_grids(maps, masks)
    heatmaps = rectified(maps)
    return (heatmaps * masks).sum(dim=(-2, -1)) / heatmaps.sum(dim=(-2, -1))


def _percentile(values: Tensor, share: float) -> Tensor:
    # torch.quantile refuses more than 2^24 values: 100,000 images reach that.
    if not len(values):
        return values.new_tensor(float("nan"))
    position = share * (len(values) - 1)
    below = int(position)
    lower = values.kthvalue(below + 1).values
    upper = values.kthvalue(min(below + 2, len(values))).values
    return torch.lerp(lower, upper, position - below)


def _check_grids(maps: Tensor, masks: Tensor) -> None:
    if maps.shape[-2:] != masks.shape[-2:]:
        raise ShapeError(
            f"maps {tuple(maps.shape)} and masks {tuple(masks.shape)} lie on different grids; "
            "rasterise the masks on the maps' grid first"
        )
