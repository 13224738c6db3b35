"""Every error that MEDebiaser raises on purpose.

    MedebiaserError
    ├── NotFoundError        there is no such image, label, round, file
    ├── ConflictError        someone saved something newer, or the same name twice
    ├── LockedError          the rules forbid it: a test image, a finished round
    ├── CancelledError       the person asked to stop
    └── InvalidInputError    a file, table, polygon or option that cannot be used
        ├── ShapeError       two arrays whose shapes must agree do not
        └── DivergedError    NaN or infinity in weights or loss

A message is one line: what happened, what was found, what to do. It names ids,
never a patient's data.
"""


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


class CancelledError(MedebiaserError):
    """A person asked the running step to stop; what is confirmed stays."""


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
