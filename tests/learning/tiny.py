"""A network of a few hundred weights, with everything that makes training hard to repeat."""

from collections.abc import Iterator

import torch
from torch import Tensor, nn

from medebiaser.learning.networks import Network


class TinyNetwork(Network):
    """Two convolutions with batch norm, dropout before the head; grid s / 4."""

    def __init__(self, n_labels: int = 3, *, dropout: float = 0.3, seed: int = 0) -> None:
        super().__init__(n_labels, in_channels=1, stem_channels=1, mean=(0.5,), std=(0.25,))
        with torch.random.fork_rng(devices=[]):
            torch.manual_seed(seed)
            self.first = nn.Sequential(
                nn.Conv2d(1, 4, 3, stride=2, padding=1), nn.BatchNorm2d(4), nn.ReLU()
            )
            self.second = nn.Sequential(
                nn.Conv2d(4, 8, 3, stride=2, padding=1), nn.BatchNorm2d(8), nn.ReLU()
            )
            self.output = nn.Sequential(nn.Dropout(dropout), nn.Linear(8, n_labels))

    def trunk(self, normalised: Tensor) -> Tensor:
        out: Tensor = self.first(normalised)
        return out

    def last_block(self, trunk_out: Tensor) -> Tensor:
        out: Tensor = self.second(trunk_out)
        return out

    @property
    def classifier(self) -> nn.Module:
        return self.output

    def last_block_modules(self) -> Iterator[nn.Module]:
        yield self.second


def pixels(count: int, *, side: int = 16, seed: int = 1) -> Tensor:
    """(count, 1, side, side) random images in [0, 1]."""
    return torch.rand(count, 1, side, side, generator=torch.Generator().manual_seed(seed))


def half_dimmed(images: Tensor) -> tuple[Tensor, Tensor]:
    """Dim every second image; return the images and (N,) 1 where one is bright: easy to learn."""
    bright = (torch.arange(len(images)) % 2).float()
    return images * (0.4 + 0.6 * bright)[:, None, None, None], bright
