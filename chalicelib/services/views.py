"""What a request sees of the executions: the snapshot, and what else AWS or the records tell."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Protocol

from chalicelib.domain.execution import (
    Execution,
    ExecutionListItem,
    ExecutionListPage,
    is_execution_name,
)
from chalicelib.domain.keeping import is_final
from chalicelib.domain.listing import RecordPage, Span, agree
from chalicelib.domain.snapshot import Snapshot
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.services.newest import Newest
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.unknown_names import UnknownNames


class Lists(Protocol):
    """The two lists of executions, a page at a time, and what there is no need to ask for."""

    @property
    def snapshot(self) -> Snapshot | None:
        """What the newest of both were told to be."""

    def settled_before(self) -> datetime | None:
        """As the repository's."""

    def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
        """As the repository's."""

    def record_page(self, span: Span, token: str | None) -> RecordPage:
        """As the repository's."""


class Executions(Lists, Protocol):
    """What executions are read through: a view, or the repository, which asks AWS."""

    def get(self, name: str) -> Execution:
        """As the repository's."""

    def get_listed(
        self, items: Sequence[ExecutionListItem]
    ) -> Iterator[tuple[ExecutionListItem, Execution]]:
        """As the repository's."""


class View:
    """The executions as one request sees them: as of `as_of`, or newer.

    While `steady`, the same questions get the same answers from each view of this `version`, but
    for what tells how long something has been running.
    """

    def __init__(
        self, executions: ExecutionRepository, unknown_names: UnknownNames | None = None
    ) -> None:
        shared = executions.shared
        self.snapshot: Snapshot | None = shared.current() if shared else None
        self.steady = self.snapshot is not None
        self.answers = executions.answers
        self._executions = executions
        self._unknown_names = unknown_names
        self._now = executions.clock.now()
        # What is asked beside the snapshot is kept for a while, too, but not beyond a change here.
        live_as_of, changed_at = self._now - executions.live_cache, executions.invalidated_at
        self._live_as_of = max(live_as_of, changed_at) if changed_at else live_as_of

    @property
    def as_of(self) -> datetime:
        """When AWS was asked: nothing that this view has told is older."""
        if self.snapshot is None:
            return self._live_as_of
        return self.snapshot.as_of if self.steady else min(self._live_as_of, self.snapshot.as_of)

    @property
    def version(self) -> str | None:
        """Which snapshot it is of, if it is of any."""
        return self.snapshot.version if self.snapshot else None

    @property
    def age_seconds(self) -> int:
        """How long ago AWS was asked, at most; whole seconds."""
        return max(0, int((self._now - self.as_of).total_seconds()))

    def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
        """Return one page of Step Functions' list of executions, newest first."""
        self.steady = False
        return self._executions.page(status, token)

    def record_page(self, span: Span, token: str | None) -> RecordPage:
        """Return one page of what was recorded of a span."""
        self.steady = False
        return self._executions.record_page(span, token)

    def settled_before(self) -> datetime | None:
        """Return before which start all is recorded for good; `None` where that is not known."""
        return self._executions.settled_before()

    def get(self, name: str, principal: str | None = None) -> Execution:
        """Return an execution with its steps; `principal` is who asks, if somebody does.

        Raises:
            NotFound: there is none of this name, and none was recorded.
            TooManyUnknown: the principal has asked for too many that do not exist.
        """
        unknown = self._unknown_names
        # What is no name costs AWS nothing: it is not asked for it.
        lookup = unknown.lookup(name, principal) if unknown and is_execution_name(name) else None
        if self.snapshot is None:
            return self._executions.get(name, lookup=lookup)
        found = self.snapshot.execution(name)
        if found is None:
            found = self._executions.get(name, self._listing, lookup)
            # What goes on may change though the snapshot does not.
            self.steady = self.steady and found.ended
        return found

    def _listing(self, kept: Execution) -> ExecutionListItem | None:
        """Return what Step Functions lists now of one that is kept, if that is known."""
        snapshot = self.snapshot
        # A redrive may have come to its end since, and then it is not among those that run.
        if snapshot and (snapshot.covers(kept.started_at) or is_final(kept, self._now)):
            return snapshot.by_name.get(kept.name)
        return Newest(self.page).get(kept.name)

    def get_listed(
        self, items: Sequence[ExecutionListItem]
    ) -> Iterator[tuple[ExecutionListItem, Execution]]:
        """Yield the executions of these items of a list, as the repository does."""
        if self.snapshot is None:
            yield from self._executions.get_listed(items)
            return
        found_by_name = {item.name: self.snapshot.execution(item.name) for item in items}
        rest = [i for i in items if not ((found := found_by_name[i.name]) and agree(i, found))]
        found_by_name |= {item.name: found for item, found in self._executions.get_listed(rest)}
        for item in items:
            if found := found_by_name[item.name]:
                yield item, found
