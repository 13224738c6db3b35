"""Attribution on a coarse grid, and the cells that stand out."""

import pytest
import torch

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.explainers import explainer
from medebiaser.learning.grids import energy_in_cells, highest_cells, on_grid
from medebiaser.learning.networks import build_network
from tests.oracles import live as oracle


def test_a_cell_holds_the_mean_of_its_area() -> None:
    attributions = torch.tensor(
        [[[1.0, 3.0, 0.0, 0.0], [5.0, 7.0, 0.0, 0.0], [0, 0, -2.0, -2.0], [0, 0, -2.0, 2.0]]]
    )

    assert on_grid(attributions, 2).tolist() == [[[4.0, 0.0], [0.0, -1.0]]]


@pytest.mark.parametrize(("side", "cells"), [(7, 8), (8, 8), (14, 8), (5, 3), (3, 7)])
def test_any_grid_is_the_mean_over_the_area_that_cells_share(side: int, cells: int) -> None:
    attributions = torch.randn(2, side, side, generator=torch.Generator().manual_seed(side))

    found = on_grid(attributions, cells)

    for image, grid in zip(attributions.tolist(), found.tolist(), strict=True):
        slow = torch.tensor(oracle.grid(image, cells))
        torch.testing.assert_close(torch.tensor(grid), slow)
    torch.testing.assert_close(found.mean(dim=(1, 2)), attributions.double().mean(dim=(1, 2)))


def test_the_highest_cells_are_positive_and_in_order() -> None:
    grids = torch.tensor([[[0.5, -9.0], [2.0, 0.5]], [[-1.0, -2.0], [0.0, -3.0]]])

    assert highest_cells(grids, 3) == [[2, 0, 3], []]
    assert highest_cells(grids, 1) == [[2], []]


@pytest.mark.parametrize("name", ["grad-cam", "deep-lift"])
def test_the_ten_cells_marked_are_the_ten_truly_highest_of_the_explainer(name: str) -> None:
    network = build_network("small", 3, seed=2).eval()
    generator = torch.Generator().manual_seed(4)
    images = torch.rand(3, 1, 64, 64, generator=generator)
    labels = torch.tensor([0, 2, 1])
    attributions = explainer(name)(network, images, labels)

    marked = highest_cells(on_grid(attributions, 8), 10)

    for attribution, cells in zip(attributions.double().tolist(), marked, strict=True):
        assert cells == oracle.highest(oracle.grid(attribution, 8), 10)
    assert max(len(cells) for cells in marked) == 10


def test_the_share_inside_cells_is_of_the_positive_attribution() -> None:
    grids = torch.tensor([[[3.0, 1.0], [-5.0, 0.0]], [[-1.0, 0.0], [0.0, 0.0]]])

    inside = energy_in_cells(grids, [[0, 2], [0]])

    assert inside[0] == 0.75
    assert inside[1].isnan()


def test_a_grid_of_one_cell_and_maps_of_two_axes_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="1 cells a side; choose 2 to 64"):
        on_grid(torch.zeros(1, 4, 4), 1)
    with pytest.raises(ShapeError, match="one map per image"):
        on_grid(torch.zeros(4, 4), 8)
