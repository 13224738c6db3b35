"""A report that can be repeated where nothing new is done, to be interrupted there too."""

from medebiaser.records import Progress, Report


class Watched:
    """Passes progress on and remembers the last.

    Args:
        report: receives the progress; may stop the step by raising.
    """

    def __init__(self, report: Report) -> None:
        self._report = report
        self._last: Progress | None = None

    def report(self, progress: Progress) -> None:
        """Pass progress on."""
        self._last = progress
        self._report(progress)

    def poll(self) -> None:
        """Report the last progress again; nothing where there was none."""
        if self._last is not None:
            self._report(self._last)
