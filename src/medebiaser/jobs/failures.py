"""Why a step failed: in words that say what to do, and as one word for a page that helps."""

import errno
from dataclasses import dataclass
from enum import StrEnum

from medebiaser.errors import DiskFullError, DivergedError, MedebiaserError


class Cause(StrEnum):
    """What kind of failure it was.

    `diverged`: the numbers ran away; the same again ends the same way.
    `disk`: no space is left.
    `memory`: the device or the machine ran out of memory.
    `refused`: what was asked, or what is there, cannot be used; the words say what to change.
    `worker`: the programs that ran it died again and again.
    `unexpected`: a fault of ours, or of a network that someone added.
    """

    DIVERGED = "diverged"
    DISK = "disk"
    MEMORY = "memory"
    REFUSED = "refused"
    WORKER = "worker"
    UNEXPECTED = "unexpected"


@dataclass(frozen=True, slots=True)
class Failure:
    """How a step failed.

    Attributes:
        words: for people; they never hold an unknown error's own, which may name a patient.
    """

    cause: Cause
    words: str


_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_NO_MEMORY = ("can't allocate memory", "not enough memory", "out of memory")


def failure_of(error: Exception, step: str) -> Failure:
    """Return what an error of a step means."""
    if isinstance(error, DivergedError):
        return Failure(Cause.DIVERGED, str(error))
    if isinstance(error, DiskFullError):
        return Failure(Cause.DISK, str(error))
    if isinstance(error, MedebiaserError):
        return Failure(Cause.REFUSED, str(error))
    if isinstance(error, OSError) and error.errno in _FULL:
        return Failure(
            Cause.DISK,
            "a disk of the worker's machine is full; free some space and try again "
            "(everything confirmed before is safe)",
        )
    if _lacks_memory(error):
        return Failure(
            Cause.MEMORY,
            f"the step {step} ran out of memory; choose smaller images, a smaller batch or a "
            "smaller network, or close other programs on that machine, then start anew",
        )
    return Failure(
        Cause.UNEXPECTED,
        f"the step {step} stopped with an unexpected {type(error).__name__}; "
        "the worker's output says where, please report it; trying again goes on where it stopped",
    )


def _lacks_memory(error: Exception) -> bool:
    """Whether an allocation failed: torch says so in a RuntimeError, on a GPU in one of its own."""
    if isinstance(error, MemoryError):
        return True
    said = str(error).lower()
    return isinstance(error, RuntimeError) and any(words in said for words in _NO_MEMORY)
