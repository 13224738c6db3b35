import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.augmentation import Augmentation, AugmentationSettings

STILL = AugmentationSettings(rotation_degrees=0, translation=0, scale=0, brightness=0, contrast=0)
MOVES_ONLY = AugmentationSettings(brightness=0, contrast=0)


def a_marked_batch(n: int = 6, side: int = 64) -> torch.Tensor:
    """Dark images with one bright square off the centre."""
    images = torch.zeros(n, 1, side, side)
    images[:, :, 12:18, 40:46] = 1
    return images


def test_a_marked_square_and_its_mask_move_together() -> None:
    images = a_marked_batch()

    moved, masks = Augmentation(MOVES_ONLY)(images, images[:, 0].clone(), seed=3)

    torch.testing.assert_close(moved[:, 0], masks)
    assert ((moved - images).abs().flatten(1).amax(dim=1) > 0.2).all()  # every one did move
    assert moved.flatten(1).sum(dim=1).tolist() == pytest.approx([36] * 6, rel=0.15)


def test_a_mask_on_a_coarser_grid_moves_as_far_as_its_image() -> None:
    images = a_marked_batch(side=128)
    coarse = torch.nn.functional.avg_pool2d(images, 4)[:, 0]

    moved, masks = Augmentation(MOVES_ONLY)(images, coarse, seed=3)

    torch.testing.assert_close(centres(moved[:, 0]), centres(masks), atol=0.004, rtol=0)


def centres(planes: torch.Tensor) -> torch.Tensor:
    """(B, 2): centre of mass as parts of the side, at half-pixel centres."""
    positions = (torch.arange(planes.shape[-1]) + 0.5) / planes.shape[-1]
    mass = planes.sum(dim=(1, 2))
    return torch.stack([(planes.sum(dim=axis) @ positions) / mass for axis in (1, 2)], dim=1)


def test_several_masks_of_one_image_share_its_move() -> None:
    images = a_marked_batch()
    masks = torch.stack([images[:, 0], 1 - images[:, 0]], dim=1)

    _, moved = Augmentation(MOVES_ONLY)(images, masks, seed=1)
    _, alone = Augmentation(MOVES_ONLY)(images, images[:, 0], seed=1)

    assert moved.shape == masks.shape
    torch.testing.assert_close(moved[:, 0], alone)


def test_settings_of_zero_change_nothing() -> None:
    images = torch.rand(3, 3, 32, 32, generator=torch.Generator().manual_seed(0))

    same, masks = Augmentation(STILL)(images, images[:, 0].clone(), seed=0)

    torch.testing.assert_close(same, images, atol=1e-4, rtol=0)
    torch.testing.assert_close(masks, images[:, 0], atol=1e-4, rtol=0)


def test_the_same_seed_repeats_and_another_does_not() -> None:
    images, augment = a_marked_batch(), Augmentation()

    first, _ = augment(images, seed=7)
    again, _ = augment(images, seed=7)
    other, _ = augment(images, seed=8)

    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_images_of_one_batch_move_differently() -> None:
    moved, _ = Augmentation(MOVES_ONLY)(a_marked_batch(2), seed=0)

    assert not torch.equal(moved[0], moved[1])


def test_the_global_random_state_is_neither_read_nor_changed() -> None:
    images, augment = a_marked_batch(), Augmentation()
    torch.manual_seed(1)
    before = torch.random.get_rng_state()

    first, _ = augment(images, seed=7)
    after = torch.random.get_rng_state()
    torch.manual_seed(2)
    again, _ = augment(images, seed=7)

    assert torch.equal(before, after)
    assert torch.equal(first, again)


def test_nothing_is_mirrored_unless_asked() -> None:
    images = torch.zeros(64, 1, 16, 16)
    images[:, :, :, :4] = 1  # left

    kept, _ = Augmentation()(images, seed=0)
    mirrored, _ = Augmentation(AugmentationSettings(flip_left_right=True))(images, seed=0)

    assert (kept[:, 0, :, :8].mean(dim=(1, 2)) > kept[:, 0, :, 8:].mean(dim=(1, 2))).all()
    on_the_right = mirrored[:, 0, :, 8:].mean(dim=(1, 2)) > mirrored[:, 0, :, :8].mean(dim=(1, 2))
    assert 16 < on_the_right.sum() < 48


def test_turning_upside_down_keeps_left_and_right() -> None:
    image = torch.tensor([[1.0, 2], [3, 4]])[None, None] / 4
    still = AugmentationSettings(
        rotation_degrees=0, translation=0, scale=0, brightness=0, contrast=0, flip_up_down=True
    )

    turned = {
        tuple((4 * Augmentation(still)(image, seed=seed)[0]).round().flatten().tolist())
        for seed in range(20)
    }

    assert turned == {(1, 2, 3, 4), (3, 4, 1, 2)}


def test_the_border_repeats_in_images_and_is_empty_in_masks() -> None:
    shift = AugmentationSettings(
        rotation_degrees=0, translation=0.5, scale=0, brightness=0, contrast=0
    )
    ones = torch.ones(4, 1, 32, 32)

    moved, masks = Augmentation(shift)(ones, ones[:, 0], seed=0)

    assert moved.min().item() == pytest.approx(1)
    assert (masks.flatten(1).amin(dim=1) == 0).all()


def test_brightness_and_contrast_leave_masks_alone() -> None:
    shades = AugmentationSettings(rotation_degrees=0, translation=0, scale=0)
    images = torch.full((4, 1, 8, 8), 0.5)

    shaded, masks = Augmentation(shades)(images, images[:, 0].clone(), seed=0)

    assert (shaded - images).abs().amax() <= 0.05
    assert (shaded - images).abs().amin() > 1e-3
    torch.testing.assert_close(masks, images[:, 0], atol=1e-5, rtol=0)


def test_contrast_stretches_about_the_mean_of_the_image() -> None:
    shades = AugmentationSettings(
        rotation_degrees=0, translation=0, scale=0, brightness=0, contrast=0.5
    )
    images = torch.tensor([0.4, 0.6]).reshape(1, 1, 1, 2).expand(8, 1, 2, 2)

    shaded, _ = Augmentation(shades)(images, seed=0)

    torch.testing.assert_close(shaded.mean(dim=(1, 2, 3)), torch.full((8,), 0.5))
    assert (shaded[:, 0, 0, 1] - shaded[:, 0, 0, 0]).std() > 0.01


def test_half_precision_around_it_does_not_blur_the_coordinates() -> None:
    images, augment = a_marked_batch(side=224), Augmentation()

    outside, _ = augment(images, seed=1)
    with torch.autocast("cpu", dtype=torch.bfloat16):
        inside, _ = augment(images, seed=1)

    assert torch.equal(outside, inside)


@given(st.integers(0, 2**40), st.integers(1, 4))
@settings(max_examples=25, deadline=None)
def test_images_and_masks_stay_in_0_1(seed: int, n: int) -> None:
    images = torch.rand(n, 1, 16, 16, generator=torch.Generator().manual_seed(seed))

    moved, masks = Augmentation()(images, (images[:, 0] > 0.5).float(), seed=seed)

    for planes in (moved, masks):
        assert planes.min() >= 0
        assert planes.max() <= 1


def test_a_mask_too_few_is_refused() -> None:
    with pytest.raises(ShapeError, match="do not belong to images"):
        Augmentation()(torch.zeros(2, 1, 8, 8), torch.zeros(1, 8, 8), seed=0)


def test_images_that_are_not_square_are_refused() -> None:
    with pytest.raises(ShapeError, match="resize first"):
        Augmentation()(torch.zeros(2, 1, 8, 9), seed=0)


def test_sizes_that_cannot_be_are_refused() -> None:
    with pytest.raises(InvalidInputError, match="sizes >= 0"):
        AugmentationSettings(translation=-0.1)
