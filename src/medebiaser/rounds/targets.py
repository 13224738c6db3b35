"""Which rows may train, and the targets that training sees."""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medebiaser.data.stores import Stores
from medebiaser.errors import LockedError
from medebiaser.records import NEVER_ANNOTATED


def refuse_never_trained(stores: Stores, rows: NDArray[np.int64]) -> None:
    """Refuse to train on `test` or `sealed`.

    Raises:
        LockedError: names the first row.
    """
    splits = stores.images.splits()
    for row in rows:
        if splits[row] in NEVER_ANNOTATED:
            raise LockedError(f"row {row} is in {splits[row]}, which nothing trains on")


def float_targets(labels: NDArray[np.int8]) -> Tensor:
    """Return (N, K) float32 targets, NaN where a label is unknown."""
    targets = torch.from_numpy(labels.astype(np.float32))
    return torch.where(targets < 0, torch.nan, targets)


def known_truth(labels: NDArray[np.int8]) -> NDArray[np.float32]:
    """Return (N, K) float32 truth, NaN where a label is unknown."""
    truth = labels.astype(np.float32)
    truth[labels < 0] = np.nan
    return truth
