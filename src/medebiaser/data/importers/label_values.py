"""Labels out of a table's cells: one column of lists, or one column per label."""

from collections.abc import Sequence
from enum import StrEnum

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from medebiaser.data.importers.label_table import UNKNOWN, first_names
from medebiaser.errors import InvalidInputError

NO_FINDING = frozenset({"no finding", "no findings", "nofinding", "no_finding", "normal"})
"""Words, in small letters, that say "none of the labels"; they are no label themselves."""


class Meaning(StrEnum):
    """What a blank or an uncertain cell stands for."""

    UNKNOWN = "unknown"
    NEGATIVE = "negative"
    POSITIVE = "positive"


VALUE_OF = {Meaning.UNKNOWN: UNKNOWN, Meaning.NEGATIVE: 0, Meaning.POSITIVE: 1}
"""What each meaning puts into the int8 array."""

_BLANK = frozenset({"", "nan", "na", "n/a", "none", "null"})
_VALUES = {"1": 1, "0": 0, "true": 1, "false": 0, "yes": 1, "no": 0, "y": 1, "n": 0}


def listed_labels(
    cells: Sequence[str], separator: str, no_finding: frozenset[str], blank: Meaning
) -> tuple[tuple[str, ...], NDArray[np.int8], tuple[str, ...]]:
    """Labels of a column such as "Cardiomegaly|Emphysema", in alphabetical order.

    Args:
        cells: (N,) the column.
        separator: what stands between two labels of one cell.
        no_finding: words, in small letters, that are no label.
        blank: what an empty cell stands for.

    Returns:
        (K,) labels, (N, K) int8 values, notes.

    Raises:
        InvalidInputError: no cell names a label, or a cell names a label beside "No Finding".
    """
    codes, combinations = pd.factorize(np.asarray(cells, dtype=object))
    lists = [
        [part.strip() for part in str(cell).split(separator) if part.strip()]
        for cell in combinations
    ]
    contradictory = [
        str(cell)
        for cell, parts in zip(combinations, lists, strict=True)
        if len({part.lower() in no_finding for part in parts}) == 2
    ]
    if contradictory:
        raise InvalidInputError(
            f"cells name a label beside no finding: {first_names(contradictory)}; correct them"
        )
    labels = sorted({part for parts in lists for part in parts if part.lower() not in no_finding})
    if not labels:
        raise InvalidInputError("the labels' column names no label in any row; name another column")
    position = {name: column for column, name in enumerate(labels)}
    table = np.zeros((len(lists), len(labels)), dtype=np.int8)
    for row, parts in enumerate(lists):
        if not parts:
            table[row] = VALUE_OF[blank]
        for part in parts:
            if part in position:
                table[row, position[part]] = 1
    n_blank = int(np.isin(codes, [row for row, parts in enumerate(lists) if not parts]).sum())
    return tuple(labels), table[codes], _blank_note(n_blank, "images", blank)


def column_labels(
    frame: pd.DataFrame, columns: Sequence[str], *, blank: Meaning, uncertain: Meaning
) -> tuple[NDArray[np.int8], tuple[str, ...]]:
    """Labels with a column each, holding 1, 0, -1 or nothing.

    Args:
        frame: the table, strings.
        columns: (K,) one per label, in the order wanted.
        blank: what an empty cell stands for.
        uncertain: what -1 stands for.

    Returns:
        (N, K) int8 values, notes.

    Raises:
        InvalidInputError: a cell that is none of these; names column, cell and line.
    """
    values = np.empty((len(frame), len(columns)), dtype=np.int8)
    n_blank = n_uncertain = 0
    for position, name in enumerate(columns):
        codes, cells = pd.factorize(frame[name].to_numpy(dtype=object))
        meant = [_value(str(cell)) for cell in cells]
        if None in meant:
            row = int(np.flatnonzero(codes == meant.index(None))[0])
            raise InvalidInputError(
                f"column {name!r} holds {str(cells[codes[row]])!r} in line {row + 2}; "
                "a label's column holds 1, 0, -1 or nothing"
            )
        n_blank += int(np.isin(codes, [i for i, word in enumerate(meant) if word == "blank"]).sum())
        n_uncertain += int(np.isin(codes, [i for i, word in enumerate(meant) if word == -1]).sum())
        as_value = {"blank": VALUE_OF[blank], -1: VALUE_OF[uncertain], 0: 0, 1: 1}
        values[:, position] = np.array([as_value[word] for word in meant if word is not None])[
            codes
        ]
    notes = _blank_note(n_blank, "cells", blank)
    if n_uncertain:
        notes = (*notes, f"{n_uncertain} uncertain cells (-1) count as {uncertain.value}")
    return values, notes


def _value(cell: str) -> int | str | None:
    """1, 0, -1, "blank", or None where the cell is none of them."""
    if cell.lower() in _BLANK:
        return "blank"
    if cell.lower() in _VALUES:
        return _VALUES[cell.lower()]
    try:
        number = float(cell)
    except ValueError:
        return None
    return int(number) if number in {1.0, 0.0, -1.0} else None


def _blank_note(count: int, what: str, blank: Meaning) -> tuple[str, ...]:
    if not count:
        return ()
    kind = "without any entry for labels" if what == "images" else "of label columns are blank and"
    return (f"{count} {what} {kind} count as {blank.value}",)
