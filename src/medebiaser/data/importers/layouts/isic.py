"""ISIC challenges: a ground-truth table with a column per diagnosis, and a table of metadata.

Images of one lesion share a split; a lesion stands for the patient where no patient is given.
Sources: Codella et al. 2018, arXiv:1710.05006; Rotemberg et al. 2021,
doi 10.1038/s41597-021-00815-z.
"""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from medebiaser.data.importers import columns
from medebiaser.data.importers.delimited import read_frame
from medebiaser.data.importers.label_table import (
    LabelTable,
    excludes_one_another,
    one_entry_per_image,
)
from medebiaser.data.importers.label_values import Meaning, column_labels
from medebiaser.errors import InvalidInputError
from medebiaser.records import Activation

_IMAGE_NAMES = ("image", "imageid", "imagename", "isicid")
_PATIENT_NAMES = ("patientid", "lesionid")
_FACT_COLUMNS = frozenset(
    {"scoreweight", "validationweight", "ageapprox", "age", "sex", *_IMAGE_NAMES, *_PATIENT_NAMES}
)
_VALUES = frozenset({"0", "1", "0.0", "1.0"})


def read_isic(ground_truth: Path, metadata: Path | None = None) -> LabelTable:
    """Read an ISIC ground-truth table, with its metadata where present.

    Args:
        ground_truth: `image` and one column of 0 and 1 per diagnosis.
        metadata: `image`, and any of `lesion_id`, `patient_id`, `age_approx`, `sex`.

    Returns:
        the table; softmax where every image has exactly one diagnosis. A diagnosis without a
        single image ("UNK" in 2019's training set) is left out and said.

    Raises:
        NotFoundError: there is no such file.
        InvalidInputError: no image column, no column of diagnoses, contradictory repetitions.
    """
    frame, notes = read_frame(ground_truth)
    image = _image_column(frame, ground_truth.name)
    images = tuple(str(cell) for cell in frame[image])
    labels = [
        str(name)
        for name in frame.columns
        if columns.plain(str(name)) not in _FACT_COLUMNS and set(frame[name]) <= _VALUES
    ]
    if not labels:
        raise InvalidInputError(f"{ground_truth.name} has no column of 0 and 1 per diagnosis")
    values, _ = column_labels(frame, labels, blank=Meaning.UNKNOWN, uncertain=Meaning.UNKNOWN)
    about, about_notes = _metadata(frame, images, metadata)
    patient = columns.recognised(about, _PATIENT_NAMES)
    known = columns.facts(about, images, {"patient": patient}, ground_truth.name)
    table = LabelTable(
        images=images,
        files=images,
        labels=tuple(labels),
        values=values,
        patients=known.patients,
        ages=known.ages,
        sexes=known.sexes,
        views=(None,) * len(images),
        splits=(None,) * len(images),
        cues=({},) * len(images),
        notes=(*notes, *about_notes, *known.notes),
    )
    return _with_activation(one_entry_per_image(table))


def _image_column(frame: pd.DataFrame, name: str) -> str:
    column = columns.recognised(frame, _IMAGE_NAMES)
    if column is None:
        found = ", ".join(str(title) for title in frame.columns)
        raise InvalidInputError(f"{name} has no column 'image'; it has: {found}")
    return column


def _metadata(
    frame: pd.DataFrame, images: tuple[str, ...], path: Path | None
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Metadata in the ground truth's order; the ground truth's own columns where there is none."""
    if path is None:
        return frame, ()
    about, notes = read_frame(path)
    about = about.set_index(_image_column(about, path.name))
    about = about[~about.index.duplicated()]
    absent = sum(image not in about.index for image in images)
    if absent:
        notes = (*notes, f"{absent} images are not in {path.name}")
    return about.reindex(list(images)).fillna("").reset_index(drop=True), notes


def _with_activation(table: LabelTable) -> LabelTable:
    some = (table.values == 1).any(axis=0)
    present = np.flatnonzero(some)
    empty = [table.labels[column] for column in np.flatnonzero(~some)]
    notes = (f"no image has the diagnosis {', '.join(empty)}: left out",) if empty else ()
    values = np.ascontiguousarray(table.values[:, present])
    one_each = excludes_one_another(values)
    return replace(
        table,
        labels=tuple(table.labels[column] for column in present),
        values=values,
        notes=(*table.notes, *notes),
        activation=Activation.SOFTMAX if one_each else Activation.SIGMOID,
    )
