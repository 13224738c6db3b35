"""Tables and bars for a terminal."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.table import Table
from rich.text import Text

TOO_FEW = "too few"
"""Stands in a table where there are not enough cases for a figure."""

_BAR = 28
_BLOCKS = " ▏▎▍▌▋▊▉█"


def bar(share: float, width: int = _BAR) -> str:
    """Return a bar that fills `share` of its width, in eighths of a character."""
    eighths = round(max(0.0, min(1.0, share)) * width * 8)
    full, rest = divmod(eighths, 8)
    return (_BLOCKS[8] * full + (_BLOCKS[rest] if rest else "")).ljust(width)


def number(value: float | None, digits: int = 3) -> str:
    """Return a figure, or the words for a figure there are not enough cases for."""
    return TOO_FEW if value is None else f"{value:.{digits}f}"


def interval(value: float | None, ends: Sequence[float | None] | None) -> str:
    """Return a figure with its 95 % interval."""
    if value is None:
        return number(None)
    if not ends or ends[0] is None or ends[1] is None:
        return number(value)
    return f"{value:.3f} ({ends[0]:.3f}–{ends[1]:.3f})"


def print_distribution(console: Console, document: Mapping[str, Any]) -> None:
    """Print one bar a label, longest for the most frequent."""
    labels = document["labels"]
    most = max((label["positives"] for label in labels), default=1) or 1
    table = Table(box=None, pad_edge=False)
    table.add_column("label")
    table.add_column("positives", justify="right")
    table.add_column("share", justify="right")
    table.add_column("")
    for label in sorted(labels, key=lambda one: -one["positives"]):
        table.add_row(
            label["name"],
            f"{label['positives']:,}",
            f"{label['share']:.2%}",
            Text(bar(label["positives"] / most), style="blue"),
        )
    console.print(f"{document['images']:,} images, {document['patients']:,} patients")
    console.print(table)


def print_cooccurrence(console: Console, document: Mapping[str, Any]) -> None:
    """Print the co-occurrence matrix; labels are numbered so that the columns stay narrow."""
    labels = document["labels"]
    matrix = document["cooccurrence"]
    table = Table(
        box=None,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        title="images with both labels",
        title_justify="left",
    )
    table.add_column("label", no_wrap=True, overflow="ellipsis", min_width=8)
    for k in range(len(labels)):
        table.add_column(str(k + 1), justify="right", no_wrap=True)
    for k, label in enumerate(labels):
        cells = ["—" if k == j else f"{matrix[k][j]}" for j in range(len(labels))]
        table.add_row(f"{k + 1} {label['name']}", *cells)
    console.print(table, soft_wrap=False)


def print_rows(
    console: Console, columns: Sequence[str], rows: Sequence[Sequence[str]], title: str = ""
) -> None:
    """Print rows of text: words to the left, figures to the right."""
    table = Table(
        box=None,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        title=title or None,
        title_justify="left",
    )
    for index, column in enumerate(columns):
        figures = index > 0 and all(_is_figure(row[index]) for row in rows)
        table.add_column(
            column,
            justify="right" if figures else "left",
            overflow="fold",
            no_wrap=figures or index == 0,
        )
    for row in rows:
        table.add_row(*row)
    console.print(table)


def _is_figure(cell: str) -> bool:
    return cell == TOO_FEW or not any(character.isalpha() for character in cell)
