"""The default ranking: heat in the wrong place, companions that explain it, and doubt.

The weights were chosen on the phantoms they are reported on (DESIGN section 5).
"""

from collections.abc import Sequence

import torch
from torch import Tensor
from torch.nn import functional

from medebiaser.learning.label_statistics import excess_weights
from medebiaser.learning.ranking.inputs import Annotated, RankingInputs, RegionSummary
from medebiaser.learning.ranking.scores import entropy, only_displayed, shannon

DILATION = 1 / 16
"""Regions are grown by this part of the image's side."""
FRAME = 1 / 8
"""Width of the outer frame as a part of the side, on each of the four sides."""
REGIONS_NEEDED = 5
"""Before this many regions of a label, only the body and the frame say where heat is wrong."""
REGIONS_HALF_TRUSTED = 10
"""At this many regions, their mean counts as much as the body and the frame."""


def triage(inputs: RankingInputs, label: int) -> Tensor:
    """(E1 + .5 dep + .25 ent) / 1.75: what most deserves a physician's minute. High first.

    Args:
        inputs: N images.
        label: index of the label.

    Returns:
        (N,) float64 in [0, 1], NaN where the pair is not displayed.
    """
    scores = (
        misplaced(inputs, label)
        + 0.5 * companionship(inputs, label)
        + 0.25 * entropy(inputs, label)
    )
    return only_displayed(scores / 1.75, inputs, label)


def suspicious(inputs: RankingInputs, label: int) -> Tensor:
    """(p E1 + .3 p conc + .2 ent) / 1.5, p calibrated: perhaps driven by a shortcut. High first.

    Args:
        inputs: N images.
        label: index of the label.

    Returns:
        (N,) float64 in [0, 1], NaN where the pair is not displayed.
    """
    p = inputs.calibrated[:, label]
    focused = focus(heat_shares(inputs.heatmaps(label)))
    scores = p * misplaced(inputs, label) + 0.3 * p * focused + 0.2 * entropy(inputs, label)
    return only_displayed(scores / 1.5, inputs, label)


def misplaced(inputs: RankingInputs, label: int) -> Tensor:
    """E1: share of the heat that lies where the label is not seen.

    Below REGIONS_NEEDED regions it is the share outside the body or in the outer frame; from there
    on the mean of the label's n regions enters with weight n / (n + REGIONS_HALF_TRUSTED).

    Args:
        inputs: N images.
        label: index of the label.

    Returns:
        (N,) float64 in [0, 1]; 1 where there is no heat at all.
    """
    shares = heat_shares(inputs.heatmaps(label))
    inside = _inside_body(inputs)
    astray = 1 - (shares * inside).sum(dim=(1, 2))
    trust = trust_in_regions(inputs.regions_of(label))
    if trust > 0:
        expected = _expected(inputs, label, (shares.shape[1], shares.shape[2]))
        elsewhere = 1 - (shares * expected.to(shares)).sum(dim=(1, 2))
        astray = (1 - trust) * astray + trust * elsewhere
    return astray.clamp(0, 1)


def trust_in_regions(count: int) -> float:
    """Weight of the mean of a label's regions in E1.

    Args:
        count: regions of the label, one per annotated image.

    Returns:
        In [0, 1): 0 below REGIONS_NEEDED, else n / (n + REGIONS_HALF_TRUSTED).
    """
    return count / (count + REGIONS_HALF_TRUSTED) if count >= REGIONS_NEEDED else 0.0


def expected_place(masks: Tensor, cells: tuple[int, int], *, mirrored: bool) -> Tensor:
    """pi_l: where a label is seen, from the regions drawn so far.

    The mean of the regions, each grown by DILATION of the side, doubled and clipped at 1, then
    averaged over the map's cells.

    Args:
        masks: (A, G, G) float area fractions in [0, 1], A > 0.
        cells: (h, w) of the maps.
        mirrored: True for labels of paired organs: each region also counts on the other side.

    Returns:
        (h, w) float64 in [0, 1].
    """
    mean = dilated(masks.double(), DILATION * masks.shape[-1]).mean(dim=0)
    if mirrored:
        mean = (mean + mean.flip(-1)) / 2
    place = (2 * mean).clamp(max=1)
    return functional.adaptive_avg_pool2d(place[None, None], cells)[0, 0]


def summarised(
    annotated: Annotated | None,
    names: Sequence[str],
    paired_labels: Sequence[str],
    cells: tuple[int, int],
) -> RegionSummary:
    """Work out once what every ranking asks of the regions drawn so far.

    Args:
        annotated: all of them; None before the first.
        names: the K labels.
        paired_labels: labels of paired organs.
        cells: (h, w) of the maps.

    Returns:
        The summary of every label.
    """
    side = 1 if annotated is None else annotated.masks.shape[-1]
    counts = torch.zeros(len(names), dtype=torch.long)
    places = torch.zeros((len(names), *cells), dtype=torch.float64)
    means = torch.zeros(len(names), side, side)
    for label, name in enumerate(names):
        drawn = None if annotated is None else annotated.of_label(label)
        if drawn is not None and len(drawn.rows):
            counts[label] = len(drawn.rows)
            places[label] = expected_place(drawn.masks, cells, mirrored=name in paired_labels)
            means[label] = drawn.masks.float().mean(dim=0)
    return RegionSummary(counts, places, means)


def dilated(masks: Tensor, radius_cells: float) -> Tensor:
    """Maximum of each mask over a disc.

    Args:
        masks: (A, G, G) float, >= 0.
        radius_cells: the disc holds the cells whose centres are at most this far away.

    Returns:
        (A, G, G) float.
    """
    reach = int(radius_cells)
    padded = functional.pad(masks, (reach, reach, reach, reach))
    side = masks.shape[-1]
    grown = masks
    for down in range(-reach, reach + 1):
        across = int(max(radius_cells**2 - down**2, 0) ** 0.5)
        rows = padded[:, reach + down : reach + down + side, reach - across : reach + side + across]
        row_maximum = functional.max_pool2d(rows[:, None], (1, 2 * across + 1), stride=1)[:, 0]
        grown = torch.maximum(grown, row_maximum)
    return grown


def companionship(inputs: RankingInputs, label: int) -> Tensor:
    """dep: how much the image's other labels may explain the prediction.

    min(1, sum_j A_lj P(j|l) / max_k P(k|l) y_ij), unknown labels counted by their calibrated
    probability.

    Args:
        inputs: N images.
        label: index of the label.

    Returns:
        (N,) float64 in [0, 1].
    """
    weights = excess_weights(inputs.training.cooccurrence, inputs.training.images, label)
    explained = inputs.presence * torch.from_numpy(weights).to(inputs.presence)
    return explained.sum(dim=1).clamp(max=1)


def focus(shares: Tensor) -> Tensor:
    """conc: 1 - normalised entropy of the heat; 1 on one cell, 0 evenly spread or without heat.

    Args:
        shares: (N, h, w) of `heat_shares`.

    Returns:
        (N,) float64 in [0, 1].
    """
    flat = shares.flatten(1)
    return torch.where(flat.sum(dim=1) > 0, 1 - shannon(flat), torch.zeros_like(flat[:, 0]))


def heat_shares(heatmaps: Tensor) -> Tensor:
    """P = H / sum H: each cell's share of the heat.

    Args:
        heatmaps: (N, h, w) float, >= 0.

    Returns:
        (N, h, w) float64 summing to 1 per image; all 0 where there is no heat.
    """
    heat = heatmaps.double()
    total = heat.sum(dim=(1, 2), keepdim=True)
    return torch.where(total > 0, heat / total, torch.zeros_like(heat))


def frame_share(cells: tuple[int, ...]) -> Tensor:
    """Area of each cell that lies in the outer frame of the image.

    Args:
        cells: (h, w).

    Returns:
        (h, w) float64 in [0, 1].
    """
    sides = []
    for count in cells:
        edges = torch.linspace(0, 1, count + 1, dtype=torch.float64).clamp(FRAME, 1 - FRAME)
        sides.append((edges[1:] - edges[:-1]) * count)
    return 1 - torch.outer(sides[0], sides[1])


def _inside_body(inputs: RankingInputs) -> Tensor:
    """(h, w) or (N, h, w) share of each cell that is in the body and not in the frame."""
    inside = (1 - frame_share(tuple(inputs.maps.shape[2:]))).to(inputs.maps.device)
    return inside if inputs.body is None else inside * inputs.body.double()


def _expected(inputs: RankingInputs, label: int, cells: tuple[int, int]) -> Tensor:
    """(h, w): where a label that has regions is seen."""
    if inputs.summary is not None:
        return inputs.summary.places[label].double()
    assert inputs.annotated is not None
    mirrored = inputs.names[label] in inputs.paired_labels
    return expected_place(inputs.annotated.of_label(label).masks, cells, mirrored=mirrored)
