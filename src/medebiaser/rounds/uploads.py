"""Uploads: begun, filled part by part, given up."""

from datetime import datetime, timedelta

from medebiaser.data.stores import Stores
from medebiaser.errors import ConflictError, TooLargeError, TooManyError
from medebiaser.records import Upload

PART_BYTES_MAX = 8 << 20
OPEN_MAX = 50
_LEFT_ALONE = timedelta(days=1)
_REMEMBERED = timedelta(days=30)
_GIB = 1 << 30


def begin_upload(
    stores: Stores,
    name: str,
    size_bytes: int,
    *,
    part_bytes: int,
    bytes_max: int,
    now: datetime,
) -> Upload:
    """Open an upload, after those were removed for which nothing has come for a day.

    Args:
        name: of the file, for people.
        part_bytes: size of every part but the last.
        bytes_max: largest upload.
        now: the present moment.

    Raises:
        TooLargeError: the file is larger than allowed.
        TooManyError: so many uploads are open already.
    """
    if size_bytes > bytes_max:
        raise TooLargeError(
            f"the file has {size_bytes / _GIB:.1f} GiB, more than the {bytes_max / _GIB:.1f} "
            "allowed; upload it in several archives, or import a folder on the server"
        )
    _remove_forgotten(stores, now)
    waiting = [upload for upload in stores.uploads.all() if upload.outcome is None]
    if len(waiting) >= OPEN_MAX:
        raise TooManyError(f"{len(waiting)} uploads are open already; finish or delete one", 60.0)
    return stores.uploads.create(name, size_bytes, part_bytes=part_bytes, author=stores.actor)


def refuse_incomplete(upload: Upload) -> None:
    """Refuse to import what has not arrived wholly.

    Raises:
        ConflictError: parts of it are missing; `stored` is where to go on.
    """
    if not upload.complete:
        raise ConflictError(
            f"upload {upload.id} has {upload.received_bytes} of {upload.size_bytes} bytes; "
            "send the rest first",
            stored=upload.received_bytes,
            offered=upload.size_bytes,
        )


def _remove_forgotten(stores: Stores, now: datetime) -> None:
    for upload in stores.uploads.unseen_since(now - _LEFT_ALONE):
        if not upload.complete or upload.seen_at < now - _REMEMBERED:
            stores.uploads.remove(upload.id)


def remove_upload(stores: Stores, upload_id: str, *, busy: bool) -> None:
    """Give an upload up, with everything that has arrived.

    Args:
        busy: a job imports it just now.

    Raises:
        NotFoundError: there is no such upload.
        ConflictError: it is being imported.
    """
    upload = stores.uploads.get(upload_id)
    if busy:
        raise ConflictError(
            f"upload {upload.id} is being imported; cancel its job first", stored=upload.id
        )
    stores.uploads.remove(upload_id)
