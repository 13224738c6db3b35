"""Telling formats of regions apart, and reading any of them."""

from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any

from medebiaser.data.importers.columns import plain
from medebiaser.data.importers.delimited import read_frame
from medebiaser.data.importers.drawn import Drawing
from medebiaser.data.importers.image_files import is_image_name
from medebiaser.data.importers.region_files.coco import read_coco
from medebiaser.data.importers.region_files.json_files import mapping_of, read_json
from medebiaser.data.importers.region_files.labelme import read_labelme, read_labelme_folder
from medebiaser.data.importers.region_files.masks import read_masks
from medebiaser.data.importers.region_files.tables import (
    read_nih_boxes,
    read_region_table,
    read_rows,
)
from medebiaser.errors import InvalidInputError, NotFoundError


class RegionFormat(StrEnum):
    """How a file or a folder holds regions."""

    COCO = "coco"
    LABELME = "labelme"
    NIH_BOXES = "nih-boxes"
    TABLE = "table"
    MASKS = "masks"


def read_regions(
    path: Path, region_format: RegionFormat | None = None, *, labels: Sequence[str] = ()
) -> Drawing:
    """Read a file or a folder of regions.

    Args:
        path: a JSON file, a table, or a folder of LabelMe files or of mask images.
        region_format: None: told by the content.
        labels: the project's labels; only the names of mask images need them.

    Returns:
        the regions as the file has them, images not yet looked up.

    Raises:
        NotFoundError: there is no such file or folder.
        InvalidInputError: the content is not of the format, or of none that is known.
    """
    if not path.exists():
        raise NotFoundError(f"there is no file or folder {path}; check the path")
    found = region_format or recognised_format(path)
    if found is RegionFormat.MASKS:
        return read_masks(_folder(path, found), labels)
    if found is RegionFormat.LABELME and path.is_dir():
        return read_labelme_folder(path)
    if path.is_dir():
        raise InvalidInputError(f"{path} is a folder; {found.value} is one file")
    if found is RegionFormat.NIH_BOXES:
        return read_nih_boxes(path)
    if found is RegionFormat.TABLE and not _is_json(path):
        return read_region_table(path)
    return _of_json(read_json(path), found, path.name)


def recognised_format(path: Path) -> RegionFormat:
    """Tell the format of a file or a folder by its content.

    Raises:
        InvalidInputError: none of the known ones; says what was found.
    """
    if path.is_dir():
        if any(path.rglob("*.json")):
            return RegionFormat.LABELME
        if any(is_image_name(file) for file in path.rglob("*")):
            return RegionFormat.MASKS
        raise InvalidInputError(f"{path} holds neither LabelMe files nor mask images")
    if not _is_json(path):
        frame, _ = read_frame(path)
        titles = [plain(str(title)) for title in frame.columns[:2]]
        return (
            RegionFormat.NIH_BOXES
            if titles == ["imageindex", "findinglabel"]
            else RegionFormat.TABLE
        )
    document = read_json(path)
    if isinstance(document, list):
        return RegionFormat.TABLE
    keys = set(mapping_of(document, path.name))
    if {"images", "annotations"} <= keys:
        return RegionFormat.COCO
    if "shapes" in keys:
        return RegionFormat.LABELME
    raise InvalidInputError(
        f"{path.name} is neither COCO nor LabelMe nor a list of regions; "
        f"it holds: {', '.join(sorted(map(str, keys)))}"
    )


def _of_json(document: Any, region_format: RegionFormat, name: str) -> Drawing:
    if region_format is RegionFormat.TABLE:
        if not isinstance(document, list):
            raise InvalidInputError(f"{name} must hold a list of regions")
        return read_rows(document, name)
    content = mapping_of(document, name)
    return (
        read_coco(content, name)
        if region_format is RegionFormat.COCO
        else read_labelme(content, name)
    )


def _is_json(path: Path) -> bool:
    return ".json" in {suffix.lower() for suffix in path.suffixes}


def _folder(path: Path, region_format: RegionFormat) -> Path:
    if not path.is_dir():
        raise InvalidInputError(f"{path} is a file; {region_format.value} is a folder")
    return path
