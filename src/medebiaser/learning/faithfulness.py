"""Does an attribution name what the network used? Delete the highest cells, or insert only them."""

from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch.nn.functional import interpolate

from medebiaser.errors import ShapeError
from medebiaser.learning.explainers.reference import blurred
from medebiaser.learning.objectives import binary_logits
from medebiaser.records import Activation

CELLS = 16
STEPS = 16


@dataclass(frozen=True, slots=True)
class Faithfulness:
    """Areas under the probability as cells go and come, highest attribution first.

    Attributes:
        deletion: (N,) in [0, 1]; low: without the named cells nothing is left.
        insertion: (N,) in [0, 1]; high: the named cells alone suffice.
    """

    deletion: Tensor
    insertion: Tensor


@torch.no_grad()
def faithfulness(
    network: nn.Module,
    images: Tensor,
    attributions: Tensor,
    labels: Tensor,
    *,
    activation: Activation = Activation.SIGMOID,
    steps: int = STEPS,
) -> Faithfulness:
    """Replace the cells of the highest attribution by the blurred image, and the other way round.

    Args:
        network: images in, logits (N, K) out; in evaluation mode.
        images: (N, channels, s, s) float in [0, 1].
        attributions: (N, h, w) signed, on any grid; they are averaged onto 16 x 16 cells.
        labels: (N,) one label index per image.
        activation: of the project.
        steps: in which all cells are replaced, >= 1.

    Raises:
        ShapeError: there is not one attribution and one label per image.

    Source: Petsiuk et al. 2018, arXiv:1806.07421, with a blur as the deletion and cells for pixels.
    """
    if not len(images) == len(attributions) == len(labels):
        raise ShapeError(
            f"{len(images)} images, {len(attributions)} attributions and {len(labels)} labels; "
            "give one of each per image"
        )
    reference, places = blurred(images, 1 / 8), _places(attributions)
    gone: list[Tensor] = []
    come: list[Tensor] = []
    for step in range(steps + 1):
        cells = (places < round(step * CELLS**2 / steps)).float()
        share = interpolate(cells[:, None], size=images.shape[2:], mode="nearest")
        for kept, mixed in (
            (gone, images * (1 - share) + reference * share),
            (come, reference * (1 - share) + images * share),
        ):
            logits = binary_logits(network(mixed).float(), activation)
            kept.append(torch.sigmoid(logits).gather(1, labels[:, None])[:, 0])
    return Faithfulness(_area(gone), _area(come))


def _places(attributions: Tensor) -> Tensor:
    """(N, 16, 16) place of each cell: 0 the highest attribution; ties from the upper left."""
    small = interpolate(attributions[:, None].float(), size=(CELLS, CELLS), mode="area")[:, 0]
    order = small.flatten(1).argsort(dim=1, descending=True, stable=True)
    return order.argsort(dim=1).reshape(small.shape)


def _area(probabilities: list[Tensor]) -> Tensor:
    """Mean of the curve by trapezoids, its ends at 0 and 1 of the cells."""
    curve = torch.stack(probabilities, dim=1)
    return (curve[:, 1:] + curve[:, :-1]).mean(dim=1) / 2
