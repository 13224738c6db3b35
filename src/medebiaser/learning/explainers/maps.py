"""Signed maps of every label from the feature maps: three paths to one formula.

α_lc = mean over cells of ∂z_l/∂A_c and M_l = h·w·Σ_c α_lc A_c (Grad-CAM before its ReLU, scaled
so that for a linear head on the global average the mean of M_l plus the bias is the logit).
docs/explanations/maps.md derives the paths.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.networks import Network, evaluating
from medebiaser.learning.networks.base import at_least_single


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one forward pass tells of every image and label.

    Attributes:
        logits: (N, K).
        maps: (N, K, h, w), signed, in logits.
        embeddings: (N, D), the pooled features.
    """

    logits: Tensor
    maps: Tensor
    embeddings: Tensor


def explain(network: Network, images: Tensor) -> Explanation:
    """Return logits, maps and embeddings of all labels, in eval mode and without gradients.

    The path is the cheapest that is exact for the network: see `maps_of_features`.

    Args:
        network: any; its mode is what it was afterwards.
        images: (N, in_channels, s, s) float in [0, 1].
    """
    with evaluating(network), torch.no_grad():
        features = network.features(images)
        embeddings = network.pool(features)
        return Explanation(
            logits=network.head(embeddings),
            maps=maps_of_features(network, features),
            embeddings=embeddings,
        )


def maps_of_features(network: Network, features: Tensor, labels: Tensor | None = None) -> Tensor:
    """Return signed maps by the cheapest exact path, differentiable where gradients are on.

    A linear head on the global average: closed form. Another head on the global average: the
    head's Jacobian. Anything else: gradient from the features on. The maps are in single
    precision also under autocast.

    Args:
        network: the network that the features come from.
        features: from `network.features` or `network.last_block`.
        labels: (N,) one label index per image; None for all labels.

    Returns:
        (N, K, h, w), or (N, h, w) where labels are given.

    Raises:
        ShapeError: the labels are not one per image.
    """
    if network.linear_head is not None:
        return closed_form_maps(network, features, labels)
    if network.pools_globally:
        return head_jacobian_maps(network, features, labels)
    return gradient_maps(network, features, labels)


def closed_form_maps(network: Network, features: Tensor, labels: Tensor | None = None) -> Tensor:
    """Return maps of a linear head on the global average: M = Σ_c W_lc A_c, no backward pass.

    Args and returns as `maps_of_features`.

    Raises:
        InvalidInputError: the head is not one linear layer on the global average.
    """
    linear = network.linear_head
    if linear is None:
        raise InvalidInputError(
            f"{type(network).__name__} has no linear head on the global average, so its maps have "
            "no closed form; choose head-jacobian or gradient"
        )
    check_labels(labels, features)
    with torch.autocast(features.device.type, enabled=False):
        weights, cells = at_least_single(linear.weight), at_least_single(features)
        if labels is None:
            return torch.einsum("lc,nchw->nlhw", weights, cells)
        return _weighted(weights[labels], cells)


def head_jacobian_maps(network: Network, features: Tensor, labels: Tensor | None = None) -> Tensor:
    """Return maps from the head's Jacobian: M = Σ_c ∂z_l/∂e_c A_c, e the global average.

    The chain rule: ∂z_l/∂A_c(cell) = ∂z_l/∂e_c / (h·w) in every cell. Args and returns as
    `maps_of_features`.

    Raises:
        InvalidInputError: the pool is not the global average.
    """
    if not network.pools_globally:
        raise InvalidInputError(
            f"{type(network).__name__} does not pool by the global average, so the head alone "
            "does not tell its maps; choose gradient"
        )
    check_labels(labels, features)
    create_graph = torch.is_grad_enabled()
    with _gradients_on(features):
        pooled = _source(network.pool(_ordinary(features)), create_graph)
        jacobian = _gradients(network.head(pooled), pooled, labels, create_graph)
    with torch.autocast(features.device.type, enabled=False):
        return _weighted(jacobian, at_least_single(features))


def gradient_maps(network: Network, features: Tensor, labels: Tensor | None = None) -> Tensor:
    """Return maps from the gradient of the logits on the features: right for every network.

    K backward passes from the logits to the features, none through the trunk. Args and returns
    as `maps_of_features`.
    """
    check_labels(labels, features)
    create_graph = torch.is_grad_enabled()
    with _gradients_on(features):
        source = _source(at_least_single(_ordinary(features)), create_graph)
        gradients = _gradients(network.logits(source), source, labels, create_graph)
    with torch.autocast(features.device.type, enabled=False):
        cells = network.cells(source)
        sums = _sums_over_cells(network, gradients, per_label=labels is None)
        return _weighted(sums, cells)


def _sums_over_cells(network: Network, gradients: Tensor, *, per_label: bool) -> Tensor:
    """h·w·α: the mean over cells times their number."""
    if not per_label:
        return network.cells(gradients).sum(dim=(2, 3))
    flat = network.cells(gradients.flatten(0, 1)).sum(dim=(2, 3))
    return flat.reshape(*gradients.shape[:2], -1)


def _weighted(alphas: Tensor, cells: Tensor) -> Tensor:
    """Σ_c α_c A_c, α of all labels (N, K, C) or of one label per image (N, C)."""
    if alphas.ndim == 3:
        return torch.einsum("nlc,nchw->nlhw", alphas, cells)
    return torch.einsum("nc,nchw->nhw", alphas, cells)


def _gradients(logits: Tensor, source: Tensor, labels: Tensor | None, create_graph: bool) -> Tensor:
    """∂z_l/∂source: (N, K, …) for all labels, (N, …) for one label per image."""
    if labels is not None:
        chosen = logits.gather(1, labels[:, None]).sum()
        return torch.autograd.grad(chosen, source, create_graph=create_graph)[0]
    per_label = [
        torch.autograd.grad(
            logits[:, label].sum(), source, create_graph=create_graph, retain_graph=True
        )[0]
        for label in range(logits.shape[1])
    ]
    return torch.stack(per_label, dim=1)


@contextmanager
def _gradients_on(features: Tensor) -> Iterator[None]:
    """Record gradients in single precision, whatever the caller switched off."""
    with (
        torch.inference_mode(False),
        torch.enable_grad(),
        torch.autocast(features.device.type, enabled=False),
    ):
        yield


def _ordinary(features: Tensor) -> Tensor:
    return features.clone() if features.is_inference() else features


def _source(values: Tensor, create_graph: bool) -> Tensor:
    """Return what gradients are taken on: part of the caller's graph only where it is asked for."""
    return values if create_graph and values.requires_grad else values.detach().requires_grad_()


def check_labels(labels: Tensor | None, images: Tensor) -> None:
    """Refuse labels that are not one index per image (or per row of features).

    Raises:
        ShapeError: they are not.
    """
    if labels is not None and labels.shape != images.shape[:1]:
        raise ShapeError(
            f"labels are {tuple(labels.shape)} for {len(images)} images; give one index per image"
        )
