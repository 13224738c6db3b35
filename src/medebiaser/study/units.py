"""What a study has finished: one file for each experiment, data, method, seed and fold."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medebiaser.errors import InvalidInputError

_KEY_LENGTH = 16


@dataclass(frozen=True, slots=True)
class Unit:
    """One run of one method.

    Attributes:
        decided_by: everything that decides its figures, as JSON: experiment, data, options,
            method, seed, fold.
    """

    experiment: str
    decided_by: Mapping[str, Any]

    @property
    def key(self) -> str:
        """Hash of what decides the figures: another option, another unit."""
        document = json.dumps(self.decided_by, sort_keys=True)
        return hashlib.sha256(document.encode()).hexdigest()[:_KEY_LENGTH]

    def path(self, folder: Path) -> Path:
        """Where the finished unit lies."""
        return folder / "units" / self.experiment / f"{self.key}.json"

    def scratch(self, folder: Path) -> Path:
        """Where the unit works until it is finished."""
        return folder / "under-way" / self.key


def read_unit(unit: Unit, folder: Path) -> dict[str, Any] | None:
    """Return what a finished unit stored; None where it is not finished.

    Raises:
        InvalidInputError: the file is damaged.
    """
    path = unit.path(folder)
    if not path.exists():
        return None
    try:
        document: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise InvalidInputError(
            f"{path.name} in {path.parent} is damaged; remove it, and that unit is run again"
        ) from error
    return document


def write_unit(unit: Unit, folder: Path, document: Mapping[str, Any]) -> None:
    """Store a finished unit, whole or not at all."""
    path = unit.path(folder)
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_suffix(".half")
    content = {"decided_by": unit.decided_by, **document}
    beside.write_text(json.dumps(content, indent=1, allow_nan=False), encoding="utf-8")
    beside.replace(path)
