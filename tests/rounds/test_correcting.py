"""Reliance on what was corrected: measured with donors, or said why not."""

import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from medebiaser.data.masks import rasterised
from medebiaser.data.stores import Stores
from medebiaser.learning.swaps import dilated_feathered
from medebiaser.records import Region, Relevance, Round
from medebiaser.rounds import snapshot
from medebiaser.rounds.correcting import NO_DONORS, NOTHING_MARKED, corrections_reliance
from medebiaser.rounds.networks import trained_network, training_parameters
from medebiaser.rounds.pixels import prepare
from medebiaser.rounds.replacing import Marked, donors_for
from tests.loop import FOCUS, opened


def nothing(grid: int) -> NDArray[np.float32]:
    """An empty mask: donors do not depend on it."""
    return np.zeros((grid, grid), np.float32)


def corrections(stores: Stores) -> list[snapshot.Pair]:
    taken = snapshot.load(stores, stores.rounds.get(1).snapshot or "")
    return list(snapshot.pairs(stores, taken, snapshot.effective_labels(stores, taken)).usable)


@torch.no_grad()
def one_by_one(
    stores: Stores, trained: Round, pair: snapshot.Pair, donors: Sequence[int]
) -> list[float]:
    """Region and context change in plain arithmetic, one image and one donor at a time."""
    side = training_parameters(stores, trained).image_size
    network = trained_network(stores, trained)
    pixels = prepare(stores, side, rows=np.array([pair.row, *donors]))
    image = stores.images.get(pair.image_id)
    drawn = rasterised(pair.annotations[0].regions, image.width, image.height, side)
    share = dilated_feathered(torch.from_numpy(drawn)[None])[:, None]
    x = pixels.fetch([pair.row])

    def probability(images: Tensor) -> float:
        return float(network(images).sigmoid()[0, pair.label])

    changes = np.zeros(2)
    for donor in donors:
        d = pixels.fetch([donor])
        without_region, without_context = x * (1 - share) + d * share, d * (1 - share) + x * share
        changes += [probability(without_region), probability(without_context)]
    return (changes / len(donors) - probability(x)).tolist()


def test_the_change_is_the_mean_over_the_same_donors_for_both_rounds(tuned_once: Path) -> None:
    with opened(tuned_once) as stores:
        before, after = stores.rounds.get(0), stores.rounds.get(1)
        pairs = corrections(stores)
        marked = [Marked(pair.row, pair.label, nothing) for pair in pairs]
        donors = donors_for(stores, marked, count=2, seed=after.seed)

        found = corrections_reliance(stores, before, after, pairs)

        assert len(found) == len(pairs) > 1
        for i, each in enumerate(found):
            for name, trained in (("before", before), ("after", after)):
                slow = one_by_one(stores, trained, pairs[i], donors[i].tolist())
                fast = [each[f"region_change_{name}"], each[f"context_change_{name}"]]
                assert np.allclose(fast, slow, atol=1e-5)
            assert each["reliance_reason"] is None


def test_donors_are_training_images_known_not_to_carry_the_label(tuned_once: Path) -> None:
    with opened(tuned_once) as stores:
        pairs = corrections(stores)
        k = stores.project.labels.index(FOCUS)
        marked = [Marked(pair.row, k, nothing) for pair in pairs]

        rows = donors_for(stores, marked, count=2, seed=1).ravel()

        assert set(stores.images.labels()[rows, k].tolist()) == {0}
        assert set(stores.images.splits()[rows]) == {"train"}


def test_what_cannot_be_measured_says_why(tuned: Path) -> None:
    with opened(tuned) as stores:
        first, second, *_ = corrections(stores)
    with closing(sqlite3.connect(tuned / "medebiaser.sqlite")) as database, database:
        odd = ("seen from nowhere else", second.row)
        database.execute("UPDATE images SET view = ? WHERE row = ?", odd)
    with opened(tuned) as stores:
        ignored = tuple(
            replace(a, regions=(Region(a.regions[0].points, Relevance.IRRELEVANT),))
            for a in first.annotations
        )
        before, after = stores.rounds.get(0), stores.rounds.get(1)

        found = corrections_reliance(
            stores, before, after, [replace(first, annotations=ignored), second]
        )

        assert [each["reliance_reason"] for each in found] == [NOTHING_MARKED, NO_DONORS]
        assert {each["region_change_after"] for each in found} == {None}
