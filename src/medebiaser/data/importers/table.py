"""Any table of images and labels, NIH's own recognised without options."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from medebiaser.data.importers import columns
from medebiaser.data.importers.delimited import read_frame
from medebiaser.data.importers.label_table import (
    UNKNOWN,
    LabelTable,
    enough_positives,
    first_names,
    one_entry_per_image,
)
from medebiaser.data.importers.label_values import (
    NO_FINDING,
    Meaning,
    column_labels,
    listed_labels,
)
from medebiaser.errors import InvalidInputError
from medebiaser.records import Split

_IMAGE_NAMES = ("imageindex", "imageid", "image", "imagename", "filename", "file", "path")
_LABELS_NAMES = ("findinglabels",)


@dataclass(frozen=True, slots=True)
class TableOptions:
    """How to read a table; what is None is recognised by the column's name.

    Attributes:
        image_column: paths of images below their folder; also the images' ids.
        labels_column: lists of labels, as in "Cardiomegaly|Emphysema".
        separator: what stands between the labels of one cell.
        label_columns: columns that hold 1, 0, -1 or nothing, one per label.
        patient_column: patients; images of one patient share a split.
        age_column: "58", "058Y", "006M".
        sex_column: sexes.
        view_column: projections.
        split_column: the table's own splits.
        split_map: its words for splits to ours.
        cue_columns: columns kept per image, by which figures may be grouped.
        min_positives: labels with fewer positive images are left out.
        no_finding: words, in small letters, that are no label.
        blank: what an empty label cell stands for.
        uncertain: what -1 stands for.
    """

    image_column: str | None = None
    labels_column: str | None = None
    separator: str = "|"
    label_columns: tuple[str, ...] = ()
    patient_column: str | None = None
    age_column: str | None = None
    sex_column: str | None = None
    view_column: str | None = None
    split_column: str | None = None
    split_map: Mapping[str, Split] = field(default_factory=dict)
    cue_columns: tuple[str, ...] = ()
    min_positives: int = 0
    no_finding: frozenset[str] = NO_FINDING
    blank: Meaning = Meaning.UNKNOWN
    uncertain: Meaning = Meaning.UNKNOWN


def read_table(path: Path, options: TableOptions | None = None) -> LabelTable:
    """Read a table of images and labels; no pixel is touched.

    Args:
        path: CSV, TSV or the like, plain or gzip, in any common encoding.
        options: which columns to use; None recognises NIH's.

    Returns:
        the table, one entry per image; labels in alphabetical order where they are listed in one
        column, in the order given where each has its own.

    Raises:
        NotFoundError: there is no such file.
        InvalidInputError: empty file, a column that does not exist, an image named twice with
            different entries, a cell that is no label value, an unknown split.
    """
    options = options or TableOptions()
    frame, notes = read_frame(path)
    image_column = _image_column(frame, options, path.name)
    frame, left_out = _with_image_names(frame, image_column)
    labels, values, label_notes = _labels(frame, options, path.name)
    images = tuple(str(cell) for cell in frame[image_column])
    asked = {
        "patient": options.patient_column,
        "age": options.age_column,
        "sex": options.sex_column,
        "view": options.view_column,
    }
    known = columns.facts(frame, images, asked, path.name)
    table = LabelTable(
        images=images,
        files=images,
        labels=labels,
        values=values,
        patients=known.patients,
        ages=known.ages,
        sexes=known.sexes,
        views=known.views,
        splits=_splits(frame, options, path.name),
        cues=_cues(frame, options.cue_columns, path.name),
        notes=(*notes, *left_out, *label_notes, *known.notes),
        unlisted=UNKNOWN if options.label_columns else 0,
    )
    return enough_positives(one_entry_per_image(table), options.min_positives)


def _image_column(frame: pd.DataFrame, options: TableOptions, table: str) -> str:
    if options.image_column is not None:
        return columns.named(frame, options.image_column, table)
    column = columns.recognised(frame, _IMAGE_NAMES)
    if column is None:
        found = ", ".join(str(name) for name in frame.columns)
        raise InvalidInputError(
            f"no column of {table} is known to hold images; name the image column; it has: {found}"
        )
    return column


def _with_image_names(
    frame: pd.DataFrame, image_column: str
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    empty = frame[image_column] == ""
    if not empty.any():
        return frame, ()
    lines = [str(row + 2) for row in np.flatnonzero(empty.to_numpy())]
    if len(lines) == len(frame):
        raise InvalidInputError(f"column {image_column!r} is empty; name another image column")
    note = f"{len(lines)} rows without an image left out, lines {first_names(lines)}"
    return frame[~empty].reset_index(drop=True), (note,)


def _labels(
    frame: pd.DataFrame, options: TableOptions, table: str
) -> tuple[tuple[str, ...], NDArray[np.int8], tuple[str, ...]]:
    if options.label_columns and options.labels_column is not None:
        raise InvalidInputError(
            "both a column of label lists and columns per label are named; name one of them"
        )
    if options.label_columns:
        return _labels_of_columns(frame, options, table)
    column = options.labels_column or columns.recognised(frame, _LABELS_NAMES)
    if column is None:
        found = ", ".join(str(name) for name in frame.columns)
        raise InvalidInputError(
            f"no column of {table} is known to hold labels; name the column that lists labels, or "
            f"the columns that are one label each; it has: {found}"
        )
    cells = frame[columns.named(frame, column, table)].tolist()
    return listed_labels(cells, options.separator, options.no_finding, options.blank)


def _labels_of_columns(
    frame: pd.DataFrame, options: TableOptions, table: str
) -> tuple[tuple[str, ...], NDArray[np.int8], tuple[str, ...]]:
    names = [columns.named(frame, name, table) for name in options.label_columns]
    labels = tuple(name for name in names if name.lower() not in options.no_finding)
    if len(set(labels)) < len(labels) or not labels:
        raise InvalidInputError(f"label columns must be different labels; found {', '.join(names)}")
    values, notes = column_labels(frame, labels, blank=options.blank, uncertain=options.uncertain)
    dropped = [name for name in names if name not in labels]
    if dropped:
        notes = (*notes, f"column {first_names(dropped)} says that no label applies; it is none")
    return labels, values, notes


def _splits(frame: pd.DataFrame, options: TableOptions, table: str) -> tuple[Split | None, ...]:
    if options.split_column is None:
        return (None,) * len(frame)
    cells: Sequence[str] = frame[columns.named(frame, options.split_column, table)].tolist()
    return tuple(columns.splits(cells, options.split_map, table))


def _cues(frame: pd.DataFrame, names: Sequence[str], table: str) -> tuple[Mapping[str, str], ...]:
    if not names:
        return ({},) * len(frame)
    kept = frame[[columns.named(frame, name, table) for name in names]]
    return tuple({str(k): str(v) for k, v in row.items()} for row in kept.to_dict("records"))
