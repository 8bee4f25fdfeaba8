"""List the executions, a page at a time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from chalicelib.domain.execution import Execution
from chalicelib.domain.listing import Listed
from chalicelib.errors import NotFound
from chalicelib.services.reader import ExecutionReader

PARALLEL_READS = 8


@dataclass(frozen=True)
class Filters:
    """Which executions are wanted: those that started at or after `since` and before `until`."""

    status: str | None = None
    since: datetime | None = None
    until: datetime | None = None


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

    A position stays good when newer executions start or AWS's own page tokens run out (24 h).
    """
    rows = list(islice(_matching(reader, filters, after), limit + 1))
    shown = rows[:limit]
    last = Position(shown[-1].started_at, shown[-1].name) if len(rows) > limit else None
    return ExecutionPage(tuple(_read_all(reader, shown)), last)


def _matching(
    reader: ExecutionReader, filters: Filters, after: Position | None
) -> Iterator[Listed]:
    for row in _all(reader, filters.status):
        if filters.since and row.started_at < filters.since:
            return
        if filters.until and row.started_at >= filters.until:
            continue
        if after and not _is_after(row, after):
            continue
        yield row


def _all(reader: ExecutionReader, status: str | None) -> Iterator[Listed]:
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


def _read_all(reader: ExecutionReader, rows: list[Listed]) -> Iterator[Execution]:
    """Read the newest first: what it tells of the definition spares most others the question.

    The list is eventually consistent: a row of an execution that is no longer kept is left out.
    """

    def read(row: Listed) -> Execution | None:
        try:
            return reader.execution(row.name, row.status)
        except NotFound:
            return None

    with ThreadPoolExecutor(PARALLEL_READS) as pool:
        found = [*map(read, rows[:1]), *pool.map(read, rows[1:])]
    yield from (execution for execution in found if execution)
