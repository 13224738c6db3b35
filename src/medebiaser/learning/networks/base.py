"""What every network offers: trunk, last block, feature maps, pool and head as separate calls."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import torch
from torch import Tensor, nn

from medebiaser.errors import InvalidInputError, ShapeError

IMAGENET_MEAN = (0.485, 0.456, 0.406)
IMAGENET_STD = (0.229, 0.224, 0.225)

_ZERO_EFFECT = (nn.Identity, nn.Flatten, nn.Dropout)


class Network(nn.Module, ABC):
    """A classifier cut where its maps are read: `logits(features(images))`.

    A subclass says what `trunk`, `last_block`, `classifier`, `last_block_modules` and
    `final_linear_name` are; everything else follows.

    Attributes:
        in_channels: 1 or 3: the channels of the project's images.
        stem_channels: the channels that the first layer takes; grey images are repeated.
        n_labels: K, the number of logits.
        pools_globally: True where `pool` is the mean over cells, so that the maps follow from
            the head alone.
    """

    pools_globally: bool = True
    mean: Tensor
    std: Tensor

    def __init__(
        self,
        n_labels: int,
        *,
        in_channels: int,
        stem_channels: int,
        mean: Sequence[float],
        std: Sequence[float],
    ) -> None:
        super().__init__()
        if n_labels < 1:
            raise InvalidInputError(f"a network needs at least one label, not {n_labels}")
        if in_channels not in {1, stem_channels}:
            raise InvalidInputError(
                f"images with {in_channels} channels do not fit a first layer that takes "
                f"{stem_channels}; give channels=1 or channels={stem_channels}"
            )
        self.n_labels = n_labels
        self.in_channels = in_channels
        self.stem_channels = stem_channels
        self.register_buffer("mean", _per_channel(mean, stem_channels), persistent=False)
        self.register_buffer("std", _per_channel(std, stem_channels), persistent=False)

    # What a subclass says.

    @abstractmethod
    def trunk(self, normalised: Tensor) -> Tensor:
        """Return what enters the last block; constant while only the last block learns.

        Args:
            normalised: (N, stem_channels, s, s) float, from `normalise`.
        """

    @abstractmethod
    def last_block(self, trunk_out: Tensor) -> Tensor:
        """Return A: (N, C, h, w), the feature maps that enter the pool."""

    @property
    @abstractmethod
    def classifier(self) -> nn.Module:
        """The module that turns pooled features into logits."""

    @abstractmethod
    def last_block_modules(self) -> Iterator[nn.Module]:
        """Every module of the last block, without the classifier."""

    def candidate_names(self, name: str) -> tuple[str, ...]:
        """Return the names a weight called `name` in a file may have here, the likeliest first."""
        return (name,)

    # What follows from it.

    def normalise(self, images: Tensor) -> Tensor:
        """Repeat grey to the channels of the first layer, subtract the mean, divide by the std.

        Args:
            images: (N, in_channels, s, s) float in [0, 1].

        Returns:
            (N, stem_channels, s, s) float.

        Raises:
            ShapeError: not four axes, or other channels than `in_channels`.
        """
        if images.ndim != 4 or images.shape[1] not in {1, self.in_channels}:
            raise ShapeError(
                f"images are {tuple(images.shape)}; this network takes "
                f"(N, {self.in_channels}, s, s)"
            )
        return (images - self.mean) / self.std

    def features(self, images: Tensor) -> Tensor:
        """Return A: (N, C, h, w), the maps that enter the pool, of images in [0, 1]."""
        return self.last_block(self.trunk(self.normalise(images)))

    def cells(self, features: Tensor) -> Tensor:
        """Return features (or their gradient) laid out on the grid: (N, C, h, w)."""
        return features

    def pool(self, features: Tensor) -> Tensor:
        """Return the embedding (N, D): here the mean over cells, in at least single precision."""
        return at_least_single(features).mean(dim=(2, 3))

    def head(self, pooled: Tensor) -> Tensor:
        """Return the logits (N, K) of pooled features, in at least single precision.

        Autocast is left here: the head costs nothing, and in single precision a map's mean plus
        the bias is the logit.
        """
        with torch.autocast(pooled.device.type, enabled=False):
            logits: Tensor = self.classifier(at_least_single(pooled))
        return logits

    def logits(self, features: Tensor) -> Tensor:
        """Return the logits (N, K) of feature maps."""
        return self.head(self.pool(features))

    def forward(self, images: Tensor) -> Tensor:
        """Return the logits (N, K) of images (N, in_channels, s, s) in [0, 1]."""
        return self.logits(self.features(images))

    @property
    def linear_head(self) -> nn.Linear | None:
        """The one linear layer of the head; None where the head or the pool is anything else."""
        return only_linear(self.classifier) if self.pools_globally else None

    @property
    def final_linear(self) -> nn.Linear:
        """The layer whose rows are the labels."""
        return last_linear(self.classifier)

    def last_block_parameters(self) -> Iterator[nn.Parameter]:
        """Yield what a last-block round may change: the last block's weights and the head's."""
        for module in self.last_block_modules():
            yield from module.parameters()
        yield from self.classifier.parameters()


@contextmanager
def evaluating(network: nn.Module) -> Iterator[None]:
    """Put a network into eval mode, and every module back into its own mode afterwards."""
    training = [module for module in network.modules() if module.training]
    for module in training:
        module.training = False
    try:
        yield
    finally:
        for module in training:
            module.training = True


def at_least_single(values: Tensor) -> Tensor:
    """Return half-precision values as fp32, all others as they are."""
    return values.float() if values.dtype in {torch.float16, torch.bfloat16} else values


def only_linear(classifier: nn.Module) -> nn.Linear | None:
    """Return the linear layer of a head that is nothing else in eval mode; None otherwise."""
    if isinstance(classifier, nn.Linear):
        return classifier
    if not isinstance(classifier, nn.Sequential):
        return None
    layers = [layer for layer in classifier if not isinstance(layer, _ZERO_EFFECT)]
    only = layers[0] if len(layers) == 1 else None
    return only if isinstance(only, nn.Linear) else None


def last_linear(classifier: nn.Module) -> nn.Linear:
    """Return the last linear layer of a head.

    Raises:
        InvalidInputError: there is none.
    """
    linears = [module for module in classifier.modules() if isinstance(module, nn.Linear)]
    if not linears:
        raise InvalidInputError(
            f"the classifier {type(classifier).__name__} has no linear layer to give one row "
            "per label; name the module that ends in one"
        )
    return linears[-1]


def _per_channel(values: Sequence[float], channels: int) -> Tensor:
    if len(values) not in {1, channels}:
        raise InvalidInputError(
            f"mean and std need 1 or {channels} numbers, one per channel, not {len(values)}"
        )
    return torch.tensor(tuple(values)).expand(channels).reshape(1, channels, 1, 1).clone()
