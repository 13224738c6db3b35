"""An upload's parts as one file, open for reading anywhere in it."""

import io
from collections.abc import Callable

from typing_extensions import Buffer

from medebiaser.records import Upload


class PartsFile(io.RawIOBase):
    """Reads parts when they are needed and keeps the last one.

    Args:
        upload: complete.
        read_part: returns the part that begins at an offset.
    """

    def __init__(self, upload: Upload, read_part: Callable[[Upload, int], bytes]) -> None:
        super().__init__()
        self._upload = upload
        self._read_part = read_part
        self._place = 0
        self._at = -1
        self._kept = b""

    def readable(self) -> bool:
        """Say that it can be read."""
        return True

    def seekable(self) -> bool:
        """Say that any place can be gone to."""
        return True

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place and return it."""
        start = {io.SEEK_SET: 0, io.SEEK_CUR: self._place, io.SEEK_END: self._upload.size_bytes}
        if start[whence] + offset < 0:
            raise ValueError(f"there is nothing {-offset} bytes before the beginning")
        self._place = start[whence] + offset
        return self._place

    def tell(self) -> int:
        """Return the place."""
        return self._place

    def readinto(self, target: Buffer) -> int:
        """Read what fits, at most to the end of one part."""
        view = memoryview(target).cast("B")
        if self._place >= self._upload.size_bytes:
            return 0
        begin = self._place - self._place % self._upload.part_bytes
        if begin != self._at:
            self._kept, self._at = self._read_part(self._upload, begin), begin
        piece = self._kept[self._place - begin :][: len(view)]
        view[: len(piece)] = piece
        self._place += len(piece)
        return len(piece)
