"""What a backup says about itself: `backup.json`, and one line for every file it holds."""

import gzip
import hashlib
import json
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, BinaryIO, Self

from medebiaser.data.backups.places import Source
from medebiaser.data.backups.tables import Fingerprint
from medebiaser.data.blob_store import PIECE_BYTES
from medebiaser.errors import InvalidInputError, MedebiaserError, NotFoundError

HEAD = "backup.json"
CONTENTS = "contents.jsonl.gz"
FORMAT = 1
_BEAT_S = 20.0


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup holds.

    Attributes:
        version: of the program that made it.
        revision: of the database's tables.
        made_at: when its state of the database was read, UTC.
        tables: fingerprint of every table.
        files: how many blobs and chunks.
        size_bytes: of all of them.
        missing: blobs and chunks that the workspace had lost when it was made.
        outside: images imported in place; their originals are not in the backup.
        contents: SHA-256 of the list of files.
    """

    version: str
    revision: str
    made_at: str
    tables: Mapping[str, Fingerprint]
    files: int
    size_bytes: int
    missing: tuple[str, ...]
    outside: int
    contents: str

    def to_json(self) -> bytes:
        """Return the document that makes a backup complete."""
        return json.dumps({"format": FORMAT, **asdict(self)}, indent=2).encode()

    @classmethod
    def from_json(cls, content: bytes) -> Self:
        """Read it.

        Raises:
            InvalidInputError: it is none, or of a newer format.
        """
        try:
            document: dict[str, Any] = json.loads(content)
            found = document.pop("format")
            if found != FORMAT:
                raise InvalidInputError(
                    f"the backup has format {found}, this version reads {FORMAT}; restore it "
                    "with the version of MEDebiaser that made it"
                )
            tables = {n: Fingerprint(**each) for n, each in document.pop("tables").items()}
            missing = tuple(document.pop("missing"))
            return cls(tables=tables, missing=missing, **document)
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise InvalidInputError(
                f"{HEAD} of the backup cannot be read ({type(error).__name__}); take another one"
            ) from error


@dataclass(frozen=True, slots=True)
class Entry:
    """One file of a backup.

    Attributes:
        kind: `blob`, whose name is its key; or `document`, a named one.
    """

    kind: str
    name: str
    size_bytes: int
    sha256: str

    @property
    def place(self) -> str:
        """Where it lies in the backup."""
        if self.kind == "blob":
            return f"blobs/sha256/{self.name[:2]}/{self.name[2:]}"
        return f"blobs/named/{self.name}"


def read_backup(source: Source) -> Backup:
    """Return what a backup says about itself.

    Raises:
        InvalidInputError: it is not complete: it was interrupted.
    """
    try:
        with source.open(HEAD) as file:
            return Backup.from_json(file.read())
    except NotFoundError as error:
        raise InvalidInputError(
            f"this is no complete backup: it has no {HEAD}, which is written last; take another one"
        ) from error


def read_entries(source: Source, backup: Backup) -> Iterator[Entry]:
    """Go through the files of a backup.

    Raises:
        MedebiaserError: the list was changed after it was written.
    """
    with source.open(CONTENTS) as file:
        counted = Counted(file)
        while counted.read(PIECE_BYTES):
            pass
        if counted.hexdigest() != backup.contents:
            raise damaged(CONTENTS)
    with source.open(CONTENTS) as file, gzip.GzipFile(fileobj=file) as lines:
        for line in lines:
            yield Entry(**json.loads(line))


def damaged(name: str) -> MedebiaserError:
    """Return the error for a file whose bytes are not those that were written."""
    return MedebiaserError(
        f"{name} of the backup is damaged: its bytes have another hash; take another backup"
    )


class Counted:
    """Passes a stream on, counts and hashes it, and now and then says that it goes on."""

    def __init__(self, stream: BinaryIO, beat: Callable[[], None] = lambda: None) -> None:
        self._stream = stream
        self._digest = hashlib.sha256()
        self._beat = beat
        self._beaten_at = time.monotonic()
        self.size_bytes = 0

    def read(self, size: int = -1) -> bytes:
        """Return the next bytes."""
        piece = self._stream.read(size)
        self._digest.update(piece)
        self.size_bytes += len(piece)
        if time.monotonic() - self._beaten_at > _BEAT_S:
            self._beat()
            self._beaten_at = time.monotonic()
        return piece

    def hexdigest(self) -> str:
        """Return the SHA-256 of what was read."""
        return self._digest.hexdigest()
