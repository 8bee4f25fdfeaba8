"""List the executions, a page at a time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from chalicelib.domain.execution import REFUSED, Execution
from chalicelib.domain.listing import Listed
from chalicelib.errors import NotFound
from chalicelib.services.parallel import AT_A_TIME, in_parallel
from chalicelib.services.reader import ExecutionReader

FAILED = "FAILED"
# A page of rare executions must not cost hundreds of calls.
MAX_LOOKED_AT = 100


@dataclass(frozen=True)
class Filters:
    """Which executions are wanted: those that started at or after `since` and before `until`.

    `status` is as Step Functions says it; `outcome`, as an execution's own.
    """

    status: str | None = None
    since: datetime | None = None
    until: datetime | None = None
    outcome: str | None = None

    @property
    def statuses(self) -> tuple[str | None, ...]:
        """The statuses to ask Step Functions for, which knows no outcomes; `None` is any."""
        of_outcome = FAILED if self.outcome == REFUSED else self.outcome
        if self.status and of_outcome not in (None, self.status):
            return ()
        return (self.status or of_outcome,)


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
    reader: ExecutionReader, filters: Filters, limit: int, after: Position | None
) -> ExecutionPage:
    """Return up to `limit` executions that match, newest first, after a position.

    A position stays good when newer executions start or AWS's own page tokens run out (24 h). To
    tell what was refused takes a look at each; after `MAX_LOOKED_AT` the page ends, with fewer.
    """
    rows = _matching(reader, filters, after)
    picked = filters.outcome in (FAILED, REFUSED)
    found: list[tuple[Listed, Execution]] = []
    looked_at: list[Listed] = []
    while len(found) < limit and len(looked_at) < MAX_LOOKED_AT:
        missing = limit - len(found)
        batch = list(islice(rows, max(missing, AT_A_TIME) if picked else missing))
        if not batch:
            return ExecutionPage(tuple(execution for _, execution in found), None)
        looked_at += batch
        found += (
            (row, execution)
            for row, execution in read_rows(reader, batch)
            if filters.outcome in (None, execution.facts.outcome)
        )
    last = found[limit - 1][0] if len(found) >= limit else looked_at[-1]
    more = len(found) > limit or last is not looked_at[-1] or next(rows, None)
    return ExecutionPage(
        tuple(execution for _, execution in found[:limit]),
        Position(last.started_at, last.name) if more else None,
    )


def _matching(
    reader: ExecutionReader, filters: Filters, after: Position | None
) -> Iterator[Listed]:
    for row in (row for status in filters.statuses for row in all_rows(reader, status)):
        if filters.since and row.started_at < filters.since:
            return
        if filters.until and row.started_at >= filters.until:
            continue
        if after and not _is_after(row, after):
            continue
        yield row


def all_rows(reader: ExecutionReader, status: str | None = None) -> Iterator[Listed]:
    """Yield the list of executions, newest first; `status` as Step Functions says it."""
    token = None
    while True:
        page = reader.page(status, token)
        # Step Functions sorts by start; the name decides between equals, so that no page
        # repeats or skips one.
        yield from sorted(page.items, key=_order)
        token = page.next_token
        if not token:
            return


def _order(row: Listed) -> tuple[float, str]:
    return -row.started_at.timestamp(), row.name


def _is_after(row: Listed, position: Position) -> bool:
    return _order(row) > (-position.started_at.timestamp(), position.name)


def read_rows(reader: ExecutionReader, rows: list[Listed]) -> Iterator[tuple[Listed, Execution]]:
    """Yield the executions of these rows.

    Read the newest first: what it tells of the definition spares most others the question.

    The list is eventually consistent: a row of an execution that is no longer kept is left out.
    """

    def read(row: Listed) -> Execution | None:
        try:
            return reader.execution(row.name, row.status)
        except NotFound:
            return None

    found = [*map(read, rows[:1]), *in_parallel(read, rows[1:])]
    yield from ((row, execution) for row, execution in zip(rows, found, strict=True) if execution)
