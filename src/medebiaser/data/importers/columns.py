"""Columns of a table: recognising them by name, and reading ages, sexes, views and splits."""

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from medebiaser.data.importers.label_table import first_names
from medebiaser.errors import InvalidInputError
from medebiaser.records import Split

AGE_YEARS_MAX = 120
"""Older patients are typing errors (NIH's first release has some of 148 and 414 years)."""

_YEARS_PER_UNIT = {"Y": 1.0, "M": 1 / 12, "W": 7 / 365.25, "D": 1 / 365.25, "": 1.0}
_AGE = re.compile(r"(\d+(?:\.\d*)?)\s*([YMWD]?)", re.IGNORECASE)
_SEXES = {"m": "M", "male": "M", "f": "F", "female": "F"}
_NOTHING = frozenset({"", "nan", "na", "n/a", "none", "null", "unknown", "u"})

RECOGNISED = {
    "patient": ("patientid", "patient", "subjectid"),
    "age": ("patientage", "age", "ageapprox"),
    "sex": ("patientgender", "patientsex", "sex", "gender"),
    "view": ("viewposition", "view"),
}
"""Fact to the column names, in small letters and without marks, that name it unasked."""


def plain(name: str) -> str:
    """A column's name in small letters, without spaces and marks."""
    return re.sub(r"[^a-z0-9#]", "", name.lower())


def named(frame: pd.DataFrame, column: str, table: str) -> str:
    """Check that a column exists.

    Args:
        frame: the table.
        column: the name asked for.
        table: the file's name, for the message.

    Returns:
        the column's name.

    Raises:
        InvalidInputError: no such column; names those found.
    """
    if column not in frame.columns:
        found = ", ".join(str(name) for name in frame.columns)
        raise InvalidInputError(f"{table} has no column {column!r}; it has: {found}")
    return column


def recognised(frame: pd.DataFrame, names: Sequence[str]) -> str | None:
    """First column whose plain name is one of those given, or None."""
    by_plain_name = {plain(str(column)): str(column) for column in reversed(list(frame.columns))}
    return next((by_plain_name[name] for name in names if name in by_plain_name), None)


def age_years(cell: str) -> float | None:
    """Age in years of a cell such as "58", "058Y", "006M" or "012D".

    Args:
        cell: the table's own writing.

    Returns:
        years; None where it is no age, or above `AGE_YEARS_MAX`.
    """
    found = _AGE.fullmatch(cell)
    if found is None:
        return None
    years = float(found[1]) * _YEARS_PER_UNIT[found[2].upper()]
    return years if math.isfinite(years) and years <= AGE_YEARS_MAX else None


def sex(cell: str) -> str | None:
    """Return "F", "M", the cell as it is written, or None where it says nothing."""
    return None if cell.lower() in _NOTHING else _SEXES.get(cell.lower(), cell)


def view(cell: str) -> str | None:
    """Return the projection as it is written, or None where the cell says nothing."""
    return None if cell.lower() in _NOTHING else cell


@dataclass(frozen=True, slots=True)
class Facts:
    """What a table says beside labels, one entry per row."""

    patients: tuple[str, ...]
    ages: tuple[float | None, ...]
    sexes: tuple[str | None, ...]
    views: tuple[str | None, ...]
    notes: tuple[str, ...]


def facts(
    frame: pd.DataFrame, images: Sequence[str], asked: Mapping[str, str | None], table: str
) -> Facts:
    """Read patients, ages, sexes and views.

    Args:
        frame: the table.
        images: (N,) the id of each row; stands in for an unknown patient.
        asked: "patient", "age", "sex", "view" to the column asked for, or None to recognise it.
        table: the file's name, for messages.

    Returns:
        the facts, with notes on recognised columns, missing patients and unreadable ages.

    Raises:
        InvalidInputError: a column asked for does not exist.
    """
    notes: list[str] = []
    columns = {fact: _column(frame, fact, asked.get(fact), table, notes) for fact in RECOGNISED}
    cells = {
        fact: frame[column].tolist() if column else [""] * len(frame)
        for fact, column in columns.items()
    }
    patients = _patients(cells["patient"], images, columns["patient"], notes)
    ages = {cell: age_years(cell) for cell in set(cells["age"])}
    odd = [
        str(line)
        for line, cell in enumerate(cells["age"], start=2)
        if ages[cell] is None and cell.lower() not in _NOTHING
    ]
    if odd:
        notes.append(
            f"{len(odd)} ages are not believable and count as unknown: lines {first_names(odd)}"
        )
    return Facts(
        patients,
        tuple(ages[cell] for cell in cells["age"]),
        tuple(sex(cell) for cell in cells["sex"]),
        tuple(view(cell) for cell in cells["view"]),
        tuple(notes),
    )


def _column(
    frame: pd.DataFrame, fact: str, asked: str | None, table: str, notes: list[str]
) -> str | None:
    if asked is not None:
        return named(frame, asked, table)
    column = recognised(frame, RECOGNISED[fact])
    if column is not None:
        notes.append(f"column {column!r} taken for {fact}")
    return column


def _patients(
    cells: Sequence[str], images: Sequence[str], column: str | None, notes: list[str]
) -> tuple[str, ...]:
    blank = sum(not cell for cell in cells)
    if column is None:
        notes.append("no patient column: each image counts as its own patient")
    elif blank:
        notes.append(
            f"{blank} images without a patient in {column!r}: each counts as its own patient"
        )
    return tuple(cell or image for cell, image in zip(cells, images, strict=True))


def splits(cells: Sequence[str], split_map: Mapping[str, Split], table: str) -> list[Split | None]:
    """Read a table's own split column.

    Args:
        cells: (N,) the column.
        split_map: the table's word to our split; our own words need no entry.
        table: the file's name, for the message.

    Returns:
        (N,) splits, None where the cell is blank.

    Raises:
        InvalidInputError: a word that is neither ours nor in the map; names all of them.
    """
    known: dict[str, Split | None] = {split.value: split for split in Split}
    known |= {"": None} | dict(split_map)
    strange = Counter(cell for cell in cells if cell not in known)
    if strange:
        words = ", ".join(f"{word} ({count})" for word, count in strange.most_common())
        ours = ", ".join(split.value for split in Split)
        raise InvalidInputError(
            f"{table} names splits that are not ours ({ours}): {words}; "
            f"say which split {next(iter(strange))!r} means (the split map)"
        )
    return [known[cell] for cell in cells]
