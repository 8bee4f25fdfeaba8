"""The ports of one container to the simulated AWS, over the tests' own fakes."""

import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from bench.simulated_aws import Line
from bench.simulated_time import SimulatedTime
from chalicelib.domain.execution import (
    ExecutedStep,
    Execution,
    ExecutionDescription,
    ExecutionListItem,
    ExecutionListPage,
)
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.history import Event
from chalicelib.domain.keeping import Bookmark
from chalicelib.domain.listing import ListEntry, RecordPage, Span, entry_of
from chalicelib.domain.pipeline import Revision
from chalicelib.domain.record import FORM, encode
from chalicelib.domain.snapshot import Head, Kept
from chalicelib.domain.statuses import ExecutionStatus
from tests.fakes.records import FakeRecords
from tests.fakes.snapshots import FakeSnapshotStore
from tests.support.events import START, History
from tests.support.pipelines import definition
from tests.support.recorded import recorded

# A read that may be a moment old takes half a unit for so many bytes, a write one for so many.
# https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/read-write-operations.html
BYTES_A_READ, UNITS_A_READ = 4096, 0.5
BYTES_A_WRITE = 1024
# Of what an item has besides its document, and of an item of the index.
SMALL_BYTES, INDEX_BYTES = 200, 400

# So many have ended, a day after each other; one more runs, and something happens all the time.
ENDED = 60
RUNNING = "running"
EVENT_SECONDS = 1.0


class Account:
    """What all containers find: the executions, their records, and the snapshot that they share."""

    def __init__(self, time: SimulatedTime) -> None:
        self.store = FakeSnapshotStore(self.aws_time)
        self.records = FakeRecords()
        self.time = time
        self.ended = [*_ended()]
        for execution in self.ended:
            self.records.put(entry_of(execution), FORM, encode(execution))

    def aws_time(self) -> datetime:
        """Return the time by AWS's clock."""
        return START + timedelta(seconds=self.time.now)


class StepFunctions:
    """Step Functions as one container asks it."""

    def __init__(self, account: Account, line: Line) -> None:
        self._account = account
        self._line = line

    def page(self, status: ExecutionStatus | None, _: str | None) -> ExecutionListPage:
        """Return the newest page; there are others."""
        return self._line.call("ListExecutions", lambda: self._page(status))

    def _page(self, status: ExecutionStatus | None) -> ExecutionListPage:
        items = [ExecutionListItem(RUNNING, ExecutionStatus.RUNNING, START, None)]
        if status is None:
            items += [
                ExecutionListItem(one.name, one.status, one.started_at, one.stopped_at)
                for one in self._account.ended
            ]
        return ExecutionListPage(tuple(items), None if status else "more")

    def describe(self, name: str) -> ExecutionDescription:
        """Return what is said of what runs; what has ended is in its record."""
        said = ExecutionDescription(name, ExecutionStatus.RUNNING, START, None, ExecutionInput())
        return self._line.call("DescribeExecution", lambda: said)

    def revision_of(self, _: str) -> Revision:
        """Return the definition."""
        revision = Revision(_definition(), START - timedelta(days=365))
        return self._line.call("DescribeStateMachineForExecution", lambda: revision)

    def history(self, _: str) -> Iterator[Event]:
        """Yield a history to which an event is added every second."""
        yield from self._line.call("GetExecutionHistory", self._events)

    def _events(self) -> list[Event]:
        history = History()
        for number in range(int(self._account.time.now / EVENT_SECONDS)):
            history.enter("job1-addressable-split-and-part")
            history.begin({"--SNAPSHOT_DT": str(number)}, f"jr_{number}")
        return [*history.events]


class Records:
    """The table of records as one container asks it."""

    def __init__(self, account: Account, line: Line) -> None:
        self._records = account.records
        self._line = line

    def get(self, names: Collection[str]) -> Mapping[str, bytes]:
        """As the port."""
        units = sum(
            read_units(SMALL_BYTES + len(self._records.items[name].document))
            for name in names
            if name in self._records.items
        )
        return self._line.call("table reads", lambda: self._records.get(names), units=units)

    def put(self, entry: ListEntry, form: int, document: bytes) -> None:
        """As the port."""
        units = write_units(SMALL_BYTES + len(document))
        put = self._records.put
        self._line.call("table writes", lambda: put(entry, form, document), units=units)

    def page(self, span: Span, token: str | None) -> RecordPage:
        """As the port."""
        units = read_units(INDEX_BYTES * len(self._records.items))
        return self._line.call("index reads", lambda: self._records.page(span, token), units=units)

    def bookmark(self) -> Bookmark:
        """As the port."""
        return self._line.call("table reads", self._records.bookmark)

    def put_bookmark(self, bookmark: Bookmark) -> None:
        """As the port."""
        self._line.call("table writes", lambda: self._records.put_bookmark(bookmark))


class Lease:
    """The lease as one container asks for it."""

    def __init__(self, account: Account, line: Line) -> None:
        self._lease = account.store.lease
        self._line = line

    def take(self, owner: str, now: datetime, until: datetime) -> bool:
        """As the port; a take that is refused costs as much."""
        return self._line.call("table writes", lambda: self._lease.take(owner, now, until))

    def end(self, owner: str, until: datetime) -> None:
        """As the port."""
        self._line.call("table writes", lambda: self._lease.end(owner, until))


class SnapshotStore:
    """The snapshot as one container reads and writes it."""

    def __init__(self, account: Account, line: Line) -> None:
        self.lease = Lease(account, line)
        self._store = account.store
        self._line = line

    def read_head(self) -> Head:
        """As the port."""
        return self._line.call("table reads", self._store.read_head, units=UNITS_A_READ)

    def fetch(self) -> tuple[Head, Kept | None]:
        """As the port."""
        kept = self._store.kept
        units = UNITS_A_READ + (read_units(SMALL_BYTES + len(kept.document)) if kept else 0)
        return self._line.call("table reads", self._store.fetch, units=units)

    def put(self, kept: Kept) -> None:
        """As the port."""
        units = write_units(SMALL_BYTES + len(kept.document))
        self._line.call("table writes", lambda: self._store.put(kept), units=units)

    def end_lease(self, *told: Any) -> None:
        """As the port."""
        self._line.call("table writes", lambda: self._store.end_lease(*told))

    def give_up_lease(self, owner: str, until: datetime) -> None:
        """As the port."""
        self._line.call("table writes", lambda: self._store.give_up_lease(owner, until))

    def mark(self, at: datetime) -> None:
        """As the port."""
        self._line.call("table writes", lambda: self._store.mark(at))


def read_units(size: int) -> float:
    """Return what a read of so many bytes takes."""
    return math.ceil(size / BYTES_A_READ) * UNITS_A_READ


def write_units(size: int) -> float:
    """Return what a write of so many bytes takes."""
    return math.ceil(size / BYTES_A_WRITE)


@cache
def _definition() -> Mapping[str, Any]:
    return definition()


def _ended() -> Iterator[Execution]:
    """Yield one recorded execution on many days, each with Glue runs of its own."""
    random, one = Random(0), recorded("succeeded")
    lasted = (one.stopped_at or one.started_at) - one.started_at
    for day in range(1, ENDED + 1):
        started = START - timedelta(days=day)
        yield replace(
            one,
            name=f"ended-{day}",
            started_at=started,
            stopped_at=started + lasted,
            steps=tuple(_with_run(step, f"jr_{random.randbytes(32).hex()}") for step in one.steps),
        )


def _with_run(step: ExecutedStep, run_id: str) -> ExecutedStep:
    attempts = tuple(replace(attempt, job_run_id=run_id) for attempt in step.attempts)
    return replace(step, job_run_id=run_id, attempts=attempts)
