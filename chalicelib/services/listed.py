"""The two lists of executions: what was recorded, and what Step Functions must be asked for."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import chain, groupby
from operator import attrgetter

from chalicelib.domain.execution import ExecutionListItem
from chalicelib.domain.keeping import is_settled
from chalicelib.domain.listing import ListEntry, RecordPage, Span, newest_first
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.errors import RefreshError
from chalicelib.services.newest import Newest
from chalicelib.services.views import Lists

Statuses = Sequence[ExecutionStatus | None]


class Listed:
    """Step Functions' list, without what the keeper has found recorded for good.

    Where the snapshot has all of the rest, Step Functions is not asked. Else it is asked for the
    newest page, and only where that has not all of it for the next ones, or those of a status.
    Where the records are not `readable`, it is the whole list.
    """

    def __init__(self, lists: Lists, *, readable: bool) -> None:
        self._lists = lists
        self._readable = readable
        self._newest = Newest(lists.page)
        snapshot = lists.snapshot
        self._settled = self._settled_before() if snapshot else None
        self._snapshot = (
            snapshot if snapshot and self._settled and snapshot.covers(self._settled) else None
        )
        self._all = self._snapshot.items if self._snapshot else self._newest_page()

    def _settled_before(self) -> datetime | None:
        return self._lists.settled_before() if self._readable else None

    def _newest_page(self) -> Sequence[ExecutionListItem] | None:
        """Return the items of the newest page, if they are all that may change."""
        page = self._newest.page
        items = newest_first(page.items)
        if not page.next_token:
            return items
        settled = self._settled = self._settled_before()
        return items if settled and items and items[-1].started_at < settled else None

    def items(self, statuses: Statuses, span: Span) -> Iterator[ExecutionListItem]:
        """Yield what it has of these statuses (`None` is any) and of a span, newest first."""
        since = max(filter(None, (span.since, self._settled)), default=None)
        if since and span.after and span.after.started_at < since:
            return
        for item in self._of(statuses):
            if since and item.started_at < since:
                return
            if span.has(item):
                yield item

    def whole_with(self, entries: Iterator[ListEntry] | None) -> Iterator[ListEntry]:
        """Yield these entries, as many as can be read, if Step Functions' list has the rest.

        Raises:
            RefreshError: the rest of them is settled, so the two lists are not whole without it.
        """
        try:
            yield from entries or ()
        except RefreshError:
            if self._settled:
                raise

    def now(self, entry: ListEntry) -> ExecutionListItem | None:
        """Return what it has of what was recorded so, if that is new or runs again."""
        if is_settled(entry, self._settled):
            return None
        newest = self._snapshot.by_name if self._snapshot else self._newest
        return newest.get(entry.name)

    def _of(self, statuses: Statuses) -> Iterator[ExecutionListItem]:
        if self._all is not None:
            return (item for item in self._all if {None, item.status} & {*statuses})
        return chain.from_iterable(_all_items(self._lists, status) for status in statuses)


def recorded(lists: Lists, span: Span) -> Iterator[ListEntry] | None:
    """Return what was recorded of a span; `None` where the records cannot be read now.

    The first page is read at once. Where a later one cannot be, the iterator raises `RefreshError`.
    """
    try:
        first = lists.record_page(span, None)
    except RefreshError:
        return None
    return _entries(lists, span, first)


def _entries(lists: Lists, span: Span, page: RecordPage) -> Iterator[ListEntry]:
    yield from page.entries
    while page.next_token:
        page = lists.record_page(span, page.next_token)
        yield from page.entries


def _all_items(lists: Lists, status: ExecutionStatus | None) -> Iterator[ExecutionListItem]:
    """Yield the whole list, newest first; `status` as Step Functions says it."""
    # The name decides between those that started together, so that no page repeats or skips one.
    for _, same in groupby(_pages(lists, status), key=attrgetter("started_at")):
        yield from newest_first(same)


def _pages(lists: Lists, status: ExecutionStatus | None) -> Iterator[ExecutionListItem]:
    token = None
    while True:
        page = lists.page(status, token)
        # AWS promises that results are sorted by time, and no more than that:
        # https://docs.aws.amazon.com/step-functions/latest/apireference/API_ListExecutions.html
        yield from newest_first(page.items)
        token = page.next_token
        if not token:
            return
