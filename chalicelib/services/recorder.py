"""Keeps executions that have ended in the table of records, and gives them back.

Nothing here raises an error but `page`: without the table, Step Functions tells the same for 90
days. But a list must know that it goes without the records.
"""

from collections.abc import Collection
from datetime import datetime
from threading import Lock

from cachetools import LRUCache

from chalicelib.domain.execution import Execution
from chalicelib.domain.listing import RecordPage, Span, entry_of
from chalicelib.domain.record import FORM, Unreadable, Unrecordable, decode, record_of
from chalicelib.errors import RefreshError, UpstreamUnavailable
from chalicelib.observability import logger
from chalicelib.services.ports import Records
from chalicelib.services.table_access import TableAccess

OWED_KEPT = 1000
# How long the keeper's bookmark is good.
BOOKMARK_SECONDS = 60

NOTHING = RecordPage((), None)


class Recorder:
    """The table of records. Safe to share by threads."""

    def __init__(self, records: Records, access: TableAccess | None = None) -> None:
        access = access or TableAccess()
        self._records = records
        self._reading = access.reading
        self._writing = access.writing
        self._owed: LRUCache[str, bool] = LRUCache(OWED_KEPT)
        self._lock = Lock()
        self._clock = access.clock
        self._settled_before: datetime | None = None
        self._bookmark_until = 0.0

    def recall(self, names: Collection[str]) -> dict[str, Execution]:
        """Return those of these executions that have been recorded and can be read."""
        if not names or not self._reading.open:
            return {}
        try:
            documents = self._records.get(names)
        except RefreshError as exc:
            self._reading.close(exc)
            return {}
        found = {}
        for name, document in documents.items():
            try:
                found[name] = decode(document)
            except Unreadable as exc:
                logger().warning("a record is of no use", extra={"why": str(exc)})
        return found

    def page(self, span: Span, token: str | None) -> RecordPage:
        """Return one page of what was recorded of a span.

        Raises:
            RefreshError: it cannot be read now.
        """
        if not self._reading.open:
            raise UpstreamUnavailable("the records cannot be read now")
        try:
            return self._records.page(span, token)
        except RefreshError as exc:
            self._reading.close(exc)
            raise

    def settled_before(self) -> datetime | None:
        """Return before which start all is recorded for good.

        `None` where that is not known, or cannot be read. It may be older than what the keeper
        knows: that is as true.
        """
        if not self._reading.open:
            return None
        if self._clock() >= self._bookmark_until:
            try:
                self._settled_before = self._records.bookmark().settled_before
            except RefreshError as exc:
                self._reading.close(exc)
                return None
            else:
                self._bookmark_until = self._clock() + BOOKMARK_SECONDS
        return self._settled_before

    def keep(self, execution: Execution, known: Execution | None = None) -> None:
        """Record an execution that has ended, unless its record is `known` to tell the same.

        Where it cannot be written now, it is owed: `settle` does it later.
        """
        try:
            record = record_of(execution)
        except Unrecordable as exc:
            logger().warning("no record", extra={"why": str(exc)})
            return
        if record.execution == known:
            return
        written = self._put(execution, record.document)
        with self._lock:
            self._owed.pop(execution.name, None)
            if not written:
                self._owed[execution.name] = True

    def settle(self, execution: Execution) -> None:
        """Record an execution if that is owed."""
        with self._lock:
            owed = execution.name in self._owed
        if owed and self._writing.open:
            self.keep(execution)

    def _put(self, execution: Execution, document: bytes) -> bool:
        if not self._writing.open:
            return False
        try:
            self._records.put(entry_of(execution), FORM, document)
        except RefreshError as exc:
            self._writing.close(exc)
            return False
        return True
