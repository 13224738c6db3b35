from math import log

import pytest
import torch
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from torch import Tensor, nn

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.losses import (
    ATTENTION_LOSSES,
    area_fractions,
    attention_loss,
    energy_loss,
    input_gradient_loss,
    map_bce_loss,
    mse_attention_loss,
    no_attention_loss,
    soft_dice_loss,
    verify_attention_gradient,
)
from tests.oracles import losses as oracle

MAP_LOSSES = (mse_attention_loss, soft_dice_loss, energy_loss, map_bce_loss)

ONE = torch.ones(1)


def pairs(seed: int, n: int = 4, cells: int = 4, grid: int = 12) -> tuple[Tensor, Tensor, Tensor]:
    """Signed maps, masks of drawn rectangles on a finer grid, weights."""
    generator = torch.Generator().manual_seed(seed)
    maps = torch.randn(n, cells, cells, generator=generator, dtype=torch.float64) * 3
    masks = torch.zeros(n, grid, grid, dtype=torch.float64)
    for mask in masks:
        y, x = torch.randint(0, grid - 4, (2,), generator=generator).tolist()
        mask[y : y + 4, x : x + 3] = 1
        mask[y, x] = 0.25
    return maps, masks, torch.rand(n, generator=generator, dtype=torch.float64) + 0.1


def slow_touched(mask: Tensor, cells: int) -> list[list[bool]]:
    fractions = oracle.area_fractions(mask.tolist(), cells, cells, mask.shape[0] // cells)
    return [[value > 0 for value in row] for row in fractions]


def slow_loss(name: str, signed: Tensor, mask: Tensor) -> float:
    cells = signed.shape[0]
    if name == "mse":
        steps = mask.shape[0] // cells
        return oracle.mse(
            signed.tolist(), oracle.area_fractions(mask.tolist(), cells, cells, steps)
        )
    if name == "dice":
        return oracle.dice_loss(signed.tolist(), mask.tolist())
    slow = {"energy": oracle.energy, "map-bce": oracle.map_bce}[name]
    return slow(signed.tolist(), slow_touched(mask, cells))


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("name", ["mse", "dice", "energy", "map-bce"])
def test_every_map_loss_equals_the_slow_version(name: str, seed: int) -> None:
    maps, masks, weights = pairs(seed)

    slow = [
        weight * slow_loss(name, signed, mask)
        for signed, mask, weight in zip(maps, masks, weights.tolist(), strict=True)
    ]

    fast = attention_loss(name)(maps, masks, weights).item()
    assert fast == pytest.approx(sum(slow) / len(slow))


def test_mse_by_hand() -> None:
    maps = torch.tensor([[[4.0, 2.0], [-8.0, 0.0]]])  # heatmap 1, 1/2, 0, 0
    masks = torch.tensor([[[1.0, 0.0], [0.5, 0.0]]])

    # (0 + 1/4 + 1/4 + 0) / 4, weight 2
    assert mse_attention_loss(maps, masks, torch.tensor([2.0])).item() == pytest.approx(0.25)


def test_mse_averages_a_finer_mask_over_the_cells_of_the_map() -> None:
    maps = torch.tensor([[[4.0, 0.0], [0.0, 0.0]]])
    masks = torch.zeros(1, 4, 4)
    masks[0, 0, 0] = 1  # a quarter of the first cell

    assert mse_attention_loss(maps, masks, ONE).item() == pytest.approx(0.75**2 / 4)


def test_soft_dice_by_hand() -> None:
    maps = torch.tensor([[[4.0, 2.0], [-8.0, 0.0]]])
    masks = torch.tensor([[[1.0, 0.0], [0.0, 0.0]]])

    # 2 * 1 / (1.5 + 1) = .8
    assert soft_dice_loss(maps, masks, ONE).item() == pytest.approx(0.2)


def test_soft_dice_sees_a_finding_smaller_than_a_cell() -> None:
    masks = torch.zeros(1, 8, 8)
    masks[0, 1:3, 1:3] = 1
    near, far = torch.zeros(1, 2, 2), torch.zeros(1, 2, 2)
    near[0, 0, 0] = far[0, 1, 1] = 1

    assert soft_dice_loss(near, masks, ONE) < 0.7 < soft_dice_loss(far, masks, ONE)


def test_energy_by_hand() -> None:
    maps = torch.tensor([[[3.0, 1.0], [-5.0, 0.0]]])
    masks = torch.tensor([[[0.2, 0.0], [0.0, 0.0]]])  # the region touches the first cell

    assert energy_loss(maps, masks, ONE).item() == pytest.approx(1 - 3 / 4.001)


@pytest.mark.parametrize("fill", [0.0, -3.0])
def test_an_empty_map_costs_1_so_that_erasing_evidence_never_pays(fill: float) -> None:
    maps, masks = torch.full((1, 3, 3), fill), torch.zeros(1, 3, 3)
    masks[0, 1, 1] = 1

    assert energy_loss(maps, masks, ONE).item() == 1
    assert soft_dice_loss(maps, masks, ONE).item() == 1


def test_energy_prefers_much_evidence_inside_over_little() -> None:
    masks = torch.tensor([[[1.0, 0.0], [0.0, 0.0]]])
    little = torch.tensor([[[1e-3, 0.0], [0.0, 0.0]]])

    assert energy_loss(little, masks, ONE).item() == pytest.approx(0.5)
    assert energy_loss(little * 1e4, masks, ONE).item() < 1e-3


def test_rounding_at_the_edge_of_a_moved_mask_touches_no_cell() -> None:
    maps = torch.ones(1, 2, 2)
    masks = torch.tensor([[[1.0, 1e-7], [0.0, 0.0]]])

    assert energy_loss(maps, masks, ONE).item() == pytest.approx(1 - 1 / 4.001)


def test_map_bce_by_hand() -> None:
    maps = torch.tensor([[[4.0, 4.0], [4.0, 4.0 + 4 * log(3)]]])  # logits 0, 0, 0, log 3
    masks = torch.tensor([[[1.0, 0.0], [0.0, 0.0]]])

    # inside log 2; outside (log 2 + log 2 + log 4) / 3 = 4/3 log 2; the mean of both
    assert map_bce_loss(maps, masks, ONE).item() == pytest.approx(7 / 6 * log(2))


def test_map_bce_weighs_the_only_kind_of_cell_fully() -> None:
    maps = torch.full((1, 2, 2), 4.0)

    assert map_bce_loss(maps, torch.ones(1, 2, 2), ONE).item() == pytest.approx(log(2))


def test_map_bce_moves_dead_cells_that_the_rectified_losses_cannot() -> None:
    masks = torch.tensor([[[1.0, 0.0], [0.0, 0.0]]])
    gradients = {}
    for loss in (map_bce_loss, energy_loss, mse_attention_loss):
        maps = torch.tensor([[[-2.0, 1.0], [-1.0, 3.0]]], requires_grad=True)
        loss(maps, masks, ONE).backward()
        assert maps.grad is not None
        gradients[loss] = maps.grad[0, 0, 0].item()

    assert gradients[map_bce_loss] < 0  # descent raises the evidence in the region
    assert gradients[energy_loss] == gradients[mse_attention_loss] == 0


def test_a_region_that_is_dead_throughout_teaches_energy_and_dice_nothing() -> None:
    masks = torch.tensor([[[1.0, 0.0], [0.0, 0.0]]])
    moved = []
    for loss in MAP_LOSSES:
        maps = torch.tensor([[[-2.0, 1.0], [-1.0, 3.0]]], requires_grad=True)
        (gradient,) = torch.autograd.grad(loss(maps, masks, ONE), maps)
        moved.append(bool(gradient.any()))

    assert dict(zip(MAP_LOSSES, moved, strict=True)) == {
        mse_attention_loss: True,  # it still lowers the heat elsewhere
        soft_dice_loss: False,
        energy_loss: False,
        map_bce_loss: True,
    }


def test_perfect_maps_cost_nothing() -> None:
    masks = torch.zeros(1, 4, 4)
    masks[0, 1:3, 1:3] = 1

    assert mse_attention_loss(masks * 5, masks, ONE).item() == 0
    assert soft_dice_loss(masks * 5, masks, ONE).item() == pytest.approx(0, abs=1e-6)
    assert energy_loss(masks * 1e6, masks, ONE).item() == pytest.approx(0, abs=1e-6)
    assert map_bce_loss((masks - 0.5) * 1e3, masks, ONE).item() == pytest.approx(0, abs=1e-6)


@given(st.integers(0, 10_000))
@settings(max_examples=30, deadline=None)
def test_map_losses_have_their_range_ignore_order_and_give_a_gradient(seed: int) -> None:
    maps, masks, weights = pairs(seed)
    order = torch.randperm(len(maps), generator=torch.Generator().manual_seed(seed))
    assume(energy_loss(maps, masks, torch.ones_like(weights)) < 1)  # some region is alive
    maps.requires_grad_()

    for loss in MAP_LOSSES:
        value = loss(maps, masks, torch.ones_like(weights))
        (gradient,) = torch.autograd.grad(value, maps)
        shuffled = loss(maps[order], masks[order], weights[order])

        assert value >= 0
        assert loss is map_bce_loss or value <= 1
        assert gradient.abs().max() > 0
        assert torch.isfinite(gradient).all()
        assert shuffled.item() == pytest.approx(loss(maps, masks, weights).item())


@pytest.mark.parametrize("loss", MAP_LOSSES)
def test_gradients_agree_with_finite_differences(loss) -> None:
    maps, masks, weights = pairs(1, n=2, cells=3, grid=6)

    assert torch.autograd.gradcheck(lambda each: loss(each, masks, weights), maps.requires_grad_())


@pytest.mark.parametrize("loss", MAP_LOSSES)
def test_a_pair_without_any_region_is_left_out(loss) -> None:
    maps, masks, weights = pairs(0)
    emptied = masks.clone()
    emptied[1] = 0

    kept = torch.tensor([0, 2, 3])
    expected = loss(maps[kept], masks[kept], weights[kept])
    assert loss(maps, emptied, weights).item() == pytest.approx(expected.item())


@pytest.mark.parametrize("loss", MAP_LOSSES)
@pytest.mark.parametrize("n", [0, 3])
def test_no_region_at_all_costs_nothing_and_keeps_its_graph(loss, n: int) -> None:
    maps = torch.randn(n, 2, 2, requires_grad=True)

    value = loss(maps, torch.zeros(n, 4, 4), torch.ones(n))

    assert value.item() == 0
    assert value.requires_grad


@pytest.mark.parametrize("loss", [*MAP_LOSSES, no_attention_loss])
def test_maps_without_their_masks_are_refused(loss) -> None:
    with pytest.raises(ShapeError, match="one of each per annotated pair"):
        loss(torch.zeros(3, 2, 2), torch.zeros(2, 4, 4), torch.ones(3))


@pytest.mark.parametrize("loss", MAP_LOSSES)
def test_half_precision_maps_cost_the_same_as_their_float32_copies(loss) -> None:
    maps, masks, weights = pairs(3)
    maps, masks, weights = maps.bfloat16(), masks.float(), weights.float()

    with torch.autocast("cpu", dtype=torch.bfloat16):
        value = loss(maps, masks, weights)

    assert value.dtype == torch.float32
    assert value.item() == loss(maps.float(), masks, weights).item()


@pytest.mark.parametrize(
    ("fine", "coarse"), [((12, 12), (4, 4)), ((5, 7), (3, 4)), ((3, 3), (7, 5))]
)
def test_area_fractions_are_exact_on_grids_of_any_ratio(
    fine: tuple[int, int], coarse: tuple[int, int]
) -> None:
    mask = torch.rand(*fine, generator=torch.Generator().manual_seed(0), dtype=torch.float64)

    # steps a multiple of both grids' cells, so that no sample lies on an edge
    slow = oracle.area_fractions(mask.tolist(), *coarse, steps=105)

    torch.testing.assert_close(
        area_fractions(mask[None], coarse)[0],
        torch.tensor(slow, dtype=torch.float64),
        atol=1e-9,
        rtol=0,
    )


def test_a_region_that_ends_on_a_cells_edge_touches_nothing_beyond() -> None:
    masks = torch.zeros(1, 56, 56)
    masks[0, :, :24] = 1

    assert area_fractions(masks, (7, 7))[0, 0].tolist() == [1, 1, 1, 0, 0, 0, 0]


def test_input_gradient_by_hand_on_a_linear_network() -> None:
    network = nn.Sequential(nn.Flatten(), nn.Linear(4, 2, bias=False))
    network[1].weight.data = torch.tensor([[1.0, 2, 3, 4], [0, 5, 0, 0]])
    images = torch.zeros(2, 1, 2, 2)
    masks = torch.tensor([[[0.0, 1.0], [0.5, 0.0]], [[0.0, 1.0], [0.0, 0.0]]])

    value = input_gradient_loss(network, images, torch.tensor([0, 1]), masks)

    # dz/dx is the weight itself: (4 + 9/2 + 25) / 2
    assert value.item() == pytest.approx(16.75)
    weighted = input_gradient_loss(
        network, images, torch.tensor([0, 1]), masks, torch.tensor([2.0, 0.0])
    )
    assert weighted.item() == pytest.approx(8.5)


def test_input_gradient_equals_finite_differences_of_a_deep_network() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(1, 3, 3), nn.Tanh(), nn.Flatten(), nn.Linear(12, 2)).double()
    images = torch.rand(1, 1, 4, 4, dtype=torch.float64)
    masks = (torch.rand(1, 4, 4) > 0.5).double()

    slow = 0.0
    for y in range(4):
        for x in range(4):
            step = torch.zeros_like(images)
            step[0, 0, y, x] = 1e-5
            slope = (network(images + step) - network(images - step))[0, 1].item() / 2e-5
            slow += masks[0, y, x].item() * slope**2

    value = input_gradient_loss(network, images, torch.tensor([1]), masks)
    assert value.item() == pytest.approx(slow, rel=1e-6)


def test_input_gradient_reaches_the_weights_and_falls_when_they_follow_it() -> None:
    torch.manual_seed(0)
    network = nn.Sequential(nn.Conv2d(1, 3, 3), nn.Tanh(), nn.Flatten(), nn.Linear(12, 2))
    images, labels, masks = torch.rand(2, 1, 4, 4), torch.tensor([0, 1]), torch.ones(2, 4, 4)
    optimiser = torch.optim.SGD(network.parameters(), lr=0.05)

    values = []
    for _ in range(10):
        value = input_gradient_loss(network, images, labels, masks)
        optimiser.zero_grad()
        value.backward()
        optimiser.step()
        values.append(value.item())

    assert values[-1] < 0.8 * values[0]
    assert images.grad is None
    assert not images.requires_grad


def test_input_gradient_masks_of_another_side_are_refused() -> None:
    with pytest.raises(ShapeError, match="on the network's input grid"):
        input_gradient_loss(
            nn.Flatten(),
            torch.zeros(1, 1, 4, 4),
            torch.zeros(1, dtype=torch.long),
            torch.ones(1, 2, 2),
        )


def test_a_map_cut_from_the_graph_is_refused_at_the_first_step() -> None:
    layer = nn.Conv2d(1, 1, 1)
    maps = layer(torch.rand(1, 1, 4, 4))[:, 0]
    masks = torch.ones(1, 4, 4)

    with pytest.raises(InvalidInputError, match="no gradient in any of the 2 trained weights"):
        verify_attention_gradient(mse_attention_loss(maps.detach(), masks, ONE), layer.parameters())


def test_a_dead_map_moves_no_weight() -> None:
    layer = nn.Conv2d(1, 1, 1)
    maps = -layer(torch.rand(1, 1, 4, 4))[:, 0].abs()
    masks = torch.ones(1, 4, 4)

    assert not verify_attention_gradient(energy_loss(maps, masks, ONE), layer.parameters())


def test_a_loss_that_trains_passes_and_its_graph_can_still_be_used() -> None:
    layer, unused = nn.Conv2d(1, 1, 1), nn.Linear(2, 2)
    masks = torch.zeros(1, 4, 4)
    masks[0, 0, 0] = 1
    loss = map_bce_loss(layer(torch.rand(1, 1, 4, 4))[:, 0], masks, ONE)

    assert verify_attention_gradient(loss, [*unused.parameters(), *layer.parameters()])
    loss.backward()

    assert layer.weight.grad is not None


def test_frozen_weights_do_not_count_as_trained() -> None:
    layer = nn.Conv2d(1, 1, 1).requires_grad_(requires_grad=False)

    with pytest.raises(InvalidInputError, match="0 trained weights"):
        verify_attention_gradient(layer(torch.rand(1, 1, 4, 4)).sum(), layer.parameters())


def test_none_means_prediction_only() -> None:
    maps, masks, weights = pairs(0)

    assert attention_loss("none")(maps, masks, weights).item() == 0


def test_an_unknown_name_is_refused_with_the_names_there_are() -> None:
    assert set(ATTENTION_LOSSES) == {"dice", "energy", "mse", "map-bce", "input-gradient", "none"}
    with pytest.raises(InvalidInputError, match="choose one of dice, energy, mse"):
        attention_loss("grad-cam")
