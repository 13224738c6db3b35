"""Deletion and insertion tell whether an attribution names what the network used."""

import pytest
import torch
from torch import Tensor, nn

from medebiaser.errors import ShapeError
from medebiaser.learning.faithfulness import CELLS, faithfulness

SIDE = 32


class LooksAtOneCell(nn.Module):
    """z = 20 (mean of one cell of a 16 x 16 grid) - 10."""

    def forward(self, images: Tensor) -> Tensor:
        return 20 * images[:, :, 8:10, 8:10].mean(dim=(1, 2, 3))[:, None] - 10


def image_with_a_bright_cell() -> Tensor:
    """Black but for the cell that the network looks at; blurred, hardly anything is left there."""
    image = torch.zeros(1, 1, SIDE, SIDE)
    image[:, :, 8:10, 8:10] = 1.0
    return image


def attribution(row: int, column: int) -> Tensor:
    cells = torch.zeros(1, CELLS, CELLS)
    cells[0, row, column] = 1.0
    return cells


def test_without_the_named_cell_the_probability_is_gone_and_it_alone_suffices() -> None:
    """p is .99995 with the cell and .00005 without: the cell changes in the first of 16 steps.

    The trapezoids of the first step have half of it: (1 + 0) / 2 / 16 and 1 - the same.
    """
    found = faithfulness(
        LooksAtOneCell(), image_with_a_bright_cell(), attribution(4, 4), torch.tensor([0])
    )

    assert found.deletion.item() == pytest.approx(1 / 32, abs=0.002)
    assert found.insertion.item() == pytest.approx(1 - 1 / 32, abs=0.002)


def test_an_attribution_that_names_the_cell_last_is_the_other_way_round() -> None:
    found = faithfulness(
        LooksAtOneCell(), image_with_a_bright_cell(), -attribution(4, 4), torch.tensor([0])
    )

    assert found.deletion.item() == pytest.approx(1 - 1 / 32, abs=0.002)
    assert found.insertion.item() == pytest.approx(1 / 32, abs=0.002)


def test_a_missing_attribution_is_refused() -> None:
    with pytest.raises(ShapeError, match="1 images, 2 attributions and 1 labels"):
        faithfulness(
            LooksAtOneCell(),
            image_with_a_bright_cell(),
            attribution(0, 0).repeat(2, 1, 1),
            torch.tensor([0]),
        )
