"""A round's network on images whose region, or all but it, is replaced by donors' pixels."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from medebiaser.data.stores import Stores
from medebiaser.learning.draws import generator_of
from medebiaser.learning.reliance import Reliance, region_reliance
from medebiaser.learning.swaps import NO_DONOR, choose_donors
from medebiaser.records import Round, Split
from medebiaser.rounds.networks import trained_network, training_parameters
from medebiaser.rounds.pixels import Pixels, prepare
from medebiaser.rounds.targets import float_targets
from medebiaser.rounds.views import view_codes

_BATCH = 16


@dataclass(frozen=True, slots=True)
class Marked:
    """One image and label with a region.

    Attributes:
        mask: draws it: cells a side in, (side, side) float area fractions out.
    """

    row: int
    label: int
    mask: Callable[[int], NDArray[np.float32]]


def masks_of(pairs: Sequence[Marked], grid: int) -> Tensor:
    """Return (A, grid, grid) float area fractions."""
    return torch.stack([torch.from_numpy(pair.mask(grid)) for pair in pairs])


def donors_for(
    stores: Stores, pairs: Sequence[Marked], *, count: int, seed: int
) -> NDArray[np.int64]:
    """Return rows of training images known to be negative, of the same view.

    Returns:
        (A, count); NO_DONOR where no training image will do.
    """
    train = np.flatnonzero(stores.images.splits() == Split.TRAIN)
    labels = float_targets(stores.images.labels()[train])
    codes = view_codes(stores)
    views = torch.from_numpy(codes[train])
    rows = np.full((len(pairs), count), NO_DONOR, dtype=np.int64)
    for label in sorted({pair.label for pair in pairs}):
        places = [i for i, pair in enumerate(pairs) if pair.label == label]
        wanted = torch.from_numpy(codes[[pairs[i].row for i in places]])
        for donor in range(count):
            generator = generator_of("reliance", seed, label, donor)
            chosen = choose_donors(labels, views, label, wanted, generator).numpy()
            rows[places, donor] = np.where(chosen == NO_DONOR, NO_DONOR, train[chosen])
    return rows


def replaced(
    stores: Stores,
    trained: Round,
    pairs: Sequence[Marked],
    donors: NDArray[np.int64],
    *,
    device: str = "cpu",
) -> Reliance:
    """Return a round's probabilities of some pairs as they are, and with pixels replaced.

    Args:
        donors: (A, J) rows, each of an image.
    """
    side = training_parameters(stores, trained).image_size
    own = np.array([pair.row for pair in pairs], dtype=np.int64)
    pixels = prepare(stores, side, rows=np.union1d(own, donors.ravel()).astype(np.int64))
    network = trained_network(stores, trained).to(device)
    parts = [
        _batch(stores, network, pixels, pairs[i : i + _BATCH], donors[i : i + _BATCH], device)
        for i in range(0, len(pairs), _BATCH)
    ]
    return Reliance(
        torch.cat([part.probability for part in parts]),
        torch.cat([part.without_region for part in parts]),
        torch.cat([part.without_context for part in parts]),
    )


def _batch(
    stores: Stores,
    network: nn.Module,
    pixels: Pixels,
    pairs: Sequence[Marked],
    donors: NDArray[np.int64],
    device: str,
) -> Reliance:
    images = pixels.fetch([pair.row for pair in pairs])
    replacing = pixels.fetch(donors.ravel()).reshape(*donors.shape, *images.shape[1:])
    return region_reliance(
        network,
        images.to(device),
        masks_of(pairs, pixels.side).to(device),
        replacing.to(device),
        torch.tensor([pair.label for pair in pairs], device=device),
        activation=stores.project.activation,
    )
