"""What the tests of arrays share: where one round's arrays are."""

from medebiaser.data.arrays import RoundArrays
from medebiaser.data.blob_store import BlobStore
from medebiaser.data.manifests import Manifests

FOLDER = "arrays/1/0"
ROUND = 0


class PowerCutError(Exception):
    """Stands for the machine going away."""


def of(blobs: BlobStore, manifests: Manifests, n_rows: int) -> RoundArrays:
    return RoundArrays(blobs, manifests, FOLDER, lambda: n_rows)


def chunk_files(blobs: BlobStore) -> list[str]:
    return [name for name in blobs.list_named(FOLDER) if name.endswith(".chunk")]
