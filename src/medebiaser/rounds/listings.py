"""Which image stands at which place of a ranking."""

from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from medebiaser.rounds.arrays import Explained
from medebiaser.rounds.orders import ABSENT, CORRECT, SCORE, Stored

Places = NDArray[np.int64]


class Listing(Protocol):
    """An order of images that can be asked place by place.

    Places lie below `total`; the replies have one value for each.
    """

    @property
    def total(self) -> int:
        """How many places there are."""
        ...

    def rows(self, places: Places) -> NDArray[np.int64]:
        """(n,) the image's row at each place."""
        ...

    def scores(self, places: Places) -> NDArray[np.floating[Any]]:
        """(n,) its score."""
        ...

    def correct(self, places: Places) -> NDArray[np.floating[Any]]:
        """(n,) 1 where the model was right, 0 where not, NaN where nobody knows."""
        ...


@dataclass(frozen=True, slots=True)
class StoredListing:
    """A stored order of one label; only what is asked for is read.

    Attributes:
        by: the ranking's name.
        label: index of the label.
    """

    arrays: Explained
    stored: Stored
    by: str
    label: int

    @property
    def total(self) -> int:
        """How many places there are."""
        return self.stored.places[self.label]

    def rows(self, places: Places) -> NDArray[np.int64]:
        """(n,) the image's row at each place."""
        found = self.arrays.read(self.stored.name("order", self.by), places)[:, self.label]
        return found.astype(np.int64)

    def scores(self, places: Places) -> NDArray[np.floating[Any]]:
        """(n,) its score."""
        return self._facts(places)[:, SCORE]

    def correct(self, places: Places) -> NDArray[np.floating[Any]]:
        """(n,) 1 where the model was right when ranked, 0 where not, NaN where nobody knew."""
        return self._facts(places)[:, CORRECT]

    def _facts(self, places: Places) -> NDArray[np.floating[Any]]:
        return self.arrays.read(self.stored.name("facts", self.by), places)[:, self.label]


def place_in(listing: Listing, row: int) -> int | None:
    """Return the place of an image; None where the order does not hold it.

    The whole order of the label is looked through: 4 bytes an image and label.
    """
    rows = listing.rows(np.arange(listing.total))
    found = np.flatnonzero((rows == row) & (rows != ABSENT))
    return int(found[0]) if len(found) else None
