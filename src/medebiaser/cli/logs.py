"""Where the programs that run for long write their log: the terminal, without others' words."""

import logging
import traceback
from types import TracebackType

_LIBRARIES = ("uvicorn",)


class _WithoutWords(logging.Formatter):
    """Says of an error where it happened and its kind: its own words may name a patient."""

    def format(self, record: logging.LogRecord) -> str:
        """Format anew: a record keeps what the first one to format it made of its error."""
        record.exc_text = None
        try:
            return super().format(record)
        finally:
            record.exc_text = None

    def formatException(  # noqa: N802  (the name is the base's)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """Return the places, then the kind."""
        kind, _, trace = ei
        name = "" if kind is None else kind.__name__
        return "".join(traceback.format_tb(trace)) + name


def log_to_terminal(name: str, layout: str) -> None:
    """Show the program's own log from INFO on, and what its server warns of.

    Args:
        name: of the logger.
        layout: of a line, as `logging` writes it.
    """
    shown = logging.StreamHandler()
    shown.setFormatter(_WithoutWords(layout))
    for each, level in ((name, logging.INFO), *((lib, logging.WARNING) for lib in _LIBRARIES)):
        log = logging.getLogger(each)
        log.handlers = [shown]
        log.setLevel(level)
        log.propagate = False
