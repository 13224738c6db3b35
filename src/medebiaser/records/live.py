"""Frozen facts of live sessions: questions to physicians while a network learns."""

from dataclasses import dataclass
from datetime import datetime

from medebiaser.records.loop import Region


@dataclass(frozen=True, slots=True)
class AskedImage:
    """One image of a query list.

    Attributes:
        place: its place in the list, from 0: the most worth asking about.
        row: of the image.
        label: the label that is explained: the predicted one, unless one label was chosen.
        score: of the sampling, high first.
        probability: the network's own for the label, at that epoch.
        truth: 1, 0 or None (unknown).
        grid: g * g signed attributions, row by row from the top left.
        marked: cells with the highest positive attribution, the highest first.
    """

    place: int
    row: int
    label: str
    score: float
    probability: float
    truth: int | None
    grid: tuple[float, ...]
    marked: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class LiveQuery:
    """A list of images that physicians are asked about after an epoch of a round.

    Attributes:
        number: from 1 in each round.
        cells: g, the cells on a side of each grid.
        expires_at: when training goes on without the answers that are missing.
        closed_at: when it was answered or its time passed; None: it is open.
        answered: whether enough physicians handed it in before its time passed.
        images: by place.
    """

    round: int
    number: int
    epoch: int
    cells: int
    asked_at: datetime
    expires_at: datetime
    images: tuple[AskedImage, ...]
    closed_at: datetime | None = None
    answered: bool = False

    def image(self, row: int) -> AskedImage | None:
        """Return the image in a row; None where it is not asked about."""
        return next((image for image in self.images if image.row == row), None)


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """What one physician said should not matter in one image of a query list.

    Attributes:
        cells: of the grid that was shown.
        regions: polygons they drew instead or as well, in the image's own pixels.
    """

    number: int
    row: int
    author: str
    cells: tuple[int, ...]
    regions: tuple[Region, ...]
    saved_at: datetime
