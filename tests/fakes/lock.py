"""The lock, in memory."""

import threading
from dataclasses import replace
from datetime import datetime, timedelta

from chalicelib.domain.lock import AWAITED_SECONDS, HeldLock
from tests.fakes.clock import FakeClock
from tests.support.events import START

ARN = "arn:aws:states:us-east-1:123456789012:execution:m"
AWAITED = timedelta(seconds=AWAITED_SECONDS)


class FakeLock:
    """A lock that someone holds, or nobody; it notes what was given back. Threads may share it.

    With a `name`, an execution holds it that nobody waits for; with `awaited`, one for which it was
    taken a second ago.
    """

    def __init__(
        self, name: str | None = None, *, awaited: bool = False, clock: FakeClock | None = None
    ) -> None:
        self._clock = clock or FakeClock(START)
        # As it was written. When that was stands in `awaited_since`, whatever time it is.
        self._item: HeldLock | None = None
        self._writing = threading.Lock()
        self.given_back: list[str] = []
        if name and awaited:
            self.take(name)
            self._clock.tick()
        elif name:
            self.leave(name, None)

    @property
    def held(self) -> HeldLock | None:
        """The lock while somebody holds it."""
        return self.read()

    def read(self) -> HeldLock | None:
        return self._item and self._as_of_now(self._item)

    def take(self, name: str, dead: HeldLock | None = None) -> tuple[HeldLock, bool]:
        now = self._clock.now
        mine = HeldLock(_arn(name), str(now + AWAITED), now, dead.holder if dead else None)
        with self._writing:
            item = self._item
            if item and not _is(item, mine) and not (dead and _is(item, dead)):
                return self._as_of_now(item), False
            self._item = mine
        return mine, True

    def give_back(self, taken: HeldLock) -> None:
        with self._writing:
            if self._item and _is(self._item, taken):
                self._item = HeldLock(taken.left_by) if taken.left_by else None
                self.given_back.append(taken.name)

    def acquire(self, name: str) -> bool:
        """Take the lock as an execution does that has begun; tell whether it holds it."""
        with self._writing:
            if self._item and self._item.name != name:
                return False
            self._item = HeldLock(_arn(name), None, self._clock.now)
        return True

    def release(self, name: str) -> None:
        """Release the lock as an execution does that ends."""
        with self._writing:
            if self._item and self._item.name == name:
                self._item = None

    def leave(self, name: str, seconds_ago: float | None) -> None:
        """Let an execution hold it that took it so many seconds ago, or nobody knows when."""
        since = None if seconds_ago is None else self._clock.now - timedelta(seconds=seconds_ago)
        self._item = HeldLock(_arn(name), None, since)

    def _as_of_now(self, item: HeldLock) -> HeldLock:
        since: datetime | None = item.awaited_since
        awaited = since is not None and self._clock.now < since + AWAITED
        return item if awaited else replace(item, awaited_since=None)


def _arn(name: str) -> str:
    return f"{ARN}:{name}"


def _is(item: HeldLock, other: HeldLock) -> bool:
    return (item.holder, item.awaited_until) == (other.holder, other.awaited_until)
