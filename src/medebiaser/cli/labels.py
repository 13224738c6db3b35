"""The distribution of labels and which of them travel together."""

from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from medebiaser.cli.importing import names, parsed_split_map
from medebiaser.cli.session import reply, say, session
from medebiaser.cli.tables import print_cooccurrence, print_distribution, print_rows
from medebiaser.data.importers.table import TableOptions, read_table
from medebiaser.learning import label_statistics

_COLUMN = Annotated[str | None, typer.Option(help="with --table: name of its column")]
_EPSILON, _TAU = 1e-6, 0.0


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("labels")(labels)


def labels(
    context: typer.Context,
    table: Annotated[Path | None, typer.Option(help="straight from a table, no pixels")] = None,
    image_column: _COLUMN = None,
    labels_column: _COLUMN = None,
    separator: Annotated[str, typer.Option(help="between the labels of one cell")] = "|",
    label_columns: Annotated[str, typer.Option(help="names, separated by commas")] = "",
    patient_column: _COLUMN = None,
    split_column: _COLUMN = None,
    split_map: Annotated[str, typer.Option(help="train_val=train,test=test")] = "",
    min_positives: Annotated[int, typer.Option(min=0)] = 0,
    plot: Annotated[Path | None, typer.Option(help="write .png or .svg")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document on stdout")] = False,
) -> None:
    """Show how often each label occurs and with which others, of the project or of a table."""
    if table is not None:
        read = read_table(
            table,
            TableOptions(
                image_column=image_column,
                labels_column=labels_column,
                separator=separator,
                label_columns=names(label_columns),
                patient_column=patient_column,
                split_column=split_column,
                split_map=parsed_split_map(split_map),
                min_positives=min_positives,
            ),
        )
        for note in read.notes:
            say(f"note: {note}")
        label_names, values, patients = read.labels, read.values, list(read.patients)
    else:
        with session(context).stores() as stores:
            label_names = stores.project.labels
            by_row, values = stores.images.patients(), stores.images.labels()
            kept = [row for row, patient in enumerate(by_row) if patient]  # the others were erased
            values, patients = values[kept], [by_row[row] for row in kept]
    document = label_statistics.document(values, label_names, patients)
    if plot is not None:
        _plot(document, plot)
    if as_json:
        reply(document)
        return
    console = Console()
    print_distribution(console, document)
    console.print()
    print_cooccurrence(console, document)
    console.print()
    _print_imbalance(console, values, label_names)


def _plot(document: dict[str, object], path: Path) -> None:
    from medebiaser.plots.figures import distribution_figure, save_figure

    entries: list[dict[str, object]] = document["labels"]  # type: ignore[assignment]
    figure = distribution_figure(
        [str(entry["name"]) for entry in entries],
        np.array([entry["positives"] for entry in entries], dtype=np.int64),
        np.array(document["cooccurrence"], dtype=np.int64),
    )
    save_figure(figure, path)
    say(f"wrote {path}")


def _print_imbalance(
    console: Console, values: np.ndarray[tuple[int, int], np.dtype[np.int8]], names: tuple[str, ...]
) -> None:
    counts = label_statistics.cooccurrence(values)
    ratios = label_statistics.imbalance_ratios(np.diagonal(counts))
    rows = []
    for k in np.argsort(-ratios, kind="stable"):
        dependency = label_statistics.literal_dependency(
            counts, int(k), epsilon=_EPSILON, threshold=_TAU
        )
        ratio = f"{ratios[k]:,.1f}×" if np.isfinite(ratios[k]) else "no positives"
        rows.append((names[k], ratio, f"{dependency:.3f}"))
    print_rows(
        console,
        ("label", "rarer than the commonest", "dependency as published"),
        rows,
        title="rarest first",
    )
