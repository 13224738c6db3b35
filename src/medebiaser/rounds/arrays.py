"""A round's arrays by what they hold; those of other weights of the same round are never mixed in.

A preview and the full training that replaces it share a round number, so each array's
name carries the weights it was made with.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medebiaser.data.arrays import RoundArrays
from medebiaser.data.stores import Stores
from medebiaser.errors import NotFoundError
from medebiaser.records import Round

KEY_LENGTH = 12
PROBABILITIES, MAPS, FLIPPED_MAPS, EMBEDDINGS = "probabilities", "maps", "flipped", "embeddings"
BODY = "body"
"""Share of each cell that shows the body, written when the rows are ranked."""
EXPLAINED = (MAPS, EMBEDDINGS, PROBABILITIES)
"""Written in this order: where a row has probabilities, it has the others too."""


@dataclass(frozen=True, slots=True)
class Explained:
    """The arrays that one round's weights made.

    Attributes:
        key: the beginning of the checkpoint's key.
    """

    arrays: RoundArrays
    key: str

    def create(self, name: str, row_shape: tuple[int, ...], dtype: str) -> None:
        """Start an array, or go on with it."""
        self.arrays.create(self._full(name), row_shape, np.dtype(dtype))

    def write(self, name: str, rows: NDArray[np.int64], values: NDArray[Any]) -> None:
        """Store the values of some rows."""
        self.arrays.write(self._full(name), rows, values)

    def read(self, name: str, rows: NDArray[np.int64]) -> NDArray[Any]:
        """Return the values of some rows; NaN where a row has none."""
        return np.asarray(self.arrays.read(self._full(name), rows))

    def has(self, name: str) -> bool:
        """Return whether an array was started."""
        return self._full(name) in self.arrays.names()

    def remove(self, name: str) -> None:
        """Remove an array; nothing happens where there is none."""
        self.arrays.remove(self._full(name))

    def names(self) -> list[str]:
        """Return the names of what these weights made."""
        ending = f"@{self.key}"
        return [n.removesuffix(ending) for n in self.arrays.names() if n.endswith(ending)]

    def present(self, name: str) -> NDArray[np.bool_]:
        """Return, per row, whether it has a value; all False for an array not started."""
        try:
            return np.asarray(self.arrays.present(self._full(name)))
        except NotFoundError:
            return np.zeros(0, dtype=np.bool_)

    def missing(self, name: str, rows: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return those of the rows that have no value yet."""
        there = np.flatnonzero(self.present(name))
        return rows[~np.isin(rows, there)]

    def remove_others(self) -> None:
        """Remove the arrays of other weights of this round: a preview's, after full training."""
        for name in self.arrays.names():
            if not name.endswith(f"@{self.key}"):
                self.arrays.remove(name)

    def _full(self, name: str) -> str:
        return f"{name}@{self.key}"


def explained(stores: Stores, trained: Round) -> Explained:
    """Return the arrays of a round's weights.

    Raises:
        NotFoundError: the round has no weights yet.
    """
    if trained.checkpoint is None:
        raise NotFoundError(
            f"round {trained.number} is {trained.state} and has no weights yet; finish it first"
        )
    return Explained(stores.round_arrays(trained.number), trained.checkpoint[:KEY_LENGTH])
