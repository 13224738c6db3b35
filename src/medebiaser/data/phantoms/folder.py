"""Phantoms as a folder that the ordinary importers read: PNG, a table, and regions."""

import csv
import json
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from medebiaser.data.phantoms.sets import Phantoms, draw_phantoms
from medebiaser.records import Split

COLUMNS = ("image", "patient", "age", "sex", "view", "split", "labels", "marker")
NO_FINDING = "No Finding"
SPLIT_SHARES = {Split.TRAIN: 0.7, Split.REVIEW: 0.2, Split.TUNE: 0.1}
"""Shares of the ordinary set's patients where a shifted set is the test split."""


def write_phantoms(
    folder: Path, n: int, *, seed: int, side: int = 128, shortcut: float = 0.95, n_shifted: int = 0
) -> int:
    """Write phantoms so that `import table` and `import regions` read them like any data.

    `images/*.png`; `table.csv` with the columns `COLUMNS` (the image's name in `images`, labels
    joined by "|", the marker as a cue column); `regions.json`, a list of `{"image_id", "label",
    "kind": "polygon", "polygon_px": [[x, y], ...]}` in each image's own pixels.

    Args:
        folder: made where it does not exist; files of the same names are replaced.
        n: ordinary images, in which the marker goes with the rare label.
        seed: decides everything.
        side: of the images in pixels.
        shortcut: P(marker | rare label) in the ordinary images.
        n_shifted: further images, of other patients, in which the marker goes with nothing.
            They are the `test` split, and the ordinary images are dealt to train, review and
            tune by patient. With 0 the split column is empty: the program assigns splits.

    Returns:
        How many images were written.

    Raises:
        InvalidInputError: an argument is out of its range.
    """
    (folder / "images").mkdir(parents=True, exist_ok=True)
    ordinary = draw_phantoms(n, seed=seed, side=side, shortcut=shortcut)
    splits = _dealt(ordinary.patients, seed) if n_shifted else [""] * n
    rows, regions = _written(folder, ordinary, "phantom", splits)
    if n_shifted:
        shifted = draw_phantoms(n_shifted, seed=seed, side=side, shifted=True)
        more = _written(folder, shifted, "shifted", [Split.TEST.value] * n_shifted)
        rows, regions = rows + more[0], regions + more[1]
    with (folder / "table.csv").open("w", newline="", encoding="utf-8") as table:
        writer = csv.writer(table)
        writer.writerows([COLUMNS, *rows])
    (folder / "regions.json").write_text(json.dumps(regions), encoding="utf-8")
    return len(rows)


def _dealt(patients: tuple[str, ...], seed: int) -> list[str]:
    """A split for every image; all images of a patient get the same."""
    splits = [split.value for split in SPLIT_SHARES]
    shares = [*SPLIT_SHARES.values()]
    split_of = {
        patient: str(np.random.default_rng((seed, int(patient[1:]))).choice(splits, p=shares))
        for patient in dict.fromkeys(patients)
    }
    return [split_of[patient] for patient in patients]


def _written(
    folder: Path, phantoms: Phantoms, prefix: str, splits: list[str]
) -> tuple[list[tuple[Any, ...]], list[dict[str, Any]]]:
    """Write the images; return their table rows and their regions."""
    rows: list[tuple[Any, ...]] = []
    regions: list[dict[str, Any]] = []
    for row, pixels in enumerate(phantoms.images):
        image_id = f"{prefix}_{row:05d}.png"
        cv2.imwrite(str(folder / "images" / image_id), pixels)
        present = [phantoms.label_names[k] for k in np.flatnonzero(phantoms.labels[row])]
        rows.append(
            (
                image_id,
                phantoms.patients[row],
                int(phantoms.ages[row]),
                phantoms.sexes[row],
                phantoms.views[row],
                splits[row],
                "|".join(present) or NO_FINDING,
                "yes" if phantoms.marker[row] else "no",
            )
        )
        regions += [
            {"image_id": image_id, "label": label, "kind": "polygon", "polygon_px": region.points}
            for label, found in phantoms.regions[row].items()
            for region in found
        ]
    return rows, regions
