"""Images with known labels, regions and marker, written as the ordinary importers read them."""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from medebiaser.data.importers.regions import LabelConflicts, import_regions
from medebiaser.data.importers.table import TableOptions, read_table
from medebiaser.data.stores import Stores, Workspace
from medebiaser.records import Region, Report, Split
from medebiaser.rounds.importing import import_table

MARKER = "marker"
"""The cue column that says whether an image carries the marker."""

_FACTS = ("image", "patient", "age", "sex", "view", "split", MARKER)


@dataclass(frozen=True, slots=True)
class StudyImage:
    """One image of a study.

    Attributes:
        id: unique in its set; also its file's name.
        pixels: (s, s) or (s, s, 3) RGB, uint8.
        labels: (K,) int8: 1, 0, or -1 where unknown.
        marker: whether it carries the marker; None where the set has none.
        regions: label to the regions that hold its finding, in the image's pixels.
    """

    id: str
    patient: str
    pixels: NDArray[np.uint8]
    labels: NDArray[np.int8]
    split: Split
    regions: Mapping[str, tuple[Region, ...]]
    marker: bool | None = None
    age_years: float | None = None
    sex: str | None = None
    view: str | None = None


@dataclass(frozen=True, slots=True)
class StudySet:
    """All images of one seed and fold.

    Attributes:
        labels: K names.
    """

    labels: tuple[str, ...]
    images: tuple[StudyImage, ...]


def write_set(folder: Path, drawn: StudySet) -> None:
    """Write `images/*.png`, `table.csv` and `regions.json`; `regions.json` last.

    Args:
        folder: made where it does not exist; files of the same names are replaced.
        drawn: the set.
    """
    (folder / "images").mkdir(parents=True, exist_ok=True)
    for image in drawn.images:
        stored = image.pixels if image.pixels.ndim == 2 else image.pixels[..., ::-1]
        cv2.imwrite(str(folder / "images" / image.id), np.ascontiguousarray(stored))
    with (folder / "table.csv").open("w", newline="", encoding="utf-8") as table:
        writer = csv.writer(table)
        writer.writerow([*_FACTS, *drawn.labels])
        writer.writerows(_row(image) for image in drawn.images)
    regions = [
        {"image_id": image.id, "label": label, "kind": "polygon", "polygon_px": region.points}
        for image in drawn.images
        for label, found in image.regions.items()
        for region in found
    ]
    (folder / "regions.json").write_text(json.dumps(regions), encoding="utf-8")


def import_set(
    workspace: Workspace,
    project: str,
    folder: Path,
    *,
    in_place: bool,
    workers: int,
    report: Report,
) -> Stores:
    """Import a written set into a project; a second time changes nothing.

    Args:
        in_place: the images stay where they are; else they are copied into the workspace.

    Raises:
        InvalidInputError: the folder was not written by `write_set`.
    """
    with (folder / "table.csv").open(encoding="utf-8", newline="") as file:
        labels = tuple(next(csv.reader(file))[len(_FACTS) :])
    table = read_table(folder / "table.csv", _options(labels))
    stores, _ = import_table(
        workspace,
        project,
        table,
        folder / "images",
        cue_columns=(MARKER,),
        in_place=in_place,
        workers=workers,
        report=report,
    )
    if (folder / "regions.json").read_text(encoding="utf-8") != "[]":
        import_regions(stores, folder / "regions.json", label_conflicts=LabelConflicts.SKIP)
    return stores


def _options(labels: tuple[str, ...]) -> TableOptions:
    return TableOptions(
        image_column="image",
        label_columns=labels,
        patient_column="patient",
        age_column="age",
        sex_column="sex",
        view_column="view",
        split_column="split",
        cue_columns=(MARKER,),
    )


def _row(image: StudyImage) -> list[Any]:
    marker = "" if image.marker is None else "yes" if image.marker else "no"
    age = "" if image.age_years is None else f"{image.age_years:g}"
    facts = (image.id, image.patient, age, image.sex or "", image.view or "", image.split.value)
    known = ["" if value < 0 else int(value) for value in image.labels]
    return [*facts, marker, *known]
