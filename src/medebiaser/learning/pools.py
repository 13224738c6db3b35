"""The images a fine-tuning round draws from: annotated pairs and rehearsal."""

from dataclasses import dataclass, replace
from typing import Self

import torch
from torch import Tensor

from medebiaser.errors import InvalidInputError, ShapeError
from medebiaser.learning.attention_losses import TOUCHED
from medebiaser.learning.draws import generator_of

UNKNOWN_VIEW = -1


@dataclass(frozen=True, slots=True)
class AnnotatedPool:
    """The annotated (image, label) pairs of a round, accepted regions included.

    Pairs judged `cannot tell` stay out of the pool; `nothing to mark` comes without a region.

    Attributes:
        rows: (P,) int64, the image's row number; an image may come with several labels.
        labels: (P,) int64, index of the pair's label.
        targets: (P, K) float: the image's labels after all verdicts: 1, 0, NaN unknown.
        masks: (P, s, s) float area fractions of the relevant regions, the mean over physicians;
            all zero where none was drawn.
        irrelevant: the same for irrelevant regions; None where nobody drew any.
        views: (P,) int64 code of the view, -1 unknown; None where no view is known.
    """

    rows: Tensor
    labels: Tensor
    targets: Tensor
    masks: Tensor
    irrelevant: Tensor | None = None
    views: Tensor | None = None

    def __post_init__(self) -> None:
        shapes = [tuple(each.shape) for each in (self.rows, self.labels)]
        count = len(self.rows)
        if shapes != [(count,)] * 2 or len(self.targets) != count or len(self.masks) != count:
            raise ShapeError(
                f"{count} annotated rows, labels {tuple(self.labels.shape)}, targets "
                f"{tuple(self.targets.shape)} and masks {tuple(self.masks.shape)} do not belong "
                "together; give one of each per pair"
            )
        if self.irrelevant is not None and self.irrelevant.shape != self.masks.shape:
            raise ShapeError(
                f"irrelevant masks {tuple(self.irrelevant.shape)} and masks "
                f"{tuple(self.masks.shape)} differ; rasterise both onto the network's input"
            )
        if count == 0:
            raise InvalidInputError("no pair is annotated; annotate some images first")

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def focus(self) -> list[int]:
        """Indices of the annotated labels, ascending."""
        return sorted(int(label) for label in torch.unique(self.labels))

    @property
    def own_targets(self) -> Tensor:
        """(P,) float: the pair's own label: 1, 0, NaN unknown."""
        return self.targets.gather(1, self.labels[:, None])[:, 0]

    @property
    def swappable(self) -> Tensor:
        """(P,) bool: positives with a relevant region."""
        return (self.own_targets == 1) & drawn(self.masks)

    @property
    def replaceable(self) -> Tensor:
        """(P,) bool: pairs of a known label with an irrelevant region."""
        if self.irrelevant is None:
            return torch.zeros(len(self), dtype=torch.bool)
        return drawn(self.irrelevant) & ~self.own_targets.isnan()

    @property
    def view_codes(self) -> Tensor:
        """(P,) int64, -1 unknown."""
        return _codes(self.views, len(self))


@dataclass(frozen=True, slots=True)
class RehearsalPool:
    """Training images nobody annotated for a label in focus: not to be forgotten, and all donors.

    Attributes:
        rows: (R,) int64, row numbers.
        targets: (R, K) float: 1, 0, NaN unknown.
        views: (R,) int64 code of the view, -1 unknown; None where no view is known.
    """

    rows: Tensor
    targets: Tensor
    views: Tensor | None = None

    def __post_init__(self) -> None:
        if len(self.rows) == 0:
            raise InvalidInputError(
                "no training image is left for rehearsal; fine-tuning without it unlearns the "
                "other labels, so import more images than are annotated"
            )
        if len(self.targets) != len(self.rows):
            raise ShapeError(
                f"{len(self.rows)} rehearsal rows and targets {tuple(self.targets.shape)} do not "
                "belong together; give one row of labels per image"
            )

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def view_codes(self) -> Tensor:
        """(R,) int64, -1 unknown."""
        return _codes(self.views, len(self))

    def sample(self, count: int, seed: int) -> Self:
        """Return a random part of the pool, for a preview that caches each image; all if fewer."""
        chosen = torch.randperm(len(self), generator=generator_of("rehearsal", seed))[:count]
        chosen = chosen.sort().values
        views = None if self.views is None else self.views[chosen]
        return replace(self, rows=self.rows[chosen], targets=self.targets[chosen], views=views)


def drawn(masks: Tensor) -> Tensor:
    """(P,) bool: which masks hold a region at all; masks (P, s, s) in [0, 1]."""
    return masks.flatten(1).amax(dim=1) > TOUCHED


def _codes(views: Tensor | None, count: int) -> Tensor:
    return torch.full((count,), UNKNOWN_VIEW) if views is None else views
