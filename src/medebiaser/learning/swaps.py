"""Region swaps: counterfactual pairs made from a physician's regions and a donor's pixels.

x is an annotated positive of a label, d a donor known to be negative for it, a the region's
mask, dilated and feathered. Removed = x (1 - a) + d a has lost the finding and kept its
context; added = d (1 - a) + x a has the finding in another context.
"""

from math import exp, isqrt

import torch
from torch import Tensor
from torch.nn.functional import avg_pool2d, interpolate, pad, softplus

from medebiaser.errors import ShapeError
from medebiaser.learning.float32 import in_float32

NO_DONOR = -1
OVER_RELAXATION = 1.8


def dilated_feathered(masks: Tensor, *, dilation: float = 1 / 32) -> Tensor:
    """Grow masks by a disk and soften their edge; the region itself stays wholly inside.

    The disk's radius r is `dilation` of the side, rounded to pixels. The feather is a Gaussian
    cut off at r / sqrt(2), so that it never reaches back into the region: alpha >= mask.

    Args:
        masks: (A, s, s) float area fractions in [0, 1].
        dilation: radius as a part of the image's side, >= 0; 0 changes nothing.

    Returns:
        (A, s, s) float alpha in [0, 1].
    """
    radius = int(masks.shape[-1] * dilation + 0.5)
    return _feathered(_dilated(masks, radius), isqrt(radius * radius // 2))


def compose(images: Tensor, donors: Tensor, alpha: Tensor) -> tuple[Tensor, Tensor]:
    """Exchange the region between images and donors; removed + added = images + donors.

    Args:
        images: (A, channels, s, s) float in [0, 1].
        donors: (A, channels, s, s) float in [0, 1].
        alpha: (A, s, s) float in [0, 1], 1 where the region is.

    Returns:
        removed: (A, channels, s, s), the images with the donors' region.
        added: (A, channels, s, s), the donors with the images' region.

    Raises:
        ShapeError: images, donors and alpha do not belong together.
    """
    _belong_together(images, donors, alpha)
    share = alpha[:, None]
    return images * (1 - share) + donors * share, donors * (1 - share) + images * share


def replace_irrelevant(images: Tensor, donors: Tensor, alpha: Tensor) -> Tensor:
    """Replace a region that should not matter by the donor's pixels; the target stays as it is.

    Args:
        images: (A, channels, s, s) float in [0, 1].
        donors: (A, channels, s, s) float in [0, 1].
        alpha: (A, s, s) float in [0, 1], 1 where the irrelevant region is.

    Returns:
        (A, channels, s, s) float in [0, 1].

    Raises:
        ShapeError: images, donors and alpha do not belong together.
    """
    return compose(images, donors, alpha)[0]


def membrane_blend(
    images: Tensor, donors: Tensor, alpha: Tensor, *, sweeps: int = 16
) -> tuple[Tensor, Tensor]:
    """Exchange the region without a seam: as `compose`, but shades meet at the region's edge.

    Within the region, removed = d + h, where the membrane h satisfies Laplace's equation and
    equals x - d around the region (mirrored at the image's edge); added = x - h. The membrane is
    found from coarse to fine with a fixed number of over-relaxed sweeps on each grid: 16 leave an
    error of about 1 % of its range where the region is half the image wide, less where smaller.
    What leaves [0, 1] is clipped. A region that covers the whole image has no edge to meet: h = 0.

    Args:
        images: (A, channels, s, s) float in [0, 1].
        donors: (A, channels, s, s) float in [0, 1].
        alpha: (A, s, s) float; the region is where it is above 0.
        sweeps: on each grid, >= 0; more is closer to the exact membrane.

    Returns:
        removed: (A, channels, s, s) float in [0, 1].
        added: (A, channels, s, s) float in [0, 1].

    Raises:
        ShapeError: images, donors and alpha do not belong together.

    Source: Pérez et al. 2003, "Poisson image editing", as a membrane added to the pasted pixels.
    """
    _belong_together(images, donors, alpha)
    region = (alpha > 0)[:, None]
    membrane = _harmonic(images - donors, ~region, sweeps)
    removed = torch.where(region, donors + membrane, images)
    added = torch.where(region, images - membrane, donors)
    return removed.clamp(0, 1), added.clamp(0, 1)


@in_float32
def swap_loss(
    z_original: Tensor, z_removed: Tensor, z_added: Tensor, z_donor: Tensor, weights: Tensor
) -> Tensor:
    """Loss of the four counterfactual images: x to 1, d to 0, removed to 0, added to 1.

    Mean over pairs of w / 2 (sp(z_removed) + sp(-z_original) + sp(-z_added) + sp(z_donor)),
    sp the softplus. All four are needed: without the donor the network over-corrects.

    Args:
        z_original: (A,) logits of the swapped label on the annotated positives.
        z_removed: (A,) logits of the same label where the region is the donor's.
        z_added: (A,) logits of the same label on the donors with the region.
        z_donor: (A,) logits of the same label on the donors.
        weights: (A,) float, >= 0: `inverse_frequency_weights` of each pair's label.

    Returns:
        Scalar >= 0; 0, still attached to the graph, without any pair.

    Raises:
        ShapeError: the five shapes differ.
    """
    shapes = {tuple(each.shape) for each in (z_original, z_removed, z_added, z_donor, weights)}
    if shapes != {(len(weights),)}:
        raise ShapeError(
            f"logits and weights of a swap have the shapes {sorted(shapes)}; "
            "give one logit of each kind and one weight per pair"
        )
    absent = softplus(z_removed) + softplus(z_donor)
    present = softplus(-z_original) + softplus(-z_added)
    return (weights / 2 * (absent + present)).sum() / max(len(weights), 1)


def choose_donors(
    labels: Tensor,
    views: Tensor,
    label: int,
    recipient_views: Tensor,
    generator: torch.Generator,
) -> Tensor:
    """Draw for each recipient a donor that is known to be negative for the label, of its view.

    Args:
        labels: (N, K) the candidates' labels: 1, 0, and NaN or -1 where unknown.
        views: (N,) long, a code for each candidate's view; unknown views share one code.
        label: index of the label that is swapped.
        recipient_views: (A,) long, the same codes for the annotated images.
        generator: source of the draw; the same state gives the same donors.

    Returns:
        (A,) long: rows of the candidates; NO_DONOR (-1) where no candidate will do.

    Raises:
        ShapeError: labels and views differ in number.
    """
    if len(labels) != len(views):
        raise ShapeError(
            f"there are {len(labels)} rows of labels and {len(views)} views; "
            "give both for every candidate"
        )
    negative = labels[:, label] == 0  # unknown is neither NaN == 0 nor -1 == 0
    donors = torch.full_like(recipient_views, NO_DONOR, dtype=torch.long)
    for view in sorted(set(recipient_views.tolist())):
        candidates = (negative & (views == view)).nonzero().flatten()
        wanting = recipient_views == view
        if len(candidates) > 0:
            drawn = torch.randint(
                len(candidates),
                (int(wanting.sum()),),
                generator=generator,
                device=generator.device,
            )
            donors[wanting] = candidates[drawn.to(candidates.device)].to(donors.device)
    return donors


def _belong_together(images: Tensor, donors: Tensor, alpha: Tensor) -> None:
    if images.shape != donors.shape or (len(images), *images.shape[2:]) != alpha.shape:
        raise ShapeError(
            f"images {tuple(images.shape)}, donors {tuple(donors.shape)} and alpha "
            f"{tuple(alpha.shape)} do not belong together; give one donor and one alpha per image"
        )


def _dilated(masks: Tensor, radius: int) -> Tensor:
    """Maximum over a disk, as the union of the rectangles that fill it."""
    # ascending rows: of rows that share a half-width, the tallest rectangle stays
    rectangles = {isqrt(radius * radius - row * row): row for row in range(radius + 1)}
    grown = masks
    for half_width, half_height in rectangles.items():
        wide = _running_maximum(masks, half_width, dim=2)
        grown = torch.maximum(grown, _running_maximum(wide, half_height, dim=1))
    return grown


def _running_maximum(masks: Tensor, radius: int, dim: int) -> Tensor:
    """Maximum over 2 * radius + 1 neighbours: windows double, so a wide one costs little more."""
    window, wanted = 1, 2 * radius + 1
    reached = pad(masks, (radius, radius) if dim == 2 else (0, 0, radius, radius))
    while window < wanted:
        step = min(window, wanted - window)
        length = reached.shape[dim] - step
        reached = torch.maximum(reached.narrow(dim, 0, length), reached.narrow(dim, step, length))
        window += step
    return reached


def _feathered(masks: Tensor, radius: int) -> Tensor:
    if radius == 0:
        return masks
    bell = [exp(-2 * (offset / radius) ** 2) for offset in range(-radius, radius + 1)]
    kernel = [value / sum(bell) for value in bell]  # sigma is half the radius
    softened = pad(masks[:, None], (radius,) * 4, mode="replicate")[:, 0]
    for dim in (1, 2):
        length = masks.shape[dim]
        softened = sum(
            (softened.narrow(dim, start, length) * value for start, value in enumerate(kernel)),
            start=torch.zeros_like(softened.narrow(dim, 0, length)),
        )
    return softened.clamp(0, 1)


def _harmonic(values: Tensor, known: Tensor, sweeps: int) -> Tensor:
    """Fill the unknown pixels with the solution of Laplace's equation, from coarse to fine.

    Args:
        values: (A, channels, h, w) float, of use only where known.
        known: (A, 1, h, w) bool.
        sweeps: red-and-black Gauss-Seidel sweeps on each grid.

    Returns:
        (A, channels, h, w) float, equal to values where known.
    """
    fixed = torch.where(known, values, 0)
    if max(values.shape[2:]) <= 2:
        n_known = known.sum(dim=(2, 3), keepdim=True).clamp_min(1)
        start = (fixed.sum(dim=(2, 3), keepdim=True) / n_known).expand_as(fixed)
    else:
        weight = avg_pool2d(known.to(values.dtype), 2, ceil_mode=True)
        coarse = avg_pool2d(fixed, 2, ceil_mode=True) / weight.clamp_min(1 / 8)
        start = interpolate(
            _harmonic(coarse, weight > 0, sweeps), size=values.shape[2:], mode="bilinear"
        )
    field = torch.where(known, values, start)
    rows, columns = (torch.arange(side, device=values.device) for side in values.shape[2:])
    red = (rows[:, None] + columns) % 2 == 0
    halves = (~known & red, ~known & ~red)  # neighbours of a red pixel are black
    for half in halves * sweeps:
        step = OVER_RELAXATION * (_mean_of_neighbours(field) - field)
        field = torch.where(half, field + step, field)
    return field


def _mean_of_neighbours(field: Tensor) -> Tensor:
    around = pad(field, (1, 1, 1, 1), mode="replicate")
    across = around[:, :, 1:-1, :-2] + around[:, :, 1:-1, 2:]
    along = around[:, :, :-2, 1:-1] + around[:, :, 2:, 1:-1]
    return (across + along) / 4
