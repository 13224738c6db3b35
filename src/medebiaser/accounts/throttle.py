"""How guessing is slowed down: every failure after the free ones doubles the waiting time."""

from medebiaser.data.stores import Workspace
from medebiaser.errors import TooManyError

FREE_PER_NAME, FREE_PER_ADDRESS = 5, 50
"""Failures that cost no waiting; many people may share the address of a proxy."""

WAIT_MAX_S = 300.0


def wait_s(failures: int, free: int) -> float:
    """Return how long to wait after so many failures: 2, 4, 8 … s once the free ones are used."""
    return 0.0 if failures < free else min(WAIT_MAX_S, 2.0 ** min(failures - free + 1, 20))


def count_attempt(opened: Workspace, subject: str, free: int) -> None:
    """Count an attempt as failed before it is made; one that succeeds is taken back.

    Raises:
        TooManyError: it comes too early; then it does not count.
    """
    with opened.database.transaction():
        before = opened.logins.count_attempt(subject)
        left_s = wait_s(before.count, free) - before.age_s
        if left_s > 0:
            raise TooManyError(
                f"{before.count} attempts have failed here; try again in {left_s:.0f} s, "
                "or ask an admin for a new password",
                retry_after_s=left_s,
            )


def forgive(opened: Workspace, subject: str) -> None:
    """Forget the failures of a name: the right password was given."""
    opened.logins.forgive(subject)


def take_back(opened: Workspace, subject: str) -> None:
    """Take back the one attempt that succeeded; the failures before it stay."""
    opened.logins.take_back(subject)
