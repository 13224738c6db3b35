"""Folders on the server that may be imported from, and nothing beside them."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from medebiaser.errors import ForbiddenError, InvalidInputError, NotFoundError

_LISTED = 1_000


@dataclass(frozen=True, slots=True)
class Listing:
    """What lies in a folder.

    Attributes:
        path: of the folder; None: the folders that may be imported from.
        folders: full paths.
        files: names of its files, the first thousand.
    """

    path: str | None
    folders: tuple[str, ...]
    files: tuple[str, ...]


def allowed_folders(setting: str) -> tuple[Path, ...]:
    """Return the folders that a setting names, by `:`."""
    return tuple(Path(each).resolve() for each in setting.split(":") if each.strip())


def permitted(path: str, roots: Sequence[Path]) -> Path:
    """Return a folder that may be imported from, its links followed.

    Raises:
        ForbiddenError: it is not below one of those.
        NotFoundError: there is no such folder.
        InvalidInputError: not a full path.
    """
    if not path.startswith("/"):
        raise InvalidInputError("the path is not a full one; begin it with /")
    try:
        found = Path(path).resolve()
        outside = not any(found.is_relative_to(root) for root in roots)
        there = not outside and found.is_dir()
    except (OSError, ValueError, RuntimeError) as error:
        raise InvalidInputError(
            "the path cannot be used; name a folder by its full path"
        ) from error
    if outside:
        raise ForbiddenError(
            "the folder is not among those that may be imported from; an admin adds it to "
            "MEDEBIASER_IMPORT_FOLDERS"
        )
    if not there:
        raise NotFoundError("there is no such folder; check the path")
    return found


def listing(path: str | None, roots: Sequence[Path]) -> Listing:
    """Return what lies in a folder; without a path, the folders that may be imported from.

    Raises:
        ForbiddenError, NotFoundError, InvalidInputError: as `permitted`.
    """
    if path is None:
        return Listing(None, tuple(str(root) for root in roots), ())
    folder = permitted(path, roots)
    try:
        entries = sorted(each for each in folder.iterdir() if not each.name.startswith("."))
        folders = [each for each in entries if each.is_dir()]
    except PermissionError as error:
        raise ForbiddenError("the server may not read this folder; give it the right") from error
    files = [each.name for each in entries if each not in set(folders)]
    return Listing(
        str(folder), tuple(str(each) for each in folders[:_LISTED]), tuple(files[:_LISTED])
    )
