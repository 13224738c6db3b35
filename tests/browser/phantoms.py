"""Phantom projects as large as a story needs them."""

import csv
from pathlib import Path

from medebiaser.data.phantoms import write_phantoms
from tests.loop import import_phantoms, quietly

_SPLITS = ("review", "train", "review", "train", "train", "tune")
"""Of the ordinary patients in turn: much to look at, for a story is about looking."""


def trained_phantoms(
    workspace: Path, n: int, *, side: int, shifted: int, train: tuple[str, ...]
) -> Path:
    """Make a workspace with a trained round 0 over phantoms.

    Args:
        n: ordinary images, every third patient's for review.
        side: of the images, in px.
        shifted: images of the test split.
        train: options of `train`.
    """
    folder = workspace.parent / f"{workspace.name}-phantoms"
    write_phantoms(folder, n, seed=3, side=side, n_shifted=shifted)
    _much_to_review(folder / "table.csv")
    import_phantoms(workspace, folder)
    quietly(workspace, "train", "--architecture", "small", "--device", "cpu", "--seed", "5", *train)
    return workspace


def _much_to_review(table: Path) -> None:
    with table.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    patients = {row["patient"]: None for row in rows if row["split"] != "test"}
    dealt = {patient: _SPLITS[at % len(_SPLITS)] for at, patient in enumerate(patients)}
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0].keys())
        writer.writeheader()
        writer.writerows({**row, "split": dealt.get(row["patient"], row["split"])} for row in rows)
