"""A folder of mask images: `LABEL/IMAGE.png`, or `IMAGE_LABEL.png`."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from medebiaser.data.images import decode
from medebiaser.data.importers.columns import plain
from medebiaser.data.importers.drawn import Drawing, DrawnRegion
from medebiaser.data.importers.image_files import is_image_name
from medebiaser.data.importers.label_table import first_names
from medebiaser.data.importers.region_files.contours import outlines
from medebiaser.errors import InvalidInputError


def read_masks(folder: Path, labels: Sequence[str]) -> Drawing:
    """Read every mask image below a folder; any pixel but black is inside.

    Args:
        folder: `LABEL/IMAGE.png` where the label is a folder's name, else `IMAGE_LABEL.png`.
        labels: the project's labels, by which names are cut.

    Returns:
        a region per connected piece, in the mask's own frame; masks that are black everywhere,
        unreadable or without a known label are said.

    Raises:
        InvalidInputError: the folder holds no image.
    """
    paths = sorted(path for path in folder.rglob("*") if is_image_name(path))
    if not paths:
        raise InvalidInputError(f"{folder} holds no mask images")
    regions: list[DrawnRegion] = []
    black: list[str] = []
    strange: list[str] = []
    unreadable: list[str] = []
    for path in paths:
        named = _image_and_label(path, labels)
        if named is None:
            strange.append(path.name)
            continue
        try:
            pixels = decode(path)
        except InvalidInputError as error:
            unreadable.append(f"{path.name} ({error})")
            continue
        found = _regions(pixels, *named)
        regions += found
        if not found:
            black.append(path.name)
    return Drawing(tuple(regions), _notes(black, strange, unreadable))


def _regions(pixels: np.ndarray, image: str, label: str) -> list[DrawnRegion]:
    inside = (pixels if pixels.ndim == 2 else pixels.max(axis=2)) > 0
    frame = (float(inside.shape[1]), float(inside.shape[0]))
    return [
        DrawnRegion(image=image, label=label, points=points, frame=frame)
        for points in outlines(inside.astype(np.uint8))
    ]


def _image_and_label(path: Path, labels: Sequence[str]) -> tuple[str, str] | None:
    by_plain_name = {plain(label): label for label in labels}
    if plain(path.parent.name) in by_plain_name:
        return path.name, by_plain_name[plain(path.parent.name)]
    for label in sorted(labels, key=len, reverse=True):  # the longest first: A_B before B
        for ending in (label, label.replace(" ", "_")):
            if path.stem.lower().endswith("_" + ending.lower()):
                return path.stem[: -len(ending) - 1], label
    return None


def _notes(black: list[str], strange: list[str], unreadable: list[str]) -> tuple[str, ...]:
    told = (
        (black, "masks are black everywhere and left out"),
        (strange, "masks name no label of the project and are left out"),
        (unreadable, "masks cannot be read and are left out"),
    )
    return tuple(f"{len(names)} {what}: {first_names(names)}" for names, what in told if names)
