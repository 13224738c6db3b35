"""From a snapshot to the tensors that a fine-tuning round draws from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Self

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medebiaser.data.masks import coverage_warning, mean_mask, same_mask_warning
from medebiaser.data.stores import Stores
from medebiaser.errors import InvalidInputError
from medebiaser.learning.label_statistics import positives
from medebiaser.learning.pools import AnnotatedPool, RehearsalPool
from medebiaser.records import Relevance
from medebiaser.rounds import snapshot
from medebiaser.rounds.targets import float_targets
from medebiaser.rounds.views import view_codes


@dataclass(frozen=True, slots=True)
class RoundPools:
    """Annotated pairs, rehearsal, and the training positives that weight the labels.

    Attributes:
        positives: (K,) training positives of each label.
    """

    annotated: AnnotatedPool
    rehearsal: RehearsalPool
    positives: Tensor

    def all_rows(self) -> NDArray[np.int64]:
        """Return every row that the round trains on, ascending."""
        return np.union1d(self.annotated.rows.numpy(), self.rehearsal.rows.numpy()).astype(np.int64)

    def with_rehearsal_of(self, n_rehearsal: int, seed: int) -> Self:
        """Return the pools with a random part of the rehearsal images, all if fewer."""
        return replace(self, rehearsal=self.rehearsal.sample(n_rehearsal, seed))


def round_pools(
    stores: Stores,
    taken: snapshot.Snapshot,
    labels: NDArray[np.int8],
    side: int,
    focus: Sequence[int],
) -> RoundPools:
    """Rasterise the usable pairs of the labels in focus and choose the rehearsal images.

    Args:
        labels: (N, K) int8 after the physicians' verdicts.
        side: of the network's input, in px.
        focus: indices of the labels to work on.

    Raises:
        InvalidInputError: no usable pair, or no training image is left for rehearsal.
        LockedError: an annotated image is in `test` or `sealed`.
    """
    usable = snapshot.pairs(stores, taken, labels)
    pairs = [pair for pair in usable.usable if pair.label in set(focus)]
    if not pairs:
        raise InvalidInputError("no annotation has a usable region; correct some heatmaps first")
    targets, codes = float_targets(labels), view_codes(stores)
    annotated_rows = torch.tensor([pair.row for pair in pairs])
    irrelevant = _masks(stores, pairs, side, Relevance.IRRELEVANT)
    train = snapshot.training_rows(stores)
    rehearsal_rows = torch.from_numpy(np.setdiff1d(train, annotated_rows.numpy()))
    return RoundPools(
        AnnotatedPool(
            rows=annotated_rows,
            labels=torch.tensor([pair.label for pair in pairs]),
            targets=targets[annotated_rows],
            masks=_masks(stores, pairs, side, Relevance.RELEVANT),
            irrelevant=irrelevant if bool(irrelevant.any()) else None,
            views=torch.from_numpy(codes)[annotated_rows],
        ),
        RehearsalPool(
            rows=rehearsal_rows,
            targets=targets[rehearsal_rows],
            views=torch.from_numpy(codes)[rehearsal_rows],
        ),
        torch.from_numpy(positives(labels[train])),
    )


def _masks(
    stores: Stores, pairs: Sequence[snapshot.Pair], side: int, relevance: Relevance
) -> Tensor:
    masks = []
    for pair in pairs:
        image = stores.images.get(pair.image_id)
        mask = mean_mask(pair.annotations, image.width, image.height, side, relevance=relevance)
        masks.append(torch.zeros(side, side) if mask is None else torch.from_numpy(mask))
    return torch.stack(masks)


def mask_warnings(stores: Stores, taken: snapshot.Snapshot) -> list[str]:
    """Return what is odd about a snapshot's masks: one that covers all, one on every image."""
    labels = snapshot.effective_labels(stores, taken)
    usable = snapshot.pairs(stores, taken, labels).usable
    warnings: list[str] = []
    covering = 0
    for pair in usable:
        image = stores.images.get(pair.image_id)
        mask = mean_mask(pair.annotations, image.width, image.height, 64)
        covering += mask is not None and coverage_warning(mask) is not None
    if covering:
        warnings.append(
            f"{covering} of {len(usable)} regions cover their whole image and teach nothing "
            "about where to look"
        )
    regions = {pair.image_id: pair.annotations[0].regions for pair in usable}
    images = {image_id: stores.images.get(image_id) for image_id in regions}
    same = same_mask_warning(regions, {i: (m.width, m.height) for i, m in images.items()})
    return [*warnings, same] if same else warnings
