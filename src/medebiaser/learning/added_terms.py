"""Preliminary training with a second term on the images that a person has marked.

The prediction loss sees augmented batches as always. Of each batch the images with marks are taken
once more as they are (marks lie on the un-augmented image), so that an image without marks costs
nothing more. In that second pass dropout is off and batch norm uses its running statistics: the
network is the one whose attribution the person saw.
"""

from collections.abc import Callable
from dataclasses import dataclass

import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.explainers import maps_of_features
from medebiaser.learning.losses import (
    area_fractions,
    attention_loss,
    input_gradient_loss,
    verify_attention_gradient,
)
from medebiaser.learning.networks import Network, evaluating
from medebiaser.learning.objectives import ClassificationObjective
from medebiaser.learning.training import Losses

PART = "marks"
INPUT_GRADIENT = "input-gradient"
DICE_CELL = 4
"""Soft Dice is taken on a grid of s / 4: on the map's own cells a small finding vanishes."""


@dataclass(frozen=True, slots=True)
class MarkedPairs:
    """(image, label) pairs with a mask each, kept as regions and rasterised when they are drawn.

    Attributes:
        rows: (P,) int64, row number of each pair's image.
        labels: (P,) int64, index of the label that was explained.
        masks: positions (B,) int64 into the pairs -> (B, s, s) float area fractions in [0, 1], on
            the network's input.
    """

    rows: Tensor
    labels: Tensor
    masks: Callable[[Tensor], Tensor]

    def __post_init__(self) -> None:
        if self.rows.shape != self.labels.shape or self.rows.dim() != 1:
            raise ShapeError(
                f"marked rows {tuple(self.rows.shape)} and labels {tuple(self.labels.shape)} do "
                "not belong together; give one label per row"
            )

    def __len__(self) -> int:
        return len(self.rows)


class MarkedObjective:
    """Prediction loss of a batch, and the term of its marked images.

    L = L_pred + weight/B * sum over the batch's marked pairs of the term, B the batch size: the
    batch mean of what each image costs. The term is `input-gradient`, the sum over marked pixels
    of W (dz_c/dx)^2 with c the label that was explained, or an attention loss on the map.

    Args:
        prediction: what is minimised on every image.
        pairs: the marked pairs.
        weight: of the term, > 0.
        term: `input-gradient` (marks: ignore this) or an attention loss (marks: look here).

    Raises:
        InvalidInputError: there is no such term.

    Source: Serrano e Silva et al., "Interpretability-guided human feedback during neural network
    training", equation 2; explainability-guided learning, arXiv:2602.13308, for the map's losses.
    """

    def __init__(
        self,
        prediction: ClassificationObjective,
        pairs: MarkedPairs,
        *,
        weight: float,
        term: str = INPUT_GRADIENT,
    ) -> None:
        if term != INPUT_GRADIENT:
            attention_loss(term)
        if not weight >= 0:
            raise InvalidInputError(f"the weight of the marks is {weight}; choose 0 or more")
        self.prediction, self.pairs, self.weight, self.term = prediction, pairs, weight, term
        self._verified = False

    @property
    def steps_per_epoch(self) -> int:
        """Batches that see every image once."""
        return self.prediction.steps_per_epoch

    def __call__(self, network: Network, draw: int) -> Losses:
        """Return the losses of one batch.

        Raises:
            InvalidInputError: the term is cut from the network's weights.
        """
        losses = self.prediction(network, draw)
        if not len(self.pairs):
            return losses
        batch = self.prediction.rows_of(draw)
        drawn = torch.isin(self.pairs.rows, batch).nonzero().flatten()
        if not len(drawn):
            # Named all the same: every device must report the same parts.
            return Losses(losses.total, {**losses.parts, PART: losses.total.detach() * 0})
        term = self._term(network, drawn) * (len(drawn) / len(batch))
        if not self._verified:
            self._verified = verify_attention_gradient(term, network.parameters())
        return Losses(losses.total + self.weight * term, {**losses.parts, PART: term})

    def _term(self, network: Network, drawn: Tensor) -> Tensor:
        """The mean of the term over the drawn pairs."""
        device = next(network.parameters()).device
        images = self.prediction.fetch(self.pairs.rows[drawn]).to(device)
        labels = self.pairs.labels[drawn].to(device)
        masks = self.pairs.masks(drawn).to(device)
        with evaluating(network):
            if self.term == INPUT_GRADIENT:
                return input_gradient_loss(network, images, labels, masks)
            maps = maps_of_features(network, network.features(images), labels)
            if self.term == "dice":
                side = max(masks.shape[-1] // DICE_CELL, 1)
                masks = area_fractions(masks, (side, side))
            weights = torch.ones(len(drawn), device=device)
            return attention_loss(self.term)(maps, masks, weights)
