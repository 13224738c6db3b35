"""Which blobs are needed: every key that a row or a named document mentions."""

import re

from sqlalchemy import select

from medebiaser.data.blob_store import BlobStore
from medebiaser.data.database import Database
from medebiaser.data.schema import images, networks, rounds, weights

_KEY = re.compile(r"[0-9a-f]{64}")
_HASHES = {"data_hash", "code_hash"}
"""Columns of a round that look like keys and name no blob."""


def referenced_keys(database: Database, blobs: BlobStore) -> set[str]:
    """Return every blob key that is mentioned anywhere.

    Rounds and named documents are searched as text: a key inside their JSON counts.
    Array manifests name no blobs and are left out.
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
