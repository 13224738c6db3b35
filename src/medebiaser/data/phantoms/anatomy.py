"""The chest behind the findings: one patient's thorax, posed anew for every image.

Lengths are shares of the image's side, x to the right, y down. `side` is -1 for the lung on the
image's left and +1 for the one on its right.
"""

from dataclasses import dataclass, replace
from functools import cache
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

Field = NDArray[np.float32]
"""(s, s) brightness, about 0 (air) to 1 (bone and metal)."""

Outline = NDArray[np.float64]
"""(P, 2) corners (x, y), shares of the image's side."""

SUBPIXEL_BITS = 4
LUNG_SIDES = (-1, 1)
LUNG_STEPS = np.linspace(0.0, 1.0, 14)
CIRCLE = np.linspace(0.0, 2 * np.pi, 24, endpoint=False)


@dataclass(frozen=True, slots=True)
class Anatomy:
    """Where one image shows its thorax.

    Attributes:
        centre: x of the midline.
        top, bottom: y of the lungs' apex and of the costophrenic angles.
        gap: from the midline to a lung's inner edge.
        width: of one lung at its base.
        dome: height of the diaphragm above the costophrenic angle.
        heart: half width of the heart.
        heart_y: y of the heart's centre.
        rib_spacing: between neighbouring ribs.
        tissue, air: brightness of soft tissue and of lung.
        noise: standard deviation of the detector's noise.
    """

    centre: float
    top: float
    bottom: float
    gap: float
    width: float
    dome: float
    heart: float
    heart_y: float
    rib_spacing: float
    tissue: float
    air: float
    noise: float


def anatomy_of_patient(rng: np.random.Generator, sex: str) -> Anatomy:
    """One patient's thorax, before any image of it is taken."""
    size = 0.96 if sex == "F" else 1.0
    bottom = rng.uniform(0.78, 0.86)
    return Anatomy(
        centre=0.5,
        top=rng.uniform(0.12, 0.18),
        bottom=bottom,
        gap=rng.uniform(0.06, 0.08),
        width=size * rng.uniform(0.25, 0.31),
        dome=rng.uniform(0.06, 0.11),
        heart=rng.uniform(0.105, 0.13),
        heart_y=bottom - rng.uniform(0.17, 0.2),
        rib_spacing=rng.uniform(0.08, 0.1),
        tissue=rng.uniform(0.55, 0.65),
        air=rng.uniform(0.22, 0.3),
        noise=rng.uniform(0.02, 0.03),
    )


def posed(patient: Anatomy, rng: np.random.Generator, view: str) -> Anatomy:
    """The patient as one image shows them: shifted, breathing, enlarged a little when AP."""
    x, y, breath, exposure = rng.normal(0.0, (0.015, 0.012, 0.015, 0.02))
    return replace(
        patient,
        centre=patient.centre + x,
        top=patient.top + y,
        bottom=patient.bottom + y + breath,
        heart=patient.heart * (1.08 if view == "AP" else 1.0),
        heart_y=patient.heart_y + y + 0.5 * breath,
        tissue=patient.tissue + exposure,
        air=patient.air + exposure,
    )


def lung_point(anatomy: Anatomy, side: int, down: float, out: float) -> NDArray[np.float64]:
    """(2,) the point `down` (0 apex, 1 base) and `out` (0 inner, 1 outer edge) in a lung."""
    edge = anatomy.gap + anatomy.width * _widening(down)
    inner = anatomy.gap + 0.15 * anatomy.width * (1.0 - down) * _widening(down)
    x = anatomy.centre + side * (inner + out * (edge - inner))
    return np.array([x, anatomy.top + down * (anatomy.bottom - anatomy.top)])


def lung_outline(anatomy: Anatomy, side: int) -> Outline:
    """(P, 2) corners of one lung: down the chest wall, along the diaphragm, up the midline."""
    widening, inner_share = _lung_profile()
    height = anatomy.bottom - anatomy.top
    down = anatomy.top + LUNG_STEPS * height
    outer = anatomy.gap + anatomy.width * widening
    inner = anatomy.gap + anatomy.width * inner_share
    across = LUNG_STEPS[1:-1]
    dome_y = diaphragm_y(anatomy, across)
    dome_x = anatomy.gap + anatomy.width * (1.0 - across)
    above = down < dome_y[-1]
    x = np.concatenate([outer, dome_x, inner[above][::-1]])
    y = np.concatenate([down, dome_y, down[above][::-1]])
    return np.stack([anatomy.centre + side * x, y], axis=1)


def diaphragm_y(anatomy: Anatomy, inwards: NDArray[np.float64]) -> NDArray[np.float64]:
    """Y of the diaphragm, `inwards` from the costophrenic angle (0) to the midline (1)."""
    return anatomy.bottom - anatomy.dome * np.sin(np.pi * np.clip(inwards, 0, 1) * 0.7) ** 0.8


def heart_outline(anatomy: Anatomy, enlargement: float = 1.0) -> Outline:
    """(P, 2) corners of the heart, leaning to the image's right; `enlargement` widens it."""
    half = anatomy.heart * enlargement
    x = half * np.cos(CIRCLE)
    y = 0.95 * half * np.sin(CIRCLE)
    lean = 0.35 * y
    return np.stack(
        [anatomy.centre + 0.035 + 0.3 * (half - 0.1) + x + lean, anatomy.heart_y + y], 1
    )


def ellipse(centre: NDArray[np.float64], half_width: float, half_height: float) -> Outline:
    """(24, 2) corners of an upright ellipse."""
    return centre + np.stack([half_width * np.cos(CIRCLE), half_height * np.sin(CIRCLE)], axis=1)


def filled(outline: Outline, pixels: int, softness: float = 0.0) -> Field:
    """(s, s) in [0, 1]: 1 inside the outline, its edge blurred by `softness` of the side."""
    canvas = np.zeros((pixels, pixels), np.uint8)
    cv2.fillPoly(canvas, [_fixed_point(outline, pixels)], 255, cv2.LINE_AA, SUBPIXEL_BITS)
    return softened(canvas, softness)


def stroked(
    lines: list[Outline], pixels: int, width: float, softness: float = 0.0, *, closed: bool = False
) -> Field:
    """(s, s) in [0, 1]: lines of the given width, shares of the side."""
    canvas = np.zeros((pixels, pixels), np.uint8)
    corners = [_fixed_point(line, pixels) for line in lines]
    thickness = max(1, round(width * pixels))
    cv2.polylines(canvas, corners, closed, 255, thickness, cv2.LINE_AA, SUBPIXEL_BITS)
    return softened(canvas, softness)


def softened(canvas: NDArray[np.uint8], softness: float) -> Field:
    """(s, s) in [0, 1], blurred by a Gaussian whose deviation is `softness` of the side."""
    if softness > 0.0:
        sigma = softness * canvas.shape[0]
        canvas = cast(NDArray[np.uint8], cv2.GaussianBlur(canvas, (0, 0), sigma))
    return np.multiply(canvas, np.float32(1 / 255), dtype=np.float32)


def draw_chest(anatomy: Anatomy, rng: np.random.Generator, pixels: int) -> Field:
    """(s, s) a chest without findings, marker and noise; `rng` lays the vessels."""
    left, right = (filled(lung_outline(anatomy, side), pixels, 0.008) for side in LUNG_SIDES)
    lungs = left + right
    body = filled(_body_outline(anatomy), pixels, 0.01)
    chest = 0.04 + anatomy.tissue * body - (anatomy.tissue - anatomy.air) * lungs
    ribs = stroked(_rib_lines(anatomy), pixels, 0.022, 0.006)
    chest += 0.06 * ribs * body + 0.09 * stroked(_vessel_lines(anatomy, rng), pixels, 0.008) * lungs
    heart = filled(heart_outline(anatomy), pixels, 0.008)
    chest += (anatomy.tissue - anatomy.air) * 0.9 * heart * lungs + 0.05 * heart
    spine = np.array([[-0.03, 0.05], [0.03, 0.05], [0.035, 0.98], [-0.035, 0.98]])
    chest += 0.12 * filled(spine + np.array([anatomy.centre, 0.0]), pixels, 0.01)
    return cast(Field, chest)


def _widening(down: float) -> float:
    return float((1.0 - (1.0 - down) ** 2.2) ** (1 / 2.2))


@cache
def _lung_profile() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Shares of a lung's width at every step down: its outer edge, its inner edge."""
    widening = (1.0 - (1.0 - LUNG_STEPS) ** 2.2) ** (1 / 2.2)
    return widening, 0.15 * (1.0 - LUNG_STEPS) * widening


def _body_outline(anatomy: Anatomy) -> Outline:
    """Neck, shoulders and trunk."""
    reach = anatomy.gap + anatomy.width + 0.07
    x = np.array([0.09, 0.1, reach, reach + 0.05, reach, reach])
    y = np.array([0.0, anatomy.top - 0.06, anatomy.top + 0.02, 0.3, 0.55, 1.0])
    right = np.stack([anatomy.centre + x, y], axis=1)
    left = np.stack([anatomy.centre - x, y], axis=1)
    return np.concatenate([right, left[::-1]])


def _rib_lines(anatomy: Anatomy) -> list[Outline]:
    """Seven ribs on either side, falling outwards."""
    out = np.linspace(0.0, 1.0, 7)
    reach = anatomy.width + anatomy.gap + 0.03
    fall = 0.10 * out**1.5 - 0.03 * np.sin(np.pi * out)
    starts = anatomy.top + 0.02 + anatomy.rib_spacing * np.arange(7)
    return [
        np.stack([anatomy.centre + side * (0.03 + out * reach), start + fall], axis=1)
        for side in LUNG_SIDES
        for start in starts
    ]


def _vessel_lines(anatomy: Anatomy, rng: np.random.Generator) -> list[Outline]:
    """Six vessels a lung, from the hilum outwards, each with one bend."""
    hilum_y = 0.5 * (anatomy.top + anatomy.bottom)
    ends = rng.uniform((0.1, 0.3), (0.95, 0.9), (12, 2))
    bends = rng.normal(0.0, 0.025, (12, 2))
    lines = []
    for number, (down, out) in enumerate(ends):
        side = LUNG_SIDES[number % 2]
        start = np.array([anatomy.centre + side * (anatomy.gap + 0.01), hilum_y])
        end = lung_point(anatomy, side, down, out)
        lines.append(np.stack([start, 0.5 * (start + end) + bends[number], end]))
    return lines


def _fixed_point(outline: Outline, pixels: int) -> NDArray[np.int32]:
    """Corners in OpenCV's fixed point, whose (0, 0) is the centre of the first pixel."""
    scaled = (outline * pixels - 0.5) * (1 << SUBPIXEL_BITS)
    return np.rint(scaled).astype(np.int32)
