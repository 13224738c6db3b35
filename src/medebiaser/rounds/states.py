"""The table of legal moves of a round.

    created → training → trained → explained → ranked → ready
    ready (a preview) → training, and so on, once more with all weights

A round may fail or be cancelled until it is trained, and then goes on from its last epoch.
A round that has its weights stays where it is, whatever stops it: nothing is trained twice.
"""

from collections.abc import Mapping
from typing import Any

from medebiaser.data.stores import Stores
from medebiaser.errors import LockedError
from medebiaser.records import Action, Round, RoundState

WITHOUT_WEIGHTS = (RoundState.CREATED, RoundState.TRAINING)
"""States in which a round may fail or be cancelled."""

OUTSIDE = "outside"
"""The setting of a round that names the model from outside whose predictions it holds."""

CONTINUED = "continued"
"""The setting of a round that trained its parent on, on labels that came since."""

TRAINING_IMAGES = "training_images"
"""The setting of a round that says how many labelled images it learned from."""

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
    """Return whether a round stopped before its first epoch: there is nothing to go on with."""
    return stopped.state in _ENDS and stopped.checkpoint is None and stopped.resume_from is None


def starts_anew(stopped: Round, options: Mapping[str, Any]) -> bool:
    """Return whether starting a round again may begin from nothing, for nothing would be lost.

    One that was cancelled goes on as it was asked for, unless something else is asked for now.
    """
    was_cancelled = stopped.state is RoundState.CANCELLED
    return never_learned(stopped) and not (was_cancelled and not options)


def has_stopped(each: Round) -> bool:
    """Return whether a round failed or was cancelled, so that it goes on or is started over."""
    return each.state in _ENDS


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
        if state is RoundState.READY and not repeated:
            stores.audit(Action.ROUND_FINISHED, round=number)
        if state in _ENDS and not repeated:
            stores.audit(Action.ROUND_STOPPED, round=number, state=state.value)
        return stores.rounds.update(number, state=state, **changes)


def refuse_outside(trained: Round, what: str) -> None:
    """Refuse what needs a network where there is none.

    Raises:
        LockedError: the round's predictions came from outside.
    """
    if OUTSIDE in trained.settings:
        raise LockedError(
            f"round {trained.number} holds predictions of {trained.settings[OUTSIDE]}, a model "
            f"from outside: there is no network here that could {what}; train round 0 instead"
        )
