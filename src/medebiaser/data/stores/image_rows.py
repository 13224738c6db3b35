"""Images as rows of the database: records taken apart and put together."""

from dataclasses import fields
from functools import lru_cache
from typing import Any

from medebiaser.data.schema import images as table
from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.records import Image, Split

UNKNOWN = 0xFF
"""-1 as the unsigned byte that a label vector holds."""

COLUMNS = tuple(table.c[field.name] for field in fields(Image))
"""In the order of the record's fields, as `record_of` takes them apart."""

_SPLITS = {split.value: split for split in Split}

_PLAIN = (
    *("id", "row", "patient", "source", "in_place", "sha256"),
    *("width", "height", "bit_depth", "channels"),
    *("view", "laterality", "age_years", "sex", "acquired_on"),
    *("study_uid", "series_uid", "sop_uid", "perceptual_hash"),
)


def _label_vector(image: Image, n_labels: int) -> bytes:
    if len(image.labels) != n_labels:
        raise ShapeError(
            f"image {image.id} has {len(image.labels)} labels where the project has {n_labels}; "
            "give 1, 0 or unknown for each"
        )
    if strange := set(image.labels) - {0, 1, None}:
        raise InvalidInputError(
            f"image {image.id} has a label value {strange.pop()!r}; it must be 1, 0 or unknown"
        )
    return bytes(UNKNOWN if value is None else int(value) for value in image.labels)


def stored_form(image: Image, project_id: int, n_labels: int) -> dict[str, Any]:
    """Return the columns of a record.

    Raises:
        ShapeError: it has not one value per label of the project.
        InvalidInputError: a label is neither 1, 0 nor unknown.
    """
    return {
        "project_id": project_id,
        **{name: getattr(image, name) for name in _PLAIN},
        "split": None if image.split is None else image.split.value,
        "labels": _label_vector(image, n_labels),
        "spacing_mm": image.spacing_mm,
        "window": image.window,
        "cues": image.cues,
    }


def _pair(values: list[float] | None) -> tuple[float, float] | None:
    return None if values is None else (values[0], values[1])


@lru_cache(maxsize=65_536)
def _labels_of(vector: bytes) -> tuple[int | None, ...]:
    return tuple(None if value == UNKNOWN else value for value in vector)


def record_of(row: Any) -> Image:
    """Return the record of a row of COLUMNS."""
    image_id, number, patient, split, vector, *middle, spacing, window = row[:-5]
    *uids, cues = row[-5:]
    values: list[Any] = [
        *(image_id, number, patient),
        None if split is None else _SPLITS[split],
        _labels_of(vector),
        *middle,
        *(_pair(spacing), _pair(window)),
        *(*uids, cues),
    ]
    return Image(*values)
