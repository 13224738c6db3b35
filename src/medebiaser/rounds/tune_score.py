"""What is measured on `tune` after each epoch: the score that early stopping follows, the loss."""

from collections.abc import Callable, Mapping

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medebiaser.data.stores import Stores
from medebiaser.learning.losses import binary_cross_entropy
from medebiaser.learning.networks import Network
from medebiaser.learning.objectives import binary_logits, prediction_loss
from medebiaser.records import Split
from medebiaser.rounds.pixels import Pixels
from medebiaser.rounds.targets import float_targets

_BATCH = 32


class TuneScore:
    """Scores a network on `tune`; higher is better.

    The mean ROC AUC over labels that have positives and negatives there; where no label
    has both, minus the prediction loss.

    Args:
        labels: (N, K) of the project's images, -1 where unknown.
        loss: which prediction loss `loss_on_tune` returns, so that it compares with training's.
        images_max: at most so many images, evenly spread over `tune`; None: all of them.
        poll: called after each batch, so that a large `tune` can be interrupted too.
    """

    def __init__(
        self,
        stores: Stores,
        pixels: Pixels,
        labels: NDArray[np.int8],
        device: str,
        *,
        loss: str = "bce",
        images_max: int | None = None,
        poll: Callable[[], None] = lambda: None,
    ) -> None:
        self._activation = stores.project.activation
        self._rows = tune_rows(stores, images_max)
        self._targets = float_targets(labels[self._rows])
        self._fetch, self._device, self._poll = pixels.fetch, device, poll
        self._loss = prediction_loss(self._activation, loss)
        self._seen: Tensor | None = None

    def __call__(self, network: Network) -> float:
        """Return the score."""
        self._seen = self._logits(network)
        logits = binary_logits(self._seen, self._activation)
        measured = [_auc(logits[:, k], self._targets[:, k]) for k in range(logits.shape[1])]
        known = [auc for auc in measured if auc is not None]
        return (
            float(np.mean(known)) if known else -float(binary_cross_entropy(logits, self._targets))
        )

    def loss_on_tune(self, network: Network) -> Mapping[str, float]:
        """Return the prediction loss as `tune_loss`; right after a score it costs nothing."""
        seen = self._logits(network) if self._seen is None else self._seen
        self._seen = None
        return {"tune_loss": float(self._loss(seen, self._targets))} if len(seen) else {}

    def _logits(self, network: Network) -> Tensor:
        batches = []
        for start in range(0, len(self._rows), _BATCH):
            images = self._fetch(self._rows[start : start + _BATCH]).to(self._device)
            batches.append(network(images).float().cpu())
            self._poll()
        return torch.cat(batches) if batches else self._targets[:0]


def tune_rows(stores: Stores, images_max: int | None = None) -> NDArray[np.int64]:
    """Return the rows of `tune`, or at most `images_max` of them, evenly spread."""
    rows = np.flatnonzero(stores.images.splits() == Split.TUNE)
    if images_max is None or len(rows) <= images_max:
        return rows
    return rows[np.linspace(0, len(rows) - 1, images_max).round().astype(np.int64)]


def _auc(logits: Tensor, targets: Tensor) -> float | None:
    from sklearn.metrics import roc_auc_score  # two seconds that a server need not wait for

    known = ~targets.isnan()
    if not known.any() or targets[known].min() == targets[known].max():
        return None
    return float(roc_auc_score(targets[known].numpy(), logits[known].numpy()))
