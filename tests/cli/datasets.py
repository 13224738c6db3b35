"""A small folder of images with its table, to be spoilt one thing at a time."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from tests.data.image_files import encoded, picture

NAMES = tuple(f"chest_{number}.png" for number in range(6))
HEADER = "image,labels,patient,age,sex"
ROWS = (
    "chest_0.png,Mass|Nodule,P-71,58,F",
    "chest_1.png,Mass,P-71,58,F",
    "chest_2.png,No Finding,P-72,33,M",
    "chest_3.png,Nodule,P-73,81,F",
    "chest_4.png,Mass,P-74,47,M",
    "chest_5.png,No Finding,P-75,62,F",
)
COLUMNS = ("--image-column", "image", "--labels-column", "labels", "--patient-column", "patient")
FACTS = ("--age-column", "age", "--sex-column", "sex")
PRIVATE = ("P-71", "P-72", "P-73", "P-74", "P-75", "58", "81", "47", "62", "33")
"""Patients and ages of the table: no message may hold one."""


def write_images(folder: Path, spoilt: Mapping[str, bytes] | None = None) -> Path:
    """Write the images; those in `spoilt` with that content. Returns their folder."""
    images = folder / "images"
    images.mkdir(parents=True, exist_ok=True)
    for number, name in enumerate(NAMES):
        content = (spoilt or {}).get(name) or encoded(picture(48, 64, number), "PNG")
        (images / name).write_bytes((spoilt or {}).get(name, content))
    return images


def write_table(folder: Path, rows: Sequence[str] = ROWS, header: str = HEADER) -> Path:
    """Write the table as plain CSV in UTF-8."""
    table = folder / "table.csv"
    table.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return table


def import_arguments(images: Path, table: Path) -> tuple[str, ...]:
    """The command that imports them."""
    return ("import", "table", "--images", str(images), "--table", str(table), *COLUMNS)
