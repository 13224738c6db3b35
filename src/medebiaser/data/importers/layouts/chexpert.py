"""CheXpert: `train.csv`, `valid.csv` and `test.csv` beside the folders of the same names.

A blank cell means that the report does not mention the finding, which its authors train on as
negative; -1 means that the report is uncertain. Source: Irvin et al. 2019, arXiv:1901.07031.
"""

from collections.abc import Iterable
from pathlib import Path, PurePosixPath

import pandas as pd

from medebiaser.data.importers import columns
from medebiaser.data.importers.delimited import read_frame
from medebiaser.data.importers.label_table import LabelTable, one_entry_per_image
from medebiaser.data.importers.label_values import NO_FINDING, Meaning, column_labels
from medebiaser.data.importers.layouts.joining import joined
from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.records import Split

_SPLIT_OF_TABLE = {"train": Split.TRAIN, "valid": Split.TUNE, "test": Split.TEST}
_FACT_COLUMNS = frozenset({"path", "sex", "age", "frontallateral", "appa"})


def read_chexpert(
    folder: Path, *, blank: Meaning = Meaning.NEGATIVE, uncertain: Meaning = Meaning.UNKNOWN
) -> LabelTable:
    """Read a folder of CheXpert.

    Args:
        folder: holds at least one of `train.csv`, `valid.csv`, `test.csv`.
        blank: what a finding that the report does not mention stands for.
        uncertain: what -1 stands for.

    Returns:
        the table; patients are taken from the paths, `valid` becomes `tune`, "No Finding" is no
        label, files are below `folder`.

    Raises:
        NotFoundError: none of the tables is in the folder.
        InvalidInputError: a table is not CheXpert's.
    """
    parts = [
        _read_part(folder / f"{name}.csv", split, blank, uncertain)
        for name, split in _SPLIT_OF_TABLE.items()
        if (folder / f"{name}.csv").is_file()
    ]
    if not parts:
        raise NotFoundError(
            f"{folder} holds none of train.csv, valid.csv, test.csv; name CheXpert's own folder"
        )
    return one_entry_per_image(joined(parts))


def _read_part(path: Path, split: Split, blank: Meaning, uncertain: Meaning) -> LabelTable:
    frame, notes = read_frame(path)
    cells = frame[columns.named(frame, "Path", path.name)]
    files = tuple(_below_folder(str(cell)) for cell in cells)
    labels = [
        str(name)
        for name in frame.columns
        if columns.plain(str(name)) not in _FACT_COLUMNS and str(name).lower() not in NO_FINDING
    ]
    if not labels:
        raise InvalidInputError(f"{path.name} has no label columns; CheXpert's has 14")
    values, label_notes = column_labels(frame, labels, blank=blank, uncertain=uncertain)
    frame = frame.assign(patient=[_patient(file) for file in files])
    known = columns.facts(frame, files, {"patient": "patient"}, path.name)
    return LabelTable(
        images=files,
        files=files,
        labels=tuple(labels),
        values=values,
        patients=known.patients,
        ages=known.ages,
        sexes=known.sexes,
        views=tuple(_views(frame)),
        splits=(split,) * len(files),
        cues=({},) * len(files),
        notes=(*notes, *(f"{path.name}: {note}" for note in label_notes)),
    )


def _below_folder(cell: str) -> str:
    """A path without the data set's own name before it."""
    parts = PurePosixPath(cell).parts
    return str(PurePosixPath(*parts[1:])) if parts and parts[0].startswith("CheXpert") else cell


def _patient(file: str) -> str:
    """The path's part that names the patient, such as "patient00001", or "" where none does."""
    return next((part for part in PurePosixPath(file).parts if part.startswith("patient")), "")


def _views(frame: pd.DataFrame) -> Iterable[str | None]:
    """Give the position (AP, PA) where the table does, else the side (Frontal, Lateral)."""
    position = columns.recognised(frame, ("appa",))
    side = columns.recognised(frame, ("frontallateral",))
    for row in range(len(frame)):
        first = columns.view(str(frame[position].iat[row])) if position else None
        yield first or (columns.view(str(frame[side].iat[row])) if side else None)
