"""Two sorted accounts of the same executions as one: Step Functions' list, and the records."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge

from chalicelib.domain.execution import ExecutionListItem
from chalicelib.domain.listing import SAME_MOMENT, ListEntry, Placed, place


@dataclass(frozen=True)
class Pair:
    """An execution: its item in the list, its entry in the index of the records, or both.

    `started_at` is as the list tells it, if it does.
    """

    started_at: datetime
    item: ExecutionListItem | None = None
    entry: ListEntry | None = None


def paired(listed: Iterator[ExecutionListItem], recorded: Iterator[ListEntry]) -> Iterator[Pair]:
    """Yield each execution once, newest first; both are sorted so.

    The two may tell its start otherwise, by less than a moment. So an execution is known by its
    name, and waits until no other account of it can follow.
    """
    both: Iterator[Placed] = merge(listed, recorded, key=place, reverse=True)
    waiting: dict[str, Pair] = {}
    for one in both:
        yield from _complete(waiting, one.started_at)
        known = waiting.get(one.name)
        if isinstance(one, ListEntry):
            waiting[one.name] = (
                replace(known, entry=one) if known else Pair(one.started_at, entry=one)
            )
        elif isinstance(one, ExecutionListItem) and not (known and known.item):
            # Its place is that in the list, which does not change when it is recorded.
            waiting.pop(one.name, None)
            waiting[one.name] = Pair(one.started_at, one, known.entry if known else None)
    yield from waiting.values()


def _complete(waiting: dict[str, Pair], reached: datetime) -> Iterator[Pair]:
    """Take out those of which no other account can follow, and yield them."""
    while waiting:
        first = next(iter(waiting))
        if waiting[first].started_at - reached < SAME_MOMENT:
            return
        yield waiting.pop(first)
