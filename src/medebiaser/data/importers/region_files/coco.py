"""COCO instance annotations: boxes, polygons and run-length masks.

Source: the format's own description, cocodataset.org/#format-data.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medebiaser.data.image_facts import AREA_MAX_PX2
from medebiaser.data.importers.drawn import Drawing, DrawnRegion
from medebiaser.data.importers.region_files.contours import outlines
from medebiaser.data.importers.region_files.json_files import (
    frame_of,
    list_of,
    mapping_of,
    number,
    relevance_of,
    verdict_of,
)
from medebiaser.data.polygons import box_to_polygon
from medebiaser.errors import InvalidInputError
from medebiaser.records import Point


def read_coco(document: Mapping[str, Any], name: str) -> Drawing:
    """Read a COCO document.

    Args:
        document: with `images`, `categories`, `annotations`.
        name: the file's name, for messages.

    Returns:
        one region per polygon; the box where there is no segmentation. `attributes` may carry
        `relevance`, `author` and `verdict`.

    Raises:
        InvalidInputError: not COCO; names the annotation.
    """
    images = {
        image.get("id"): mapping_of(image, f"an image of {name}")
        for image in list_of(document.get("images"), f"images of {name}")
    }
    labels = {
        category.get("id"): str(category.get("name", ""))
        for category in list_of(document.get("categories"), f"categories of {name}")
    }
    regions: list[DrawnRegion] = []
    for annotation in list_of(document.get("annotations"), f"annotations of {name}"):
        what = f"annotation {mapping_of(annotation, f'an annotation of {name}').get('id')}"
        image = images.get(annotation.get("image_id"))
        label = labels.get(annotation.get("category_id"))
        if image is None or label is None:
            raise InvalidInputError(
                f"{what} of {name} names an image or a category that the file does not list"
            )
        regions += _regions(annotation, image, label, f"{what} of {name}")
    return Drawing(tuple(regions))


def _regions(
    annotation: Mapping[str, Any], image: Mapping[str, Any], label: str, what: str
) -> list[DrawnRegion]:
    about = annotation.get("attributes")
    attributes = about if isinstance(about, dict) else {}
    author = attributes.get("author")
    return [
        DrawnRegion(
            image=str(image.get("file_name", "")),
            label=label,
            points=points,
            frame=frame_of(image.get("width"), image.get("height")),
            relevance=relevance_of(attributes.get("relevance")),
            author=None if author is None else str(author),
            verdict=verdict_of(attributes.get("verdict")),
        )
        for points in _polygons(annotation, what)
    ]


def _polygons(annotation: Mapping[str, Any], what: str) -> Sequence[tuple[Point, ...]]:
    segmentation = annotation.get("segmentation")
    if isinstance(segmentation, dict):
        return outlines(run_length_mask(segmentation, what))
    if segmentation:
        return [_flat_corners(flat, what) for flat in list_of(segmentation, what)]
    box = [number(value, f"the box of {what}") for value in list_of(annotation.get("bbox"), what)]
    if len(box) != 4:
        raise InvalidInputError(f"the box of {what} has {len(box)} numbers; it needs 4")
    return [box_to_polygon(box[0], box[1], box[2], box[3]).points]


def _flat_corners(flat: Any, what: str) -> tuple[Point, ...]:
    values = [number(value, f"the polygon of {what}") for value in list_of(flat, what)]
    if len(values) % 2:
        raise InvalidInputError(f"the polygon of {what} has {len(values)} numbers; x without y")
    return tuple(zip(values[::2], values[1::2], strict=True))


def run_length_mask(segmentation: Mapping[str, Any], what: str) -> NDArray[np.uint8]:
    """Mask of COCO's run lengths, which go down the columns and begin with zeros.

    Args:
        segmentation: `size` [height, width] and `counts`, a list or COCO's compressed string.
        what: the annotation, for messages.

    Returns:
        (H, W) uint8, 0 or 1.

    Raises:
        InvalidInputError: the runs do not fill the mask exactly.
    """
    size = [int(number(side, f"the size of {what}")) for side in segmentation.get("size", ())]
    if len(size) != 2 or min(size) <= 0 or size[0] * size[1] > AREA_MAX_PX2:
        raise InvalidInputError(f"the mask of {what} has no size [height, width]; found {size}")
    runs = segmentation.get("counts")
    if isinstance(runs, str):
        runs = _unpacked(runs, what)
    counts = [int(number(run, f"a run of {what}")) for run in list_of(runs, what)]
    if min(counts, default=0) < 0 or sum(counts) != size[0] * size[1]:
        raise InvalidInputError(
            f"the runs of {what} cover {sum(counts)} pixels of a mask of {size[0]} x {size[1]}"
        )
    values = np.arange(len(counts), dtype=np.uint8) % 2
    return np.repeat(values, counts).reshape((size[0], size[1]), order="F")


def _unpacked(packed: str, what: str) -> list[int]:
    """Runs of COCO's string: 5 bits a character from '0' on, the third run on as differences."""
    runs: list[int] = []
    number_so_far = shift = 0
    for character in packed:
        bits = ord(character) - 48
        if not 0 <= bits < 64:
            raise InvalidInputError(f"the mask of {what} holds {character!r}, no run length")
        number_so_far |= (bits & 0x1F) << shift
        shift += 5
        if bits & 0x20:
            continue
        if bits & 0x10:  # the last group carries the sign
            number_so_far -= 1 << shift
        runs.append(number_so_far + (runs[-2] if len(runs) > 2 else 0))
        number_so_far = shift = 0
    if shift:
        raise InvalidInputError(f"the mask of {what} ends in the middle of a run length")
    return runs
