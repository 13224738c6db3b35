"""The table of legal moves of a round.

    created → training → trained → explained → ranked → ready
    ready (a preview) → training, and so on, once more with all weights

A round may fail or be cancelled until it is trained, and then goes on from its last epoch.
A round that has its weights stays where it is, whatever stops it: nothing is trained twice.
"""

from typing import Any

from medebiaser.data.stores import Stores
from medebiaser.errors import LockedError
from medebiaser.records import Round, RoundState

WITHOUT_WEIGHTS = (RoundState.CREATED, RoundState.TRAINING)
"""States in which a round may fail or be cancelled."""

LEGAL: dict[RoundState, frozenset[RoundState]] = {
    RoundState.CREATED: frozenset({RoundState.TRAINING}),
    RoundState.TRAINING: frozenset({RoundState.TRAINED}),
    RoundState.TRAINED: frozenset({RoundState.EXPLAINED}),
    RoundState.EXPLAINED: frozenset({RoundState.RANKED}),
    RoundState.RANKED: frozenset({RoundState.READY}),
    RoundState.READY: frozenset({RoundState.TRAINING}),
    RoundState.FAILED: frozenset({RoundState.TRAINING}),
    RoundState.CANCELLED: frozenset({RoundState.TRAINING}),
}
_ENDS = frozenset({RoundState.FAILED, RoundState.CANCELLED})


def never_learned(stopped: Round) -> bool:
    """Return whether a round failed before its first epoch: there is nothing to go on with."""
    return (
        stopped.state is RoundState.FAILED
        and stopped.checkpoint is None
        and stopped.resume_from is None
    )


def is_legal(now: RoundState, then: RoundState) -> bool:
    """Return whether a round may move from one state to the other."""
    return then in LEGAL[now] or (now in WITHOUT_WEIGHTS and then in _ENDS)


def is_finished(each: Round) -> bool:
    """Return whether nothing is left to do for a round: ready, and no preview."""
    return each.state is RoundState.READY and not each.preview


def move(stores: Stores, number: int, state: RoundState, **changes: Any) -> Round:
    """Move a round to a state and change its facts in the same transaction.

    Moving to the state it is already in only changes the facts: a step that runs
    twice arrives where it was.

    Raises:
        NotFoundError: no such round.
        LockedError: the move is not in the table.
    """
    with stores.transaction():
        current = stores.rounds.get(number)
        repeated = current.state == state
        preview_done = current.state == RoundState.READY and not current.preview
        if not repeated and (preview_done or not is_legal(current.state, state)):
            raise LockedError(
                f"round {number} is {current.state} and cannot become {state}; "
                "see the table of moves in the documentation of rounds"
            )
        return stores.rounds.update(number, state=state, **changes)
