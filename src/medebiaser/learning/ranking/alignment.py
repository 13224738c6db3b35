"""How far a heatmap is from where the label should be seen."""

from enum import StrEnum

import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError
from medebiaser.learning.attention_quality import soft_dice
from medebiaser.learning.heatmaps import normalised, upsampled
from medebiaser.learning.ranking.inputs import Annotated, RankingInputs
from medebiaser.learning.ranking.scores import only_displayed

CHUNK = 2048
"""Heatmaps upsampled at a time: 2,048 on a 56 x 56 grid are 26 MB."""


class ComparedWith(StrEnum):
    """What a heatmap was held against."""

    OWN_MASK = "the region drawn in it"
    MEAN_MASK = "the mean of the label's regions"
    FLIPPED = "the heatmap of the flipped image"


def misalignment(inputs: RankingInputs, label: int) -> Tensor:
    """1 - soft Dice of the heatmap and what it should look like. High first.

    The heatmap is held against the region a physician drew in that image; where there is none,
    against the mean of the label's regions so far; before the first region, against the heatmap of
    the flipped image, mapped back.

    Args:
        inputs: N images.
        label: index of the label.

    Returns:
        (N,) float64 in [0, 1], NaN where the pair is not displayed; 1 where there is no heat.

    Raises:
        InvalidInputError: the label has neither a region nor maps of flipped images.
    """
    scores = torch.full((len(inputs.rows),), torch.nan, dtype=torch.float64)
    scores = scores.to(inputs.maps.device)
    own = own_masks(inputs, label)
    shown = inputs.displayed(label).nonzero().flatten()
    for positions in torch.split(shown, CHUNK):
        scores[positions] = 1 - _overlap(inputs, label, positions, own)
    return only_displayed(scores, inputs, label)


def compared_with(inputs: RankingInputs, label: int) -> list[ComparedWith]:
    """What each image's heatmap is held against.

    Args:
        inputs: N images.
        label: index of the label.

    Returns:
        One per image.

    Raises:
        InvalidInputError: the label has neither a region nor maps of flipped images.
    """
    otherwise = _without_own_mask(inputs, label)
    drawn = own_masks(inputs, label)
    return [ComparedWith.OWN_MASK if p in drawn else otherwise for p in range(len(inputs.rows))]


def own_masks(inputs: RankingInputs, label: int) -> dict[int, Tensor]:
    """The masks physicians drew for a label in the ranked images themselves.

    Args:
        inputs: N images.
        label: index of the label.

    Returns:
        Position of the image to (G, G) mask.
    """
    drawn = _of_label(inputs.annotated, label)
    if drawn is None:
        return {}
    position_of = {row: position for position, row in enumerate(inputs.rows.tolist())}
    return {
        position_of[row]: mask
        for row, mask in zip(drawn.rows.tolist(), drawn.masks, strict=True)
        if row in position_of
    }


def _overlap(
    inputs: RankingInputs, label: int, positions: Tensor, own: dict[int, Tensor]
) -> Tensor:
    heatmaps = normalised(inputs.maps[positions, label].float().clamp(min=0))
    mean = _mean_mask(inputs, label)
    if mean is None:
        if inputs.flipped_maps is None:
            raise InvalidInputError(_nothing_to_compare(inputs.names[label]))
        mirrored = inputs.flipped_maps[positions, label].float().clamp(min=0).flip(-1)
        return _dice(heatmaps, normalised(mirrored))
    masks = mean.to(heatmaps.device).repeat(len(positions), 1, 1)
    for spot, position in enumerate(positions.tolist()):
        if position in own:
            masks[spot] = own[position]
    return _dice(upsampled(heatmaps, masks.shape[-1]), masks)


def _dice(heatmaps: Tensor, references: Tensor) -> Tensor:
    return soft_dice(heatmaps, references).double().nan_to_num(0.0).clamp(0, 1)


def _without_own_mask(inputs: RankingInputs, label: int) -> ComparedWith:
    if inputs.regions_of(label):
        return ComparedWith.MEAN_MASK
    if inputs.flipped_maps is not None:
        return ComparedWith.FLIPPED
    raise InvalidInputError(_nothing_to_compare(inputs.names[label]))


def _mean_mask(inputs: RankingInputs, label: int) -> Tensor | None:
    """(G, G) mean of the label's regions; None before the first."""
    if not inputs.regions_of(label):
        return None
    if inputs.summary is not None:
        return inputs.summary.means[label]
    assert inputs.annotated is not None
    return inputs.annotated.of_label(label).masks.float().mean(dim=0)


def _of_label(annotated: Annotated | None, label: int) -> Annotated | None:
    drawn = None if annotated is None else annotated.of_label(label)
    return None if drawn is None or len(drawn.rows) == 0 else drawn


def _nothing_to_compare(name: str) -> str:
    return (
        f"{name} has no annotated region and the round no maps of flipped images; annotate one "
        f"image of {name} first, or rank by triage"
    )
