"""List the executions, a page at a time: what Step Functions has and what was recorded, as one."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from chalicelib.domain.execution import Execution, ExecutionListItem
from chalicelib.domain.listing import (
    Filters,
    ListEntry,
    Position,
    Span,
    agree,
    entry_of,
    newest_first,
    started_together,
)
from chalicelib.domain.snapshot import MAX_RUNNING, Snapshot
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.services.listed import Listed, recorded
from chalicelib.services.pairing import paired
from chalicelib.services.parallel import MAX_CONCURRENT
from chalicelib.services.views import Executions, Lists

# A page of rare executions must not cost hundreds of calls: so many are read for it, and so many
# of which the index tells all are passed over.
MAX_READ = 100
MAX_PASSED = 2000


@dataclass(frozen=True)
class ExecutionPage:
    """Executions, newest first; `next` is `None` on the last page."""

    items: tuple[Execution, ...]
    next: Position | None


def list_executions(
    executions: Executions, filters: Filters, limit: int, after: Position | None
) -> ExecutionPage:
    """Return up to `limit` executions that match, newest first, after a position.

    A position stays good when newer executions start, or when Step Functions forgets older ones.
    Where it takes a look at many to find those that match, the page ends early, with fewer.
    """
    if page := _from_snapshot(executions.snapshot, filters, limit, after):
        return page
    items = _Candidates(executions, filters, after)
    found: list[tuple[ExecutionListItem, Execution]] = []
    read = 0
    while len(found) < limit and read < MAX_READ:
        missing = limit - len(found)
        batch = list(islice(items, max(missing, MAX_CONCURRENT) if filters.by_content else missing))
        if not batch:
            break
        read += len(batch)
        found += (
            (item, execution)
            for item, execution in executions.get_listed(batch)
            if filters.match(entry_of(execution))
        )
    last = found[limit - 1][0] if len(found) >= limit else items.last
    more = len(found) > limit or last is not items.last or next(items, None) or items.stopped
    return ExecutionPage(
        tuple(execution for _, execution in found[:limit]),
        Position(last.started_at, last.name) if last and more else None,
    )


def _from_snapshot(
    snapshot: Snapshot | None, filters: Filters, limit: int, after: Position | None
) -> ExecutionPage | None:
    """Return the page that the snapshot tells, if it tells all of it."""
    if snapshot is None:
        return None
    items, whole = snapshot.items, snapshot.whole
    if filters.status == ExecutionStatus.RUNNING:
        items = tuple(newest_first(snapshot.running))
        whole = len(snapshot.running) < MAX_RUNNING
    elif filters.since:
        whole = snapshot.covers(filters.since)
    span = Span(filters.since, filters.until, after)
    found: list[Execution] = []
    for item in filter(span.has, items):
        execution = snapshot.execution(item.name)
        if execution is None:
            return None
        if filters.match(entry_of(execution)):
            found.append(execution)
        if len(found) > limit:
            last = found[limit - 1]
            return ExecutionPage(tuple(found[:limit]), Position(last.started_at, last.name))
    return ExecutionPage(tuple(found), None) if whole else None


class _Candidates(Iterator[ExecutionListItem]):
    """Executions that may match, newest first, and the `last` that was looked at.

    It has `stopped` where it passed over too many to go on.
    """

    def __init__(self, executions: Executions, filters: Filters, after: Position | None) -> None:
        self.last: ExecutionListItem | None = None
        self.stopped = False
        self._executions = executions
        self._filters = filters
        self._all = merged(executions, filters, after)
        self._passed = 0

    def __next__(self) -> ExecutionListItem:
        while self._passed < MAX_PASSED:
            item, entry = next(self._all)
            self.last = item
            if self._may_match(item, entry):
                return item
            self._passed += 1
        self.stopped = True
        raise StopIteration

    def _may_match(self, item: ExecutionListItem, entry: ListEntry | None) -> bool:
        if entry and agree(item, entry):
            return self._filters.match(entry)
        # Not recorded, or overtaken: only reading it tells more.
        return any(status in (None, item.status) for status in self._filters.statuses)


def merged(
    executions: Lists, filters: Filters, after: Position | None
) -> Iterator[tuple[ExecutionListItem, ListEntry | None]]:
    """Yield each execution once, as it stands now, with its entry in the index if it has one."""
    if not filters.statuses:
        return
    span = Span(filters.since, filters.until, after)
    wide = span.widened
    entries = recorded(executions, wide) if filters.has_ended else iter(())
    listed = Listed(executions, readable=entries is not None)
    items = listed.items(filters.statuses, wide)
    for one in paired(items, listed.whole_with(entries)):
        item, entry = one.item, one.entry
        if entry and not item:
            # Where it runs again, or has ended otherwise, Step Functions lists it elsewhere. What
            # is not wanted as it was recorded would be in the list if it were now.
            elsewhere = filters.statuses != (None,) and filters.match(entry)
            now = listed.now(entry) if elsewhere else None
            item = now if now and started_together(now, entry) else entry.item
        if item and span.has(item):
            yield item, entry
