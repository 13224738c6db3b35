"""Finding the files that a table names below a folder."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath, PureWindowsPath

IMAGE_ENDINGS = frozenset(
    {".png", ".jpg", ".jpeg", ".tif", ".tiff", ".dcm", ".dicom", ".bmp", ".webp"}
)
"""Endings, in small letters, of files that may be images."""


def is_image_name(path: Path) -> bool:
    """Whether a path is a visible file whose ending is an image's."""
    return path.suffix.lower() in IMAGE_ENDINGS and not path.name.startswith(".") and path.is_file()


@dataclass(frozen=True, slots=True)
class FoundFiles:
    """Where the files of a table lie.

    Attributes:
        paths: (N,) path of each file, or None where it is missing.
        elsewhere: how many were found by name in another folder than the table says.
        other_endings: how many were found under another ending than the table says.
        outside: the names that point outside the folder; never followed.
    """

    paths: tuple[Path | None, ...]
    elsewhere: int
    other_endings: int
    outside: tuple[str, ...]


def find_files(files: Sequence[str], folder: Path) -> FoundFiles:
    """Find each file: where the table says, else by its name, else by its stem.

    NIH's images lie in twelve folders that its table does not name, and copies of data sets
    often change the ending; a name that occurs twice below the folder is not guessed.

    Args:
        files: (N,) paths as the table writes them.
        folder: the images' folder.

    Returns:
        the paths found, and what had to be guessed.
    """
    paths: list[Path | None] = []
    outside: list[str] = []
    for file in files:
        if _points_outside(file, folder):
            outside.append(file)
            paths.append(None)
            continue
        path = folder / file
        paths.append(path if path.is_file() else None)
    refused = set(outside)
    lost = [row for row, path in enumerate(paths) if path is None and files[row] not in refused]
    if not lost:
        return FoundFiles(tuple(paths), 0, 0, tuple(outside))
    by_name, by_stem = _index(folder)
    elsewhere = other_endings = 0
    for row in lost:
        name = PurePosixPath(files[row]).name
        if (found := by_name.get(name)) is not None:
            elsewhere += 1
        elif (found := by_stem.get(stem_of(name))) is not None:
            other_endings += 1
        paths[row] = found
    return FoundFiles(tuple(paths), elsewhere, other_endings, tuple(outside))


def _points_outside(file: str, folder: Path) -> bool:
    if "\x00" in file or ".." in PurePosixPath(file).parts or ".." in PureWindowsPath(file).parts:
        return True
    return Path(file).is_absolute() and not Path(file).is_relative_to(folder.absolute())


def stem_of(name: str) -> str:
    """Return a file name without the ending of an image, if it has one."""
    ending = PurePosixPath(name).suffix.lower()
    return name[: -len(ending)] if ending in IMAGE_ENDINGS else name


def _index(folder: Path) -> tuple[dict[str, Path | None], dict[str, Path | None]]:
    """Name and stem of every image below a folder to its path; None where two share it."""
    by_name: dict[str, Path | None] = {}
    by_stem: dict[str, Path | None] = {}
    for path in _images_below(folder):
        stem = stem_of(path.name)
        by_name[path.name] = None if path.name in by_name else path
        by_stem[stem] = None if stem in by_stem else path
    return by_name, by_stem


def _images_below(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if is_image_name(path))
