"""Seeded images to rank, as tensors and as the plain Python the oracle reads."""

import numpy as np
import torch

from medebiaser.learning.ranking import Annotated, Query, RankingInputs, TrainingCounts

NAMES = ("Effusion", "Infiltration", "Hernia")
COUNTS = np.array([[60, 30, 9], [30, 80, 4], [9, 4, 12]])
IMAGES = 200
REGIONS_OF_HERNIA = 6


def annotated(side: int = 32, hernia: int = REGIONS_OF_HERNIA) -> Annotated:
    """Boxes drawn in images that are not ranked here, in rows 1000 and up."""
    rng = np.random.default_rng(4)
    masks = np.zeros((hernia + 2, side, side), dtype=np.float32)
    for mask in masks:
        top, left = rng.integers(0, side // 2, 2)
        mask[top : top + side // 3, left : left + side // 4] = rng.choice([0.5, 1.0])
    labels = torch.tensor([2] * hernia + [0, 1])
    return Annotated(torch.arange(1000, 1000 + len(masks)), labels, torch.from_numpy(masks))


def inputs(n: int = 40, *, seed: int = 0, **changes) -> RankingInputs:
    """n images with three labels, 4 x 4 cells, unknown truths and empty heatmaps among them."""
    generator = torch.Generator().manual_seed(seed)
    truth = torch.randint(0, 2, (n, 3), generator=generator).float()
    truth[torch.rand(n, 3, generator=generator) < 0.2] = torch.nan
    maps = torch.randn(n, 3, 4, 4, generator=generator)
    maps[:3] = -maps[:3].abs()
    verdicts = (torch.rand(n, 3, generator=generator) < 0.4).float()
    given = {
        "names": NAMES,
        "rows": torch.randperm(10 * n, generator=generator)[:n],
        "probabilities": torch.rand(n, 3, generator=generator) * 0.98 + 0.01,
        "truth": truth,
        "thresholds": (0.3, None, 0.05),
        "maps": maps,
        "training": TrainingCounts(COUNTS, IMAGES),
        "embeddings": torch.randn(n, 5, generator=generator),
        "annotated": annotated(),
        "paired_labels": ("Hernia",),
        "flipped_maps": torch.randn(n, 3, 4, 4, generator=generator),
        "query": Query(torch.randn(5, generator=generator), "00001_000"),
        "wrong_attention": verdicts,
    }
    return RankingInputs(**(given | changes))


def plain(given: RankingInputs) -> dict:
    """The same as nested lists, unknown as None."""
    drawn = given.annotated
    return {
        "probabilities": given.probabilities.double().tolist(),
        "truth": [[None if y != y else y for y in row] for row in given.truth.tolist()],
        "thresholds": given.thresholds,
        "maps": given.maps.double().tolist(),
        "counts": COUNTS.tolist(),
        "images": IMAGES,
        "paired": [NAMES.index(name) for name in given.paired_labels],
        "masks": {label: drawn.masks[drawn.labels == label].double().tolist() for label in range(3)}
        if drawn
        else {},
    }
