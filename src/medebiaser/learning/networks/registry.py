"""Networks by name: ours, those that installed packages add, and a user's own."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from importlib.metadata import entry_points
from typing import Protocol

import torch

from medebiaser.errors import ConflictError, InvalidInputError, NotFoundError
from medebiaser.learning.networks.base import Network
from medebiaser.learning.networks.convolutional import DenseNet, EfficientNet, ResNet
from medebiaser.learning.networks.small import SmallNetwork
from medebiaser.learning.networks.vision_transformer import VisionTransformer

ENTRY_POINTS = "medebiaser.networks"


class Builder(Protocol):
    """Builds a network; it may draw from torch's global generator, which is seeded for it."""

    def __call__(self, n_labels: int, *, channels: int, image_size: int) -> Network:
        """Return a network of K logits for images with these channels and this side in px."""
        ...


@dataclass(frozen=True, slots=True)
class NetworkDefaults:
    """What a network is trained with unless someone says otherwise.

    Attributes:
        learning_rate: Adam's, in the preliminary training.
        fine_tune_learning_rate: the peak of the one-cycle policy in later rounds.
    """

    learning_rate: float = 1e-4
    fine_tune_learning_rate: float = 3e-4


@dataclass(frozen=True, slots=True)
class _Registered:
    builder: Builder
    defaults: NetworkDefaults


_FROM_SCRATCH = NetworkDefaults(learning_rate=1e-3, fine_tune_learning_rate=1e-3)


def _any_size(build: Callable[..., Network]) -> Builder:
    def builder(n_labels: int, *, channels: int, image_size: int) -> Network:  # noqa: ARG001
        return build(n_labels=n_labels, channels=channels)

    return builder


_registered: dict[str, _Registered] = {
    "small": _Registered(_any_size(SmallNetwork), _FROM_SCRATCH),
    "densenet121": _Registered(_any_size(partial(DenseNet, 121)), NetworkDefaults()),
    "densenet169": _Registered(_any_size(partial(DenseNet, 169)), NetworkDefaults()),
    "resnet18": _Registered(_any_size(partial(ResNet, 18)), NetworkDefaults()),
    "resnet50": _Registered(_any_size(partial(ResNet, 50)), NetworkDefaults()),
    "efficientnet-b0": _Registered(_any_size(EfficientNet), NetworkDefaults()),
    "vit": _Registered(VisionTransformer, NetworkDefaults()),
}


def register_network(
    name: str, builder: Builder, *, defaults: NetworkDefaults | None = None
) -> None:
    """Add a network under a name of its own, for this run of the program.

    Raises:
        ConflictError: another builder has this name. The same builder again changes nothing.
    """
    if name in _registered and _registered[name].builder is not builder:
        raise ConflictError(f"a network is already called {name}; choose another name")
    _registered[name] = _Registered(builder, defaults or NetworkDefaults())


def network_names() -> tuple[str, ...]:
    """Return every name that `build_network` knows, ours first."""
    added = sorted({point.name for point in entry_points(group=ENTRY_POINTS)} - set(_registered))
    return (*_registered, *added)


def network_defaults(name: str) -> NetworkDefaults:
    """Return the learning rates of a network.

    Raises:
        NotFoundError: no network has this name.
    """
    return _find(name).defaults


def build_network(
    name: str, n_labels: int, *, channels: int = 1, image_size: int = 224, seed: int = 0
) -> Network:
    """Build a network with weights drawn from a seed; torch's global generator is left as it was.

    Args:
        name: one of `network_names()`.
        n_labels: K, >= 1.
        channels: 1 (grey) or 3 (RGB).
        image_size: the side of the images, in px; the vision transformer is built for it.
        seed: of the weights.

    Raises:
        NotFoundError: no network has this name.
        InvalidInputError: the network cannot take these channels, this side, or no label.
    """
    builder = _find(name).builder
    if channels not in {1, 3}:
        raise InvalidInputError(f"images have 1 or 3 channels, not {channels}")
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return builder(n_labels, channels=channels, image_size=image_size)


def _find(name: str) -> _Registered:
    if name in _registered:
        return _registered[name]
    points = entry_points(group=ENTRY_POINTS, name=name)
    if not points:
        raise NotFoundError(f"no network is called {name}; there are {', '.join(network_names())}")
    register_network(name, next(iter(points)).load())
    return _registered[name]
