"""Probabilities and maps for new images."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import numpy as np
import typer
from rich.console import Console

from medebiaser.cli.session import progress_bar, reply, say, session
from medebiaser.cli.tables import print_rows
from medebiaser.errors import InvalidInputError
from medebiaser.rounds.chosen import chosen_round
from medebiaser.rounds.device import chosen_device
from medebiaser.rounds.predict import Predictions
from medebiaser.rounds.predict import predict as predict_folder

_SHOWN = 5


def add_to(app: typer.Typer) -> None:
    """Register the commands."""
    app.command("predict")(predict)


def predict(
    context: typer.Context,
    folder: Annotated[Path, typer.Argument(help="images, in subfolders too")],
    round_number: Annotated[
        int | None, typer.Option("--round", help="default: the current round")
    ] = None,
    maps: Annotated[
        Path | None, typer.Option(help="write the signed maps as .npz: files, labels, maps")
    ] = None,
    device: Annotated[str | None, typer.Option(help="auto, cpu, cuda, cuda:1, mps")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="one JSON document on stdout")] = False,
) -> None:
    """Predict new images; they do not join the project."""
    current = session(context)
    with current.stores() as stores, progress_bar() as report:
        labels = stores.project.labels
        found = predict_folder(
            stores,
            chosen_round(stores, round_number),
            folder,
            device=chosen_device(device or current.settings.device),
            report=report,
        )
    for file, reason in found.refused:
        say(f"refused: {file}: {reason}")
    if maps is not None:
        _write_maps(maps, found, labels)
    if as_json:
        reply(
            [
                {"file": file, "probabilities": dict(zip(labels, row, strict=True))}
                for file, row in zip(found.files, found.probabilities.tolist(), strict=True)
            ]
        )
        return
    rows = [
        (file, highest_first(labels, row))
        for file, row in zip(found.files, found.probabilities.tolist(), strict=True)
    ]
    print_rows(Console(), ("file", "p, highest first"), rows)


def highest_first(labels: Sequence[str], probabilities: Sequence[float]) -> str:
    """Return the likeliest labels in words: a column a label fits no terminal."""
    pairs = sorted(zip(labels, probabilities, strict=True), key=lambda pair: -pair[1])
    rest = f"; {len(pairs) - _SHOWN} more with --json" if len(pairs) > _SHOWN else ""
    return ", ".join(f"{name} {p:.2f}" for name, p in pairs[:_SHOWN]) + rest


def _write_maps(path: Path, found: Predictions, labels: tuple[str, ...]) -> None:
    if path.suffix != ".npz":
        raise InvalidInputError(f"{path.name} does not end in .npz; maps are written as .npz")
    try:
        np.savez_compressed(
            path, files=np.array(found.files), labels=np.array(labels), maps=found.maps
        )
    except OSError as error:
        raise InvalidInputError(f"{path} cannot be written: {error.strerror}") from error
    say(f"wrote {path}")
