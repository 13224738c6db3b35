"""A folder per label, with or without a folder per split around them."""

from pathlib import Path

import numpy as np

from medebiaser.data.importers.image_files import is_image_name
from medebiaser.data.importers.label_table import LabelTable
from medebiaser.errors import InvalidInputError, NotFoundError
from medebiaser.records import Activation, Split

_SPLIT_OF_FOLDER = {split.value: split for split in Split} | {
    "training": Split.TRAIN,
    "val": Split.TUNE,
    "valid": Split.TUNE,
    "validation": Split.TUNE,
    "testing": Split.TEST,
}


def read_folder(folder: Path) -> LabelTable:
    """Read images sorted into one folder per label.

    Args:
        folder: `LABEL/…/IMAGE`, or `train/LABEL/…/IMAGE` and so on where every folder at the top
            is named after a split (`val` becomes `tune`).

    Returns:
        the table: exactly one label per image, labels in alphabetical order, softmax; each image
        is its own patient, since folders say nothing of patients.

    Raises:
        NotFoundError: there is no such folder.
        InvalidInputError: fewer than two folders hold images.
    """
    if not folder.is_dir():
        raise NotFoundError(f"there is no folder {folder}; check the path")
    top = _folders(folder)
    by_split = bool(top) and all(path.name.lower() in _SPLIT_OF_FOLDER for path in top)
    entries: list[tuple[str, str, Split | None]] = []
    for label_folder in [path for part in top for path in _folders(part)] if by_split else top:
        split = _SPLIT_OF_FOLDER[label_folder.parent.name.lower()] if by_split else None
        files = sorted(path for path in label_folder.rglob("*") if is_image_name(path))
        entries += [
            (str(path.relative_to(folder).as_posix()), label_folder.name, split) for path in files
        ]
    labels = tuple(sorted({label for _, label, _ in entries}))
    if len(labels) < 2:
        raise InvalidInputError(
            f"{folder} holds images in {len(labels)} folders; one folder per label is needed, "
            "at least two"
        )
    return _table(entries, labels, _stray(folder))


def _folders(folder: Path) -> list[Path]:
    return sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))


def _stray(folder: Path) -> tuple[str, ...]:
    count = sum(is_image_name(path) for path in folder.iterdir())
    return (f"{count} images lie in no label's folder and are left out",) if count else ()


def _table(
    entries: list[tuple[str, str, Split | None]], labels: tuple[str, ...], notes: tuple[str, ...]
) -> LabelTable:
    n = len(entries)
    files = tuple(file for file, _, _ in entries)
    position = {label: column for column, label in enumerate(labels)}
    values = np.zeros((n, len(labels)), dtype=np.int8)
    values[np.arange(n), [position[label] for _, label, _ in entries]] = 1
    return LabelTable(
        images=files,
        files=files,
        labels=labels,
        values=values,
        patients=files,
        ages=(None,) * n,
        sexes=(None,) * n,
        views=(None,) * n,
        splits=tuple(split for _, _, split in entries),
        cues=({},) * n,
        notes=(*notes, "folders name no patients: each image counts as its own patient"),
        activation=Activation.SOFTMAX,
    )
