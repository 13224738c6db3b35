"""Pixels through a window, shrunk and encoded."""

import cv2
import numpy as np

from medebiaser.data.images import decode
from medebiaser.data.renderings import as_jpeg, as_png, fitted, on_screen


def test_a_window_is_dicoms_linear_function() -> None:
    # PS3.3 C.11.2.1.2.1: ((x - (c - .5)) / (w - 1) + .5) * 255 with c = 1000, w = 401:
    # 800 -> ((800 - 999.5) / 400 + .5) * 255 = .31875; 1000 -> 127.81875; 1200 -> 255 (clipped)
    pixels = np.array([[0, 800, 1000, 1200, 65535]], np.uint16)

    assert on_screen(pixels, (1000.0, 401.0)).tolist() == [[0, 0, 128, 255, 255]]


def test_without_a_window_16_bits_span_from_the_smallest_to_the_largest_value() -> None:
    # (200 - 100) / (300 - 100) = .5 of 65535 is 32768 (half to even), over 257 is 127.5 -> 128
    assert on_screen(np.array([[100, 200, 300]], np.uint16)).tolist() == [[0, 128, 255]]


def test_8_bits_stay_as_they_are_until_a_window_is_asked_for() -> None:
    pixels = np.array([[0, 64, 255]], np.uint8)

    assert on_screen(pixels).tolist() == [[0, 64, 255]]
    assert on_screen(pixels, (64.0, 1.0)).tolist() == [[0, 255, 255]]  # a step at 63.5


def test_the_longer_side_is_fitted_and_nothing_is_enlarged() -> None:
    wide = np.zeros((100, 400), np.uint8)

    assert fitted(wide, 100).shape == (25, 100)
    assert fitted(wide, 500).shape == (100, 400)
    assert fitted(np.zeros((1, 1000, 3), np.uint8), 10).shape == (1, 10, 3)
    assert fitted(np.array([[0, 200], [0, 200]], np.uint8), 1).tolist() == [[100]]


def test_a_png_comes_back_exactly_and_a_jpeg_nearly() -> None:
    rng = np.random.default_rng(1)
    grey = rng.integers(0, 256, (20, 30), np.uint8)
    colour = rng.integers(0, 256, (20, 30, 3), np.uint8)
    smooth = cv2.resize(colour[:4, :4], (32, 32), interpolation=cv2.INTER_CUBIC)

    assert (decode(as_png(grey)) == grey).all()
    assert (decode(as_png(colour)) == colour).all()
    assert np.abs(decode(as_jpeg(smooth)).astype(int) - smooth).mean() < 6
