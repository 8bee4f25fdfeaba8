"""Bound what it costs to ask for executions that do not exist.

Each such lookup is a DescribeExecution, of which Step Functions allows few: 250 at once and 10 a
second in most Regions, 300 and 15 in the largest.
https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html

So the answer "not found" is kept for a moment, and each principal has an allowance. Both are those
of one process. With 50 containers, the allowances of one principal are as large as the smaller
quota, and are refilled half as fast.

Only reads are bounded so. What starts, stops or resumes asks Step Functions itself.
"""

import math
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from threading import Lock

from cachetools import LRUCache, TTLCache

from chalicelib.domain.access import bounded_as
from chalicelib.errors import NotFound, RefreshError, TooManyUnknown
from chalicelib.observability import logger
from chalicelib.services import ports

MAX_UNKNOWN = 5
SECONDS_FOR_ANOTHER = 10

NAMES_KEPT = 1000
PRINCIPALS_KEPT = 1000

Clock = Callable[[], float]


@dataclass(frozen=True)
class _Unknown:
    """What was said of a name that is not known, and who held the lock then."""

    message: str
    holder: str | None


class UnknownNames:
    """The names that Step Functions did not know a moment ago. Safe to share by threads.

    An execution that the API starts, in whichever container, holds the lock before it exists. So a
    kept answer counts only while the lock has the same holder. It hides an execution that took the
    lock and released it again within `keep_seconds`, for the rest of them.
    """

    def __init__(
        self, lock: ports.Lock, keep_seconds: float, clock: Clock = time.monotonic
    ) -> None:
        self._aws_lock = lock
        self._clock = clock
        self._kept: TTLCache[str, _Unknown] = TTLCache(NAMES_KEPT, keep_seconds, clock)
        self._allowances: LRUCache[str, _Allowance] = LRUCache(PRINCIPALS_KEPT)
        self._lock = Lock()

    @contextmanager
    def lookup(self, name: str, principal: str | None = None) -> Iterator[None]:
        """Surround the lookup of a name that is not known; `principal` is who asks, if anybody.

        Raises:
            NotFound: it was not found a moment ago. The lookup is not to be made.
            TooManyUnknown: the principal's allowance is used up. Likewise.
        """
        if known := self._still_unknown(name):
            raise NotFound(known.message)
        with self._allowance(principal).lookup(name) if principal else nullcontext():
            try:
                yield
            except NotFound as exc:
                self._keep(name, str(exc))
                raise

    def _allowance(self, principal: str) -> "_Allowance":
        with self._lock:
            return self._allowances.setdefault(bounded_as(principal), _Allowance(self._clock))

    def _still_unknown(self, name: str) -> _Unknown | None:
        with self._lock:
            kept = self._kept.get(name)
        if kept is None:
            return None
        try:
            return kept if self._holder() == kept.holder else None
        except RefreshError as exc:
            _log_unread(exc)
            return None

    def _keep(self, name: str, message: str) -> None:
        try:
            holder = self._holder()
        except RefreshError as exc:
            _log_unread(exc)
            return
        # DescribeExecution is eventually consistent: what was just started may not be told yet.
        if holder != name:
            with self._lock:
                self._kept[name] = _Unknown(message, holder)

    def _holder(self) -> str | None:
        held = self._aws_lock.read()
        return held.name if held else None


def _log_unread(exc: RefreshError) -> None:
    text = "whether an execution was just started is not known"
    logger().warning(text, extra={"detail": exc.for_log})


class _Allowance:
    """How many names that are not known one principal may still ask for.

    A name counts while it is asked for, and after that if it was not found.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._left = float(MAX_UNKNOWN)
        self._as_of = clock()
        # Callers that ask for the same name at the same time get one answer of Step Functions.
        self._lookups: Counter[str] = Counter()
        self._lock = Lock()

    @contextmanager
    def lookup(self, name: str) -> Iterator[None]:
        """Surround a lookup; raises `TooManyUnknown` where it is not allowed."""
        self._begin(name)
        spent = 0
        try:
            yield
        except NotFound:
            spent = 1
            raise
        finally:
            self._end(name, spent)

    def _begin(self, name: str) -> None:
        with self._lock:
            now = self._clock()
            refilled = (now - self._as_of) / SECONDS_FOR_ANOTHER
            self._left, self._as_of = min(MAX_UNKNOWN, self._left + refilled), now
            missing = 1 + len(self._lookups) - self._left
            if name not in self._lookups and missing > 0:
                wait = math.ceil(missing * SECONDS_FOR_ANOTHER)
                raise TooManyUnknown(
                    "you have asked for too many executions that do not exist; GET /executions "
                    f"lists those that do; in {wait} s you can ask for another",
                    retry_after=wait,
                )
            self._lookups[name] += 1

    def _end(self, name: str, spent: int) -> None:
        with self._lock:
            self._lookups[name] -= 1
            if not self._lookups[name]:
                del self._lookups[name]
                self._left -= spent
