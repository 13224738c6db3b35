"""How far a round relies on what was corrected: on the regions that it learned from."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from medebiaser.data.masks import mean_mask
from medebiaser.data.stores import Stores
from medebiaser.learning.swaps import NO_DONOR
from medebiaser.records import Round
from medebiaser.rounds.replacing import Marked, donors_for, replaced
from medebiaser.rounds.snapshot import Pair

_DONORS, _DONORS_OF_PREVIEW = 2, 1  # a preview is there in minutes, and soon replaced
_FIGURES = ("region_change", "context_change")
NOTHING_MARKED = "nothing was marked as relevant"
NO_DONORS = "no training image of the same view is known not to carry the label"


def corrections_reliance(
    stores: Stores,
    before: Round,
    after: Round,
    corrected: Sequence[Pair],
    *,
    device: str = "cpu",
) -> list[dict[str, Any]]:
    """Return how far each correction's probability moves when pixels are replaced.

    Both rounds see the same donors. These regions trained the later round: a receipt shows that
    they were learned, `evaluate` whether that holds elsewhere.

    Args:
        corrected: A pairs.

    Returns:
        A documents: `region_change_before` and `…_after` with the region replaced,
        `context_change_before` and `…_after` with all but it, averaged over donors, and
        `reliance_reason`, which says why the others are None.
    """
    marked = [_marked(stores, pair) for pair in corrected]
    known = [each for each in marked if each is not None]
    count = _DONORS_OF_PREVIEW if after.preview else _DONORS
    donors = donors_for(stores, known, count=count, seed=after.seed)
    usable = (donors != NO_DONOR).all(axis=1)
    pairs = [each for each, is_usable in zip(known, usable, strict=True) if is_usable]
    measured = iter(_measured(stores, before, after, pairs, donors[usable], device))
    has_donor = iter(usable)
    found: list[dict[str, Any]] = []
    for each in marked:
        if each is None:
            found.append(_unknown(NOTHING_MARKED))
        elif next(has_donor):
            found.append({**next(measured), "reliance_reason": None})
        else:
            found.append(_unknown(NO_DONORS))
    return found


def _measured(
    stores: Stores,
    before: Round,
    after: Round,
    pairs: Sequence[Marked],
    donors: NDArray[np.int64],
    device: str,
) -> list[dict[str, float]]:
    """Return the figures of each pair under both rounds."""
    if not pairs:
        return []
    columns: dict[str, list[float]] = {}
    for name, each in (("before", before), ("after", after)):
        reliance = replaced(stores, each, pairs, donors, device=device)
        for figure in _FIGURES:
            columns[f"{figure}_{name}"] = getattr(reliance, figure).tolist()
    return [dict(zip(columns, row, strict=True)) for row in zip(*columns.values(), strict=True)]


def _unknown(reason: str) -> dict[str, Any]:
    figures = {f"{figure}_{name}": None for figure in _FIGURES for name in ("before", "after")}
    return {**figures, "reliance_reason": reason}


def _marked(stores: Stores, pair: Pair) -> Marked | None:
    """Return a correction with the physicians' mean mask; None where nothing is relevant."""
    image = stores.images.get(pair.image_id)

    def mask(grid: int) -> NDArray[np.float32]:
        drawn = mean_mask(pair.annotations, image.width, image.height, grid)
        return np.zeros((grid, grid), np.float32) if drawn is None else np.asarray(drawn)

    is_empty = mean_mask(pair.annotations, image.width, image.height, 1) is None
    return None if is_empty else Marked(pair.row, pair.label, mask)
