"""Losses of where a network looks: its maps against the regions that physicians drew.

One map per annotated (image, label) pair. A pair whose mask is empty says nothing about where
to look and is left out of every mean.
"""

from collections.abc import Callable, Iterable

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.attention_quality import soft_dice
from medebiaser.learning.float32 import in_float32
from medebiaser.learning.heatmaps import normalised, rectified, upsampled

ENERGY_EPSILON = 1e-3
TOUCHED = 1e-5  # area fractions below this are the rounding of a moved mask, no region
MAP_SCALE, MAP_OFFSET = 4.0, 1.0


@in_float32
def mse_attention_loss(maps: Tensor, masks: Tensor, weights: Tensor) -> Tensor:
    """Mean squared difference between heatmap and mask on the map's own grid, as published.

    1/|A| sum w mean_cells (H - S)^2, H the rectified map scaled to [0, 1] by its minimum and
    maximum, S the mask as area fraction of each cell.

    Args:
        maps: (A, h, w) float, signed.
        masks: (A, G, G') float area fractions in [0, 1]; averaged over the map's cells where
            the grids differ.
        weights: (A,) float, >= 0: the pair's label weight.

    Returns:
        Scalar >= 0; 0, still attached to the graph, without any drawn pair.

    Raises:
        ShapeError: maps, masks and weights do not belong together.

    Source: the attention loss of the MEDebiaser paper, section 4.2.2.
    """
    maps, masks, weights, pairs = _drawn_pairs(maps, masks, weights)
    areas = area_fractions(masks, (maps.shape[1], maps.shape[2]))
    losses = (normalised(maps) - areas).square().mean(dim=(1, 2))
    return _mean_over_pairs(losses, weights, pairs)


@in_float32
def soft_dice_loss(maps: Tensor, masks: Tensor, weights: Tensor) -> Tensor:
    """One minus the soft Dice of heatmap and mask on the mask's grid.

    The heatmap is scaled to [0, 1] on its own grid, then upsampled bilinearly: on 7 x 7 cells
    a small finding vanishes. Masks belong on a grid of a quarter of the image's side.

    Args:
        maps: (A, h, w) float, signed.
        masks: (A, G, G) float area fractions in [0, 1].
        weights: (A,) float, >= 0: the pair's label weight.

    Returns:
        Scalar >= 0; 0, still attached to the graph, without any drawn pair.

    Raises:
        ShapeError: maps, masks and weights do not belong together, or masks are not square.

    Source: Dice loss on Grad-CAM as in explainability-guided learning; Milletari et al. 2016,
    arXiv:1606.04797, for Dice as a loss (here with linear sums in the denominator).
    """
    maps, masks, weights, pairs = _drawn_pairs(maps, masks, weights)
    if masks.shape[1] != masks.shape[2]:
        raise ShapeError(f"masks {tuple(masks.shape)} are not square; rasterise them onto (G, G)")
    heatmaps = upsampled(normalised(maps), masks.shape[1])
    return _mean_over_pairs(1 - soft_dice(heatmaps, masks), weights, pairs)


@in_float32
def energy_loss(maps: Tensor, masks: Tensor, weights: Tensor) -> Tensor:
    """Share of the positive evidence that lies outside the region.

    1 - sum(H m) / (sum(H) + 0.001), H the rectified map, unscaled, m = 1 in every cell that
    the region touches. The constant stands in the denominator alone: an empty map costs 1, so
    that erasing the evidence never pays.

    Args:
        maps: (A, h, w) float, signed, in units of the logit.
        masks: (A, G, G') float area fractions in [0, 1].
        weights: (A,) float, >= 0: the pair's label weight.

    Returns:
        Scalar >= 0; 0, still attached to the graph, without any drawn pair.

    Raises:
        ShapeError: maps, masks and weights do not belong together.

    Source: the energy-based pointing game, Wang et al. 2020, arXiv:1910.01279, as a loss.
    """
    maps, masks, weights, pairs = _drawn_pairs(maps, masks, weights)
    heatmaps = rectified(maps)
    inside = (heatmaps * _touched(masks, maps)).sum(dim=(1, 2))
    losses = 1 - inside / (heatmaps.sum(dim=(1, 2)) + ENERGY_EPSILON)
    return _mean_over_pairs(losses, weights, pairs)


@in_float32
def map_bce_loss(maps: Tensor, masks: Tensor, weights: Tensor) -> Tensor:
    """Binary cross-entropy of the signed map, read as logits, against the cells touched.

    The logit of a cell is map / 4 - 1. Cells inside and cells outside weigh one half each,
    whatever their number; where there is only one kind it weighs 1. Nothing is rectified or
    scaled, so cells with negative evidence are moved too.

    Args:
        maps: (A, h, w) float, signed, in units of the logit.
        masks: (A, G, G') float area fractions in [0, 1].
        weights: (A,) float, >= 0: the pair's label weight.

    Returns:
        Scalar >= 0; 0, still attached to the graph, without any drawn pair.

    Raises:
        ShapeError: maps, masks and weights do not belong together.
    """
    maps, masks, weights, pairs = _drawn_pairs(maps, masks, weights)
    inside = _touched(masks, maps)
    cells = binary_cross_entropy_with_logits(
        maps / MAP_SCALE - MAP_OFFSET, inside, reduction="none"
    )
    n_inside, n_outside = inside.sum(dim=(1, 2)), (1 - inside).sum(dim=(1, 2))
    mean_inside = (cells * inside).sum(dim=(1, 2)) / n_inside.clamp_min(1)
    mean_outside = (cells * (1 - inside)).sum(dim=(1, 2)) / n_outside.clamp_min(1)
    kinds = (n_inside > 0).to(cells.dtype) + (n_outside > 0).to(cells.dtype)
    return _mean_over_pairs((mean_inside + mean_outside) / kinds, weights, pairs)


def input_gradient_loss(
    network: Callable[[Tensor], Tensor],
    images: Tensor,
    labels: Tensor,
    irrelevant_masks: Tensor,
    weights: Tensor | None = None,
) -> Tensor:
    """Squared gradient of a label's logit with respect to the pixels that should not matter.

    Mean over pairs of w sum_pixels W (dz/dx)^2, summed over channels. Costs a second backward
    pass through the whole network.

    Args:
        network: (A, channels, s, s) images to (A, K) logits.
        images: (A, channels, s, s) float in [0, 1].
        labels: (A,) long: the index of each pair's label.
        irrelevant_masks: (A, s, s) float area fractions W of the regions to ignore.
        weights: (A,) float, >= 0; 1 where left out.

    Returns:
        Scalar >= 0; 0, still attached to the graph, without any drawn pair.

    Raises:
        ShapeError: images, labels and masks do not belong together.

    Source: Ross et al. 2017, arXiv:1703.03717; seed 003 of this project, equation 2.
    """
    if (*labels.shape, *images.shape[2:]) != irrelevant_masks.shape:
        raise ShapeError(
            f"images {tuple(images.shape)}, labels {tuple(labels.shape)} and masks "
            f"{tuple(irrelevant_masks.shape)} do not belong together; give one mask per image "
            "on the network's input grid"
        )
    pixels = images.detach().requires_grad_()
    logits = network(pixels).gather(1, labels[:, None])
    (gradient,) = torch.autograd.grad(logits.sum(), pixels, create_graph=True)
    return _irrelevant_energy(gradient, irrelevant_masks, weights)


@in_float32
def _irrelevant_energy(gradient: Tensor, masks: Tensor, weights: Tensor | None) -> Tensor:
    losses = (gradient.square().sum(dim=1) * masks).sum(dim=(1, 2))
    pairs = (masks.flatten(1) > TOUCHED).any(dim=1).sum()
    return _mean_over_pairs(losses, torch.ones_like(losses) if weights is None else weights, pairs)


@in_float32
def no_attention_loss(maps: Tensor, masks: Tensor, weights: Tensor) -> Tensor:
    """Return 0, attached to the maps' graph: prediction loss only.

    Args:
        maps: (A, h, w) float.
        masks: (A, G, G') float.
        weights: (A,) float.

    Returns:
        Scalar 0.

    Raises:
        ShapeError: maps, masks and weights do not belong together.
    """
    _drawn_pairs(maps, masks, weights)
    return maps.sum() * 0


def verify_attention_gradient(loss: Tensor, parameters: Iterable[Tensor]) -> bool:
    """Refuse an attention term that is cut from the graph; tell whether it moves a weight.

    A map that is cut from the graph gives a loss that looks right and trains nothing; a
    published implementation of this idea has exactly this fault. Call it at the first step.
    A term in the graph may still have a gradient of zero: where all of its maps are empty.

    Args:
        loss: scalar: the attention term alone, before weighting with 0.
        parameters: the weights that are trained.

    Returns:
        True where the gradient of some parameter is not zero.

    Raises:
        InvalidInputError: no parameter is in the term's graph.
    """
    trained = [parameter for parameter in parameters if parameter.requires_grad]
    gradients: tuple[Tensor | None, ...] = ()
    if loss.requires_grad and trained:
        gradients = torch.autograd.grad(loss, trained, retain_graph=True, allow_unused=True)
    there = [gradient for gradient in gradients if gradient is not None]
    if not there:
        raise InvalidInputError(
            f"the attention loss ({float(loss.detach()):g}) has no gradient in any of the "
            f"{len(trained)} trained weights, so it would teach nothing; choose another "
            "attention loss"
        )
    return any(bool(gradient.any()) for gradient in there)


def area_fractions(masks: Tensor, grid: tuple[int, int]) -> Tensor:
    """Exact average of masks over the cells of another grid.

    Args:
        masks: (A, G, G') float, constant within each of their own cells.
        grid: (h, w): rows and columns wanted, of any ratio to the masks' own.

    Returns:
        (A, h, w) float: the part of each cell that is covered.
    """
    rows, columns = masks.shape[1:]
    if (rows, columns) == grid:
        return masks
    down = _overlaps(rows, grid[0]).to(masks)
    across = _overlaps(columns, grid[1]).to(masks)
    return down @ masks @ across.T


def _overlaps(fine: int, coarse: int) -> Tensor:
    """(coarse, fine): the part of each coarse cell that each fine cell covers, without rounding."""
    coarse_edges = torch.arange(coarse + 1) * fine  # in units of 1 / (coarse * fine)
    fine_edges = torch.arange(fine + 1) * coarse
    start = torch.maximum(coarse_edges[:-1, None], fine_edges[None, :-1])
    end = torch.minimum(coarse_edges[1:, None], fine_edges[None, 1:])
    return (end - start).clamp_min(0).double() / fine


def _touched(masks: Tensor, maps: Tensor) -> Tensor:
    areas = area_fractions(masks, (maps.shape[1], maps.shape[2]))
    return (areas > TOUCHED).to(maps.dtype)


def _drawn_pairs(
    maps: Tensor, masks: Tensor, weights: Tensor
) -> tuple[Tensor, Tensor, Tensor, Tensor]:
    if maps.dim() != 3 or masks.dim() != 3 or (len(maps),) * 2 != (len(masks), weights.numel()):
        raise ShapeError(
            f"maps {tuple(maps.shape)}, masks {tuple(masks.shape)} and weights "
            f"{tuple(weights.shape)} do not belong together; give one of each per annotated pair"
        )
    drawn = (masks.flatten(1) > TOUCHED).any(dim=1)
    return maps[drawn], masks[drawn].to(maps), weights.reshape(-1)[drawn], drawn.sum()


def _mean_over_pairs(losses: Tensor, weights: Tensor, pairs: Tensor) -> Tensor:
    return (losses * weights).sum() / pairs.clamp_min(1)
