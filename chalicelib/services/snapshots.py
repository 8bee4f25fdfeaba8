"""Shares a snapshot among containers, so that one of them asks AWS for all.

A snapshot is due when it is older than the pace. Whoever finds it due takes the lease, asks AWS,
and writes the next one; who finds the lease taken serves what there is. Within a process, what was
read is good for a second without any call, or until the snapshot is due.

The lease ends by itself, so that another takes over where its holder dies. Who could not ask AWS
ends it with a pause, which holds for all: until AWS can be asked, the last snapshot is served,
however old. Where the table fails, or nobody makes the first snapshot in time, there is none: then
AWS is to be asked directly. Where the table throttles, it is polled again a moment later.

All times are AWS's, because the clocks of containers may be off by minutes.
"""

import random
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import Enum, auto
from threading import Condition

from chalicelib.deadline import ANSWER_SECONDS
from chalicelib.domain.record import Unreadable
from chalicelib.domain.snapshot import PLAUSIBLE, Head, Snapshot
from chalicelib.domain.snapshot_document import parse, serialize
from chalicelib.errors import RefreshError, UpstreamThrottled
from chalicelib.observability import logger
from chalicelib.services.aws_clock import RESOLUTION, AwsClock
from chalicelib.services.ports import SnapshotStore
from chalicelib.services.table_access import TableAccess

# While nothing runs, the pace is this many times slower.
IDLE_FACTOR = 5
# For this long after a mark, the pace is that of a running refresh: AWS's list may lag.
MARK_SECONDS = 5
# How long a read is good, and how long where another container is about to write.
FRESH_SECONDS = 1.0
POLL_INTERVAL_SECONDS = 0.25
# As long as a request can take, so that only one container asks while AWS is slow.
LEASE_SECONDS = ANSWER_SECONDS
# After AWS was asked, nobody asks again during the pace, but at most for this long. A container
# that read the head just before finds the snapshot due.
LONGEST_REST_SECONDS = 2
# For this long, nobody asks again after AWS could not be asked.
PAUSE_SECONDS = 10
# A snapshot that is this late is not served while a container makes the next one.
LATE_SECONDS = 8
# A request waits this long for that.
WAIT_SECONDS = 2.0

# Builds a snapshot from AWS. It may leave out executions that are as in the snapshot before.
Build = Callable[[Snapshot | None], Snapshot]


class _Use(Enum):
    """What a request makes of what is cached."""

    SERVE = auto()
    AWAIT = auto()
    BYPASS = auto()


@dataclass(frozen=True)
class _Cached:
    """What this process has read, how it is used, and until when, by its own clock."""

    head: Head = field(default_factory=Head)
    snapshot: Snapshot | None = None
    use: _Use = _Use.BYPASS
    good_until: float = float("-inf")


class Snapshots:
    """The snapshot as one container sees it. Safe to share by threads.

    `pace_seconds` is how old a snapshot may be while something runs, before AWS is asked again.
    """

    def __init__(
        self,
        store: SnapshotStore,
        build: Build,
        clock: AwsClock,
        access: TableAccess,
        pace_seconds: float,
        *,
        pause: Callable[[float], object] = time.sleep,
    ) -> None:
        self._store = store
        self._build = build
        self._clock = clock
        self._access = access
        self._pace = timedelta(seconds=pace_seconds)
        self._pause = pause
        self._cached = _Cached()
        self._changed_at: datetime | None = None
        self._busy = False
        self._condition = Condition()

    def current(self) -> Snapshot | None:
        """Return the snapshot, or `None` where AWS is to be asked directly."""
        cached = self._polled()
        waited = 0.0
        while cached.use is _Use.AWAIT and waited < WAIT_SECONDS:
            self._pause(POLL_INTERVAL_SECONDS)
            waited += POLL_INTERVAL_SECONDS
            cached = self._polled()
        snapshot = cached.snapshot if cached.use is _Use.SERVE else None
        changed_at = self._changed_at
        return None if snapshot and changed_at and snapshot.as_of < changed_at else snapshot

    def changed(self) -> None:
        """Serve no snapshot that may lack what was just started or stopped here."""
        self._changed_at = self._clock.now() + RESOLUTION

    def mark(self) -> None:
        """Have all containers keep the pace of a running refresh for a while."""
        now = self._clock.now()
        self._write(lambda: self._store.mark(now))

    def _polled(self) -> _Cached:
        """Return what is cached; one thread polls the table for all that ask at this time."""
        with self._condition:
            cached = self._cached
            if self._clock.monotonic() < cached.good_until:
                return cached
            if self._busy:
                if cached.snapshot and (cached.head.failing or not self._is_late(cached)):
                    return cached
                self._condition.wait_for(lambda: not self._busy, WAIT_SECONDS)
                return self._cached
            self._busy = True
        try:
            cached = self._poll(cached)
        finally:
            with self._condition:
                self._cached, self._busy = cached, False
                self._condition.notify_all()
        return cached

    def _poll(self, before: _Cached) -> _Cached:
        """Read the table. Build a new snapshot where one is due and nobody else does it."""
        try:
            cached = self._read(before) if self._access.reading.open else None
        except UpstreamThrottled:  # the table is there, and all containers ask it
            return self._meanwhile(before, 1 + random.random())  # noqa: S311  # spreads them
        except RefreshError as exc:
            self._access.reading.close(exc)
            cached = None
        if cached is None:
            return self._without_table(before)
        left = self._left(cached).total_seconds()
        if left > 0:
            return self._used(cached, _Use.SERVE, min(FRESH_SECONDS, left))
        return self._due(cached)

    def _due(self, cached: _Cached) -> _Cached:
        now = self._clock.now()
        until = cached.head.leased_until
        if until and now < until < now + PLAUSIBLE:
            return self._meanwhile(cached)
        if not self._access.writing.open:
            return self._without_table(cached)
        owner = secrets.token_hex(8)
        try:
            taken = self._store.lease.take(owner, now, now + timedelta(seconds=LEASE_SECONDS))
        except RefreshError as exc:
            self._access.writing.close(exc)
            return self._without_table(cached)
        return self._rebuilt(cached, owner) if taken else self._meanwhile(cached)

    def _read(self, before: _Cached) -> _Cached:
        snapshot, kept = before.snapshot, None
        head = self._store.read_head() if snapshot else None
        if head is None or head.version != (snapshot and snapshot.version):
            head, kept = self._store.fetch()
        self._clock.observe(head.answered_at)
        if kept and (snapshot is None or kept.as_of >= snapshot.as_of):
            try:
                snapshot = parse(kept, snapshot)
            except Unreadable as exc:
                logger().warning("the snapshot is of no use", extra={"why": str(exc)})
        if snapshot and head.as_of and head.version == snapshot.version:
            snapshot = replace(snapshot, as_of=max(snapshot.as_of, head.as_of))
        return _Cached(head, snapshot)

    def _rebuilt(self, cached: _Cached, owner: str) -> _Cached:
        """Build a new snapshot from AWS, and share it. This container has the lease."""
        as_of = self._clock.now()
        version_kept = cached.head.version if cached.snapshot else None
        try:
            built = replace(self._build(cached.snapshot), as_of=as_of)
            snapshot, kept = serialize(built, cached.snapshot, version_kept)
        except Exception as exc:  # noqa: BLE001  # every other container would come to the same
            if isinstance(exc, RefreshError):
                logger().warning("no new snapshot", extra={"detail": exc.for_log})
            else:
                logger().exception("no new snapshot")
            until = self._clock.now() + timedelta(seconds=PAUSE_SECONDS)
            self._write(lambda: self._store.give_up_lease(owner, until))
            use = _Use.SERVE if cached.snapshot else _Use.BYPASS
            failing = replace(cached, head=replace(cached.head, failing=True))
            return self._used(failing, use, FRESH_SECONDS)
        until = as_of + min(self._pace, timedelta(seconds=LONGEST_REST_SECONDS))
        version = snapshot.version
        if kept:
            self._write(lambda: self._store.put(kept))
        self._write(lambda: self._store.end_lease(owner, until, version, as_of))
        head = replace(cached.head, version=version, as_of=as_of, failing=False)
        cached = _Cached(head, snapshot)
        left = self._left(cached).total_seconds()
        return self._used(cached, _Use.SERVE, min(FRESH_SECONDS, left))

    def _write(self, write: Callable[[], None]) -> None:
        if self._access.writing.open:
            try:
                write()
            except RefreshError as exc:
                self._access.writing.close(exc)

    def _meanwhile(self, cached: _Cached, patience: float = 1) -> _Cached:
        """Somebody else asks AWS, or nobody may: AWS could not be asked, or the table throttles."""
        if cached.head.failing:
            use = _Use.SERVE if cached.snapshot else _Use.BYPASS
        else:
            use = _Use.AWAIT if self._is_late(cached) else _Use.SERVE
        return self._used(cached, use, patience * POLL_INTERVAL_SECONDS)

    def _without_table(self, cached: _Cached) -> _Cached:
        return self._used(cached, _Use.BYPASS if self._is_late(cached) else _Use.SERVE, 0)

    def _used(self, cached: _Cached, use: _Use, seconds: float) -> _Cached:
        return replace(cached, use=use, good_until=self._clock.monotonic() + seconds)

    def _is_late(self, cached: _Cached) -> bool:
        return self._left(cached) < -timedelta(seconds=LATE_SECONDS)

    def _left(self, cached: _Cached) -> timedelta:
        """Return how long it is until a new snapshot is due; less than 0 where it is."""
        if cached.snapshot is None:
            return timedelta.min
        as_of, now, marked = cached.snapshot.as_of, self._clock.now(), cached.head.marked_at
        runs = bool(cached.snapshot.running) or (
            marked is not None
            and as_of - timedelta(seconds=MARK_SECONDS) <= marked < now + PLAUSIBLE
        )
        return as_of + self._pace * (1 if runs else IDLE_FACTOR) - now
