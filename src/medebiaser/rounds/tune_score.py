"""The score that early stopping follows: macro ROC AUC on `tune`."""

from collections.abc import Callable

import numpy as np
import torch
from numpy.typing import NDArray
from sklearn.metrics import roc_auc_score

from medebiaser.data.stores import Stores
from medebiaser.learning.losses import binary_cross_entropy
from medebiaser.learning.networks import Network
from medebiaser.learning.objectives import binary_logits
from medebiaser.records import Split
from medebiaser.rounds.pixels import Pixels
from medebiaser.rounds.targets import float_targets

_BATCH = 32


def tune_score(
    stores: Stores, pixels: Pixels, labels: NDArray[np.int8], device: str
) -> Callable[[Network], float]:
    """Return a function that scores a network on `tune`; higher is better.

    The mean ROC AUC over labels that have positives and negatives there; where no label
    has both, minus the prediction loss.
    """
    rows = np.flatnonzero(stores.images.splits() == Split.TUNE)
    targets = float_targets(labels[rows])
    activation = stores.project.activation

    def score(network: Network) -> float:
        batches = [rows[i : i + _BATCH] for i in range(0, len(rows), _BATCH)]
        logits = torch.cat(
            [network(pixels.fetch(batch).to(device)).float().cpu() for batch in batches]
        )
        logits = binary_logits(logits, activation)
        measured = [_auc(logits[:, k], targets[:, k]) for k in range(targets.shape[1])]
        known = [auc for auc in measured if auc is not None]
        return float(np.mean(known)) if known else -float(binary_cross_entropy(logits, targets))

    return score


def _auc(logits: torch.Tensor, targets: torch.Tensor) -> float | None:
    known = ~targets.isnan()
    if not known.any() or targets[known].min() == targets[known].max():
        return None
    return float(roc_auc_score(targets[known].numpy(), logits[known].numpy()))
