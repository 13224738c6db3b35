"""LabelMe: a JSON file per image, or a folder of them.

Source: the program's own files, github.com/wkentaro/labelme.
"""

import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from medebiaser.data.importers.drawn import Drawing, DrawnRegion
from medebiaser.data.importers.region_files.json_files import (
    frame_of,
    list_of,
    mapping_of,
    point_pairs,
    read_json,
    relevance_of,
    verdict_of,
)
from medebiaser.data.polygons import box_to_polygon
from medebiaser.errors import InvalidInputError
from medebiaser.records import Point

CIRCLE_CORNERS = 64


def read_labelme_folder(folder: Path) -> Drawing:
    """Read every LabelMe file below a folder.

    Raises:
        InvalidInputError: no JSON file has LabelMe's shapes.
    """
    regions: list[DrawnRegion] = []
    notes: list[str] = []
    read = 0
    for path in sorted(folder.rglob("*.json")):
        document = read_json(path)
        if not isinstance(document, dict) or "shapes" not in document:
            notes.append(f"{path.name} is no LabelMe file and is left out")
            continue
        drawing = read_labelme(document, path.name)
        regions += drawing.regions
        notes += drawing.notes
        read += 1
    if not read:
        raise InvalidInputError(f"{folder} holds no LabelMe file (JSON with 'shapes')")
    return Drawing(tuple(regions), tuple(notes))


def read_labelme(document: Mapping[str, Any], name: str) -> Drawing:
    """Read one LabelMe document.

    Args:
        document: with `shapes`, `imagePath`, `imageWidth`, `imageHeight`.
        name: the file's name; its stem stands for the image where `imagePath` is missing.

    Returns:
        a region per polygon, rectangle and circle; other shapes are counted and left out.

    Raises:
        InvalidInputError: a shape without its corners.
    """
    image = str(document.get("imagePath") or Path(name).stem)
    frame = frame_of(document.get("imageWidth"), document.get("imageHeight"))
    regions: list[DrawnRegion] = []
    other: Counter[str] = Counter()
    for position, entry in enumerate(list_of(document.get("shapes"), f"shapes of {name}")):
        shape = mapping_of(entry, f"shape {position} of {name}")
        points = _corners(shape, f"shape {position} of {name}")
        if points is None:
            other[str(shape.get("shape_type"))] += 1
            continue
        author = shape.get("author")
        regions.append(
            DrawnRegion(
                image=image,
                label=str(shape.get("label", "")),
                points=points,
                frame=frame,
                relevance=relevance_of(shape.get("relevance")),
                author=None if author is None else str(author),
                verdict=verdict_of(shape.get("verdict")),
            )
        )
    notes = tuple(
        f"{count} shapes of kind {kind!r} in {name} enclose nothing and are left out"
        for kind, count in other.items()
    )
    return Drawing(tuple(regions), notes)


def _corners(shape: Mapping[str, Any], what: str) -> tuple[Point, ...] | None:
    """Corners of a shape; None where its kind encloses nothing."""
    kind = shape.get("shape_type") or "polygon"
    if kind not in {"polygon", "rectangle", "circle"}:
        return None
    points = point_pairs(shape.get("points"), what)
    if kind == "polygon":
        return points
    if len(points) == 4 and kind == "rectangle":  # newer versions write all four corners
        return points
    if len(points) != 2:
        raise InvalidInputError(f"{what} is a {kind} with {len(points)} points; it needs 2")
    (x0, y0), (x1, y1) = points
    if kind == "rectangle":
        return box_to_polygon(min(x0, x1), min(y0, y1), abs(x1 - x0), abs(y1 - y0)).points
    radius = math.hypot(x1 - x0, y1 - y0)
    turns = [2 * math.pi * corner / CIRCLE_CORNERS for corner in range(CIRCLE_CORNERS)]
    return tuple((x0 + radius * math.cos(turn), y0 + radius * math.sin(turn)) for turn in turns)
