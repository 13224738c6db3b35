"""What every round goes through after it was created: learn, explain, rank, evaluate."""

from collections.abc import Callable

from medebiaser.data.stores import Stores
from medebiaser.errors import (
    CancelledError,
    LostLeaseError,
    MedebiaserError,
    UnreachableError,
    WaitingError,
)
from medebiaser.records import Report, Round, RoundState
from medebiaser.rounds.environment import environment
from medebiaser.rounds.evaluate import judge
from medebiaser.rounds.explain import explain
from medebiaser.rounds.rank import rank
from medebiaser.rounds.states import WITHOUT_WEIGHTS, move

Learn = Callable[[Round], Round]
"""Trains a round that is in `training` and returns it in `trained`; goes on where it stopped."""


def carry_through(
    stores: Stores, number: int, learn: Learn, *, device: str, report: Report
) -> Round:
    """Take a round from wherever it stands to `ready`.

    Running it twice changes nothing; after a kill it goes on from the last epoch.

    Raises:
        CancelledError: `report` asked to stop; the round is `cancelled` and can go on.
        UnreachableError, LostLeaseError: nothing can or may be written; the round can go on.
        WaitingError: a person was asked; the round goes on when it is carried through again.
        MedebiaserError: the round is `failed` and says why. A round that has its weights
            already stays where it is in both cases.
    """
    try:
        return _carry_through(stores, number, learn, device, report)
    except KeyboardInterrupt as interrupt:
        _stop(stores, number, RoundState.CANCELLED, None)
        raise CancelledError(
            f"round {number} is stopped; the same command goes on from its last epoch"
        ) from interrupt
    except CancelledError:
        _stop(stores, number, RoundState.CANCELLED, None)
        raise
    except (UnreachableError, LostLeaseError, WaitingError):
        raise  # nothing can, may or need be written: the round stands as after a kill
    except MedebiaserError as error:
        _stop(stores, number, RoundState.FAILED, str(error))
        raise


def _carry_through(stores: Stores, number: int, learn: Learn, device: str, report: Report) -> Round:
    current = stores.rounds.get(number)
    if current.state in {
        RoundState.CREATED,
        RoundState.TRAINING,
        RoundState.FAILED,
        RoundState.CANCELLED,
    }:
        here = environment(device)
        current = learn(move(stores, number, RoundState.TRAINING, failure=None, environment=here))
    if current.state is RoundState.TRAINED:
        current = explain(stores, number, device=device, report=report)
    if current.state is RoundState.EXPLAINED:
        current = rank(stores, number, report=report)
    if current.state is RoundState.RANKED:
        current = judge(stores, number, device=device, report=report)
    return current if current.failure is None else stores.rounds.update(number, failure=None)


def _stop(stores: Stores, number: int, state: RoundState, failure: str | None) -> None:
    current = stores.rounds.get(number)
    if current.state in WITHOUT_WEIGHTS:
        move(stores, number, state, failure=failure)
    elif current.state is not RoundState.READY:
        stores.rounds.update(number, failure=failure)
