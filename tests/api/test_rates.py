"""A bucket of ten seconds' requests, refilled all the time."""

import pytest

from medebiaser.api.rates import Rates
from medebiaser.errors import TooManyError


def test_a_full_bucket_holds_ten_seconds_and_is_refilled_by_the_second() -> None:
    now = 0.0
    rates = Rates(2, clock=lambda: now)

    for _ in range(20):
        rates.take("user 1")
    with pytest.raises(TooManyError) as refused:
        rates.take("user 1")
    assert refused.value.retry_after_s == 0.5
    rates.take("user 2")

    now = 0.5
    rates.take("user 1")
    with pytest.raises(TooManyError):
        rates.take("user 1")


def test_a_bucket_never_holds_more_than_it_can() -> None:
    now = 0.0
    rates = Rates(2, clock=lambda: now)
    rates.take("user 1")
    now = 3600.0

    for _ in range(20):
        rates.take("user 1")
    with pytest.raises(TooManyError):
        rates.take("user 1")


def test_nought_means_no_limit() -> None:
    rates = Rates(0)

    for _ in range(100_000):
        rates.take("user 1")
