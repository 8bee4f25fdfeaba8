"""What the keeper leaves behind: how far it has come, and what can no longer change."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from chalicelib.domain.execution import Execution, ExecutionListItem
from chalicelib.domain.listing import SAME_MOMENT, Placed, Position, Started, place
from chalicelib.domain.statuses import ExecutionStatus

# An execution that did not succeed can be redriven for 14 days "from the day" of its end; the rest
# is for that day, and for clocks that differ.
# https://docs.aws.amazon.com/step-functions/latest/apireference/API_RedriveExecution.html
REDRIVABLE = timedelta(days=15, hours=1)
# Step Functions' list may be without what has just started, and clocks may differ.
LISTED_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Sweep:
    """A way through Step Functions' list, from the newest execution to the oldest.

    It is on the page of this token, `after` a position there. `open_since` is the start of the
    oldest execution on its way that may still change, or that it did not find recorded.
    """

    began_at: datetime
    token: str | None = None
    after: Position | None = None
    open_since: datetime | None = None

    def comes_to(self, item: Placed) -> bool:
        """Tell whether an execution of its page is still before it."""
        return self.after is None or place(item) < place(self.after)

    def past(self, item: Placed, *, final: bool) -> "Sweep":
        """Return the sweep after an execution, which is recorded for good if it is `final`."""
        started = item.started_at
        opened = self.open_since if final else min(started, self.open_since or started)
        return replace(self, after=Position(started, item.name), open_since=opened)

    def on_page(self, token: str) -> "Sweep":
        """Return the sweep at the beginning of the next page."""
        return replace(self, token=token, after=None)

    def settles(self, before: datetime | None) -> datetime:
        """Return before which start nothing changes, now that the sweep has come to its end.

        It has ended where nothing changes that started `before` a time, or at the end of the list.
        """
        latest = self.began_at - LISTED_AFTER
        found = min(latest, self.open_since or latest)
        return max(found, before or found)


@dataclass(frozen=True)
class Bookmark:
    """How far the keeper has come.

    Every execution that Step Functions has and that started before `settled_before` is recorded,
    and cannot run again: that stays true for ever. A `sweep` has not come to its end yet.
    `answered_at` is AWS's time of the answer that had this. It is not stored.
    """

    settled_before: datetime | None = None
    sweep: Sweep | None = None
    answered_at: datetime | None = field(default=None, compare=False)


def is_final(item: ExecutionListItem | Execution, now: datetime) -> bool:
    """Tell whether an execution has ended and cannot be redriven."""
    if item.status == ExecutionStatus.SUCCEEDED:
        return True
    stopped = item.stopped_at
    return item.status.ended and stopped is not None and now - stopped > REDRIVABLE


def is_settled(one: Started, settled_before: datetime | None) -> bool:
    """Tell whether an execution started before that time, whatever answer of AWS tells when."""
    return settled_before is not None and one.started_at < settled_before - SAME_MOMENT
