"""Pruning takes a round's weights and arrays, never its annotations."""

from pathlib import Path

import pytest

from medebiaser.errors import LockedError, NotFoundError
from medebiaser.rounds.remove import remove_round
from tests.loop import opened


def test_removing_the_current_round_makes_its_parent_current_and_keeps_annotations(
    tuned: Path,
) -> None:
    with opened(tuned) as stores:
        annotations = stores.annotations.all()
        assert stores.round_arrays(1).names()

        remove_round(stores, 1)

        assert [each.number for each in stores.rounds.all()] == [0]
        assert stores.refresh().current_round == 0
        assert stores.annotations.all() == annotations
        assert stores.round_arrays(1).names() == []


def test_a_round_that_others_descend_from_is_not_removed(tuned: Path) -> None:
    with opened(tuned) as stores:
        with pytest.raises(LockedError, match="rounds 1 were fine-tuned from round 0"):
            remove_round(stores, 0)
        assert [each.number for each in stores.rounds.all()] == [0, 1]


def test_round_0_is_not_removed_while_it_is_current(trained: Path) -> None:
    with opened(trained) as stores, pytest.raises(LockedError, match="--replace"):
        remove_round(stores, 0)


def test_a_round_that_does_not_exist_cannot_be_removed(trained: Path) -> None:
    with opened(trained) as stores, pytest.raises(NotFoundError, match="no round 7"):
        remove_round(stores, 7)
