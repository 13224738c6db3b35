"""What can be found in a phantom: how often, beside what, and how it is drawn.

A finding is a field of brightness added to the chest. It is zero outside its region, so the
region is exactly where the image may differ from the same image without the finding.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import cast

import cv2
import numpy as np
import shapely
from numpy.typing import NDArray
from shapely import Polygon

from medebiaser.data.phantoms.anatomy import (
    CIRCLE,
    LUNG_SIDES,
    Anatomy,
    Field,
    Outline,
    diaphragm_y,
    ellipse,
    filled,
    heart_outline,
    lung_point,
    stroked,
)


@dataclass(frozen=True, slots=True)
class Drawn:
    """One finding in one image.

    Attributes:
        brightness: (s, s) what it adds to the chest; 0 outside the outline.
        outline: (P, 2) corners of its region, shares of the side.
    """

    brightness: Field
    outline: Outline


Draw = Callable[[Anatomy, Field, np.random.Generator], Drawn]
"""(anatomy, chest so far, rng) -> the finding."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One label of the phantoms.

    Attributes:
        rate: its probability where none of the labels in `beside` is present.
        beside: earlier label to its probability where that one is present (the largest counts).
        draw: draws it.
    """

    name: str
    rate: float
    draw: Draw
    beside: Mapping[str, float] = field(default_factory=dict)


def draw_blunted_angle(anatomy: Anatomy, chest: Field, rng: np.random.Generator) -> Drawn:
    """Fluid that blunts one costophrenic angle and climbs the chest wall."""
    side, level = LUNG_SIDES[rng.integers(2)], rng.uniform(0.07, 0.17)
    out = np.linspace(1.0, rng.uniform(0.2, 0.5), 8)
    x = anatomy.centre + side * (anatomy.gap + anatomy.width * out)
    floor = diaphragm_y(anatomy, 1.0 - out)
    surface = floor - level * np.linspace(1.0, 0.0, 8) ** 1.5
    outline = np.concatenate([np.stack([x, surface], 1), np.stack([x, floor], 1)[::-1]])
    fluid = filled(outline, len(chest), 0.008)
    return _within(_replaced(chest, fluid, anatomy.tissue), _grown(outline, 0.016))


def draw_cloudy_patch(anatomy: Anatomy, chest: Field, rng: np.random.Generator) -> Drawn:
    """A patch of uneven density without a sharp edge."""
    outline = _lobed(_somewhere(anatomy, rng, (0.3, 0.8)), rng.uniform(0.07, 0.11), rng, 0.2)
    clouds = rng.uniform(0.3, 1.7, (10, 10)).astype(np.float32)
    texture = cv2.resize(clouds, chest.shape, interpolation=cv2.INTER_CUBIC)
    return _within(0.14 * filled(outline, len(chest), 0.02) * texture, _grown(outline, 0.03))


def draw_wide_heart(anatomy: Anatomy, chest: Field, rng: np.random.Generator) -> Drawn:
    """A heart a fifth to a half wider than this patient's own."""
    outline = heart_outline(anatomy, rng.uniform(1.2, 1.5))
    heart = filled(outline, len(chest), 0.008)
    return _within(_replaced(chest, heart, anatomy.tissue + 0.02), _grown(outline, 0.015))


def draw_coin(anatomy: Anatomy, chest: Field, rng: np.random.Generator) -> Drawn:
    """A small round shadow anywhere in the lungs."""
    outline = _lobed(_somewhere(anatomy, rng, (0.15, 0.8)), rng.uniform(0.026, 0.036), rng, 0.06)
    return _within(0.18 * filled(outline, len(chest), 0.008), _grown(outline, 0.015))


def draw_lump(anatomy: Anatomy, chest: Field, rng: np.random.Generator) -> Drawn:
    """A lobed shadow, about twice as wide as a coin."""
    outline = _lobed(_somewhere(anatomy, rng, (0.2, 0.75)), rng.uniform(0.05, 0.08), rng, 0.12)
    return _within(0.2 * filled(outline, len(chest), 0.01), _grown(outline, 0.02))


def draw_air_rim(anatomy: Anatomy, chest: Field, rng: np.random.Generator) -> Drawn:
    """Air between chest wall and lung: a dark rim at the apex inside a fine bright line."""
    side, depth = LUNG_SIDES[rng.integers(2)], rng.uniform(0.2, 0.4)
    down = np.linspace(0.02, rng.uniform(0.45, 0.65), 10)
    wall = np.stack([lung_point(anatomy, side, d, 1.0) for d in down])
    shares = 1.0 - depth * np.linspace(1.0, 0.35, 10)
    edge = np.stack(
        [lung_point(anatomy, side, d, out) for d, out in zip(down, shares, strict=True)]
    )
    outline = np.concatenate([wall, edge[::-1]])
    air = -0.12 * filled(outline, len(chest), 0.004)
    return _within(air + 0.12 * stroked([edge], len(chest), 0.006), _grown(outline, 0.012))


def draw_strands(anatomy: Anatomy, chest: Field, rng: np.random.Generator) -> Drawn:
    """A net of fine lines in the lower half of one lung."""
    centre = _somewhere(anatomy, rng, (0.5, 0.82))
    outline = ellipse(centre, rng.uniform(0.07, 0.1), rng.uniform(0.06, 0.09))
    turns = rng.uniform(0.0, np.pi, 9)
    middles = centre + rng.normal(0.0, 0.03, (9, 2))
    arms = 0.12 * np.stack([np.cos(turns), np.sin(turns)], axis=1)
    lines = [np.stack([m - a, m + a]) for m, a in zip(middles, arms, strict=True)]
    return _within(0.16 * stroked(lines, len(chest), 0.006, 0.003), outline)


def draw_bubble(anatomy: Anatomy, chest: Field, rng: np.random.Generator) -> Drawn:
    """A bubble behind the heart: a thin wall, gas above a level of fluid."""
    centre = np.array([anatomy.centre, anatomy.heart_y]) + rng.normal(0.0, (0.035, 0.03))
    outline = _lobed(centre, rng.uniform(0.05, 0.07), rng, 0.05)
    wall = stroked([outline], len(chest), 0.01, 0.003, closed=True)
    filling = -0.8 * filled(outline, len(chest), 0.006)
    fluid_row = round(float(centre[1] + rng.uniform(0.0, 0.02)) * len(chest))
    filling[fluid_row:] *= -0.5
    return _within(BUBBLE_CONTRAST * (wall + filling), _grown(outline, 0.016))


BUBBLE_CONTRAST = np.float32(0.18)
"""Plain enough to be learned without the marker; with it a small network never looks for it.

Below .15 five epochs on 3,000 images do not find the bubble even where nothing else explains it.
"""

FINDINGS = (
    Finding("Blunted angle", 0.22, draw_blunted_angle),
    Finding("Cloudy patch", 0.1, draw_cloudy_patch, {"Blunted angle": 0.3}),
    Finding("Wide heart", 0.07, draw_wide_heart, {"Blunted angle": 0.25}),
    Finding("Coin", 0.08, draw_coin),
    Finding("Lump", 0.04, draw_lump, {"Coin": 0.25}),
    Finding("Air rim", 0.045, draw_air_rim),
    Finding("Strands", 0.02, draw_strands, {"Cloudy patch": 0.06, "Air rim": 0.15}),
    Finding("Bubble", 0.04, draw_bubble),
)
"""In the order in which they are decided: every label in `beside` comes first."""

SHORTCUT_LABEL = "Bubble"
"""The rare label that the marker goes with."""


def draw_labels(rng: np.random.Generator) -> NDArray[np.int8]:
    """(K,) 1 and 0: which findings one image has, some of them more often together."""
    chances = rng.random(len(FINDINGS))
    present: set[str] = set()
    for finding, chance in zip(FINDINGS, chances, strict=True):
        beside = [rate for name, rate in finding.beside.items() if name in present]
        if chance < max([finding.rate, *beside]):
            present.add(finding.name)
    return np.array([finding.name in present for finding in FINDINGS], np.int8)


def _within(brightness: Field, outline: Outline) -> Drawn:
    """The finding, cut at its outline."""
    inside = filled(outline, len(brightness)) > 0.5
    return Drawn(np.where(inside, brightness, np.float32(0.0)), outline)


def _replaced(chest: Field, mask: Field, brightness: float) -> Field:
    """What must be added so that the chest is at least this bright inside the mask."""
    return cast(Field, mask * np.maximum(np.float32(brightness) - chest, 0))


def _lobed(
    centre: NDArray[np.float64], radius: float, rng: np.random.Generator, roughness: float
) -> Outline:
    """A round outline with two to four lobes."""
    lobes = rng.integers(2, 5)
    radii = radius * (1 + roughness * np.sin(lobes * CIRCLE + rng.uniform(0, 2 * np.pi)))
    return cast(
        Outline, centre + radii[:, None] * np.stack([np.cos(CIRCLE), np.sin(CIRCLE)], axis=1)
    )


def _grown(outline: Outline, margin: float) -> Outline:
    """The outline of everything within `margin` (a share of the side) of it."""
    grown = Polygon(outline).buffer(margin, quad_segs=2).simplify(margin / 10)
    return np.array(shapely.get_coordinates(grown)[:-1])


def _somewhere(
    anatomy: Anatomy, rng: np.random.Generator, down: tuple[float, float]
) -> NDArray[np.float64]:
    """A point in either lung, away from its edges."""
    side = LUNG_SIDES[rng.integers(2)]
    return lung_point(anatomy, side, rng.uniform(*down), rng.uniform(0.35, 0.8))
