"""The table of a round's moves: every legal one, every illegal one."""

from itertools import product
from pathlib import Path

import pytest

from medebiaser.data.stores import Stores
from medebiaser.errors import LockedError, NotFoundError
from medebiaser.records import RoundState
from medebiaser.rounds.states import is_legal, move
from tests.data.workspaces import a_project, a_round

CREATED, TRAINING, TRAINED, EXPLAINED, RANKED, READY, FAILED, CANCELLED = RoundState
MOVES = {
    CREATED: {TRAINING, FAILED, CANCELLED},
    TRAINING: {TRAINED, FAILED, CANCELLED},
    TRAINED: {EXPLAINED},
    EXPLAINED: {RANKED},
    RANKED: {READY},
    READY: {TRAINING},
    FAILED: {TRAINING},
    CANCELLED: {TRAINING},
}


def a_round_in(folder: Path, state: RoundState, *, preview: bool = False) -> Stores:
    stores = a_project(folder)
    stores.rounds.create(a_round(0, state=state, preview=preview))
    return stores


@pytest.mark.parametrize(("now", "then"), list(product(RoundState, RoundState)))
def test_a_move_is_legal_where_the_table_has_it(now: RoundState, then: RoundState) -> None:
    assert is_legal(now, then) is (then in MOVES[now])


@pytest.mark.parametrize(("now", "then"), list(product(RoundState, RoundState)))
def test_an_illegal_move_is_refused_and_changes_nothing(
    tmp_path: Path, now: RoundState, then: RoundState
) -> None:
    stores = a_round_in(tmp_path, now, preview=True)

    if then in MOVES[now] or then is now:
        assert move(stores, 0, then, seed=11).state is then
        assert stores.rounds.get(0).seed == 11
    else:
        with pytest.raises(LockedError, match=f"round 0 is {now} and cannot become {then}"):
            move(stores, 0, then, seed=11)
        assert (stores.rounds.get(0).state, stores.rounds.get(0).seed) == (now, 7)


def test_a_finished_round_that_is_no_preview_never_trains_again(tmp_path: Path) -> None:
    stores = a_round_in(tmp_path, READY, preview=False)

    with pytest.raises(LockedError):
        move(stores, 0, TRAINING)

    assert stores.rounds.get(0).state is READY


def test_a_round_that_does_not_exist_does_not_move(tmp_path: Path) -> None:
    with pytest.raises(NotFoundError):
        move(a_project(tmp_path), 3, TRAINING)
