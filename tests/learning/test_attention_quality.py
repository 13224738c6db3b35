import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from medebiaser.errors import ShapeError
from medebiaser.learning.attention_quality import energy_inside, iou, pointing_game, soft_dice
from tests.oracles import losses as oracle

MEASURES = (iou, pointing_game, energy_inside, soft_dice)


def a_pair(seed: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return torch.rand(3, 4, 5, generator=generator), torch.rand(3, 4, 5, generator=generator) > 0.6


def test_energy_inside_is_the_share_of_heat_under_the_mask() -> None:
    heatmaps = torch.tensor([[[3.0, 1.0], [0.0, 0.0]]])
    masks = torch.tensor([[[True, False], [False, False]]])

    assert energy_inside(heatmaps, masks).tolist() == [0.75]


def test_iou_counts_pixels_from_the_threshold_on() -> None:
    heatmaps = torch.tensor([[[1.0, 0.5], [0.4, 0.0]]])
    masks = torch.tensor([[[True, False], [True, False]]])

    assert iou(heatmaps, masks).tolist() == pytest.approx([1 / 3])
    assert iou(heatmaps, masks, threshold=0.4).tolist() == pytest.approx([2 / 3])


def test_pointing_game_asks_for_the_peak_alone() -> None:
    heatmaps = torch.tensor([[[3.0, 2.9], [2.9, 2.9]], [[0.0, 0.1], [0.0, 0.0]]])
    masks = torch.tensor([[[True, False], [False, False]]] * 2)

    assert pointing_game(heatmaps, masks).tolist() == [1, 0]


def test_pointing_game_shares_a_peak_that_lies_on_the_edge() -> None:
    heatmaps = torch.tensor([[[1.0, 1.0], [1.0, 1.0]]])
    masks = torch.tensor([[[True, False], [False, False]]])

    assert pointing_game(heatmaps, masks).tolist() == [0.25]


def test_soft_dice_by_hand() -> None:
    heatmaps = torch.tensor([[[1.0, 0.5], [0.0, 0.0]]])
    masks = torch.tensor([[[1.0, 0.0], [0.5, 0.0]]])

    assert soft_dice(heatmaps, masks).tolist() == pytest.approx([2 / 3])


def test_no_positive_evidence_is_unknown_not_zero() -> None:
    empty, masks = torch.zeros(1, 2, 2), torch.ones(1, 2, 2, dtype=torch.bool)

    assert energy_inside(empty, masks).isnan().all()
    assert pointing_game(empty, masks).isnan().all()
    assert soft_dice(empty, ~masks).isnan().all()
    assert iou(empty, ~masks).isnan().all()


def test_a_heatmap_that_misses_has_no_overlap() -> None:
    empty, masks = torch.zeros(1, 2, 2), torch.ones(1, 2, 2, dtype=torch.bool)

    assert iou(empty, masks).tolist() == [0]
    assert soft_dice(empty, masks).tolist() == [0]


def test_area_fractions_count_as_inside_from_one_half_on() -> None:
    heatmaps = torch.tensor([[[1.0, 1.0], [0.0, 0.0]]])
    fractions = torch.tensor([[[0.5, 0.49], [0.0, 0.0]]])

    assert iou(heatmaps, fractions).tolist() == [0.5]
    assert pointing_game(heatmaps, fractions).tolist() == [0.5]


@given(st.integers(0, 10_000))
@settings(max_examples=40, deadline=None)
def test_all_measures_stay_in_0_1_and_follow_the_order_of_the_images(seed: int) -> None:
    heatmaps, masks = a_pair(seed)
    order = torch.tensor([2, 0, 1])

    for measure in MEASURES:
        values = measure(heatmaps, masks)
        assert ((values >= 0) & (values <= 1) | values.isnan()).all()
        assert torch.equal(measure(heatmaps[order], masks[order]).nan_to_num(-1),
                           values[order].nan_to_num(-1))  # fmt: skip


@pytest.mark.parametrize("measure", MEASURES)
def test_all_measures_are_1_at_perfect_overlap(measure) -> None:
    masks = torch.tensor([[[True, True], [False, False]]])

    assert measure(masks.float(), masks).tolist() == [1]


@pytest.mark.parametrize("seed", range(3))
def test_soft_dice_equals_the_slow_version(seed: int) -> None:
    heatmaps, masks = a_pair(seed)

    slow = [
        oracle.soft_dice(heatmap.tolist(), mask.tolist())
        for heatmap, mask in zip(heatmaps, masks.float(), strict=True)
    ]

    assert soft_dice(heatmaps, masks).tolist() == pytest.approx(slow)


@pytest.mark.parametrize("measure", MEASURES)
def test_other_shapes_are_refused(measure) -> None:
    with pytest.raises(ShapeError, match="resize the heatmaps"):
        measure(torch.zeros(1, 2, 2), torch.zeros(1, 4, 4))
