"""What a study's images are: phantoms, a project's own, or a project's with a planted shortcut."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from types import MappingProxyType
from typing import Any

import numpy as np

from medebiaser.data.phantoms import (
    LABEL_NAMES,
    MARKER_PLACES,
    SHORTCUT_LABEL,
    Phantoms,
    draw_phantoms,
    refuse_contrast,
)
from medebiaser.data.phantoms.folder import SPLIT_SHARES
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError
from medebiaser.records import Report, Split, no_report
from medebiaser.study.planting import Planting, planted
from medebiaser.study.sets import StudyImage, StudySet

KINDS = ("phantoms", "project", "planted")
SHORTCUTS: Mapping[str, tuple[float, float]] = MappingProxyType(
    {"none": (0.5, 0.5), "mild": (0.1, 0.7), "strong": (0.02, 0.95)}
)
"""Strength of the shortcut: P(marker) in training without and with the label in focus."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DataOptions:
    """What a study's images are.

    Attributes:
        kind: one of `KINDS`.
        shortcut: one of `SHORTCUTS`; a project's own images have none.
        label: the label in focus; None: the phantoms' rare one.
        images: ordinary phantoms, or at most so many of a project's.
        test_images: phantoms to test on; a project's patients are tested fold by fold.
        side: of the images and of the network's input, in px.
        marker: one of `MARKER_PLACES`.
        lesions: draw phantom findings with known regions onto a project's images.
        copies: images that each background gives, with `lesions`.
        contrast: of the drawn findings of the label in focus: 1 as drawn, below 1 fainter.
        folds: parts that a project's patients are dealt to.
    """

    kind: str = "phantoms"
    shortcut: str = "strong"
    label: str | None = None
    images: int = 3000
    test_images: int = 2000
    side: int = 128
    marker: str = MARKER_PLACES[0]
    lesions: bool = False
    copies: int = 1
    contrast: float = 1.0
    folds: int = 5

    def __post_init__(self) -> None:
        for name, choices in (
            ("kind", KINDS),
            ("shortcut", tuple(SHORTCUTS)),
            ("marker", MARKER_PLACES),
        ):
            if getattr(self, name) not in choices:
                raise InvalidInputError(
                    f"{name} is {getattr(self, name)!r}; choose one of {', '.join(choices)}"
                )
        if self.folds < 2 or self.copies < 1:
            raise InvalidInputError(
                f"folds is {self.folds} and copies {self.copies}; "
                "choose at least 2 folds and 1 copy"
            )
        refuse_contrast(self.contrast)
        if self.kind == "planted" and not self.lesions and self.contrast != 1.0:
            raise InvalidInputError(
                "contrast is that of drawn findings; add --lesions or leave it out"
            )
        if self.kind == "project" and self.label is None:
            raise InvalidInputError("name the label in focus with --label")

    @property
    def focus(self) -> str:
        """The label in focus."""
        return self.label or SHORTCUT_LABEL

    @property
    def n_folds(self) -> int:
        """How many times each seed is trained and tested."""
        return 1 if self.kind == "phantoms" else self.folds

    @property
    def has_marker(self) -> bool:
        """Whether some images carry the marker."""
        return self.kind != "project"

    def as_json(self) -> dict[str, Any]:
        """Return what decides the images, by name; what does not is left out."""
        document = asdict(self) | {"label": self.focus}
        unused = {
            "phantoms": ("lesions", "copies", "folds"),
            "project": ("shortcut", "test_images", "marker", "lesions", "copies", "contrast"),
            "planted": ("test_images",),
        }
        return {name: document[name] for name in document if name not in unused[self.kind]}


def data_key(options: DataOptions, source: Stores | None) -> str:
    """Hash of what decides the images: the options, and the project's pixels and labels."""
    digest = hashlib.sha256(json.dumps(options.as_json(), sort_keys=True).encode())
    if source is not None and options.kind != "phantoms":
        digest.update(source.images.labels().tobytes())
        for row, content in sorted(source.images.hashes().items()):
            digest.update(f"{row} {content}".encode())
        for reference in source.references.all():
            digest.update(repr((reference.label, reference.region.points)).encode())
    return digest.hexdigest()


def study_set(
    options: DataOptions,
    source: Stores | None,
    *,
    seed: int,
    fold: int,
    report: Report = no_report,
) -> StudySet:
    """Make the images of one seed and fold.

    Args:
        options: what they are.
        source: the project whose images are used; None for phantoms.
        seed: decides every draw.
        fold: the one that is tested; phantoms have fold 0 alone.

    Raises:
        InvalidInputError: there is no project, or its label is unknown or too rare.
    """
    if options.kind == "phantoms":
        return _phantom_set(options, seed)
    if source is None:
        raise InvalidInputError(f"{options.kind} data needs a project; name one with -p NAME")
    planting = Planting(
        label=options.focus,
        rates=SHORTCUTS[options.shortcut] if options.has_marker else None,
        place=options.marker,
        lesions=options.lesions,
        copies=options.copies,
        contrast=options.contrast,
        side=options.side,
        images=options.images,
        folds=options.folds,
    )
    return planted(source, planting, seed=seed, fold=fold, report=report)


def _phantom_set(options: DataOptions, seed: int) -> StudySet:
    if options.focus != SHORTCUT_LABEL:
        raise InvalidInputError(
            f"the phantoms' marker goes with {SHORTCUT_LABEL}; leave --label out"
        )
    rate, shortcut = SHORTCUTS[options.shortcut]
    ordinary = draw_phantoms(
        options.images,
        seed=seed,
        side=options.side,
        shortcut=shortcut,
        marker_rate=rate,
        marker_place=options.marker,
        contrast=options.contrast,
    )
    shifted = draw_phantoms(
        options.test_images,
        seed=seed,
        side=options.side,
        marker_place=options.marker,
        contrast=options.contrast,
        shifted=True,
    )
    splits, shares = [*SPLIT_SHARES], [*SPLIT_SHARES.values()]
    dealt = {
        patient: splits[int(np.random.default_rng((seed, int(patient[1:]))).choice(3, p=shares))]
        for patient in dict.fromkeys(ordinary.patients)
    }
    images = _images(ordinary, "phantom", [dealt[patient] for patient in ordinary.patients])
    images += _images(shifted, "shifted", [Split.TEST] * options.test_images)
    return StudySet(LABEL_NAMES, tuple(images))


def _images(phantoms: Phantoms, prefix: str, splits: list[Split]) -> list[StudyImage]:
    return [
        StudyImage(
            id=f"{prefix}_{row:05d}.png",
            patient=phantoms.patients[row],
            pixels=phantoms.images[row],
            labels=phantoms.labels[row],
            split=splits[row],
            regions=phantoms.regions[row],
            marker=bool(phantoms.marker[row]),
            age_years=float(phantoms.ages[row]),
            sex=phantoms.sexes[row],
            view=phantoms.views[row],
        )
        for row in range(len(splits))
    ]
