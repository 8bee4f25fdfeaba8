"""The records, in memory."""

import json
from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.keeping import Bookmark
from chalicelib.domain.listing import ListEntry, RecordPage, Span, place
from chalicelib.errors import RefreshError


@dataclass(frozen=True)
class Kept:
    """An item of the table."""

    entry: ListEntry
    form: int
    document: bytes


class FakeRecords:
    """A table in memory. It notes what it is asked, and refuses reads and writes as it is told."""

    def __init__(self, page_size: int = 200) -> None:
        self.items: dict[str, Kept] = {}
        self.asked: list[str] = []
        self.refuses_reads: RefreshError | None = None
        self.refuses_writes: RefreshError | None = None
        self._bookmark = Bookmark()
        self._page_size = page_size
        self._index: list[tuple[datetime, str]] = []

    def copy(self) -> "FakeRecords":
        """Return another table with the same items."""
        other = FakeRecords(self._page_size)
        other.items, other._index = dict(self.items), [*self._index]
        other._bookmark = self._bookmark
        return other

    def get(self, names: Collection[str]) -> Mapping[str, bytes]:
        self.asked.append("get")
        self._read()
        return {name: self.items[name].document for name in names if name in self.items}

    def put(self, entry: ListEntry, form: int, document: bytes) -> None:
        self.asked.append("put")
        if self.refuses_writes:
            raise self.refuses_writes
        before = self.items.get(entry.name)
        if before and (before.form > form or _end(before.entry) > _end(entry)):
            return
        if before:
            self._index.remove(place(before.entry))
        insort(self._index, place(entry))
        self.items[entry.name] = Kept(entry, form, document)

    def page(self, span: Span, token: str | None) -> RecordPage:
        self.asked.append("page")
        self._read()
        low = bisect_left(self._index, (span.since, "")) if span.since else 0
        bounds = [(span.until, "")] if span.until else []
        bounds += [place(span.after)] if span.after else []
        high = bisect_left(self._index, min(bounds)) if bounds else len(self._index)
        # As that of DynamoDB, a token names the last of its page: others may come in between.
        if token and span.newest_first:
            high = bisect_left(self._index, _place(token))
        elif token:
            low = bisect_right(self._index, _place(token))
        found = range(low, high)[:: -1 if span.newest_first else 1]
        entries = tuple(self.items[self._index[at][1]].entry for at in found[: self._page_size])
        more = len(found) > self._page_size
        return RecordPage(entries, _token(entries[-1]) if more else None)

    def bookmark(self) -> Bookmark:
        self.asked.append("bookmark")
        self._read()
        return self._bookmark

    def put_bookmark(self, bookmark: Bookmark) -> None:
        self.asked.append("put_bookmark")
        if self.refuses_writes:
            raise self.refuses_writes
        self._bookmark = bookmark

    def _read(self) -> None:
        if self.refuses_reads:
            raise self.refuses_reads


def _token(last: ListEntry) -> str:
    return json.dumps([last.started_at.isoformat(), last.name])


def _place(token: str) -> tuple[datetime, str]:
    started_at, name = json.loads(token)
    return datetime.fromisoformat(started_at), name


def _end(entry: ListEntry) -> datetime:
    return entry.stopped_at or entry.started_at
