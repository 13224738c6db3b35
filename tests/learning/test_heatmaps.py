import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from medebiaser.errors import ShapeError
from medebiaser.learning.heatmaps import (
    absolute_scale,
    contribution,
    evidence_share,
    normalised,
    on_scale,
    rectified,
    upsampled,
)

cells = st.lists(st.floats(-1e3, 1e3, width=32), min_size=12, max_size=12)


def test_a_heatmap_keeps_the_evidence_for_a_label_and_drops_that_against_it() -> None:
    assert rectified(torch.tensor([[-2.0, 3.0]])).tolist() == [[0.0, 3.0]]


def test_a_normalised_heatmap_runs_from_zero_to_one() -> None:
    maps = torch.tensor([[[1.0, 2.0], [3.0, 5.0]], [[-4.0, 0.0], [2.0, 8.0]]])

    assert normalised(maps).tolist() == [[[0.0, 0.25], [0.5, 1.0]], [[0.0, 0.0], [0.25, 1.0]]]


@pytest.mark.parametrize("value", [-3.0, 0.0, 2.5])
def test_a_constant_map_is_zero_everywhere_and_carries_no_gradient(value: float) -> None:
    maps = torch.full((1, 2, 2), value, requires_grad=True)

    heatmaps = normalised(maps)
    heatmaps.sum().backward()

    assert heatmaps.tolist() == [[[0.0, 0.0], [0.0, 0.0]]]
    assert maps.grad.tolist() == [[[0.0, 0.0], [0.0, 0.0]]]


def test_the_gradient_of_a_normalised_heatmap_is_that_of_finite_differences() -> None:
    maps = torch.tensor([[[0.3, -0.7, 1.9], [0.8, 2.4, 0.1]]], dtype=torch.float64)
    maps.requires_grad_()

    assert torch.autograd.gradcheck(normalised, maps)


@given(cells)
def test_a_normalised_heatmap_lies_in_zero_to_one_and_does_not_change_with_the_scale(
    values: list[float],
) -> None:
    maps = torch.tensor(values, dtype=torch.float64).reshape(1, 3, 4)
    heatmaps = normalised(maps)

    assert 0 <= float(heatmaps.min()) <= float(heatmaps.max()) <= 1
    if float(heatmaps.max()) > 0 and float(rectified(maps).amax() - rectified(maps).amin()) > 1e-9:
        torch.testing.assert_close(normalised(maps * 4), heatmaps)


def test_enlarging_keeps_half_pixel_centres_and_repeats_the_border() -> None:
    # Centres of four cells on two: .25, .75, 1.25, 1.75 cells, that is -.25, .25, .75, 1.25.
    assert upsampled(torch.tensor([[[0.0, 4.0], [0.0, 4.0]]]), 4)[0, 0].tolist() == [0, 1, 3, 4]


def test_enlarging_keeps_the_leading_axes() -> None:
    assert upsampled(torch.zeros(2, 3, 4, 4), 8).shape == (2, 3, 8, 8)


def test_the_absolute_scale_is_the_99th_percentile_of_the_displayed_heat_of_each_label() -> None:
    maps = torch.zeros(2, 3, 10, 10)
    maps[0, 0] = torch.arange(100.0).reshape(10, 10)
    maps[1, 0] = 1e6  # not displayed
    maps[:, 1] = -5.0
    displayed = torch.tensor([[True, True, False], [False, True, False]])

    scale = absolute_scale(maps, displayed)

    assert scale[:2].tolist() == pytest.approx([0.99 * 99, 0.0])
    assert scale[2].isnan()


def test_the_absolute_scale_of_stored_half_precision_maps_equals_torchs_quantile() -> None:
    maps = torch.randn(7, 1, 5, 5, generator=torch.Generator().manual_seed(0)).half()

    expected = torch.quantile(maps.float().clamp(min=0).flatten(), 0.99)
    torch.testing.assert_close(
        absolute_scale(maps, torch.ones(7, 1, dtype=torch.bool))[0], expected
    )


def test_on_an_absolute_scale_the_same_evidence_has_the_same_heat() -> None:
    maps = torch.tensor([[[[1.0, 4.0]], [[1.0, 2.0]]], [[[2.0, -1.0]], [[0.5, 0.0]]]])
    scale = torch.tensor([2.0, float("nan")])

    assert on_scale(maps, scale).tolist() == [
        [[[0.5, 1.0]], [[0.0, 0.0]]],
        [[[1.0, 0.0]], [[0.0, 0.0]]],
    ]


def test_a_region_carries_the_share_of_positive_evidence_under_its_mask() -> None:
    maps = torch.tensor([[[3.0, 1.0], [-8.0, 4.0]], [[-1.0, -1.0], [0.0, -2.0]]])
    masks = torch.tensor([[[1.0, 0.0], [1.0, 0.5]], [[1.0, 1.0], [1.0, 1.0]]])

    shares = evidence_share(maps, masks)

    assert float(shares[0]) == (3 + 2) / 8
    assert shares[1].isnan()  # no positive evidence at all: unknown, not zero


def test_the_contributions_of_a_partition_sum_to_the_mean_of_the_map() -> None:
    maps = torch.tensor([[3.0, 1.0], [-8.0, 4.0]])
    mask = torch.tensor([[1.0, 0.25], [0.0, 0.5]])

    assert float(contribution(maps, mask)) == (3 + 0.25 + 2) / 4
    total = contribution(maps, mask) + contribution(maps, 1 - mask)
    assert float(total) == float(maps.mean())


def test_masks_on_another_grid_are_refused() -> None:
    with pytest.raises(ShapeError, match="rasterise the masks on the maps' grid"):
        evidence_share(torch.zeros(1, 7, 7), torch.zeros(1, 8, 8))
    with pytest.raises(ShapeError, match="one bool per image and label"):
        absolute_scale(torch.zeros(2, 3, 7, 7), torch.ones(2, 2, dtype=torch.bool))
