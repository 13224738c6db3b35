"""Maps and probabilities of a whole page of images in one piece of bytes."""

import json
import struct
from collections.abc import Sequence

import numpy as np

from medebiaser.data.stores import Stores
from medebiaser.errors import LockedError, NotFoundError
from medebiaser.records import Round
from medebiaser.rounds.arrays import MAPS, PROBABILITIES, explained

ROWS_MAX = 200
_ALIGNED_BYTES = 4


def packed_maps(stores: Stores, trained: Round, rows: Sequence[int]) -> bytes:
    """Return the signed maps and the probabilities of some images.

    A little-endian uint32 with the length of the header, the header (JSON, ASCII, filled up with
    spaces so that numbers begin at a multiple of four bytes), the maps (n, K, h, w) as
    little-endian float16, filled up with zeros in the same way, then the probabilities (n, K) as
    little-endian float32.

    The header: `rows`, `labels`, `grid` (h, w), `thresholds` and `scales` per label, `missing`
    (rows that have no map yet; theirs are NaN), `maps_offset` and `probabilities_offset` in bytes
    from the first byte after the header.

    Raises:
        NotFoundError: a row has no image.
        LockedError: the round has no maps.
    """
    wanted = np.array(rows, dtype=np.int64)
    stores.images.by_rows(rows)
    arrays = explained(stores, trained)
    try:
        maps = arrays.read(MAPS, wanted).astype("<f2", copy=False)
    except NotFoundError as error:
        raise LockedError(
            f"round {trained.number} is {trained.state} and has no maps; they come when a "
            "training has finished, and never with predictions of an outside model"
        ) from error
    probabilities = arrays.read(PROBABILITIES, wanted).astype("<f4", copy=False)
    maps_bytes = _aligned(maps.tobytes(), b"\0")
    header = {
        "rows": wanted.tolist(),
        "labels": stores.project.labels,
        "grid": maps.shape[2:],
        "thresholds": trained.thresholds or (None,) * len(stores.project.labels),
        "scales": trained.scales or (0.0,) * len(stores.project.labels),
        "missing": wanted[np.isnan(probabilities).any(axis=1)].tolist(),
        "maps_offset": 0,
        "probabilities_offset": len(maps_bytes),
    }
    described = _aligned(json.dumps(header).encode("ascii"), b" ")
    length = struct.pack("<I", len(described))
    return length + described + maps_bytes + probabilities.tobytes()


def _aligned(content: bytes, filling: bytes) -> bytes:
    return content + filling * (-len(content) % _ALIGNED_BYTES)
