"""The keeper: records what has ended and nobody has looked at, and notes what can change no more.

It goes through Step Functions' list in sweeps, from the newest execution to the oldest. A run does
a part of a sweep and leaves a bookmark, where the next run goes on. A sweep ends where nothing can
change any more, as an earlier one has found, so that most look at the newest executions alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from uuid import uuid4

from chalicelib.deadline import ending_in, time_for_attempts
from chalicelib.domain.execution import ExecutionListItem, ExecutionListPage
from chalicelib.domain.keeping import Bookmark, Sweep, is_final
from chalicelib.domain.listing import ListEntry, Span, agree, entry_of, newest_first
from chalicelib.domain.record import FORM, Unrecordable, record_of
from chalicelib.errors import (
    NotFound,
    UpstreamRejected,
    UpstreamThrottled,
    UpstreamUnavailable,
)
from chalicelib.observability import logger
from chalicelib.services.aws_clock import AwsClock
from chalicelib.services.ports import Lease, Records, StateMachine
from chalicelib.services.repository import ExecutionRepository

# Of one run. It reads one execution after the other. That is hardly faster than even the smaller of
# Step Functions' token buckets refill (DescribeExecution 10 a second, GetExecutionHistory 20), so
# nearly all that they hold is left to others.
MAX_PAGES = 5
MAX_READ = 100
# No call begins that could end later. The function may run for longer: then it writes the bookmark.
WORK_SECONDS = 45
# With less time than a page of the list, an execution, or its record may take, none is begun.
LIST_ATTEMPTS = 2
RECORD_ATTEMPTS = 3
# Longer than the function may run.
LEASE = timedelta(minutes=2)


class Unkept(Exception):
    """Executions could not be read; the log says why."""

    @property
    def logged(self) -> str:
        """What the log may say: all of it."""
        return str(self)


@dataclass
class Tally:
    """How many executions a run has recorded or tried to.

    `left` counts those that it has seen and not come to; on later pages there may be more.
    """

    recorded: int = 0
    gone: int = 0
    unrecordable: int = 0
    failed: int = 0
    left: int = 0

    @property
    def tried(self) -> int:
        """How many it has tried to read."""
        return self.recorded + self.gone + self.unrecordable + self.failed


def keep_records(
    state_machine: StateMachine, records: Records, lease: Lease, clock: AwsClock
) -> None:
    """Go on with the sweep, and log what was done; nothing, while another keeper does it.

    Raises:
        RefreshError: AWS throttles or cannot be reached, or it denies the list or the table.
        Unkept: some executions could not be read. What else the run came to was recorded.
    """
    # Read before the lease is taken, for AWS's time. Whoever had the lease has written it by then.
    bookmark = records.bookmark()
    clock.observe(bookmark.answered_at)
    owner, now = uuid4().hex, clock.now()
    if not lease.take(owner, now, now + LEASE):
        logger().info("another keeper is at work")
        return
    run = _Run(state_machine, records, bookmark, now)
    try:
        with ending_in(WORK_SECONDS):
            run.go_on()
    finally:
        records.put_bookmark(run.bookmark)
        run.log()
        lease.end(owner, now)
    if run.tally.failed:
        raise Unkept(f"{run.tally.failed} executions could not be read")


class _Run:
    """One run: it moves the `bookmark` on, and counts in `tally` what it does."""

    def __init__(
        self, state_machine: StateMachine, records: Records, bookmark: Bookmark, now: datetime
    ) -> None:
        self.bookmark = bookmark
        self.tally = Tally()
        self._state_machine = state_machine
        # Without a recorder: here, a record that cannot be written is an error.
        self._executions = ExecutionRepository(state_machine, live_cache_seconds=0)
        self._records = records
        self._now = now

    def go_on(self) -> None:
        """Process the next pages, as far as time and bounds allow."""
        floor = self.bookmark.settled_before
        for number in range(MAX_PAGES):
            if not time_for_attempts(LIST_ATTEMPTS):
                return
            page = self._page(may_begin_anew=number == 0)
            unsettled = [item for item in page.items if floor is None or item.started_at >= floor]
            due = [item for item in newest_first(unsettled) if self._sweep.comes_to(item)]
            self._process(due)
            if self.tally.left:
                return
            if page.next_token is None or len(unsettled) < len(page.items):
                self.bookmark = Bookmark(self._sweep.settles(floor))
                return
            self._sweep = self._sweep.on_page(page.next_token)

    def log(self) -> None:
        """Log what was done."""
        settled = self.bookmark.settled_before
        logger().info(
            "kept",
            extra={
                **vars(self.tally),
                "swept": self.bookmark.sweep is None,
                "settled_before": settled and settled.isoformat(),
            },
        )

    @property
    def _sweep(self) -> Sweep:
        return self.bookmark.sweep or Sweep(self._now)

    @_sweep.setter
    def _sweep(self, sweep: Sweep) -> None:
        self.bookmark = replace(self.bookmark, sweep=sweep)

    def _page(self, *, may_begin_anew: bool) -> ExecutionListPage:
        """Return the page that the sweep is on; where its token is of no use, that of a new one."""
        try:
            return self._state_machine.page(None, self._sweep.token)
        except UpstreamRejected:
            # An earlier run had the token, and one is good for a day.
            if self._sweep.token is None or not may_begin_anew:
                raise
        self._sweep = Sweep(self._now)
        return self._state_machine.page(None, None)

    def _process(self, items: Sequence[ExecutionListItem]) -> None:
        """Move the sweep past these, and record what is not recorded, as far as bounds allow."""
        entries = self._entries(items)
        recorded = [(entry := entries.get(i.name)) is not None and agree(i, entry) for i in items]
        for at, (item, known) in enumerate(zip(items, recorded, strict=True)):
            missing = item.status.ended and not known
            if missing and (self.tally.tried >= MAX_READ or not time_for_attempts(RECORD_ATTEMPTS)):
                rest = zip(items[at:], recorded[at:], strict=True)
                self.tally.left = sum(one.status.ended and not kept for one, kept in rest)
                return
            # One that fails is passed, too: the next sweep comes to it again.
            final = known and is_final(item, self._sweep.began_at)
            self._sweep = self._sweep.past(item, final=final)
            if missing:
                self._record(item.name)

    def _entries(self, items: Sequence[ExecutionListItem]) -> Mapping[str, ListEntry]:
        """Return what the index of the records has of these, and maybe of others."""
        found: dict[str, ListEntry] = {}
        if not items:
            return found
        span = Span(since=items[-1].started_at, after=None, until=items[0].started_at)
        span = span.widened
        token = None
        while True:
            page = self._records.page(span, token)
            found |= {entry.name: entry for entry in page.entries}
            token = page.next_token
            if token is None:
                return found

    def _record(self, name: str) -> None:
        """Read an execution, and record it if it has ended.

        Raises:
            RefreshError: AWS throttles or cannot be reached, or the record cannot be written.
        """
        try:
            execution = self._executions.current(name)
        except NotFound:
            self.tally.gone += 1
            return
        except (UpstreamThrottled, UpstreamUnavailable):
            self.tally.failed += 1
            raise
        except Exception:  # noqa: BLE001  # whatever it is, it must not keep the others from it
            self.tally.failed += 1
            logger().exception("an execution cannot be read")
            return
        if not execution.ended:  # the list was older
            return
        try:
            record = record_of(execution)
        except Unrecordable as exc:
            self.tally.unrecordable += 1
            logger().warning("no record", extra={"why": str(exc)})
            return
        self._records.put(entry_of(record.execution), FORM, record.document)
        self.tally.recorded += 1
