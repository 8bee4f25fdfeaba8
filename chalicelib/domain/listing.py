"""Which executions a list is of, and in which order: the newest first."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from chalicelib.domain.execution import Execution, ExecutionListItem
from chalicelib.domain.execution_input import Trigger
from chalicelib.domain.statuses import ExecutionStatus, Outcome

# Of what anybody may have written into an execution's input, so much can be searched.
MAX_CHARACTERS = 1000


# A redrive takes longer, and so much two answers of AWS about the same moment do not differ.
SAME_MOMENT = timedelta(seconds=1)


class Placed(Protocol):
    """What has a place in a list."""

    @property
    def name(self) -> str:
        """The name of the execution."""

    @property
    def started_at(self) -> datetime:
        """When it started."""


Item = TypeVar("Item", bound=Placed)


def place(item: Placed) -> tuple[datetime, str]:
    """Return by what lists are sorted; the name decides between those that started together."""
    return item.started_at, item.name


def newest_first(items: Iterable[Item]) -> list[Item]:
    """Return what has a place in a list in its order."""
    return sorted(items, key=place, reverse=True)


class Started(Protocol):
    """What started some time."""

    @property
    def started_at(self) -> datetime:
        """When it started."""


def started_together(one: Started, other: Started) -> bool:
    """Tell whether two answers of AWS may tell of the same start."""
    return abs(one.started_at - other.started_at) < SAME_MOMENT


class Account(Protocol):
    """What tells how an execution stands."""

    @property
    def status(self) -> ExecutionStatus:
        """Its status."""

    @property
    def started_at(self) -> datetime:
        """When it started."""

    @property
    def stopped_at(self) -> datetime | None:
        """When it ended, as far as that is known."""


def agree(one: Account, other: Account) -> bool:
    """Tell whether two accounts of an execution are of the same run and the same end of it."""
    if one.status != other.status or not started_together(one, other):
        return False
    if one.stopped_at is None or other.stopped_at is None:
        return True
    return abs(one.stopped_at - other.stopped_at) < SAME_MOMENT


@dataclass(frozen=True)
class Position:
    """The last execution of a page: the next page begins after it."""

    started_at: datetime
    name: str


@dataclass(frozen=True)
class Span:
    """The part of a list that started at or after `since` and before `until`, after a position."""

    since: datetime | None = None
    until: datetime | None = None
    after: Position | None = None
    newest_first: bool = True

    def has(self, item: Placed) -> bool:
        """Tell whether an item is of it."""
        return (
            (self.since is None or item.started_at >= self.since)
            and (self.until is None or item.started_at < self.until)
            and (self.after is None or place(item) < place(self.after))
        )

    @property
    def widened(self) -> "Span":
        """The span, wider by how much two answers of AWS may differ."""
        after = self.after
        return replace(
            self,
            since=self.since and _moved(self.since, -SAME_MOMENT),
            until=self.until and _moved(self.until, SAME_MOMENT),
            after=after and Position(_moved(after.started_at, SAME_MOMENT), after.name),
        )


def _moved(moment: datetime, by: timedelta) -> datetime:
    """Return a time this much later, within the limits of `datetime`."""
    try:
        return moment + by
    except OverflowError:
        return moment


@dataclass(frozen=True)
class ListEntry:
    """An execution that has ended, as the index of the records has it.

    Of `requested_by` and `reason`, the first `MAX_CHARACTERS`.
    """

    name: str
    started_at: datetime
    stopped_at: datetime | None
    status: ExecutionStatus
    outcome: Outcome | None
    trigger: Trigger
    requested_by: str | None
    reason: str | None

    @property
    def item(self) -> ExecutionListItem:
        """The execution as Step Functions would list it."""
        return ExecutionListItem(self.name, self.status, self.started_at, self.stopped_at)


@dataclass(frozen=True)
class RecordPage:
    """A page of the index of the records; `next_token` is `None` on the last one."""

    entries: tuple[ListEntry, ...]
    next_token: str | None


def entry_of(execution: Execution) -> ListEntry:
    """Return by what an execution can be found."""
    execution_input = execution.input
    return ListEntry(
        name=execution.name,
        started_at=execution.started_at,
        stopped_at=execution.stopped_at,
        status=execution.status,
        outcome=execution.outcome,
        trigger=execution_input.trigger,
        requested_by=execution_input.requested_by and execution_input.requested_by[:MAX_CHARACTERS],
        reason=execution_input.reason and execution_input.reason[:MAX_CHARACTERS],
    )


@dataclass(frozen=True)
class Filters:
    """Which executions are wanted: those that started at or after `since` and before `until`.

    `status` is as Step Functions says it; `outcome`, as an execution's own. `q` is a part of the
    name or the reason, in upper or lower case.
    """

    status: ExecutionStatus | None = None
    since: datetime | None = None
    until: datetime | None = None
    outcome: Outcome | None = None
    requested_by: str | None = None
    trigger: Trigger | None = None
    q: str | None = None

    @property
    def statuses(self) -> tuple[ExecutionStatus | None, ...]:
        """The statuses to ask Step Functions for, which knows no outcomes; `None` is any."""
        of_outcome = _status_of(self.outcome) if self.outcome else None
        if self.status and of_outcome not in (None, self.status):
            return ()
        return (self.status or of_outcome,)

    @property
    def has_ended(self) -> bool:
        """Whether what is wanted may have ended, so that records can tell of it."""
        return any(status is None or status.ended for status in self.statuses)

    @property
    def by_content(self) -> bool:
        """Whether Step Functions' list alone cannot tell what matches."""
        of_input = (self.requested_by, self.trigger, self.q)
        return self.outcome in (Outcome.FAILED, Outcome.REFUSED) or of_input != (None, None, None)

    def match(self, entry: ListEntry) -> bool:
        """Tell whether an execution of the wanted time is wanted."""
        return (
            self.status in (None, entry.status)
            and self.outcome in (None, entry.outcome)
            and self.trigger in (None, entry.trigger)
            and self.requested_by in (None, entry.requested_by)
            and (self.q is None or _is_part(self.q, entry))
        )


def _status_of(outcome: Outcome) -> ExecutionStatus:
    return ExecutionStatus.FAILED if outcome == Outcome.REFUSED else ExecutionStatus(outcome)


def _is_part(text: str, entry: ListEntry) -> bool:
    return any(text.casefold() in part.casefold() for part in (entry.name, entry.reason or ""))
