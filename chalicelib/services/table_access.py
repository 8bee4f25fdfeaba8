"""Whether the table of records is asked: a table that fails is left alone for a while.

The log says so once. It names no execution, because callers may choose its name.
"""

import time
from collections.abc import Callable
from threading import Lock

from chalicelib.deadline import time_for_an_attempt
from chalicelib.errors import RefreshError
from chalicelib.observability import logger

PAUSE_SECONDS = 10

Clock = Callable[[], float]


class Access:
    """Whether the table is asked: not for a while after it has failed. Safe to share by threads."""

    def __init__(self, verb: str, clock: Clock) -> None:
        self._verb = verb
        self._clock = clock
        self._closed_until = 0.0
        self._lock = Lock()

    @property
    def open(self) -> bool:
        """Whether it is asked now, and the request has the time for it."""
        return self._clock() >= self._closed_until and time_for_an_attempt()

    def close(self, why: RefreshError) -> None:
        """Ask it no more for a while, and log why: once, however many have asked at this time.

        Where the request has run out of time, that says nothing of the table.
        """
        if not time_for_an_attempt():
            return
        with self._lock:
            now = self._clock()
            if now < self._closed_until:
                return
            self._closed_until = now + PAUSE_SECONDS
        text = f"the table of records cannot be {self._verb}; it is left alone for a while"
        logger().warning(text, extra={"seconds": PAUSE_SECONDS, "detail": why.for_log})


class TableAccess:
    """Both ways to ask a table, which all that ask it in a process share."""

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self.clock = clock
        self.reading = Access("read", clock)
        self.writing = Access("written", clock)
