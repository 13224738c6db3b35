"""Guessing is slowed down, also when many guess at once."""

import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from medebiaser.accounts.throttle import WAIT_MAX_S, count_attempt, wait_s
from medebiaser.data.stores import open_workspace
from medebiaser.errors import TooManyError


def test_the_waiting_time_doubles_from_two_seconds_to_five_minutes() -> None:
    assert [wait_s(failures, free=5) for failures in (0, 4, 5, 6, 7, 12)] == [0, 0, 2, 4, 8, 256]
    assert wait_s(13, free=5) == wait_s(100_000, free=5) == WAIT_MAX_S


def test_of_many_attempts_at_once_no_more_than_the_free_ones_come_through(tmp_path: Path) -> None:
    through = []

    with open_workspace(tmp_path, create=True) as opened:

        def attempt() -> None:
            try:
                count_attempt(opened, "name dr-b", 5)
                through.append(1)
            except TooManyError:
                pass

        threads = [threading.Thread(target=attempt) for _ in range(12)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()

    assert len(through) == 5


def test_failures_of_an_hour_ago_are_forgotten(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 20, 12, tzinfo=UTC)

    with open_workspace(tmp_path, create=True, clock=lambda: moment) as opened:
        for _ in range(5):
            count_attempt(opened, "name dr-b", 5)
        with pytest.raises(TooManyError, match="try again in 2 s"):
            count_attempt(opened, "name dr-b", 5)
        moment += timedelta(hours=1)

        count_attempt(opened, "name dr-b", 5)
        assert opened.logins.count_attempt("name dr-b").count == 1


def test_an_attempt_that_waited_for_a_later_one_is_still_free(tmp_path: Path) -> None:
    moment = datetime(2026, 11, 20, 12, tzinfo=UTC)

    with open_workspace(tmp_path, create=True, clock=lambda: moment) as opened:
        count_attempt(opened, "name dr-b", 5)
        moment -= timedelta(milliseconds=3)  # read before the other one's, counted after it

        count_attempt(opened, "name dr-b", 5)

        assert opened.logins.count_attempt("name dr-b").count == 2
