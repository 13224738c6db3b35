"""VinDr-CXR: several radiologists' labels and boxes for each image.

Source: Nguyen et al. 2022, doi 10.1038/s41597-022-01498-w.
"""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path

import numpy as np
import pandas as pd

from medebiaser.data.importers import columns
from medebiaser.data.importers.delimited import read_frame
from medebiaser.data.importers.drawn import DrawnRegion
from medebiaser.data.importers.label_table import LabelTable
from medebiaser.data.importers.label_values import NO_FINDING, Meaning, column_labels
from medebiaser.data.importers.layouts.joining import joined
from medebiaser.data.polygons import box_to_polygon
from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.records import Split

_BOX_COLUMNS = ("x_min", "y_min", "x_max", "y_max")
_PARTS = (
    ("annotations_train.csv", "image_labels_train.csv", Split.TRAIN, "train"),
    ("annotations_test.csv", "image_labels_test.csv", Split.TEST, "test"),
    ("train.csv", "", Split.TRAIN, "train"),
)


class Agreement(StrEnum):
    """How many radiologists make a label."""

    MAJORITY = "majority"
    ANY = "any"


def read_vindr(folder: Path, *, agreement: Agreement = Agreement.MAJORITY) -> LabelTable:
    """Read a folder of VinDr-CXR, as PhysioNet or as Kaggle gives it.

    Args:
        folder: holds `annotations_train.csv` and `image_labels_train.csv` (and the same for
            `test`, or only these), or Kaggle's `train.csv`.
        agreement: a label is 1 where more than half of the image's readers gave it, or any did.

    Returns:
        the table, with every reader's boxes as regions in the image's own pixels; "No finding" is
        no label; VinDr names no patients.

    Raises:
        NotFoundError: none of the tables is in the folder.
        InvalidInputError: a table lacks a column.
    """
    found = [part for part in _PARTS if (folder / part[0]).is_file()]
    if not found:
        raise NotFoundError(
            f"{folder} holds neither annotations_train.csv nor annotations_test.csv nor train.csv; "
            "name VinDr-CXR's own folder"
        )
    frames = [read_frame(folder / annotations) for annotations, _, _, _ in found]
    readings = [
        _readings(folder, labels_name, frame)
        for (_, labels_name, _, _), (frame, _) in zip(found, frames, strict=True)
    ]
    labels = tuple(sorted({str(name) for reading in readings for name in reading.columns}))
    parts = [
        _table(reading.reindex(columns=list(labels), fill_value=0), frame, part, agreement, notes)
        for reading, (frame, notes), part in zip(readings, frames, found, strict=True)
    ]
    return joined(parts)


def _readings(folder: Path, labels_name: str, annotations: pd.DataFrame) -> pd.DataFrame:
    """One row of 0 and 1 per image and reader, indexed by image; a column per label."""
    if labels_name and (folder / labels_name).is_file():
        frame, _ = read_frame(folder / labels_name)
        columns.named(frame, "image_id", labels_name)
        facts = {"imageid", "radid"}
        names = [str(name) for name in frame.columns if columns.plain(str(name)) not in facts]
        values, _ = column_labels(frame, names, blank=Meaning.NEGATIVE, uncertain=Meaning.UNKNOWN)
        table = pd.DataFrame(values, columns=names, index=frame["image_id"])
    else:
        reader = columns.recognised(annotations, ("radid",))
        keys = [annotations["image_id"]] + ([annotations[reader]] if reader else [])
        table = pd.crosstab(keys, annotations["class_name"]).clip(upper=1)
        table.index = table.index.get_level_values(0)
    return table[[name for name in table.columns if str(name).lower() not in NO_FINDING]]


def _table(
    readings: pd.DataFrame,
    annotations: pd.DataFrame,
    part: tuple[str, str, Split, str],
    agreement: Agreement,
    notes: Sequence[str],
) -> LabelTable:
    name, _, split, subfolder = part
    for column in ("image_id", "class_name", *_BOX_COLUMNS):
        columns.named(annotations, column, name)
    shares = readings.groupby(level=0).mean()
    positive = shares > (0.5 if agreement is Agreement.MAJORITY else 0.0)
    images = tuple(str(image) for image in shares.index)
    disputed = int(((shares > 0) & (shares < 1)).to_numpy().sum())
    n = len(images)
    return LabelTable(
        images=images,
        files=tuple(f"{subfolder}/{image}.dicom" for image in images),
        labels=tuple(str(label) for label in readings.columns),
        values=positive.to_numpy().astype(np.int8),
        patients=images,
        ages=(None,) * n,
        sexes=(None,) * n,
        views=(None,) * n,
        splits=(split,) * n,
        cues=({},) * n,
        notes=(
            *notes,
            "VinDr-CXR names no patients: each image counts as its own patient",
            f"{name}: readers disagree on {disputed} labels of {n} images; "
            f"{agreement.value} decides",
        ),
        regions=tuple(
            _box(row, name)
            for row in annotations.to_dict("records")
            if str(row["class_name"]).lower() not in NO_FINDING and row["x_min"] != ""
        ),
    )


def _box(row: Mapping[object, object], name: str) -> DrawnRegion:
    try:
        left, top, right, bottom = (float(str(row[column])) for column in _BOX_COLUMNS)
    except ValueError as error:
        raise InvalidInputError(
            f"{name} has a box that is no numbers on image {row['image_id']}: {error}"
        ) from error
    reader = str(row.get("rad_id", row.get("rad_ID", "")))
    return DrawnRegion(
        image=str(row["image_id"]),
        label=str(row["class_name"]),
        points=box_to_polygon(left, top, right - left, bottom - top).points,
        author=reader or None,
    )
