"""The records, in memory."""

from bisect import bisect_left, insort
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

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
        self._page_size = page_size
        self._index: list[tuple[datetime, str]] = []

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
        found = range(low, high)[:: -1 if span.newest_first else 1]
        begin = int(token or 0)
        end = begin + self._page_size
        entries = tuple(self.items[self._index[at][1]].entry for at in found[begin:end])
        return RecordPage(entries, str(end) if end < len(found) else None)

    def _read(self) -> None:
        if self.refuses_reads:
            raise self.refuses_reads


def _end(entry: ListEntry) -> datetime:
    return entry.stopped_at or entry.started_at
