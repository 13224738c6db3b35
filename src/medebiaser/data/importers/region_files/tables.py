"""Tables of boxes and polygons: NIH's boxes, `rois.csv`, `rois.json`, ChestX-Det and the like.

Columns may come in several frames (`x_px`, `x_1024`). A frame whose size is known is preferred:
it is right whatever size the images were stored in.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medebiaser.data.importers.columns import plain
from medebiaser.data.importers.delimited import read_frame
from medebiaser.data.importers.drawn import Drawing, DrawnRegion
from medebiaser.data.importers.region_files.json_files import (
    frame_of,
    list_of,
    mapping_of,
    number,
    point_pairs,
    relevance_of,
)
from medebiaser.data.polygons import box_to_polygon
from medebiaser.errors import InvalidInputError
from medebiaser.records import Point

Row = Mapping[str, Any]

NIH_FRAME = (1024.0, 1024.0)
"""NIH gives its boxes in pixels of its 1024 x 1024 PNG files."""

NIH_NAMES = {"Infiltrate": "Infiltration"}
"""NIH's boxes call one finding otherwise than its table of labels."""

_IMAGE_NAMES = ("imageindex", "nihimageid", "imageid", "image", "filename", "file")
_LABEL_NAMES = ("label", "findinglabel", "classname", "class", "category")
_AUTHOR_NAMES = ("author", "annotator", "radid", "reader")
_BOXES = (("x", "y", "w", "h"), ("x", "y", "width", "height"), ("xmin", "ymin", "xmax", "ymax"))


def read_nih_boxes(path: Path) -> Drawing:
    """Read NIH's `BBox_List_2017.csv`.

    Raises:
        InvalidInputError: not that table, or a box that is no numbers.
    """
    frame, notes = read_frame(path)
    titles = [str(title) for title in frame.columns]
    # Released with "Bbox [x,y,w,h]" over four columns, copied with x, y, w, h.
    if [plain(title) for title in titles[:2]] != ["imageindex", "findinglabel"] or len(titles) < 6:
        raise InvalidInputError(
            f"{path.name} is not NIH's table of boxes; it has: {', '.join(titles)}"
        )
    regions = []
    for line, cells in enumerate(frame.itertuples(index=False, name=None), start=2):
        box = [number(cell, f"a box in line {line} of {path.name}") for cell in cells[2:6]]
        regions.append(
            DrawnRegion(
                image=str(cells[0]),
                label=NIH_NAMES.get(str(cells[1]), str(cells[1])),
                points=box_to_polygon(box[0], box[1], box[2], box[3]).points,
                frame=NIH_FRAME,
            )
        )
    return Drawing(tuple(regions), notes)


def read_region_table(path: Path) -> Drawing:
    """Read a delimited table with a box or a polygon per row.

    Raises:
        InvalidInputError: no column of images, labels or shapes; a cell that is no number.
    """
    frame, notes = read_frame(path)
    rows = [{str(k): v for k, v in row.items()} for row in frame.to_dict("records")]
    drawing = read_rows(rows, path.name)
    return Drawing(drawing.regions, (*notes, *drawing.notes))


def read_rows(rows: Sequence[Any], name: str) -> Drawing:
    """Read rows of named cells, from a table or from a JSON list.

    Args:
        rows: each with an image, a label, and a polygon (`polygon`, `polygon_px`,
            `polygon_1024`, `points`), a box (`x, y, w, h`, `x_min … y_max`, `box`, each also
            with `_px` or a frame's side behind), or ChestX-Det's `syms` with `polygons`.
        name: the file's name, for messages.

    Returns:
        a region per row; rows without a shape or without an image are counted and left out.

    Raises:
        InvalidInputError: no image or no label is named, or a shape cannot be read.
    """
    regions: list[DrawnRegion] = []
    without_shape = without_image = 0
    for position, entry in enumerate(rows, start=1):
        row = mapping_of(entry, f"entry {position} of {name}")
        image = _cell(row, _IMAGE_NAMES, f"entry {position} of {name}", "image")
        if not image:
            without_image += 1
            continue
        found = list(_regions(row, str(image), f"entry {position} of {name}"))
        without_shape += not found and "syms" not in row
        regions += found
    if not regions:
        seen = sorted(rows[0]) if rows else []
        raise InvalidInputError(
            f"{name} holds no box and no polygon; its columns are: {', '.join(seen) or 'none'}"
        )
    told = ((without_shape, "shape"), (without_image, "image"))
    notes = tuple(f"{count} rows of {name} have no {what}" for count, what in told if count)
    return Drawing(tuple(regions), notes)


def _regions(row: Row, image: str, what: str) -> Iterator[DrawnRegion]:
    if "syms" in row and "polygons" in row:
        yield from _chestxdet(row, image, what)
        return
    shape = _polygon(row, what) or _box(row, what)
    if shape is None:
        return
    author = _found(row, _AUTHOR_NAMES)
    yield DrawnRegion(
        image=image,
        label=str(_cell(row, _LABEL_NAMES, what, "label") or ""),
        points=shape.points,
        frame=shape.frame,
        relevance=relevance_of(row.get("relevance") or None),
        author=str(author) if author else None,
    )


def _chestxdet(row: Row, image: str, what: str) -> Iterator[DrawnRegion]:
    """One polygon per symptom, in pixels of NIH's 1024 x 1024 files."""
    symptoms = list_of(row["syms"], f"syms of {what}")
    polygons = list_of(row["polygons"], f"polygons of {what}")
    if len(symptoms) != len(polygons):
        raise InvalidInputError(f"{what} has {len(symptoms)} labels and {len(polygons)} polygons")
    for label, corners in zip(symptoms, polygons, strict=True):
        points = point_pairs(corners, f"a polygon of {what}")
        yield DrawnRegion(image=image, label=str(label), points=points, frame=NIH_FRAME)


@dataclass(frozen=True, slots=True)
class _Shape:
    points: tuple[Point, ...]
    frame: tuple[float, float] | None


def _polygon(row: Row, what: str) -> _Shape | None:
    for ending, frame in _frames(row):
        for name in ("polygon", "points"):
            value = row.get(f"{name}{ending}")
            if value:
                corners = _unpacked(value, what)
                return _Shape(point_pairs(corners, f"the polygon of {what}"), frame)
    return None


def _box(row: Row, what: str) -> _Shape | None:
    for ending, frame in _frames(row):
        value = row.get(f"box{ending}")
        if value:
            numbers = [
                number(n, f"the box of {what}") for n in list_of(_unpacked(value, what), what)
            ]
            if len(numbers) != 4:
                raise InvalidInputError(f"the box of {what} has {len(numbers)} numbers, not 4")
            return _Shape(
                box_to_polygon(numbers[0], numbers[1], numbers[2], numbers[3]).points, frame
            )
        by_name = {plain(title.removesuffix(ending) if ending else title): title for title in row}
        for names in _BOXES:
            cells = [row[by_name[name]] for name in names if name in by_name]
            if len(cells) == 4 and all(cell not in ("", None) for cell in cells):
                return _Shape(_corners(names, cells, what), frame)
    return None


def _corners(names: Sequence[str], cells: Sequence[Any], what: str) -> tuple[Point, ...]:
    x, y, right, bottom = (number(cell, f"the box of {what}") for cell in cells)
    if names[2] != "xmax":
        right, bottom = x + right, y + bottom
    return box_to_polygon(x, y, right - x, bottom - y).points


def _frames(row: Row) -> list[tuple[str, tuple[float, float] | None]]:
    """Endings of columns with the frame they stand for: known sizes first, own pixels last."""
    sides = {int(found[1]) for title in row if (found := re.search(r"_(\d{2,5})$", title))}
    known = [(f"_{side}", (float(side), float(side))) for side in sorted(sides, reverse=True)]
    own = frame_of(row.get("image_width"), row.get("image_height"))
    return [*known, ("_px", None), ("", own)]


def _unpacked(value: Any, what: str) -> Any:
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except json.JSONDecodeError as error:
        raise InvalidInputError(f"the shape of {what} must be a list of numbers") from error


def _found(row: Row, names: Sequence[str]) -> Any:
    by_plain_name = {plain(title): value for title, value in row.items()}
    return next((by_plain_name[name] for name in names if name in by_plain_name), None)


def _cell(row: Row, names: Sequence[str], what: str, fact: str) -> Any:
    """Value of the first column of these names, None where it is empty."""
    if not any(plain(title) in names for title in row):
        raise InvalidInputError(f"{what} names no {fact}; its columns are: {', '.join(row)}")
    return _found(row, names)
