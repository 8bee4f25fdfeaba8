"""The records, in memory."""

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
        self.items[entry.name] = Kept(entry, form, document)

    def page(self, span: Span, token: str | None) -> RecordPage:
        self.asked.append("page")
        self._read()
        entries = [kept.entry for kept in self.items.values() if _is_in(span, kept.entry)]
        entries.sort(key=place, reverse=span.newest_first)
        begin = int(token or 0)
        end = begin + self._page_size
        more = end < len(entries)
        return RecordPage(tuple(entries[begin:end]), str(end) if more else None)

    def _read(self) -> None:
        if self.refuses_reads:
            raise self.refuses_reads


def _end(entry: ListEntry) -> datetime:
    return entry.stopped_at or entry.started_at


def _is_in(span: Span, entry: ListEntry) -> bool:
    return (
        (span.since is None or entry.started_at >= span.since)
        and (span.until is None or entry.started_at < span.until)
        and (span.after is None or place(entry) < place(span.after))
    )
