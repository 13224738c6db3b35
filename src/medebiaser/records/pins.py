"""Frozen facts of pins: pairs whose maps are kept after each epoch of a training."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Pin:
    """An image and a label that people watch while a network learns.

    Attributes:
        row: of the image.
        author: who pinned it; None: the program chose it.
    """

    row: int
    label: str
    author: str | None
    pinned_at: datetime


@dataclass(frozen=True, slots=True)
class PinMap:
    """Where a network looked after an epoch, for one pin.

    Attributes:
        round: the round that was being made.
        epoch: from 1; 0: before the first.
        probability: the network's own, not calibrated.
        grid: (h, w) of the map.
        values: the signed map as little-endian float16, row by row.
    """

    round: int
    epoch: int
    row: int
    label: str
    probability: float
    grid: tuple[int, int]
    values: bytes
