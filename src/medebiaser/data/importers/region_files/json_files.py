"""Reading JSON that people bring, and the numbers in it."""

import json
import math
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from medebiaser.data.importers.delimited import decoded, read_bytes
from medebiaser.errors import InvalidInputError
from medebiaser.records import Point, Relevance, Verdict


def read_json(path: Path) -> Any:
    """Content of a JSON file, plain or gzip.

    Raises:
        NotFoundError: there is no such file.
        InvalidInputError: empty, or not JSON; names the line.
    """
    text, _ = decoded(read_bytes(path), path.name)
    try:
        return json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        where = f"line {error.lineno}" if isinstance(error, json.JSONDecodeError) else "its depth"
        raise InvalidInputError(f"{path.name} is not JSON ({where}); export it again") from error


def mapping_of(value: Any, what: str) -> Mapping[str, Any]:
    """Return the value where it is an object, else raise InvalidInputError naming `what`."""
    if not isinstance(value, dict):
        raise InvalidInputError(f"{what} must be an object; found {type(value).__name__}")
    return value


def list_of(value: Any, what: str) -> Sequence[Any]:
    """Return the value where it is a list, else raise InvalidInputError naming `what`."""
    if not isinstance(value, list):
        raise InvalidInputError(f"{what} must be a list; found {type(value).__name__}")
    return value


def number(value: Any, what: str) -> float:
    """Return a finite number, else raise InvalidInputError naming `what`."""
    try:
        found = float(value)
    except (TypeError, ValueError):
        found = math.nan
    if not math.isfinite(found):
        raise InvalidInputError(f"{what} must be a number; found {value!r}")
    return found


def point_pairs(value: Any, what: str) -> tuple[Point, ...]:
    """Corners of `[[x, y], …]`; NaN is left for the check that names the corner.

    Raises:
        InvalidInputError: no list of pairs of numbers.
    """
    try:
        return tuple((float(x), float(y)) for x, y in list_of(value, what))
    except (TypeError, ValueError) as error:
        raise InvalidInputError(f"{what} must be a list of [x, y] pairs of numbers") from error


def frame_of(width: Any, height: Any) -> tuple[float, float] | None:
    """Size of the picture that was drawn on; None where the file does not say.

    Raises:
        InvalidInputError: a size that is no positive number.
    """
    if width in (None, "", 0) or height in (None, "", 0):
        return None
    frame = (number(width, "a picture's width"), number(height, "a picture's height"))
    if min(frame) <= 0:
        raise InvalidInputError(f"a picture cannot be {frame[0]:g} x {frame[1]:g} pixels")
    return frame


def relevance_of(value: Any) -> Relevance:
    """Relevance by its word; relevant where the file does not say."""
    if value is None:
        return Relevance.RELEVANT
    try:
        return Relevance(str(value))
    except ValueError as error:
        raise InvalidInputError(f"a region is relevant or irrelevant; found {value!r}") from error


def verdict_of(value: Any) -> Verdict | None:
    """Verdict by its word; None where the file does not say."""
    if value is None:
        return None
    try:
        return Verdict(str(value))
    except ValueError as error:
        words = ", ".join(verdict.value for verdict in Verdict)
        raise InvalidInputError(f"a verdict is one of {words}; found {value!r}") from error
