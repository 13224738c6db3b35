"""Answers from a file: to the questions of a live session, and labels of images in a pool."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from medebiaser.data.importers.region_files.json_files import (
    list_of,
    mapping_of,
    point_pairs,
    read_json,
    relevance_of,
)
from medebiaser.errors import InvalidInputError
from medebiaser.records import Region, Relevance


@dataclass(frozen=True, slots=True)
class FileAnswer:
    """What a file says should not matter in one image.

    Attributes:
        author: None: the file names nobody.
    """

    image_id: str
    cells: tuple[int, ...]
    regions: tuple[Region, ...]
    author: str | None


@dataclass(frozen=True, slots=True)
class FileLabels:
    """What a file says of one image of a pool.

    Attributes:
        labels: label to 1 or 0; those it does not name stay unknown.
        regions: label to regions, relevant unless the file says otherwise.
        author: None: the file names nobody.
    """

    image_id: str
    labels: Mapping[str, int]
    regions: Mapping[str, tuple[Region, ...]]
    author: str | None


def read_answers(path: Path) -> list[FileAnswer]:
    """Read `[{"image_id", "cells": [i, …], "regions": [{"points"}], "author"}]`.

    Raises:
        NotFoundError: there is no such file.
        InvalidInputError: an entry that cannot be read; the message says which.
    """
    found = []
    for place, entry in enumerate(list_of(read_json(path), path.name)):
        what = f"entry {place + 1} of {path.name}"
        document = mapping_of(entry, what)
        regions = list_of(document.get("regions", []), f"{what}: regions")
        found.append(
            FileAnswer(
                _image_id(document, what),
                tuple(_cell(each, what) for each in list_of(document.get("cells", []), what)),
                tuple(_region(each, what, Relevance.IRRELEVANT) for each in regions),
                document.get("author"),
            )
        )
    return found


def read_labels(path: Path, names: tuple[str, ...]) -> list[FileLabels]:
    """Read `[{"image_id", "labels": {NAME: 1 or 0} or [NAME, …], "regions": [{"label", …}]}]`.

    A list of names says that every other label of the project is absent; an object leaves what it
    does not name unknown.

    Args:
        path: the file.
        names: labels of the project.

    Raises:
        NotFoundError: there is no such file.
        InvalidInputError: an entry that cannot be read; the message says which.
    """
    found = []
    for place, entry in enumerate(list_of(read_json(path), path.name)):
        what = f"entry {place + 1} of {path.name}"
        document = mapping_of(entry, what)
        regions: dict[str, tuple[Region, ...]] = {}
        for each in list_of(document.get("regions", []), f"{what}: regions"):
            label = _known_label(mapping_of(each, what).get("label"), names, what)
            drawn = _region(each, what, Relevance.RELEVANT)
            regions[label] = (*regions.get(label, ()), drawn)
        labels = _labels(document.get("labels"), names, what)
        found.append(FileLabels(_image_id(document, what), labels, regions, document.get("author")))
    return found


def _image_id(document: Mapping[str, Any], what: str) -> str:
    found = document.get("image_id")
    if not isinstance(found, str) or not found:
        raise InvalidInputError(f'{what} names no image; give "image_id"')
    return found


def _cell(value: Any, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise InvalidInputError(
            f"{what}: a cell is {value!r}; give its number, row by row from 0 at the top left"
        )
    return value


def _region(value: Any, what: str, otherwise: Relevance) -> Region:
    document = mapping_of(value, what)
    said = document.get("relevance")
    points = point_pairs(document.get("points"), f"{what}: points")
    return Region(points, otherwise if said is None else relevance_of(said))


def _labels(value: Any, names: tuple[str, ...], what: str) -> dict[str, int]:
    if isinstance(value, list):
        present = {_known_label(name, names, what) for name in value}
        return {name: int(name in present) for name in names}
    document = mapping_of(value, f"{what}: labels")
    for name, said in document.items():
        _known_label(name, names, what)
        if isinstance(said, bool) or said not in (0, 1):
            raise InvalidInputError(f"{what}: {name} is {said!r}; give 1 or 0")
    return dict(document)


def _known_label(value: Any, names: tuple[str, ...], what: str) -> str:
    if value not in names:
        raise InvalidInputError(
            f"{what}: there is no label {value!r}; this project has {', '.join(names)}"
        )
    return str(value)
