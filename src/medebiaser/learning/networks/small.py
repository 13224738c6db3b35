"""The small network: under a million parameters, for phantoms, tests and first looks."""

from collections.abc import Iterator
from itertools import pairwise

from torch import Tensor, nn

from medebiaser.learning.networks.base import Network

_WIDTHS = (32, 64, 128)


class ResidualBlock(nn.Module):
    """Two 3x3 convolutions with batch norm beside a shortcut; ReLU after the sum."""

    def __init__(self, channels_in: int, channels_out: int, *, stride: int = 1) -> None:
        super().__init__()
        self.body = nn.Sequential(
            *_convolution(channels_in, channels_out, 3, stride),
            nn.ReLU(inplace=True),
            *_convolution(channels_out, channels_out, 3, 1),
        )
        same = stride == 1 and channels_in == channels_out
        self.shortcut = nn.Sequential(
            *(() if same else _convolution(channels_in, channels_out, 1, stride))
        )
        self.relu = nn.ReLU(inplace=True)

    def forward(self, activations: Tensor) -> Tensor:
        """Return (N, channels_out, h / stride, w / stride)."""
        summed: Tensor = self.relu(self.body(activations) + self.shortcut(activations))
        return summed


class SmallNetwork(Network):
    """A residual network with a grid of s / 16 cells a side: 8x8 at 128 px.

    Only four halvings, so that a finding of a few pixels still owns a cell. The last block keeps
    the grid, so its cached input is small (16 kB an image in fp16 at 128 px).
    """

    def __init__(self, n_labels: int, *, channels: int = 1) -> None:
        super().__init__(
            n_labels, in_channels=channels, stem_channels=channels, mean=(0.5,), std=(0.25,)
        )
        stem = [*_convolution(channels, 24, 3, 2), nn.ReLU(inplace=True)]
        widths = (24, *_WIDTHS)
        stages = [ResidualBlock(before, after, stride=2) for before, after in pairwise(widths)]
        self.stem = nn.Sequential(*stem, stages[0], stages[1], ResidualBlock(64, 64), stages[2])
        self.tail = ResidualBlock(widths[-1], widths[-1])
        self.output = nn.Linear(widths[-1], n_labels)
        self._initialise()

    def trunk(self, normalised: Tensor) -> Tensor:
        """Return (N, 128, s / 16, s / 16)."""
        out: Tensor = self.stem(normalised)
        return out

    def last_block(self, trunk_out: Tensor) -> Tensor:
        """Return A: (N, 128, s / 16, s / 16)."""
        out: Tensor = self.tail(trunk_out)
        return out

    @property
    def classifier(self) -> nn.Module:
        """The linear head."""
        return self.output

    def last_block_modules(self) -> Iterator[nn.Module]:
        """The last residual block."""
        yield self.tail

    def _initialise(self) -> None:
        # Branches start at full strength: starting at zero, a small finding is learned later.
        for module in self.modules():
            if isinstance(module, nn.Conv2d):
                nn.init.kaiming_normal_(module.weight, mode="fan_out", nonlinearity="relu")
        nn.init.zeros_(self.output.bias)


def _convolution(before: int, after: int, size: int, stride: int) -> tuple[nn.Module, nn.Module]:
    convolution = nn.Conv2d(before, after, size, stride=stride, padding=size // 2, bias=False)
    return convolution, nn.BatchNorm2d(after)
