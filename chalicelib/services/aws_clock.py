"""The time by AWS's clock, which all containers share. Their own clocks may be off by minutes."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta, timezone
from threading import Lock

# AWS gives its time in whole seconds.
RESOLUTION = timedelta(seconds=1)


def _now() -> datetime:
    return datetime.now(timezone.utc)


class AwsClock:
    """AWS's time: that of its answers, and what has passed since. Safe to share by threads.

    It is never fast, and slow by less than a second and the way of an answer; it gets better with
    each answer. Until AWS has answered, it is the clock of this machine.
    """

    def __init__(
        self,
        monotonic: Callable[[], float] = time.monotonic,
        wall: Callable[[], datetime] = _now,
    ) -> None:
        self.monotonic = monotonic
        self._wall = wall
        # AWS's time when the monotonic clock was at 0.
        self._zero: datetime | None = None
        self._lock = Lock()

    def observe(self, answered_at: datetime | None) -> None:
        """Take the time of an answer that has just come; `None` where the answer has none."""
        if answered_at is None:
            return
        zero = answered_at - timedelta(seconds=self.monotonic())
        with self._lock:
            # A process that was frozen may have missed some time, and its clock may drift.
            known = self._zero
            if known is None or not known - RESOLUTION <= zero <= known:
                self._zero = zero

    def now(self) -> datetime:
        """Return AWS's time, in UTC, to the millisecond below."""
        return self.at(self.monotonic())

    def at(self, moment: float) -> datetime:
        """Return AWS's time when the monotonic clock was at this moment, as `now` does."""
        zero = self._zero
        if zero is None:
            zero = self._wall() - timedelta(seconds=self.monotonic())
        exact = zero + timedelta(seconds=moment)
        return exact.replace(microsecond=exact.microsecond // 1000 * 1000)
