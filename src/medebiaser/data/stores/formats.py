"""The version of a workspace's layout, and how an older one becomes the newest."""

import json
from contextlib import suppress
from urllib.parse import unquote

from sqlalchemy import insert, select, update
from sqlalchemy.dialects.postgresql import insert as insert_or_leave
from sqlalchemy.exc import IntegrityError

from medebiaser.data.blob_store import BlobStore
from medebiaser.data.database import Database
from medebiaser.data.schema import array_manifests, projects
from medebiaser.data.schema import workspace as table
from medebiaser.data.stores.base import Clock
from medebiaser.errors import MedebiaserError

FORMAT = 2
"""1: manifests of arrays are named documents; 2: they are in the database."""

_MANIFEST = "/manifest.json"


def bring_up_to_date(database: Database, blobs: BlobStore, clock: Clock) -> None:
    """Write down a new workspace's format, and move an older one to the newest.

    Raises:
        MedebiaserError: a newer version of MEDebiaser made the workspace.
    """
    stored = _stored_format(database)
    if stored is None:
        with suppress(IntegrityError), database.transaction() as connection:  # someone was faster
            connection.execute(insert(table).values(format=FORMAT, created_at=clock()))
        stored = _stored_format(database)
    if stored is not None and stored > FORMAT:
        raise MedebiaserError(
            f"this workspace has format {stored}, this version knows up to {FORMAT}; "
            "install the newer version of MEDebiaser that made it"
        )
    if stored == 1:
        _adopt_manifests(database, blobs)


def _adopt_manifests(database: Database, blobs: BlobStore) -> None:
    """Move the manifests of arrays from the blob store into the database."""
    documents = [name for name in blobs.list_named("arrays") if name.endswith(_MANIFEST)]
    with database.transaction() as connection:
        known = set(connection.scalars(select(projects.c.id)))
        for document in documents:
            _, project, number, name = document.removesuffix(_MANIFEST).split("/")
            if int(project) not in known:
                continue
            text = json.dumps(json.loads(blobs.read_named(document)), separators=(",", ":"))
            key = {"project_id": int(project), "round": int(number), "name": unquote(name)}
            adopted = insert_or_leave(array_manifests).values(**key, manifest=text, version=1)
            connection.execute(adopted.on_conflict_do_nothing())
        connection.execute(update(table).values(format=FORMAT))
    for document in documents:
        blobs.delete_named(document)


def _stored_format(database: Database) -> int | None:
    with database.reading() as connection:
        return connection.scalar(select(table.c.format))
