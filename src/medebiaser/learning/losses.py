"""Every loss under one roof, and the attention losses by name."""

from collections.abc import Callable

from torch import Tensor

from medebiaser.errors import InvalidInputError
from medebiaser.learning.attention_losses import (
    area_fractions,
    energy_loss,
    input_gradient_loss,
    map_bce_loss,
    mse_attention_loss,
    no_attention_loss,
    soft_dice_loss,
    verify_attention_gradient,
)
from medebiaser.learning.attention_quality import soft_dice
from medebiaser.learning.prediction_losses import (
    asymmetric_loss,
    binary_cross_entropy,
    cross_entropy,
    distillation_loss,
    inverse_frequency_weights,
    label_weights,
)

__all__ = [
    "ATTENTION_LOSSES",
    "area_fractions",
    "asymmetric_loss",
    "attention_loss",
    "binary_cross_entropy",
    "cross_entropy",
    "distillation_loss",
    "energy_loss",
    "input_gradient_loss",
    "inverse_frequency_weights",
    "label_weights",
    "map_bce_loss",
    "mse_attention_loss",
    "no_attention_loss",
    "soft_dice",
    "soft_dice_loss",
    "verify_attention_gradient",
]

ATTENTION_LOSSES: dict[str, Callable[..., Tensor]] = {
    "dice": soft_dice_loss,
    "energy": energy_loss,
    "mse": mse_attention_loss,
    "map-bce": map_bce_loss,
    "input-gradient": input_gradient_loss,
    "none": no_attention_loss,
}


def attention_loss(name: str) -> Callable[..., Tensor]:
    """Return the attention loss of a name.

    All take (maps, masks, weights), except `input-gradient`, which needs the network and its
    images: see `input_gradient_loss`.

    Args:
        name: one of `ATTENTION_LOSSES`.

    Returns:
        The loss: a function to a scalar.

    Raises:
        InvalidInputError: there is no such loss.
    """
    if name not in ATTENTION_LOSSES:
        raise InvalidInputError(
            f"there is no attention loss {name!r}; choose one of {', '.join(ATTENTION_LOSSES)}"
        )
    return ATTENTION_LOSSES[name]
