import cv2
import numpy as np
import pytest

from medebiaser.data.body import body


def phantom() -> np.ndarray:
    """A bright trunk with two dark lungs on black."""
    image = np.zeros((300, 200), np.uint8)
    cv2.ellipse(image, (100, 160), (70, 130), 0, 0, 360, 180, -1)
    cv2.ellipse(image, (70, 140), (20, 60), 0, 0, 360, 20, -1)
    cv2.ellipse(image, (130, 140), (20, 60), 0, 0, 360, 20, -1)
    return image


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_lungs_are_body_and_corners_are_not(dtype: type) -> None:
    image = phantom().astype(dtype) * (1 if dtype == np.uint8 else 257)

    mask = body(image, 10)

    assert mask[4, 3] == 1  # in the right lung
    assert mask[[0, 0, -1, -1], [0, -1, 0, -1]].max() == 0
    trunk = cv2.ellipse(np.zeros((300, 200)), (100, 160), (70, 130), 0, 0, 360, 1, -1).mean()
    assert mask.mean() == pytest.approx(trunk, abs=0.05)


def test_a_white_collimation_border_is_not_body() -> None:
    rng = np.random.default_rng(0)
    image = np.clip(phantom().astype(int) + rng.normal(0, 6, (300, 200)), 0, 255).astype(np.uint8)
    framed = np.pad(image, 30, constant_values=255)

    mask = body(framed, 36)

    assert mask[:2].max() == 0
    assert mask[:, :3].max() == 0
    assert mask[18, 18] == 1


def test_colour_is_judged_by_its_brightness() -> None:
    assert np.array_equal(body(np.repeat(phantom()[..., None], 3, 2), 8), body(phantom(), 8))


@pytest.mark.parametrize("image", [np.zeros((50, 50), np.uint8), np.full((50, 50), 9, np.uint8)])
def test_where_nothing_can_be_told_everything_is_body(image: np.ndarray) -> None:
    assert body(image, 4).min() == 1
