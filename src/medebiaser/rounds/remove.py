"""Pruning: a round's weights and arrays, never its annotations."""

from medebiaser.data.stores import Stores
from medebiaser.errors import LockedError


def remove_round(stores: Stores, number: int) -> None:
    """Remove a round with its weights and arrays; annotations stay.

    Raises:
        NotFoundError: no such round.
        LockedError: other rounds descend from it, or it is the current one.
    """
    with stores.transaction():
        unwanted = stores.rounds.get(number)
        children = [each.number for each in stores.rounds.all() if each.parent == number]
        if children:
            raise LockedError(
                f"rounds {', '.join(map(str, children))} were fine-tuned from round {number}; "
                "remove them first"
            )
        if stores.refresh().current_round == number:
            if unwanted.parent is None:
                raise LockedError(
                    f"round {number} is the current one; train again with --replace instead"
                )
            stores.rounds.set_current(unwanted.parent)
        stores.rounds.remove(number)
    stores.refresh()
