"""The lock, in memory."""

from datetime import datetime, timedelta

from chalicelib.domain.lock import AWAITED_SECONDS, HeldLock
from tests.fakes.clock import FakeClock
from tests.support.events import START

ARN = "arn:aws:states:us-east-1:123456789012:execution:m"
AWAITED = timedelta(seconds=AWAITED_SECONDS)


class FakeLock:
    """A lock that someone holds, or nobody; it notes what was given back.

    With `awaited`, it is held for an execution that is about to start.
    """

    def __init__(
        self, name: str | None = None, *, awaited: bool = False, clock: FakeClock | None = None
    ) -> None:
        self._clock = clock or FakeClock(START)
        self._taken_at: datetime | None = None
        self._held: HeldLock | None = None
        self.given_back: list[str] = []
        if name:
            self._hold(HeldLock(f"{ARN}:{name}", "then" if awaited else None), awaited=awaited)

    @property
    def held(self) -> HeldLock | None:
        """The lock while somebody holds it."""
        return self.read()

    def read(self) -> HeldLock | None:
        held = self._held
        if held is None or self._taken_at is None:
            return held
        awaited = self._clock.now < self._taken_at + AWAITED
        since = self._taken_at if awaited else None
        return HeldLock(held.holder, held.awaited_until, since, held.left_by)

    def take(self, name: str, dead: HeldLock | None = None) -> tuple[HeldLock, bool]:
        held = self.read()
        free = held is None or (
            dead is not None
            and (held.holder, held.awaited_until) == (dead.holder, dead.awaited_until)
        )
        if held and not free:
            return held, False
        now = self._clock.tick()
        left_by = dead.holder if dead else None
        taken = HeldLock(f"{ARN}:{name}", str(now + AWAITED), now, left_by)
        self._hold(taken, awaited=True)
        return taken, True

    def give_back(self, taken: HeldLock) -> None:
        held = self._held
        if held and (held.holder, held.awaited_until) == (taken.holder, taken.awaited_until):
            self._held, self._taken_at = None, None
            if taken.left_by:
                self._hold(HeldLock(taken.left_by), awaited=False)
            self.given_back.append(taken.name)

    def acquire(self, name: str) -> bool:
        """Take the lock as an execution does that has begun; tell whether it holds it."""
        if self._held and self._held.name != name:
            return False
        self._hold(HeldLock(f"{ARN}:{name}"), awaited=False)
        return True

    def release(self, name: str) -> None:
        """Release the lock as an execution does that ends."""
        if self._held and self._held.name == name:
            self._held, self._taken_at = None, None

    def _hold(self, held: HeldLock, *, awaited: bool) -> None:
        self._held = held
        self._taken_at = self._clock.now if awaited else None
