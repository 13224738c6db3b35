"""A tiny fine-tuning round: pools, a parent, and the pixels that they speak of."""

import torch
from torch import Tensor

from medebiaser.learning.pools import AnnotatedPool, RehearsalPool
from medebiaser.learning.step_sources import PixelSource
from tests.learning.tiny import TinyNetwork, pixels

NAN = float("nan")
IMAGES = pixels(30)
PA, AP = 0, 1
POSITIVES = torch.tensor([4.0, 10.0, 2.0])
PARENT = TinyNetwork(dropout=0.0, seed=1).eval()
PARENT_PROBABILITIES = torch.sigmoid(PARENT(IMAGES)).detach()


def fetch(rows: Tensor) -> Tensor:
    return IMAGES[rows]


def a_mask(top: int, left: int, size: int = 4) -> Tensor:
    mask = torch.zeros(16, 16)
    mask[top : top + size, left : left + size] = 1.0
    return mask


def an_annotated_pool() -> AnnotatedPool:
    """Six pairs of label 2 (two physicians drew the second), one of label 0.

    The fourth has no region, the fifth is a false alarm with an irrelevant region,
    the sixth a positive with both.
    """
    empty = torch.zeros(16, 16)
    second = (a_mask(8, 2) + a_mask(9, 2)) / 2
    return AnnotatedPool(
        rows=torch.arange(7),
        labels=torch.tensor([2, 2, 2, 2, 2, 2, 0]),
        targets=torch.tensor(
            [
                [0.0, 1.0, 1.0],
                [1.0, 0.0, 1.0],
                [NAN, 1.0, 1.0],
                [0.0, 0.0, 1.0],
                [0.0, 1.0, 0.0],
                [0.0, NAN, 1.0],
                [1.0, 0.0, 1.0],
            ]
        ),
        masks=torch.stack(
            [a_mask(2, 2), second, a_mask(4, 8, 6), empty, empty, a_mask(1, 9), a_mask(6, 6)]
        ),
        irrelevant=torch.stack([empty] * 4 + [a_mask(10, 10), a_mask(11, 1), empty]),
        views=torch.tensor([PA, AP, PA, PA, AP, PA, PA]),
    )


def a_rehearsal_pool() -> RehearsalPool:
    """Twelve images; label 2 is known to be absent in 7, present in 3, unknown in 2."""
    targets = torch.zeros(12, 3)
    targets[:, 0] = (torch.arange(12) % 4 == 0).float()
    targets[:, 1] = (torch.arange(12) % 3 == 0).float()
    targets[7:10, 2] = 1.0
    targets[10:, 2] = NAN
    targets[5, 0] = NAN
    views = torch.tensor([PA, PA, AP, PA, AP, PA, AP, PA, AP, PA, AP, PA])
    return RehearsalPool(rows=torch.arange(12, 24), targets=targets, views=views)


def a_pixel_source(**others: object) -> PixelSource:
    return PixelSource(
        an_annotated_pool(),
        a_rehearsal_pool(),
        fetch,
        parent=PARENT,
        parent_probabilities=PARENT_PROBABILITIES,
        **others,  # type: ignore[arg-type]
    )
