"""Probabilities of another program's model from a table: one row an image, one column a label."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from medebiaser.data.importers.columns import named, recognised
from medebiaser.data.importers.delimited import read_frame
from medebiaser.errors import ConflictError, InvalidInputError

_IMAGE_COLUMNS = ("imageindex", "imageid", "image", "imagename", "filename", "file", "path")


@dataclass(frozen=True, slots=True)
class PredictionTable:
    """What a table says of some images.

    Attributes:
        images: N ids, each once.
        probabilities: (N, K) float32 in [0, 1], columns in the project's order of labels.
        notes: what had to be guessed.
    """

    images: tuple[str, ...]
    probabilities: npt.NDArray[np.float32]
    notes: tuple[str, ...] = ()


def read_predictions(
    path: Path, labels: Sequence[str], *, image_column: str | None = None
) -> PredictionTable:
    """Read a table of probabilities, packed by gzip or not.

    Args:
        path: the table; it has a column of image ids and one of each label's name.
        labels: of the project.
        image_column: holds the ids; None: `image`, `image_id`, `file` or alike.

    Raises:
        NotFoundError: there is no such file.
        InvalidInputError: a column is missing, or a cell is no number from 0 to 1.
        ConflictError: an image comes twice.
    """
    frame, notes = read_frame(path)
    column = image_column or recognised(frame, _IMAGE_COLUMNS)
    if column is None:
        raise InvalidInputError(
            f"{path.name} has no column that names images (found: "
            f"{', '.join(map(str, frame.columns[:5]))}); name it with --image-column"
        )
    ids = frame[named(frame, column, path.name)].astype(str)
    if twice := ids[ids.duplicated()].head(3).tolist():
        raise ConflictError(f"{path.name} names {', '.join(twice)} twice; keep one row an image")
    columns = [_probabilities(frame, label, path.name) for label in labels]
    return PredictionTable(tuple(ids), np.stack(columns, axis=1), notes)


def _probabilities(frame: pd.DataFrame, label: str, table: str) -> npt.NDArray[np.float32]:
    cells = frame[named(frame, label, table)]
    numbers = pd.to_numeric(cells, errors="coerce").to_numpy(np.float64)
    wrong = np.flatnonzero(~((numbers >= 0) & (numbers <= 1)))
    if len(wrong):
        raise InvalidInputError(
            f"{table} has {cells.iloc[wrong[0]]!r} for {label} in row {wrong[0] + 2}; "
            "a probability is a number from 0 to 1"
        )
    return numbers.astype(np.float32)
