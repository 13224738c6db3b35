"""Finding an image of the project by what another file calls it."""

from collections.abc import Iterable
from pathlib import PureWindowsPath

from medebiaser.data.importers.image_files import stem_of


class ImageNames:
    """Look-up of image ids: the id itself, else the file name, else the name without ending.

    A name or stem that two images share finds neither of them.

    Args:
        ids: the project's image ids.
    """

    def __init__(self, ids: Iterable[str]) -> None:
        self._ids: set[str] = set(ids)
        self._by_name: dict[str, str | None] = {}
        self._by_stem: dict[str, str | None] = {}
        for image_id in sorted(self._ids):
            name = PureWindowsPath(image_id).name
            for index, key in ((self._by_name, name), (self._by_stem, stem_of(name))):
                index[key] = None if key in index else image_id

    def find(self, name: str) -> str | None:
        """Return the id of the image that a file calls `name`; None where none is meant."""
        if name in self._ids:
            return name
        last = PureWindowsPath(name).name
        return self._by_name.get(last) or self._by_stem.get(stem_of(last))
