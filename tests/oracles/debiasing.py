"""The fine-tuning loss of DESIGN.md section 5, one image at a time, straight from its formula."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from medebiaser.learning.networks import Network


@dataclass
class Step:
    """The images of one step with everything that is known of them.

    Lists of (image (1, s, s), targets (K,), parent (K,)); pairs also know their mask (s, s).
    """

    label: int
    pairs: list[tuple[Tensor, Tensor, Tensor, Tensor]]
    rehearsal: list[tuple[Tensor, Tensor, Tensor]]
    other_donors: list[tuple[Tensor, Tensor, Tensor]]
    quads: list[tuple[Tensor, Tensor, Tensor, Tensor]]  # original, removed, added, donor
    replaced: list[tuple[Tensor, float]]  # composite, unchanged target
    composites: list[tuple[Tensor, Tensor]]  # every composite with the parent's answer


def loss(
    network: Network, step: Step, weight: float, *, verified: Sequence[int], dice: float = 2.0
) -> float:
    """BCE(annotated; focus)/K + BCE(rehearsal) + L_S + irrelevant + 2 w Dice + 3 BCE(parent)."""
    label, K = step.label, network.n_labels

    def z(image: Tensor) -> list[float]:
        values: list[float] = network(image[None])[0].tolist()
        return values

    def softplus(x: float) -> float:
        return math.log1p(math.exp(x))

    def bce(logit: float, target: float) -> float:
        return target * softplus(-logit) + (1 - target) * softplus(logit)

    focus = [
        bce(z(image)[label], float(targets[label]))
        for image, targets, _, _ in step.pairs
        if not math.isnan(float(targets[label]))
    ]
    rehearsed = []
    for image, targets, _ in step.rehearsal:
        for k in range(K):
            y = float(targets[k])
            if math.isnan(y) or (y == 1 and k in verified):
                continue
            rehearsed.append(bce(z(image)[k], y))
    swap = [
        weight
        / 2
        * (
            softplus(z(removed)[label])
            + softplus(-z(original)[label])
            + softplus(-z(added)[label])
            + softplus(z(donor)[label])
        )
        for original, removed, added, donor in step.quads
    ]
    irrelevant = [weight / 2 * bce(z(image)[label], y) for image, y in step.replaced]
    followed = [
        *((image, parent) for image, _, parent, _ in step.pairs),
        *((image, parent) for image, _, parent in step.rehearsal),
        *((image, parent) for image, _, parent in step.other_donors),
        *step.composites,
    ]
    distilled = [
        bce(z(image)[k], float(parent[k]))
        for image, parent in followed
        for k in range(K)
        if k != label
    ]
    attention = [
        weight * (1 - soft_dice(network, image, mask, label))
        for image, targets, _, mask in step.pairs
        if mask.max() > 0 and float(targets[label]) == 1
    ]
    return (
        mean(focus) / K
        + mean(rehearsed)
        + mean(swap)
        + mean(irrelevant)
        + dice * mean(attention)
        + 3 * mean(distilled)
    )


def soft_dice(network: Network, image: Tensor, mask: Tensor, label: int) -> float:
    """Soft Dice of the heatmap, upsampled to s / 4, with the mask averaged to the same grid."""
    features = network.features(image[None])[0]
    row = network.final_linear.weight[label]
    heat = torch.stack([row[c] * features[c] for c in range(len(row))]).sum(0).clamp_min(0)
    if heat.max() > heat.min():
        heat = (heat - heat.min()) / (heat.max() - heat.min())
    else:
        heat = torch.zeros_like(heat)
    side = mask.shape[0] // 4
    heat = torch.nn.functional.interpolate(
        heat[None, None], size=(side, side), mode="bilinear", align_corners=False
    )[0, 0]
    coarse = mask.reshape(side, 4, side, 4).mean(dim=(1, 3))
    return float(2 * (heat * coarse).sum() / (heat.sum() + coarse.sum()))


def mean(values: Sequence[float]) -> float:
    """0 of nothing: a term without images is absent."""
    return sum(values) / len(values) if values else 0.0
