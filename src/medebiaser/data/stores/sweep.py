"""Which blobs are needed: every key that a row or a named document mentions; which chunks."""

import re

from sqlalchemy import func, select

from medebiaser.data.blob_store import BlobStore
from medebiaser.data.chunks import array_folder, read_manifest, round_folder
from medebiaser.data.database import Database
from medebiaser.data.schema import array_manifests, images, networks, rounds, weights

_KEY = re.compile(r"[0-9a-f]{64}")
_HASHES = {"data_hash", "code_hash"}
"""Columns of a round that look like keys and name no blob."""


def referenced_keys(database: Database, blobs: BlobStore) -> set[str]:
    """Return every blob key that is mentioned anywhere.

    Rounds and named documents are searched as text: a key inside their JSON counts.
    Chunks of arrays name no blobs and are left out.
    """
    keys: set[str] = set()
    with database.reading() as connection:
        keys.update(connection.scalars(select(images.c.source).where(~images.c.in_place)))
        keys.update(connection.scalars(select(weights.c.key)))
        for network in connection.execute(select(networks)):
            keys.update(key for key in (network.source, network.weights) if key)
        columns = [column for column in rounds.c if column.name not in _HASHES]
        for made in connection.execute(select(*columns)):
            keys.update(_KEY.findall(repr(tuple(made))))
    for name in blobs.list_named():
        if name.endswith(".json") and not name.startswith("arrays/"):
            keys.update(_KEY.findall(blobs.read_named(name).decode(errors="replace")))
    return keys


def originals_outside(database: Database) -> int:
    """Count the images of all projects whose originals lie outside the workspace."""
    query = select(func.count()).select_from(images).where(images.c.in_place)
    with database.reading() as connection:
        return int(connection.execute(query).scalar_one())


def unreferenced_chunks(database: Database, blobs: BlobStore) -> list[str]:
    """Return the documents of arrays that no manifest names: leftovers of interrupted writes."""
    stored = blobs.list_named("arrays")  # before the manifests: a chunk is stored before its row
    named = referenced_chunks(database)
    return [document for document in stored if document not in named]


def referenced_chunks(database: Database) -> dict[str, int]:
    """Return every chunk file that a manifest names, with its size in bytes."""
    found: dict[str, int] = {}
    with database.reading() as connection:
        for row in connection.execute(select(array_manifests)):
            manifest = read_manifest(row.manifest)
            folder = array_folder(round_folder(row.project_id, row.round), row.name)
            for index, chunk in manifest.chunks.items():
                found[f"{folder}/{chunk.file}"] = manifest.file_bytes(index)
    return found
