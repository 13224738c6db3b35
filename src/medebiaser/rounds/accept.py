"""A heatmap taken as it is: its outline becomes the physician's region."""

import numpy as np
import torch

from medebiaser.data.masks import regions_from_heatmap
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError
from medebiaser.learning.heatmaps import rectified
from medebiaser.records import Round, Verdict
from medebiaser.rounds.annotate import annotate, carried_label, refuse_split
from medebiaser.rounds.arrays import MAPS, explained
from medebiaser.rounds.explain import explain_rows


def accept(
    stores: Stores, shown: Round, image_id: str, label: str, *, author: str, device: str = "cpu"
) -> int:
    """Save the verdict `accepted` with the outline of a round's heatmap.

    Accepting it again changes nothing.

    Args:
        shown: the round whose heatmap the physician looked at.

    Returns:
        The annotation's version.

    Raises:
        NotFoundError: no such image or label.
        LockedError: the image is in a split that no one annotates.
        InvalidInputError: the heatmap shows no positive evidence, or the image does not carry
            the label.
    """
    image = stores.images.get(image_id)
    carried_label(stores, image, label)
    refuse_split(image)
    row = np.array([image.row], dtype=np.int64)
    explain_rows(stores, shown, row, device=device)
    maps = explained(stores, shown).read(MAPS, row)[0]
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
        version=0 if stored is None else stored.version,
        author=author,
    )
