"""Grad-CAM spelled out: one backward pass per image and label, cell by cell."""

import torch
from torch import Tensor

from medebiaser.learning.networks import Network


def slow_maps(network: Network, images: Tensor) -> Tensor:
    """M_l = h·w·Σ_c α_lc A_c with α_lc the mean over cells of ∂z_l/∂A_c, by loops: (N, K, h, w)."""
    rows = []
    for image in images:
        activations = network.features(image[None]).detach().requires_grad_()
        logits = network.logits(activations)[0]
        rows.append(torch.stack([_map_of(z, activations, network) for z in logits]))
    return torch.stack(rows)


def _map_of(logit: Tensor, activations: Tensor, network: Network) -> Tensor:
    (gradient,) = torch.autograd.grad(logit, activations, retain_graph=True)
    cells, slopes = on_grid(activations.detach(), network), on_grid(gradient, network)
    channels, h, w = cells.shape
    total = torch.zeros(h, w, dtype=cells.dtype)
    for c in range(channels):
        alpha = sum(slopes[c, i, j] for i in range(h) for j in range(w)) / (h * w)
        total += alpha * cells[c]
    return h * w * total


def on_grid(features: Tensor, network: Network) -> Tensor:
    """The first image's cells (C, h, w); of tokens (1, 1 + h·w, C), those after the class token."""
    if features.ndim == 4:
        return features[0]
    patches = features[0, 1:]
    side = int(len(patches) ** 0.5)
    grid = torch.zeros(patches.shape[1], side, side, dtype=patches.dtype)
    for number, token in enumerate(patches):
        grid[:, number // side, number % side] = token
    return grid
