"""Small workspaces and records that the tests of the stores share."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from medebiaser.data.stores import Stores, Workspace, open_workspace
from medebiaser.records import Image, Region, Relevance, Round, RoundState, Split

LABELS = ("Hernia", "Nodule", "Mass")
A_MOMENT = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
A_TRIANGLE = Region(((0.5, 0.25), (10.0, 0.1), (3.0, 1 / 3)))
A_SQUARE = Region(((1.0, 1.0), (2.0, 1.0), (2.0, 2.0), (1.0, 2.0)), Relevance.IRRELEVANT)


def a_workspace(folder: Path) -> Workspace:
    return open_workspace(folder / "workspace", create=True, clock=lambda: A_MOMENT)


def a_project(folder: Path, labels: Sequence[str] = LABELS) -> Stores:
    workspace = a_workspace(folder)
    workspace.projects.create("chest", labels)
    return workspace.stores("chest")


def an_image(row: int, **changes: Any) -> Image:
    fields: dict[str, Any] = {
        "id": f"{row:05d}.png",
        "row": row,
        "patient": f"patient {row}",
        "split": Split.REVIEW,
        "labels": (1, 0, None),
        "source": f"{row:064x}",
        "in_place": False,
        "sha256": f"{row:064x}",
        "width": 1024,
        "height": 768,
    }
    return Image(**(fields | changes))


def a_round(number: int, **changes: Any) -> Round:
    fields: dict[str, Any] = {
        "number": number,
        "parent": number - 1 if number else None,
        "state": RoundState.CREATED,
        "settings": {"epochs": 3},
        "seed": 7,
    }
    return Round(**(fields | changes))
