"""Real images with a known shortcut: a marker is planted, findings may be drawn onto real texture.

The truth is known as in phantoms, the texture is real. In training the marker goes with one label;
every test image comes twice, with and without it, so that it goes with nothing there. Patients are
dealt to folds; each fold is tested by a network that never saw its patients.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from numpy.typing import NDArray

from medebiaser.data.phantoms import (
    LABEL_NAMES,
    anatomy_of_patient,
    draw_labels,
    lay_findings,
    lay_marker,
    posed,
)
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError
from medebiaser.records import Image, Region, Report, Split, no_report
from medebiaser.rounds.pixels import prepare
from medebiaser.study.sets import StudyImage, StudySet

_READ_AT_ONCE = 256
_DEALT = (
    *(Split.TRAIN, Split.TRAIN, Split.TRAIN, Split.REVIEW, Split.TRAIN),
    *(Split.TRAIN, Split.TUNE, Split.TRAIN, Split.REVIEW, Split.TRAIN),
)
"""The splits of ten patients in a row, those with the label in focus first: .7, .2, .1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Planting:
    """What is done to a project's images.

    Attributes:
        label: the label that the marker goes with, and that a study works on.
        rates: P(marker) in training without and with the label; None plants nothing, and each
            test image comes once.
        place: of the marker, one of `MARKER_PLACES`.
        lesions: draw phantom findings with known regions; the project's own labels are dropped.
        copies: images that each background gives, each with findings of its own.
        contrast: of the drawn findings of `label`: 1 as in phantoms, below 1 fainter.
        side: of the images, in px.
        images: at most so many backgrounds, whole patients.
        folds: parts that the patients are dealt to.
    """

    label: str
    rates: tuple[float, float] | None
    place: str
    lesions: bool
    copies: int
    contrast: float
    side: int
    images: int
    folds: int


def planted(
    stores: Stores, planting: Planting, *, seed: int, fold: int, report: Report = no_report
) -> StudySet:
    """Make the images of one fold.

    Args:
        stores: of the project whose images are the backgrounds; it is not changed.
        planting: what is done to them.
        seed: decides every draw, and who is in which fold.
        fold: the one that is tested, from 0.

    Raises:
        InvalidInputError: the label is unknown, or too few patients carry it.
    """
    names = LABEL_NAMES if planting.lesions else stores.project.labels
    if planting.label not in names:
        raise InvalidInputError(
            f"{planting.label!r} is no label here; choose one of {', '.join(names)}"
        )
    drawn = _findings(stores, planting, seed, report)
    column = names.index(planting.label)
    splits = dealt(
        [image.patient for image in drawn],
        np.array([image.labels[column] == 1 for image in drawn]),
        folds=planting.folds,
        fold=fold,
        seed=seed,
    )
    placed = [replace(image, split=split) for image, split in zip(drawn, splits, strict=True)]
    marked = [each for image in placed for each in _marked(image, column, planting, seed)]
    return StudySet(names, tuple(marked))


def dealt(
    patients: Sequence[str], positive: NDArray[np.bool_], *, folds: int, fold: int, seed: int
) -> list[Split]:
    """Deal patients to folds, the tested fold to `test` and the others to train, review and tune.

    Patients with a positive image are dealt first, so that every fold gets its share of them.

    Args:
        patients: of each image.
        positive: (N,) whether an image carries the label in focus.
        folds: >= 2.
        fold: the one that is tested.
        seed: of the order.

    Returns:
        A split for each image.

    Raises:
        InvalidInputError: fewer patients carry the label than there are folds.
    """
    carriers = {patient for patient, carries in zip(patients, positive, strict=True) if carries}
    if len(carriers) < 2 * folds:
        raise InvalidInputError(
            f"{len(carriers)} patients carry the label; {folds} folds need at least {2 * folds}; "
            "choose another label or fewer folds"
        )
    order = np.random.default_rng((seed, 0)).permutation(sorted(set(patients))).tolist()
    order.sort(key=lambda patient: patient not in carriers)  # stable: random within each
    split_of: dict[str, Split] = {}
    others = 0
    for place, patient in enumerate(order):
        if place % folds == fold:
            split_of[patient] = Split.TEST
        else:
            split_of[patient] = _DEALT[others % len(_DEALT)]
            others += 1
    return [split_of[patient] for patient in patients]


def _findings(stores: Stores, planting: Planting, seed: int, report: Report) -> list[StudyImage]:
    """The backgrounds, with drawn findings or with their own; without markers and splits."""
    images = _backgrounds(stores.images.all(), planting.images, seed)
    read = _reader(stores, images, planting.side, report)
    own = _own_regions(stores, planting.side)
    found: list[StudyImage] = []
    for place, image in enumerate(images):
        pixels = read(place)
        if planting.lesions:
            found += [
                _with_lesions(image, pixels, copy, planting, seed)
                for copy in range(planting.copies)
            ]
        else:
            labels = np.array([-1 if v is None else v for v in image.labels], np.int8)
            found.append(_study_image(image, f"{image.row:06d}.png", pixels, labels, own(image)))
    return found


def _backgrounds(images: list[Image], limit: int, seed: int) -> list[Image]:
    """Whole patients, at random, as many as fit; all where there are no more."""
    by_patient: dict[str, list[Image]] = {}
    for image in images:
        by_patient.setdefault(image.patient, []).append(image)
    order = np.random.default_rng((seed, 1)).permutation(sorted(by_patient))
    chosen: list[Image] = []
    for patient in order:
        if len(chosen) + len(by_patient[patient]) <= limit:
            chosen += by_patient[patient]
    return sorted(chosen, key=lambda image: image.row)


def _reader(
    stores: Stores, images: list[Image], side: int, report: Report
) -> Callable[[int], NDArray[np.uint8]]:
    """What gives the pixels of the image at a place: (s, s) or (s, s, 3) uint8."""
    rows = np.array([image.row for image in images], np.int64)
    pixels = prepare(stores, side, rows=rows, report=report)
    held: dict[int, NDArray[np.uint8]] = {}

    def read(place: int) -> NDArray[np.uint8]:
        if place not in held:
            held.clear()
            block = slice(place, place + _READ_AT_ONCE)
            values = (pixels.fetch(rows[block]) * 255).round().to(torch.uint8)
            for offset, one in enumerate(values):
                held[place + offset] = (
                    one[0].numpy() if len(one) == 1 else one.permute(1, 2, 0).numpy()
                )
        return held[place]

    return read


def _own_regions(stores: Stores, side: int) -> Callable[[Image], dict[str, tuple[Region, ...]]]:
    """What gives an image's reference regions, scaled to the study's side."""
    by_image: dict[str, dict[str, list[Region]]] = {}
    for reference in stores.references.all():
        regions = by_image.setdefault(reference.image_id, {})
        regions.setdefault(reference.label, []).append(reference.region)

    def scaled(image: Image) -> dict[str, tuple[Region, ...]]:
        x, y = side / image.width, side / image.height
        return {
            label: tuple(
                replace(region, points=tuple((px * x, py * y) for px, py in region.points))
                for region in regions
            )
            for label, regions in by_image.get(image.id, {}).items()
        }

    return scaled


def _with_lesions(
    image: Image, pixels: NDArray[np.uint8], copy: int, planting: Planting, seed: int
) -> StudyImage:
    """A background with findings drawn where a chest of its kind has its lungs and heart."""
    rng = np.random.default_rng((seed, 2, image.row, copy))
    label_rng, pose_rng, *finding_rngs = rng.spawn(2 + len(LABEL_NAMES))
    labels = draw_labels(label_rng)
    thorax = anatomy_of_patient(np.random.default_rng((seed, 3, image.row)), image.sex or "M")
    anatomy = posed(thorax, pose_rng, image.view or "PA")
    grey = pixels if pixels.ndim == 2 else pixels.mean(axis=2)
    chest = grey.astype(np.float32) / np.float32(255)
    contrasts = {planting.label: planting.contrast}
    regions = lay_findings(chest, anatomy, labels, finding_rngs, contrasts)
    drawn = np.rint(np.clip(chest * 255, 0, 255)).astype(np.uint8)
    return _study_image(image, f"{image.row:06d}_{copy}.png", drawn, labels, regions)


def _study_image(
    image: Image,
    name: str,
    pixels: NDArray[np.uint8],
    labels: NDArray[np.int8],
    regions: dict[str, tuple[Region, ...]],
) -> StudyImage:
    return StudyImage(
        id=name,
        patient=image.patient,
        pixels=pixels,
        labels=labels,
        split=Split.TRAIN,
        regions=regions,
        age_years=image.age_years,
        sex=image.sex,
        view=image.view,
    )


def _marked(image: StudyImage, column: int, planting: Planting, seed: int) -> list[StudyImage]:
    """The image with or without the marker; a test image both ways."""
    if planting.rates is None:
        return [image]
    rng = np.random.default_rng((seed, 4, *image.id.encode()))
    has_marker = bool(rng.random() < planting.rates[int(image.labels[column] == 1)])
    bare = replace(image, marker=False)
    if image.split is not Split.TEST and not has_marker:
        return [bare]
    with_marker = replace(
        image, marker=True, pixels=_with_marker(image.pixels, rng, planting.place)
    )
    if image.split is not Split.TEST:
        return [with_marker]
    return [bare, replace(with_marker, id=image.id.replace(".png", "_marked.png"))]


def _with_marker(
    pixels: NDArray[np.uint8], rng: np.random.Generator, place: str
) -> NDArray[np.uint8]:
    colour = pixels if pixels.ndim == 3 else pixels[..., None]
    letter = np.zeros(pixels.shape[:2], np.float32)
    lay_marker(letter, rng, place)
    laid: NDArray[np.uint8] = np.maximum(colour, (letter[..., None] * 255).astype(np.uint8))
    return laid if pixels.ndim == 3 else laid[..., 0]
