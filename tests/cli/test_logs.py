"""What long-running programs write to the terminal."""

import logging
from collections.abc import Iterator

import pytest

from medebiaser.cli.logs import log_to_terminal


@pytest.fixture(autouse=True)
def quiet_afterwards() -> Iterator[None]:
    """Give the loggers back as they were."""
    logs = [logging.getLogger(name) for name in ("medebiaser", "uvicorn")]
    before = [(log.handlers[:], log.level, log.propagate) for log in logs]
    yield
    for log, (handlers, level, propagate) in zip(logs, before, strict=True):
        log.handlers, log.propagate = handlers, propagate
        log.setLevel(level)


def test_words_that_another_log_has_formatted_are_not_taken_over(
    capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    log_to_terminal("medebiaser", "%(levelname)s %(message)s")
    log = logging.getLogger("medebiaser.api")
    log.addHandler(caplog.handler)
    number = f"{12:05}"

    try:
        raise RuntimeError(f"patient {number}")
    except RuntimeError as error:
        log.error("unexpected", exc_info=error)
    log.removeHandler(caplog.handler)

    assert "00012" in caplog.text
    assert "00012" not in capsys.readouterr().err


@pytest.mark.parametrize("name", ["medebiaser.api.problems", "uvicorn.error"])
def test_an_unexpected_error_is_logged_with_its_place_and_without_its_words(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    log_to_terminal("medebiaser", "%(levelname)s %(message)s")
    number = f"{12:05}"

    try:
        raise RuntimeError(f"patient {number}")
    except RuntimeError as error:
        logging.getLogger(name).error("unexpected", exc_info=error)

    shown = capsys.readouterr().err
    assert shown.startswith("ERROR unexpected\n")
    assert shown.endswith("RuntimeError\n")
    assert "test_logs.py" in shown
    assert "00012" not in shown
