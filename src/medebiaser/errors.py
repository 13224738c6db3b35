"""Every error that MEDebiaser raises on purpose.

    MedebiaserError
    ├── NotFoundError        there is no such image, label, round, file
    ├── ConflictError        someone saved something newer, or the same name twice
    ├── LockedError          the rules forbid it: a test image, a finished round
    │   └── LostLeaseError   another worker has taken the job over; nothing may be written
    ├── NotLoggedInError     no one is logged in, or the password is wrong
    ├── ForbiddenError       who is logged in may not do this
    ├── TooManyError         too many requests or attempts; later
    ├── TooLargeError        more bytes than the limit
    ├── CancelledError       the person asked to stop
    ├── WaitingError         a step needs a person's answer before it can go on
    ├── DiskFullError        no space is left; what was confirmed is safe
    ├── UnreachableError     the database server or the blob store does not answer; later
    └── InvalidInputError    a file, table, polygon or option that cannot be used
        ├── ShapeError       two arrays whose shapes must agree do not
        └── DivergedError    NaN or infinity in weights or loss

A message is one line: what happened, what was found, what to do. It names ids,
never a patient's data.
"""

from datetime import datetime


class MedebiaserError(Exception):
    """Base of all errors that carry a message for a person."""


class NotFoundError(MedebiaserError):
    """The thing that was named does not exist."""


class ConflictError(MedebiaserError):
    """What is stored contradicts what was asked.

    Attributes:
        stored: the version that is stored, where there is one.
        offered: the version that was offered, where there is one.
    """

    def __init__(self, message: str, stored: object = None, offered: object = None) -> None:
        super().__init__(message)
        self.stored = stored
        self.offered = offered


class LockedError(MedebiaserError):
    """The rules forbid the change."""


class LostLeaseError(LockedError):
    """Another worker has taken the job over; this one writes nothing any more."""


class NotLoggedInError(MedebiaserError):
    """Who asks is not known: no session, an ended one, a wrong name or password."""


class ForbiddenError(MedebiaserError):
    """Who asks is known and may not do this."""


class TooManyError(MedebiaserError):
    """Too many requests or attempts.

    Attributes:
        retry_after_s: when to try again.
    """

    def __init__(self, message: str, retry_after_s: float = 1.0) -> None:
        super().__init__(message)
        self.retry_after_s = retry_after_s


class TooLargeError(MedebiaserError):
    """More bytes than the limit."""


class CancelledError(MedebiaserError):
    """A person asked the running step to stop; what is confirmed stays."""


class WaitingError(MedebiaserError):
    """A step has asked a person and has nothing to do until they answer.

    Attributes:
        until: when it goes on without an answer.
    """

    def __init__(self, message: str, until: datetime) -> None:
        super().__init__(message)
        self.until = until


class DiskFullError(MedebiaserError):
    """No space is left where something is stored; what was confirmed is safe."""


class UnreachableError(MedebiaserError):
    """The database server or the blob store does not answer; what was confirmed is safe."""


class InvalidInputError(MedebiaserError):
    """Input that cannot be used as it is."""


class ShapeError(InvalidInputError):
    """Two arrays whose shapes must agree differ."""


class DivergedError(InvalidInputError):
    """A loss or a weight became NaN or infinite.

    Attributes:
        step: the optimiser step at which it was seen, counted from 0.
    """

    def __init__(self, message: str, step: int | None = None) -> None:
        super().__init__(message)
        self.step = step
