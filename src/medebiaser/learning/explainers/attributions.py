"""Explainers behind one protocol: an attribution for one label of each image."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import torch
from torch import Tensor

from medebiaser.errors import NotFoundError
from medebiaser.learning.explainers.deep_lift import DeepLift
from medebiaser.learning.explainers.maps import (
    check_labels,
    closed_form_maps,
    gradient_maps,
    head_jacobian_maps,
    maps_of_features,
)
from medebiaser.learning.explainers.reference import blurred
from medebiaser.learning.networks import Network, evaluating


class Explainer(Protocol):
    """Tells, for one label of each image, which places speak for it (> 0) and against it (< 0)."""

    @property
    def name(self) -> str:
        """The name it is chosen by."""
        ...

    def __call__(self, network: Network, images: Tensor, labels: Tensor) -> Tensor:
        """Return (N, h', w') signed attributions, on the explainer's own grid.

        Args:
            network: any that the explainer can explain; its mode is what it was afterwards.
            images: (N, in_channels, s, s) float in [0, 1].
            labels: (N,) one label index per image.
        """
        ...


@dataclass(frozen=True, slots=True)
class MapExplainer:
    """Signed maps on the network's own grid, in logits, by one of the paths of `maps`."""

    name: str
    maps: Callable[[Network, Tensor, Tensor | None], Tensor]

    def __call__(self, network: Network, images: Tensor, labels: Tensor) -> Tensor:
        """Return (N, h, w); see `Explainer`."""
        with evaluating(network), torch.no_grad():
            return self.maps(network, network.features(images), labels)


@dataclass(frozen=True, slots=True)
class InputGradient:
    """∂z_l/∂x, summed over channels: how the logit would change, not what made it.

    Source: Simonyan et al. 2014, arXiv:1312.6034, without the absolute value.
    """

    @property
    def name(self) -> str:
        """The name it is chosen by."""
        return "input-gradient"

    def __call__(self, network: Network, images: Tensor, labels: Tensor) -> Tensor:
        """Return (N, s, s); see `Explainer`."""
        check_labels(labels, images)
        with evaluating(network), torch.enable_grad():
            pixels = images.detach().clone().requires_grad_()
            chosen = network(pixels).gather(1, labels[:, None]).sum()
            return torch.autograd.grad(chosen, pixels)[0].sum(dim=1)


@dataclass(frozen=True, slots=True)
class IntegratedGradients:
    """The pixels' shares of z_l(x) - z_l(blurred x), by captum.

    Attributes:
        steps: points on the way from the blurred image to the image.
        sigma_share: the reference's blur, as a share of the side.

    Source: Sundararajan et al. 2017, arXiv:1703.01365.
    """

    steps: int = 32
    sigma_share: float = 1 / 16

    @property
    def name(self) -> str:
        """The name it is chosen by."""
        return "integrated-gradients"

    def __call__(self, network: Network, images: Tensor, labels: Tensor) -> Tensor:
        """Return (N, s, s); see `Explainer`."""
        check_labels(labels, images)
        from captum.attr import IntegratedGradients as CaptumIntegratedGradients

        with evaluating(network), torch.enable_grad():
            shares = CaptumIntegratedGradients(network).attribute(
                images.detach(),
                baselines=blurred(images, self.sigma_share),
                target=labels,
                n_steps=self.steps,
                # As much memory as one pass over the images themselves.
                internal_batch_size=len(images),
            )
        summed: Tensor = shares.detach().sum(dim=1)
        return summed


@dataclass(frozen=True, slots=True)
class Occlusion:
    """How far z_l falls when a square is blurred, averaged over the squares that cover a pixel.

    Attributes:
        window_share: the square's side as a share of the image's; squares overlap by half.
        sigma_share: the reference's blur, as a share of the side.

    Source: Zeiler and Fergus 2014, arXiv:1311.2901, with the blurred image in place of grey.
    """

    window_share: float = 1 / 8
    sigma_share: float = 1 / 8

    @property
    def name(self) -> str:
        """The name it is chosen by."""
        return "occlusion"

    def __call__(self, network: Network, images: Tensor, labels: Tensor) -> Tensor:
        """Return (N, s, s); see `Explainer`."""
        check_labels(labels, images)
        from captum.attr import Occlusion as CaptumOcclusion

        channels, side = images.shape[1], images.shape[-1]
        window = max(2, round(self.window_share * side))
        with evaluating(network), torch.no_grad():
            falls: Tensor = CaptumOcclusion(network).attribute(
                images,
                sliding_window_shapes=(channels, window, window),
                strides=(channels, window // 2, window // 2),
                baselines=blurred(images, self.sigma_share),
                target=labels,
            )
        # captum credits every channel with the whole fall.
        return falls.mean(dim=1)


grad_cam = MapExplainer("grad-cam", maps_of_features)
closed_form = MapExplainer("closed-form", closed_form_maps)
head_jacobian = MapExplainer("head-jacobian", head_jacobian_maps)
gradient = MapExplainer("gradient", gradient_maps)
deep_lift = DeepLift()
integrated_gradients = IntegratedGradients()
input_gradient = InputGradient()
occlusion = Occlusion()

_EXPLAINERS: dict[str, Explainer] = {
    chosen.name: chosen
    for chosen in (
        grad_cam,
        closed_form,
        head_jacobian,
        gradient,
        deep_lift,
        integrated_gradients,
        input_gradient,
        occlusion,
    )
}


def explainer_names() -> tuple[str, ...]:
    """Return every name that `explainer` knows, the default first."""
    return tuple(_EXPLAINERS)


def explainer(name: str) -> Explainer:
    """Return the explainer of this name; "grad-cam" takes the network's cheapest exact path.

    Raises:
        NotFoundError: there is none of this name.
    """
    if name not in _EXPLAINERS:
        raise NotFoundError(f"no explainer is called {name}; there are {', '.join(_EXPLAINERS)}")
    return _EXPLAINERS[name]
