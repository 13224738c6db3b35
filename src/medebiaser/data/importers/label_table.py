"""What a table or a known layout says about images, before any pixel is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from medebiaser.data.importers.drawn import DrawnRegion
from medebiaser.errors import InvalidInputError
from medebiaser.records import Activation, Split

UNKNOWN = -1
"""A label's value where the table does not say; masked everywhere, never 0."""

NAMES_SHOWN = 5
"""How many names a note shows before it says how many more there are."""


def first_names(names: Sequence[str]) -> str:
    """Join the first names, and say how many more there are.

    Args:
        names: any number of ids or file names.

    Returns:
        "a, b, c, d, e and 3 more".
    """
    shown = ", ".join(names[:NAMES_SHOWN])
    more = len(names) - NAMES_SHOWN
    return f"{shown} and {more} more" if more > 0 else shown


@dataclass(frozen=True, slots=True)
class LabelTable:
    """Images with their labels and facts; one entry per image, in the table's order.

    Attributes:
        images: (N,) ids, unique, as the table names them.
        files: (N,) path of each image below the images' folder.
        labels: (K,) names.
        values: (N, K) int8: 1, 0, or -1 where unknown.
        patients: (N,) patient of each image; the image's own id where none is known.
        ages: (N,) years, or None.
        sexes: (N,) "F", "M" or as the table says, or None.
        views: (N,) projection, or None.
        splits: (N,) the table's own split, or None where it gives none.
        cues: (N,) cue column to value.
        notes: lines for the person who imports: what was left out, assumed, recognised.
        unlisted: value of a label that the table does not name at all: 0 where the table lists
            what was found, -1 where it has a column per label.
        activation: how the labels exclude one another.
        regions: experts' regions that the layout carries.
    """

    images: tuple[str, ...]
    files: tuple[str, ...]
    labels: tuple[str, ...]
    values: NDArray[np.int8]
    patients: tuple[str, ...]
    ages: tuple[float | None, ...]
    sexes: tuple[str | None, ...]
    views: tuple[str | None, ...]
    splits: tuple[Split | None, ...]
    cues: tuple[Mapping[str, str], ...]
    notes: tuple[str, ...] = ()
    unlisted: int = UNKNOWN
    activation: Activation = Activation.SIGMOID
    regions: tuple[DrawnRegion, ...] = field(default=())

    def chosen(self, rows: Sequence[int]) -> "LabelTable":
        """Keep the given rows, in the given order; regions and notes stay as they are."""
        return replace(
            self,
            images=tuple(self.images[row] for row in rows),
            files=tuple(self.files[row] for row in rows),
            values=self.values[list(rows)],
            patients=tuple(self.patients[row] for row in rows),
            ages=tuple(self.ages[row] for row in rows),
            sexes=tuple(self.sexes[row] for row in rows),
            views=tuple(self.views[row] for row in rows),
            splits=tuple(self.splits[row] for row in rows),
            cues=tuple(self.cues[row] for row in rows),
        )

    def entry(self, row: int) -> tuple[object, ...]:
        """Everything the table says about one image but its id, for comparison."""
        return (
            self.files[row],
            self.values[row].tobytes(),
            self.patients[row],
            self.ages[row],
            self.sexes[row],
            self.views[row],
            self.splits[row],
            tuple(sorted(self.cues[row].items())),
        )


def one_entry_per_image(table: LabelTable) -> LabelTable:
    """Drop identical repetitions of an image, and say so.

    Args:
        table: a table that may name an image more than once.

    Returns:
        the table with every image once, a note added where some were repeated.

    Raises:
        InvalidInputError: an image is named twice with different entries; nothing is imported.
    """
    first: dict[str, int] = {}
    repeated: list[str] = []
    contradictory: list[str] = []
    for row, image in enumerate(table.images):
        if image not in first:
            first[image] = row
        elif table.entry(row) == table.entry(first[image]):
            repeated.append(image)
        else:
            contradictory.append(image)
    if contradictory:
        names = list(dict.fromkeys(contradictory))
        raise InvalidInputError(
            f"{len(names)} images are named twice with different entries: {first_names(names)}; "
            "give each image one row"
        )
    if not repeated:
        return table
    note = f"{len(repeated)} identical repetitions of an image left out: {first_names(repeated)}"
    return replace(table.chosen(list(first.values())), notes=(*table.notes, note))


def enough_positives(table: LabelTable, min_positives: int) -> LabelTable:
    """Drop labels with fewer positive images than asked for, and say which.

    Args:
        table: any table.
        min_positives: labels with fewer images of value 1 are dropped; 0 keeps all.

    Returns:
        the table, a note added where labels were dropped.

    Raises:
        InvalidInputError: no label is left.
    """
    positives = (table.values == 1).sum(axis=0)
    kept = np.flatnonzero(positives >= min_positives)
    if len(kept) == len(table.labels):
        return table
    if not len(kept):
        raise InvalidInputError(
            f"no label has {min_positives} positive images (the most is {positives.max()}); "
            "ask for fewer"
        )
    dropped = [
        f"{name} ({count})"
        for name, count in zip(table.labels, positives.tolist(), strict=True)
        if count < min_positives
    ]
    return replace(
        table,
        labels=tuple(table.labels[label] for label in kept),
        values=np.ascontiguousarray(table.values[:, kept]),
        unlisted=UNKNOWN,  # what was left out is no longer known to be absent
        notes=(
            *table.notes,
            f"{len(dropped)} labels with fewer than {min_positives} positive images "
            f"left out: {first_names(dropped)}",
        ),
    )


def aligned(table: LabelTable, labels: Sequence[str]) -> LabelTable:
    """Bring a table's values into the order of a project's labels.

    Args:
        table: any table.
        labels: (K',) the project's labels.

    Returns:
        the table with values (N, K'); labels that the project does not know are left out and
        said; labels that the table does not name have its `unlisted` value, and are said.
    """
    if table.labels == tuple(labels):
        return table
    column = {name: position for position, name in enumerate(table.labels)}
    values = np.full((len(table.images), len(labels)), table.unlisted, dtype=np.int8)
    for position, name in enumerate(labels):
        if name in column:
            values[:, position] = table.values[:, column[name]]
    if table.unlisted == 0:  # a blank cell is unknown for every label, named or not
        silent = (table.values == UNKNOWN).all(axis=1)
        values[silent] = UNKNOWN
    strangers = [
        f"{name} ({int((table.values[:, column[name]] == 1).sum())} positive)"
        for name in table.labels
        if name not in set(labels)
    ]
    absent = [name for name in labels if name not in column]
    notes = list(table.notes)
    if strangers:
        notes.append(
            f"{len(strangers)} labels that the project does not know left out: "
            f"{first_names(strangers)}"
        )
    if absent:
        meaning = "absent" if table.unlisted == 0 else "unknown"
        notes.append(
            f"{len(absent)} labels of the project are not in the table and count as {meaning}: "
            f"{first_names(absent)}"
        )
    return replace(table, labels=tuple(labels), values=values, notes=tuple(notes))


def excludes_one_another(values: NDArray[np.int8]) -> bool:
    """Whether every image carries exactly one of at least two labels, and nothing is unknown.

    Args:
        values: (N, K) int8: 1, 0 or -1.

    Returns:
        True where a softmax fits the labels.
    """
    one_each = bool((values.sum(axis=1) == 1).all()) and bool((values >= 0).all())
    return values.shape[1] >= 2 and one_each
