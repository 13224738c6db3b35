"""Whole sets of phantoms: patients, labels, regions, and a marker that is a planted shortcut."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from medebiaser.data.phantoms.anatomy import (
    Anatomy,
    Field,
    anatomy_of_patient,
    draw_chest,
    posed,
)
from medebiaser.data.phantoms.findings import FINDINGS, SHORTCUT_LABEL, draw_labels
from medebiaser.errors import InvalidInputError
from medebiaser.records import Region

LABEL_NAMES = tuple(finding.name for finding in FINDINGS)
IMAGES_PER_PATIENT_MAX = 5
MARKER_RATE = 0.02
"""P(marker | the shortcut's label is absent) in an ordinary set."""
MARKER_RATE_SHIFTED = 0.5
"""P(marker), whatever the labels, in a shifted set."""
SMALLEST_SIDE = 64
MARKER_PLACES = ("corner", "inside")
"""Where the marker may lie: in an upper corner, or inside the chest, which is harder."""
CONTRAST_MAX = 4.0
AS_DRAWN: Mapping[str, float] = MappingProxyType({})
"""Contrasts that leave every finding as it is drawn."""


@dataclass(frozen=True, slots=True)
class Phantoms:
    """A set of drawn radiographs with everything that is known about them.

    Attributes:
        images: (N, s, s) uint8.
        labels: (N, K) int8, 1 or 0.
        label_names: K names, most common first in kind, the shortcut's label last.
        patients: N patient ids; one patient's images are neighbours.
        ages: (N,) years.
        sexes: N times "F" or "M".
        views: N times "PA" or "AP".
        regions: per image, label name to the regions that hold its finding.
        marker: (N,) bool, True where the image carries the marker.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int8]
    label_names: tuple[str, ...]
    patients: tuple[str, ...]
    ages: NDArray[np.int64]
    sexes: tuple[str, ...]
    views: tuple[str, ...]
    regions: tuple[Mapping[str, tuple[Region, ...]], ...]
    marker: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Visit:
    """One image's place among the patients: who, and the how-manieth image of them."""

    patient: int
    age: int
    sex: str
    anatomy: Anatomy


@dataclass(frozen=True, slots=True)
class Phantom:
    """One drawn radiograph.

    Attributes:
        pixels: (s, s) uint8.
        labels: (K,) int8.
    """

    pixels: NDArray[np.uint8]
    labels: NDArray[np.int8]
    view: str
    regions: Mapping[str, tuple[Region, ...]]
    marker: bool


def draw_phantoms(
    n: int,
    *,
    seed: int,
    side: int = 128,
    shortcut: float = 0.95,
    marker_rate: float = MARKER_RATE,
    marker_place: str = MARKER_PLACES[0],
    contrast: float = 1.0,
    shifted: bool = False,
) -> Phantoms:
    """Draw `n` synthetic radiographs with several findings, their true regions and a shortcut.

    The first m of n images are the m images that `n = m` draws. A shifted set shares no patient
    with the ordinary set of the same seed.

    Args:
        n: how many, >= 1.
        seed: >= 0; decides everything.
        side: of the square images in pixels, >= 64.
        shortcut: P(marker | `SHORTCUT_LABEL`) in [0, 1]; `marker_rate` plants no shortcut.
        marker_rate: P(marker | not `SHORTCUT_LABEL`) in [0, 1].
        marker_place: one of `MARKER_PLACES`.
        contrast: of `SHORTCUT_LABEL`'s finding, in (0, 4]: 1 as drawn, below 1 fainter.
        shifted: the marker is on half of the images whatever their labels.

    Raises:
        InvalidInputError: an argument is out of its range.
    """
    _refuse_impossible(n, side, shortcut, marker_rate)
    refuse_contrast(contrast)
    rates = (MARKER_RATE_SHIFTED,) * 2 if shifted else (marker_rate, shortcut)
    visits = _visits(n, seed, shifted)
    drawn = [
        draw_phantom(
            visit.anatomy,
            np.random.default_rng((seed, shifted, 1, row)),
            side,
            rates,
            marker_place=marker_place,
            contrasts={SHORTCUT_LABEL: contrast},
        )
        for row, visit in enumerate(visits)
    ]
    return Phantoms(
        images=np.stack([phantom.pixels for phantom in drawn]),
        labels=np.stack([phantom.labels for phantom in drawn]),
        label_names=LABEL_NAMES,
        patients=tuple(f"{'S' if shifted else 'P'}{visit.patient:05d}" for visit in visits),
        ages=np.array([visit.age for visit in visits]),
        sexes=tuple(visit.sex for visit in visits),
        views=tuple(phantom.view for phantom in drawn),
        regions=tuple(phantom.regions for phantom in drawn),
        marker=np.array([phantom.marker for phantom in drawn]),
    )


def draw_phantom(
    patient: Anatomy,
    rng: np.random.Generator,
    side: int,
    marker_rates: tuple[float, float],
    *,
    marker_place: str = MARKER_PLACES[0],
    contrasts: Mapping[str, float] = AS_DRAWN,
    without: frozenset[str] = frozenset(),
) -> Phantom:
    """Draw one image of a patient.

    Args:
        patient: their thorax.
        rng: decides all that differs between two images of one patient.
        side: in pixels.
        marker_rates: P(marker) without and with the shortcut's label.
        marker_place: one of `MARKER_PLACES`.
        contrasts: label name to the contrast of its finding; 1 where none is named.
        without: labels whose findings are left out of the picture; all else, the noise too,
            stays as it is. For measuring what a finding changes.
    """
    view = "AP" if rng.random() < 0.3 else "PA"
    labels = draw_labels(rng)
    marker = bool(rng.random() < marker_rates[labels[LABEL_NAMES.index(SHORTCUT_LABEL)]])
    tag_rng, chest_rng, noise_rng, *finding_rngs = rng.spawn(3 + len(FINDINGS))
    anatomy = posed(patient, chest_rng, view)
    chest = draw_chest(anatomy, chest_rng, side)
    shown = np.array([finding.name not in without for finding in FINDINGS])
    regions = lay_findings(chest, anatomy, labels * shown, finding_rngs, contrasts)
    if marker:
        lay_marker(chest, tag_rng, marker_place)
    return Phantom(_exposed(chest, anatomy.noise, noise_rng), labels, view, regions, marker)


def lay_findings(
    chest: Field,
    anatomy: Anatomy,
    labels: NDArray[np.int8],
    rngs: Sequence[np.random.Generator],
    contrasts: Mapping[str, float] = AS_DRAWN,
) -> dict[str, tuple[Region, ...]]:
    """Add findings to a chest, drawn or photographed, in place.

    Args:
        chest: (s, s) brightness in [0, 1].
        anatomy: where its thorax is.
        labels: (K,) which findings.
        rngs: K, one for each finding, so that leaving one out changes no other.
        contrasts: label name to the contrast of its finding; 1 where none is named.

    Returns:
        label name to the region that holds its finding, in pixels.
    """
    side = chest.shape[0]
    regions: dict[str, tuple[Region, ...]] = {}
    for finding, present, rng in zip(FINDINGS, labels, rngs, strict=True):
        if present:
            drawn = finding.draw(anatomy, chest, rng)
            chest += np.float32(contrasts.get(finding.name, 1.0)) * drawn.brightness
            corners = np.clip(drawn.outline, 0.0, 1.0) * side
            regions[finding.name] = (Region(tuple((float(x), float(y)) for x, y in corners)),)
    return regions


def lay_marker(chest: Field, rng: np.random.Generator, place: str = MARKER_PLACES[0]) -> None:
    """Lay a lead letter on a chest, in place.

    Args:
        chest: (s, s) brightness in [0, 1].
        rng: of the side and the jitter.
        place: one of `MARKER_PLACES`: an upper corner, or inside the chest.
    """
    side = chest.shape[0]
    x, y = rng.uniform((0.02, 0.03), (0.07, 0.07))
    height = 0.12 * side
    inside = place == "inside"
    x, y = (x + 0.22, y + 0.3) if inside else (x, y)
    left = x if rng.random() < 0.5 else 0.86 - x
    letter = np.zeros((side, side), np.uint8)
    corner = (round(left * side), round(y * side + height))
    thickness = max(1, round(0.02 * side))
    cv2.putText(
        letter, "P", corner, cv2.FONT_HERSHEY_SIMPLEX, height / 22, 255, thickness, cv2.LINE_AA
    )
    np.maximum(chest, letter.astype(np.float32) / 255, out=chest)


def _exposed(chest: Field, noise: float, rng: np.random.Generator) -> NDArray[np.uint8]:
    """(s, s) uint8: the chest behind the detector's noise."""
    grain = rng.standard_normal(chest.shape, dtype=np.float32)
    exposed: NDArray[np.uint8] = np.clip((chest + np.float32(noise) * grain) * 255, 0, 255).astype(
        np.uint8
    )
    return exposed


def _visits(n: int, seed: int, shifted: bool) -> list[Visit]:
    """Whose the first `n` images are: patients one after another, 1 to 5 images each."""
    visits: list[Visit] = []
    patient = 0
    while len(visits) < n:
        rng = np.random.default_rng((seed, shifted, 0, patient))
        sex = "F" if rng.random() < 0.45 else "M"
        age = int(np.clip(rng.normal(55, 17), 18, 95))
        images = min(int(rng.geometric(0.5)), IMAGES_PER_PATIENT_MAX)
        anatomy = anatomy_of_patient(rng, sex)
        visits += [Visit(patient, age, sex, anatomy)] * images
        patient += 1
    return visits[:n]


def refuse_contrast(contrast: float) -> None:
    """Raise InvalidInputError unless a finding can be drawn with this contrast."""
    if not 0.0 < contrast <= CONTRAST_MAX:
        raise InvalidInputError(
            f"contrast is {contrast}; choose more than 0 (unseen) and at most {CONTRAST_MAX:g}"
        )


def _refuse_impossible(n: int, side: int, shortcut: float, marker_rate: float) -> None:
    if n < 1:
        raise InvalidInputError(f"{n} phantoms were asked for; ask for at least 1")
    if side < SMALLEST_SIDE:
        raise InvalidInputError(
            f"a phantom of {side} px cannot show its findings; use at least {SMALLEST_SIDE}"
        )
    for name, rate in (("shortcut", shortcut), ("marker_rate", marker_rate)):
        if not 0.0 <= rate <= 1.0:
            raise InvalidInputError(f"{name} {rate} is not a probability; use 0 to 1")
