"""What preliminary training minimises: a prediction loss over reshuffled batches."""

from collections.abc import Callable
from typing import Protocol

import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.draws import epoch_draw, seed_of
from medebiaser.learning.losses import asymmetric_loss, binary_cross_entropy, cross_entropy
from medebiaser.learning.networks import Network
from medebiaser.learning.training import Losses
from medebiaser.records import Activation

Fetch = Callable[[Tensor], Tensor]
"""Row numbers (B,) int64 -> images (B, channels, s, s) float32 in [0, 1]."""

PredictionLoss = Callable[[Tensor, Tensor], Tensor]


class Augment(Protocol):
    """Changes a batch of images, and masks with it, by a seed; see `learning.augmentation`."""

    def __call__(self, images: Tensor, masks: Tensor, *, seed: int) -> tuple[Tensor, Tensor]:
        """Return the changed images (B, channels, s, s) and masks (B, M, s, s)."""


def prediction_loss(activation: Activation, name: str) -> PredictionLoss:
    """Return the prediction loss of a project.

    Args:
        activation: `sigmoid` or `softmax`.
        name: `bce` or `asymmetric` for sigmoid; a softmax project has one loss, cross-entropy,
            which answers to `bce` and `cross-entropy`.

    Raises:
        InvalidInputError: the activation has no such loss.
    """
    losses: dict[str, PredictionLoss] = {"bce": binary_cross_entropy, "asymmetric": asymmetric_loss}
    if activation is Activation.SOFTMAX:
        losses = {"bce": cross_entropy, "cross-entropy": cross_entropy}
    if name not in losses:
        raise InvalidInputError(
            f"there is no prediction loss {name!r} for {activation.value} projects; "
            f"choose one of {', '.join(losses)}"
        )
    return losses[name]


class ClassificationObjective:
    """Prediction loss of one batch; unknown labels are masked.

    Batches run through endless reshuffled passes over `rows`; which images are in batch i
    follows from the seed and i alone.

    Args:
        fetch: returns images by their row numbers.
        labels: (N, K) float, row number to labels: 1, 0, NaN unknown.
        rows: (M,) int64, the row numbers that are trained on.
        activation: of the project.
        loss: see `prediction_loss`.
        batch_size: images in a batch.
        augmentation: changes each batch; None leaves it as it is.
        seed: of batches and augmentation.

    Raises:
        InvalidInputError: no rows, or the activation has no such loss.
        ShapeError: a row number lies outside the labels.
    """

    def __init__(
        self,
        fetch: Fetch,
        labels: Tensor,
        rows: Tensor,
        *,
        activation: Activation = Activation.SIGMOID,
        loss: str = "bce",
        batch_size: int = 16,
        augmentation: Augment | None = None,
        seed: int = 0,
    ) -> None:
        if len(rows) == 0:
            raise InvalidInputError("there are no images to train on; put some into `train`")
        if int(rows.min()) < 0 or int(rows.max()) >= len(labels):
            raise ShapeError(
                f"row numbers run from {int(rows.min())} to {int(rows.max())}, "
                f"labels have {len(labels)} rows"
            )
        self.fetch, self.labels, self.rows = fetch, labels, rows
        self.loss = prediction_loss(activation, loss)
        self.batch_size, self.augmentation, self.seed = batch_size, augmentation, seed

    @property
    def steps_per_epoch(self) -> int:
        """Batches that see every image once."""
        return -(-len(self.rows) // self.batch_size)

    def rows_of(self, draw: int) -> Tensor:
        """Return the row numbers (B,) of one batch."""
        return self.rows[epoch_draw(len(self.rows), self.batch_size, draw, "images", self.seed)]

    def __call__(self, network: Network, draw: int) -> Losses:
        """Return the loss of one batch."""
        rows = self.rows_of(draw)
        device = next(network.parameters()).device
        images = self.fetch(rows).to(device)
        if self.augmentation is not None:
            seed = seed_of("augmentation", self.seed, draw)
            images, _ = self.augmentation(images, images[:, :1], seed=seed)
        loss = self.loss(network(images), self.labels[rows].to(device))
        return Losses(loss, {"prediction": loss})


def binary_logits(logits: Tensor, activation: Activation) -> Tensor:
    """Return logits whose sigmoid is each label's probability, whatever the activation.

    For softmax it is the log odds of each label against all others,
    z_l - log sum_{j != l} exp z_j, so that every formula for two-sided labels holds there too.

    Args:
        logits: (B, K) float.
        activation: of the project.

    Returns:
        (B, K) float.
    """
    if activation is Activation.SIGMOID:
        return logits
    itself = torch.eye(logits.shape[1], dtype=torch.bool, device=logits.device)
    others = logits[:, None, :].masked_fill(itself, -torch.inf)
    return logits - others.logsumexp(dim=2)
