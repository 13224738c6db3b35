from math import log, nan

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from medebiaser.errors import ShapeError
from medebiaser.learning.swaps import (
    NO_DONOR,
    choose_donors,
    compose,
    dilated_feathered,
    membrane_blend,
    replace_irrelevant,
    swap_loss,
)
from tests.oracles import swaps as oracle


def a_blob(side: int, seed: int = 0) -> Tensor:
    """A fractional mask of some rectangles."""
    generator = torch.Generator().manual_seed(seed)
    mask = torch.zeros(side, side)
    for _ in range(2):
        y, x = torch.randint(0, side - 3, (2,), generator=generator).tolist()
        mask[y : y + 3, x : x + 2] = torch.rand(1, generator=generator)
    return mask


def images_and_donors(side: int, seed: int) -> tuple[Tensor, Tensor]:
    generator = torch.Generator().manual_seed(seed)
    return (
        torch.rand(2, 1, side, side, generator=generator),
        torch.rand(2, 1, side, side, generator=generator),
    )


def test_a_point_grows_to_a_disk() -> None:
    mask = torch.zeros(1, 7, 7)
    mask[0, 3, 3] = 1

    grown = dilated_feathered(mask, dilation=2 / 7)[0] >= 0.5

    # radius 2: the corners of the square are farther than 2; the feather has radius 1
    assert grown.int().tolist() == [
        [0, 0, 0, 0, 0, 0, 0],
        [0, 0, 0, 1, 0, 0, 0],
        [0, 0, 1, 1, 1, 0, 0],
        [0, 1, 1, 1, 1, 1, 0],
        [0, 0, 1, 1, 1, 0, 0],
        [0, 0, 0, 1, 0, 0, 0],
        [0, 0, 0, 0, 0, 0, 0],
    ]


def test_radius_1_has_no_feather_and_is_the_plain_dilation() -> None:
    mask = torch.zeros(1, 32, 32)
    mask[0, 10, 10] = 1

    alpha = dilated_feathered(mask)[0]

    assert alpha.sum().item() == 5
    assert alpha[9:12, 10].tolist() == [1, 1, 1]
    assert alpha[10, 9:12].tolist() == [1, 1, 1]


def test_a_small_image_without_room_for_a_dilation_keeps_its_mask() -> None:
    mask = a_blob(12)[None]

    assert torch.equal(dilated_feathered(mask), mask)


def test_the_dilation_is_the_largest_value_in_the_disk() -> None:
    from medebiaser.learning.swaps import _dilated

    mask = a_blob(20)

    for radius in range(6):
        slow = oracle.dilated(mask.double().numpy(), radius)
        np.testing.assert_allclose(_dilated(mask[None], radius)[0], slow, rtol=1e-6)


@given(st.integers(0, 10_000), st.sampled_from([48, 64, 96]))
@settings(max_examples=20, deadline=None)
def test_the_region_stays_wholly_inside_alpha(seed: int, side: int) -> None:
    masks = a_blob(side, seed)[None]

    alpha = dilated_feathered(masks, dilation=1 / 16)

    assert (alpha >= masks - 1e-6).all()
    assert alpha.min() >= 0
    assert alpha.max() <= 1
    assert ((alpha > 0).sum() > (masks > 0).sum()).all()


def test_a_feathered_edge_falls_from_1_to_0_without_a_step() -> None:
    masks = torch.zeros(1, 224, 224)
    masks[0, :, :100] = 1

    profile = dilated_feathered(masks)[0, 112, 95:125]

    # radius 7: the edge is at column 107 and the feather reaches 4 to both sides
    assert (profile.diff() <= 1e-6).all()
    assert profile.diff().abs().max() < 0.25
    assert profile[:7].tolist() == pytest.approx([1] * 7, abs=1e-6)  # 95 to 101
    assert profile[16:].tolist() == [0] * 14  # from 111 on


def test_a_region_at_the_image_edge_is_not_faded_by_it() -> None:
    masks = torch.zeros(1, 64, 64)
    masks[0, :, :20] = 1

    assert dilated_feathered(masks)[0, :, :20].min().item() == pytest.approx(1, abs=1e-6)


def test_swapped_images_by_hand() -> None:
    images = torch.full((1, 1, 1, 2), 0.8)
    donors = torch.full((1, 1, 1, 2), 0.2)

    removed, added = compose(images, donors, torch.tensor([[[1.0, 0.25]]]))

    assert removed.flatten().tolist() == pytest.approx([0.2, 0.65])
    assert added.flatten().tolist() == pytest.approx([0.8, 0.35])


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_a_swap_loses_no_pixel(seed: int) -> None:
    images, donors = images_and_donors(16, seed)
    alpha = torch.rand(2, 16, 16, generator=torch.Generator().manual_seed(seed + 1))

    removed, added = compose(images, donors, alpha)

    torch.testing.assert_close(removed + added, images + donors)
    assert removed.min() >= 0
    assert removed.max() <= 1


def test_an_irrelevant_region_takes_the_donors_pixels_and_nothing_else_changes() -> None:
    images, donors = images_and_donors(8, 0)
    alpha = torch.zeros(2, 8, 8)
    alpha[:, :4] = 1

    replaced = replace_irrelevant(images, donors, alpha)

    assert torch.equal(replaced[:, :, :4], donors[:, :, :4])
    assert torch.equal(replaced[:, :, 4:], images[:, :, 4:])


def test_masks_of_another_side_are_refused() -> None:
    images, donors = images_and_donors(8, 0)

    with pytest.raises(ShapeError, match="one donor and one alpha per image"):
        compose(images, donors, torch.zeros(2, 4, 4))


def test_the_membrane_turns_a_constant_difference_into_nothing() -> None:
    images = torch.full((1, 1, 32, 32), 0.6)
    donors = images - 0.3
    donors[:, :, 16, 16] += 0.1
    alpha = torch.zeros(1, 32, 32)
    alpha[:, 10:22, 10:22] = 1

    removed, added = membrane_blend(images, donors, alpha)

    # the donor's own detail comes along, its darker level does not
    assert removed[0, 0, 16, 16].item() == pytest.approx(0.7, abs=1e-5)
    assert removed[0, 0, 12, 12].item() == pytest.approx(0.6, abs=1e-5)
    assert added[0, 0, 12, 12].item() == pytest.approx(0.3, abs=1e-5)
    assert torch.equal(removed[0, 0, 0], images[0, 0, 0])
    assert torch.equal(added[0, 0, 0], donors[0, 0, 0])


@pytest.mark.parametrize("box", [(6, 18, 5, 20), (0, 9, 0, 12)])
def test_the_membrane_solves_laplaces_equation(box: tuple[int, int, int, int]) -> None:
    side = 25
    ramp = torch.linspace(0, 0.4, side)
    images = 0.5 + 0.5 * ramp[:, None] * ramp[None] + torch.zeros(1, 1, side, side)
    donors = torch.full_like(images, 0.4)
    top, bottom, left, right = box
    alpha = torch.zeros(1, side, side)
    alpha[0, top:bottom, left:right] = 1

    removed, added = membrane_blend(images, donors, alpha)

    exact = oracle.membrane((images - donors)[0, 0].double().numpy(), alpha[0].numpy() > 0)
    span = (images - donors).max() - (images - donors).min()
    inside = alpha[0] > 0
    error = (removed - donors)[0, 0].numpy() - exact
    assert np.abs(error).max() < 0.01 * span.item()
    torch.testing.assert_close((removed + added)[0, 0, inside], (images + donors)[0, 0, inside])


def test_a_region_that_covers_everything_is_replaced_outright() -> None:
    images, donors = images_and_donors(8, 0)

    removed, added = membrane_blend(images, donors, torch.ones(2, 8, 8))

    assert torch.equal(removed, donors)
    assert torch.equal(added, images)


def test_swap_loss_by_hand() -> None:
    zero, weight = torch.zeros(1), torch.tensor([2.0])
    certain = torch.tensor([log(3)])

    # w/2 = 1: four times log 2
    assert swap_loss(zero, zero, zero, zero, weight).item() == pytest.approx(4 * log(2))
    # sp(log 3) = log 4 where the finding is gone, sp(-log 3) = log(4/3) where it is there
    assert swap_loss(zero, certain, zero, zero, weight).item() == pytest.approx(3 * log(2) + log(4))
    assert swap_loss(zero, zero, certain, zero, weight).item() == pytest.approx(
        3 * log(2) + log(4 / 3)
    )


@given(st.integers(0, 10_000))
@settings(max_examples=25, deadline=None)
def test_swap_loss_equals_the_slow_version_in_any_order(seed: int) -> None:
    generator = torch.Generator().manual_seed(seed)
    logits = torch.randn(4, 5, generator=generator, dtype=torch.float64)
    weights = torch.rand(5, generator=generator, dtype=torch.float64)
    order = torch.randperm(5, generator=generator)

    fast = swap_loss(*logits, weights).item()

    assert fast == pytest.approx(oracle.swap_loss(*logits.tolist(), weights.tolist()))
    assert fast == pytest.approx(swap_loss(*logits[:, order], weights[order]).item())


def test_swap_loss_pulls_the_four_logits_the_right_way() -> None:
    logits = torch.zeros(4, 1, requires_grad=True)

    swap_loss(*logits, torch.ones(1)).backward()

    original, removed, added, donor = logits.grad.flatten().sign().tolist()  # type: ignore[union-attr]
    assert (original, added) == (-1, -1)  # descent raises them
    assert (removed, donor) == (1, 1)


def test_a_swap_without_pairs_costs_nothing_and_keeps_its_graph() -> None:
    empty = torch.zeros(0, requires_grad=True)

    value = swap_loss(empty, empty, empty, empty, torch.zeros(0))

    assert value.item() == 0
    assert value.requires_grad


def test_swap_logits_of_other_shapes_are_refused() -> None:
    with pytest.raises(ShapeError, match="one weight per pair"):
        swap_loss(*torch.zeros(4, 2), torch.ones(3))


def test_a_donor_is_a_known_negative_of_the_same_view() -> None:
    labels = torch.tensor([[0.0, 1], [1, 0], [nan, 0], [0, 0], [0, 0]])
    views = torch.tensor([0, 0, 0, 1, 0])

    drawn = {
        tuple(
            choose_donors(
                labels, views, 0, torch.tensor([0, 1]), torch.Generator().manual_seed(seed)
            ).tolist()
        )
        for seed in range(40)
    }

    # label 0 is 0 in rows 0, 3, 4; rows 0 and 4 have view 0, row 3 has view 1
    assert drawn == {(0, 3), (4, 3)}


def test_unknown_labels_of_either_spelling_never_give_a_donor() -> None:
    unknown = torch.tensor([[-1], [-1]], dtype=torch.int8)
    views = torch.zeros(2, dtype=torch.long)

    donors = choose_donors(unknown, views, 0, views, torch.Generator().manual_seed(0))

    assert donors.tolist() == [NO_DONOR, NO_DONOR]


def test_the_same_generator_state_gives_the_same_donors() -> None:
    labels, views = torch.zeros(100, 3), torch.arange(100) % 2
    wanted = torch.tensor([0, 1] * 10)

    first = choose_donors(labels, views, 1, wanted, torch.Generator().manual_seed(5))
    again = choose_donors(labels, views, 1, wanted, torch.Generator().manual_seed(5))
    other = choose_donors(labels, views, 1, wanted, torch.Generator().manual_seed(6))

    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(views[first], wanted)


def test_candidates_without_their_views_are_refused() -> None:
    views = torch.zeros(2, dtype=torch.long)

    with pytest.raises(ShapeError, match="both for every candidate"):
        choose_donors(torch.zeros(3, 1), views, 0, views, torch.Generator())


def test_half_precision_swap_logits_are_summed_in_float32() -> None:
    logits = torch.randn(4, 24, generator=torch.Generator().manual_seed(0)).bfloat16()
    weights = torch.ones(24)

    with torch.autocast("cpu", dtype=torch.bfloat16):
        value = swap_loss(*logits, weights)

    assert value.dtype == torch.float32
    assert value.item() == swap_loss(*logits.float(), weights).item()
