"""A heatmap taken as it is: its outline becomes the physician's region."""

from contextlib import suppress

import numpy as np
import torch
from numpy.typing import NDArray

from medebiaser.data.masks import regions_from_heatmap
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError, LockedError, NotFoundError
from medebiaser.learning.heatmaps import rectified
from medebiaser.records import Annotation, Effort, Round, Verdict
from medebiaser.rounds.annotate import annotate, carried_label, refuse_split
from medebiaser.rounds.arrays import MAPS, explained
from medebiaser.rounds.explain import explain_rows


def accept(
    stores: Stores,
    shown: Round,
    image_id: str,
    label: str,
    *,
    author: str,
    version: int | None = None,
    device: str | None = "cpu",
    effort: Effort | None = None,
) -> int:
    """Save the verdict `accepted` with the outline of a round's heatmap.

    Accepting it again changes nothing.

    Args:
        shown: the round whose heatmap the physician looked at.
        version: the version the physician last saw; None: whichever is stored.
        device: where a heatmap that is missing is computed; None: it is refused.
        effort: how long it took; None where nobody measured it.

    Returns:
        The annotation's version.

    Raises:
        NotFoundError: no such image or label.
        LockedError: the image is in a split that no one annotates, or has no heatmap yet.
        ConflictError: another version is stored; carries both.
        InvalidInputError: the heatmap shows no positive evidence, or the image does not carry
            the label.
    """
    image = stores.images.get(image_id)
    carried_label(stores, image, label)
    refuse_split(image)
    row = np.array([image.row], dtype=np.int64)
    if device is not None:
        explain_rows(stores, shown, row, device=device)
    maps = _stored_maps(stores, shown, row)
    heatmap = rectified(torch.from_numpy(maps[stores.project.labels.index(label)]).float())
    regions = regions_from_heatmap(heatmap.numpy(), image.width, image.height)
    if not regions:
        raise InvalidInputError(
            f"the heatmap of {label} on image {image_id} shows no positive evidence in "
            f"round {shown.number}, so there is nothing to accept; draw a region"
        )
    stored = stores.annotations.get(image_id, label, author)
    if stored is not None and (stored.verdict, stored.regions) == (Verdict.ACCEPTED, regions):
        return stored.version
    return annotate(
        stores,
        image_id,
        label,
        regions,
        Verdict.ACCEPTED,
        version=_seen(stored) if version is None else version,
        author=author,
        effort=effort,
    )


def _seen(stored: Annotation | None) -> int:
    return 0 if stored is None else stored.version


def _stored_maps(stores: Stores, shown: Round, row: NDArray[np.int64]) -> NDArray[np.float16]:
    """(K, h, w) maps of one image."""
    with suppress(NotFoundError):
        maps: NDArray[np.float16] = explained(stores, shown).read(MAPS, row)[0]
        if not np.isnan(maps).any():
            return maps
    raise LockedError(
        f"the image in row {row[0]} has no heatmap of round {shown.number} yet; start the "
        "ranking of its split first"
    )
