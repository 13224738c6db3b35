"""The project's images at a network's input size, decoded once and fetched by row."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medebiaser.data.image_cache import ImageCache
from medebiaser.data.stores import Stores
from medebiaser.data.thumbnails import Thumbnails
from medebiaser.errors import InvalidInputError
from medebiaser.records import Image, Report, no_report

_NAMED = 3  # how many broken images a message names


@dataclass(frozen=True, slots=True)
class Pixels:
    """Images of one project at one size.

    Attributes:
        side: pixels a side.
        channels: 1 or 3.
    """

    cache: ImageCache
    side: int
    channels: int

    def fetch(self, rows: Tensor | NDArray[np.int64] | Sequence[int]) -> Tensor:
        """Return the images of these rows.

        Returns:
            (B, channels, side, side) float32 in [0, 1].
        """
        return torch.from_numpy(self.cache.as_float(np.asarray(rows, dtype=np.int64), self.side))


def prepare(
    stores: Stores,
    side: int,
    *,
    rows: NDArray[np.int64] | None = None,
    workers: int = 2,
    report: Report = no_report,
) -> Pixels:
    """Decode and resize what is not in the cache yet.

    Args:
        rows: the images that are needed; None takes all of the project.

    Raises:
        InvalidInputError: an original can no longer be read; names the first ones.
    """
    images = stores.images.all() if rows is None else stores.images.by_rows(rows)
    cache = image_cache(stores)
    broken = cache.ensure(
        images, side, lambda image: open_source(stores, image), workers=workers, report=report
    )
    if broken:
        named = "; ".join(f"{image_id}: {reason}" for image_id, reason in broken[:_NAMED])
        raise InvalidInputError(
            f"{len(broken)} images that were imported can no longer be read ({named}); "
            "put the files back where they were or import them again"
        )
    return Pixels(cache, side, channels(stores))


def channels(stores: Stores) -> int:
    """Return 3 when any image of the project has colour, else 1."""
    return stores.images.channels()


def image_cache(stores: Stores) -> ImageCache:
    """Return the project's image cache; what was erased leaves it first, on every machine.

    So do its thumbnails.
    """
    cache = ImageCache(stores.cache_folder, f"project-{stores.project.id}")
    known = cache.erasure()
    last, rows = stores.erasures.rows_after(known)
    if last > known:
        thumbnails = Thumbnails(stores.cache_folder, stores.project.id)
        for row in rows:
            thumbnails.forget(row)
        cache.follow(last, rows)
    return cache


def open_source(stores: Stores, image: Image) -> bytes | Path:
    """Return an image's original: its file where there is one, else its bytes."""
    if image.in_place:
        return Path(image.source)
    return stores.blobs.local_path(image.source) or stores.blobs.get(image.source)
