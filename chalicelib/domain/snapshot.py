"""The snapshot: what all containers share of the newest executions and of those that run.

It is kept in two parts. The head is small: it tells how old the snapshot is, and holds the lease of
who asks AWS for the next one. The document is the snapshot itself. While nothing changes, the head
alone is read and written.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property

from chalicelib.domain.execution import Execution, ExecutionListItem
from chalicelib.domain.listing import agree
from chalicelib.domain.record import Unreadable

# One runs at a time, but others may wait for the lock, or be redriven in the console. Where so many
# run, more may.
MAX_RUNNING = 20
# No lease and no mark of ours is of a later time than this: others wrote it, or it is damaged.
PLAUSIBLE = timedelta(hours=1)


@dataclass(frozen=True)
class Head:
    """The small part of a snapshot, which is read without the document; times are AWS's, in UTC.

    `answered_at` is AWS's time of the answer that had this, to the second below; `None` where the
    answer has none. The snapshot of `version` is as of `as_of`. A start or a stop left a mark at
    `marked_at`. Nobody takes the lease before `leased_until`. It is `failing` where the last holder
    of the lease could not ask AWS.
    """

    answered_at: datetime | None = None
    as_of: datetime | None = None
    version: str | None = None
    marked_at: datetime | None = None
    leased_until: datetime | None = None
    failing: bool = False


@dataclass(frozen=True)
class Kept:
    """A stored snapshot. Equal contents have the same version."""

    version: str
    as_of: datetime
    document: bytes


@dataclass(frozen=True)
class Snapshot:
    """The newest executions, newest first, and those that run, as AWS told them at `as_of`.

    `whole` says that there are no others. At most `MAX_RUNNING` of those that run are told of.
    `executions` has them with their steps, but for those
    that cannot be read or kept.
    """

    as_of: datetime
    version: str
    items: tuple[ExecutionListItem, ...]
    running: tuple[ExecutionListItem, ...]
    whole: bool
    executions: Mapping[str, Execution]

    def execution(self, name: str) -> Execution | None:
        """Return one of its executions, if it has it and can read it."""
        with suppress(Unreadable):
            return self.executions.get(name)
        return None

    def has_as_is(self, item: ExecutionListItem) -> bool:
        """Tell whether it has an execution that has ended, and as this item tells of it."""
        known = self.by_name.get(item.name)
        agrees = known is not None and agree(item, known)
        return item.status.ended and agrees and item.name in self.executions

    def covers(self, moment: datetime) -> bool:
        """Tell whether it has all executions that started at this time or later."""
        return self.whole or (bool(self.items) and self.items[-1].started_at < moment)

    @cached_property
    def by_name(self) -> Mapping[str, ExecutionListItem]:
        """Its items, and those that run, by their names."""
        return {item.name: item for item in (*self.items, *self.running)}
