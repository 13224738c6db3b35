"""The round that a view shows."""

from medebiaser.data.stores import Stores
from medebiaser.errors import LockedError, NotFoundError
from medebiaser.records import Round, RoundState


def chosen_round(stores: Stores, number: int | None) -> Round:
    """Return the round that was named, or the current one.

    Raises:
        NotFoundError: there is no such round, or none at all.
    """
    if number is not None:
        return stores.rounds.get(number)
    if stores.project.current_round is None:
        raise NotFoundError(
            "there is no finished round yet; start a training (`medebiaser train`) first"
        )
    return stores.rounds.get(stores.project.current_round)


def choose_current(stores: Stores, number: int) -> Round:
    """Make a finished round the one that the views show; the current one again changes nothing.

    Raises:
        NotFoundError: no such round.
        LockedError: it is not finished.
    """
    with stores.transaction():
        wanted = stores.rounds.get(number)
        if wanted.state is not RoundState.READY:
            raise LockedError(
                f"round {number} is {wanted.state}; only a finished round can be the current one"
            )
        if stores.refresh().current_round != number:
            stores.rounds.set_current(number)
    stores.refresh()
    return wanted
