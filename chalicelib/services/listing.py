"""List the executions, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from chalicelib.domain.execution import Execution, ExecutionListItem
from chalicelib.domain.statuses import ExecutionStatus, Outcome
from chalicelib.errors import NotFound
from chalicelib.services.parallel import MAX_CONCURRENT, in_parallel
from chalicelib.services.repository import ExecutionRepository

# A page of rare executions must not cost hundreds of calls.
MAX_READ = 100


@dataclass(frozen=True)
class Filters:
    """Which executions are wanted: those that started at or after `since` and before `until`.

    `status` is as Step Functions says it; `outcome`, as an execution's own.
    """

    status: ExecutionStatus | None = None
    since: datetime | None = None
    until: datetime | None = None
    outcome: Outcome | None = None

    @property
    def statuses(self) -> tuple[ExecutionStatus | None, ...]:
        """The statuses to ask Step Functions for, which knows no outcomes; `None` is any."""
        of_outcome = _status_of(self.outcome) if self.outcome else None
        if self.status and of_outcome not in (None, self.status):
            return ()
        return (self.status or of_outcome,)


def _status_of(outcome: Outcome) -> ExecutionStatus:
    return ExecutionStatus.FAILED if outcome == Outcome.REFUSED else ExecutionStatus(outcome)


@dataclass(frozen=True)
class Position:
    """The last execution of a page: the next page begins after it."""

    started_at: datetime
    name: str


@dataclass(frozen=True)
class ExecutionPage:
    """Executions, newest first; `next` is `None` on the last page."""

    items: tuple[Execution, ...]
    next: Position | None


def list_executions(
    executions: ExecutionRepository, filters: Filters, limit: int, after: Position | None
) -> ExecutionPage:
    """Return up to `limit` executions that match, newest first, after a position.

    A position stays good when newer executions start or AWS's own page tokens run out (24 h). To
    tell what was refused takes a look at each; after `MAX_READ` the page ends, with fewer.
    """
    items = _matching(executions, filters, after)
    picked = filters.outcome in (Outcome.FAILED, Outcome.REFUSED)
    found: list[tuple[ExecutionListItem, Execution]] = []
    read: list[ExecutionListItem] = []
    while len(found) < limit and len(read) < MAX_READ:
        missing = limit - len(found)
        batch = list(islice(items, max(missing, MAX_CONCURRENT) if picked else missing))
        if not batch:
            return ExecutionPage(tuple(execution for _, execution in found), None)
        read += batch
        found += (
            (item, execution)
            for item, execution in read_items(executions, batch)
            if filters.outcome in (None, execution.outcome)
        )
    last = found[limit - 1][0] if len(found) >= limit else read[-1]
    more = len(found) > limit or last is not read[-1] or next(items, None)
    return ExecutionPage(
        tuple(execution for _, execution in found[:limit]),
        Position(last.started_at, last.name) if more else None,
    )


def _matching(
    executions: ExecutionRepository, filters: Filters, after: Position | None
) -> Iterator[ExecutionListItem]:
    for item in (item for status in filters.statuses for item in all_items(executions, status)):
        if filters.since and item.started_at < filters.since:
            return
        if filters.until and item.started_at >= filters.until:
            continue
        if after and not _is_after(item, after):
            continue
        yield item


def all_items(
    executions: ExecutionRepository, status: ExecutionStatus | None = None
) -> Iterator[ExecutionListItem]:
    """Yield the list of executions, newest first; `status` as Step Functions says it."""
    token = None
    while True:
        page = executions.page(status, token)
        # Step Functions sorts by start; the name decides between equals, so that no page
        # repeats or skips one.
        yield from sorted(page.items, key=_order)
        token = page.next_token
        if not token:
            return


def _order(item: ExecutionListItem) -> tuple[float, str]:
    return -item.started_at.timestamp(), item.name


def _is_after(item: ExecutionListItem, position: Position) -> bool:
    return _order(item) > (-position.started_at.timestamp(), position.name)


def read_items(
    executions: ExecutionRepository, items: list[ExecutionListItem]
) -> Iterator[tuple[ExecutionListItem, Execution]]:
    """Yield the executions of these items.

    Read the newest first: what it tells of the definition spares most others the question.

    The list is eventually consistent: a item of an execution that is no longer kept is left out.
    """

    def read(item: ExecutionListItem) -> Execution | None:
        try:
            return executions.get(item.name, item.status)
        except NotFound:
            return None

    found = [*map(read, items[:1]), *in_parallel(read, items[1:])]
    yield from (
        (item, execution) for item, execution in zip(items, found, strict=True) if execution
    )
