"""Builds a snapshot from AWS: the newest of Step Functions and the records, and what runs."""

import time
from collections.abc import Callable
from datetime import datetime
from functools import cache, partial
from itertools import islice, takewhile

from chalicelib.domain.execution import Execution, ExecutionListItem, ExecutionListPage
from chalicelib.domain.listing import Filters, RecordPage, Span
from chalicelib.domain.snapshot import MAX_RUNNING, Snapshot
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.errors import NotFound, RefreshError, UpstreamThrottled, UpstreamUnavailable
from chalicelib.observability import logger
from chalicelib.services.listing import merged
from chalicelib.services.parallel import in_parallel
from chalicelib.services.ports import SnapshotStore
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.snapshots import Snapshots
from chalicelib.services.table_access import TableAccess

LISTED = 50
# An execution that has ended is read once and recorded. One snapshot reads at most this many.
MAX_READ = 20


def build_snapshot(executions: ExecutionRepository, before: Snapshot | None) -> Snapshot:
    """Return a snapshot as of now; it raises `RefreshError`s.

    An execution that is as it was before is left out, and so is one that cannot be read: its item
    stays. Where too many would have to be read, the older ones are left to the next snapshot.
    """
    executions.invalidate()
    pages = _Pages(executions)
    as_of = executions.clock.now()
    newest = pages.page(None, None)
    items = [item for item, _ in islice(merged(pages, Filters(), None), LISTED + 1)]
    listed = pages.page(ExecutionStatus.RUNNING, None) if newest.next_token else newest
    running = [i for i in listed.items if i.status == ExecutionStatus.RUNNING][:MAX_RUNNING]

    whole, items = len(items) <= LISTED, items[:LISTED]
    carried = {item.name for item in items if before and before.has_as_is(item)}
    executions.settle(carried)
    names = {item.name for item in running}
    others = [item for item in items if item.name not in carried | names]
    known = {item.name: found for item, found in executions.get_listed(others, max_read=0)}
    unread = [item for item in others if item.name not in known]
    left = {item.name for item in unread[MAX_READ:]}
    found_by_name = known | _read(executions, [*running, *unread[:MAX_READ]])
    items = [*takewhile(lambda item: item.name not in left, items)]
    return Snapshot(
        as_of=as_of,
        version="",
        items=tuple(item for item in items if item.name in found_by_name or item.name in carried),
        running=tuple(item for item in running if item.name in found_by_name),
        whole=whole and not left and not pages.missed,
        executions={name: found for name, found in found_by_name.items() if found},
    )


def share(
    executions: ExecutionRepository,
    store: SnapshotStore,
    access: TableAccess,
    pace_seconds: float,
    pause: Callable[[float], object] = time.sleep,
) -> None:
    """Have these executions served from the snapshot that is shared in a store."""
    build = partial(build_snapshot, executions)
    executions.shared = Snapshots(store, build, executions.clock, access, pace_seconds, pause=pause)


class _Pages:
    """The lists for one snapshot: each page is asked for once.

    It has `missed` some where the records could not be listed.
    """

    snapshot: Snapshot | None = None

    def __init__(self, executions: ExecutionRepository) -> None:
        self.missed = False
        self._page = cache(executions.page)
        self._record_page = executions.record_page

    def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
        return self._page(status, token)

    def settled_before(self) -> datetime | None:
        """Return nothing: the newest may all change."""

    def record_page(self, span: Span, token: str | None) -> RecordPage:
        try:
            return self._record_page(span, token)
        except RefreshError:
            self.missed = True
            raise


def _read(
    executions: ExecutionRepository, items: list[ExecutionListItem]
) -> dict[str, Execution | None]:
    """Return these executions by their names, without those that are gone.

    `None` is one that cannot be read, and a later attempt may not help: it must not keep the others
    from being told.
    """

    def read(item: ExecutionListItem) -> dict[str, Execution | None]:
        try:
            return {item.name: executions.current(item.name)}
        except NotFound:
            return {}
        except (UpstreamThrottled, UpstreamUnavailable):
            raise
        except Exception:  # noqa: BLE001  # who asks for this one is told what it is
            logger().exception("an execution cannot be read")
            return {item.name: None}

    # The newest first: what it tells of the definition spares most others the question.
    parts = [*map(read, items[:1]), *in_parallel(read, items[1:])]
    return {name: found for part in parts for name, found in part.items()}
