"""How many requests a caller may send: a bucket of tokens each, refilled all the time."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from medebiaser.errors import TooManyError

BURST_S = 10.0
"""A full bucket holds the requests of so many seconds."""

_REMEMBERED = 10_000


class Rates:
    """The buckets of this server process.

    Args:
        per_s: requests a second of each caller in the long run; 0: no limit.
        clock: seconds, only ever growing.
    """

    def __init__(self, per_s: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._per_s = per_s
        self._full = max(1.0, per_s * BURST_S)
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> None:
        """Take one request out of a caller's bucket.

        Raises:
            TooManyError: it is empty.
        """
        if self._per_s <= 0:
            return
        with self._lock:
            moment = self._clock()
            left, at = self._buckets.pop(caller, (self._full, moment))
            left = min(self._full, left + (moment - at) * self._per_s)
            self._buckets[caller] = (left - 1 if left >= 1 else left, moment)
            if len(self._buckets) > _REMEMBERED:
                self._buckets.popitem(last=False)
        if left < 1:
            raise TooManyError(
                f"more than {self._per_s:g} requests a second came from here; wait a moment",
                retry_after_s=(1 - left) / self._per_s,
            )
