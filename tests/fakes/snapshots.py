"""The snapshot that containers share, in memory."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

from chalicelib.domain.snapshot import Head, Kept
from chalicelib.errors import RefreshError


class FakeLease:
    """A lease in memory. It notes what it is asked, and refuses as it is told."""

    def __init__(self) -> None:
        self.owner: str | None = None
        self.until: datetime | None = None
        self.asked: list[str] = []
        self.refuses: RefreshError | None = None

    def take(self, owner: str, now: datetime, until: datetime) -> bool:
        self._ask("take")
        if self.until and self.until > now and (self.owner, self.until) != (owner, until):
            return False
        self.owner, self.until = owner, until
        return True

    def end(self, owner: str, until: datetime) -> None:
        self._ask("end")
        if self.owner == owner:
            self.owner, self.until = None, until

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.refuses:
            raise self.refuses


class FakeSnapshotStore:
    """The two items in memory. By `clock`, AWS tells its time in whole seconds."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.lease = FakeLease()
        self.head = Head()
        self.kept: Kept | None = None
        self.refuses_reads: RefreshError | None = None
        self.refuses_writes: RefreshError | None = None
        self._clock = clock

    @property
    def asked(self) -> list[str]:
        """What it was asked, by the names of its methods."""
        return self.lease.asked

    def read_head(self) -> Head:
        self._ask("read_head", self.refuses_reads)
        return self._answered()

    def fetch(self) -> tuple[Head, Kept | None]:
        self._ask("fetch", self.refuses_reads)
        return self._answered(), self.kept

    def put(self, kept: Kept) -> None:
        self._ask("put", self.refuses_writes)
        if self.kept is None or self.kept.as_of < kept.as_of:
            self.kept = kept

    def end_lease(self, owner: str, until: datetime, version: str, as_of: datetime) -> None:
        self._end(owner, until, version=version, as_of=as_of, failing=False)

    def give_up_lease(self, owner: str, until: datetime) -> None:
        self._end(owner, until, failing=True)

    def _end(self, owner: str, until: datetime, **told: Any) -> None:
        had = self.lease.owner == owner
        self.lease.end(owner, until)
        if had:
            self.head = replace(self.head, **told)

    def mark(self, at: datetime) -> None:
        self._ask("mark", self.refuses_writes)
        self.head = replace(self.head, marked_at=at)

    def _answered(self) -> Head:
        now = self._clock().replace(microsecond=0)
        return replace(self.head, answered_at=now, leased_until=self.lease.until)

    def _ask(self, what: str, refused: RefreshError | None) -> None:
        self.asked.append(what)
        if refused:
            raise refused
