"""Merges two lists of the same executions: the list of Step Functions, and the records."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from heapq import merge

from chalicelib.domain.execution import ExecutionListItem
from chalicelib.domain.listing import SAME_MOMENT, ListEntry, Placed, place


@dataclass(frozen=True)
class Pair:
    """An execution: its item in the list, its entry in the index of the records, or both.

    `started_at` is the item's, or without an item the entry's.
    """

    started_at: datetime
    item: ExecutionListItem | None = None
    entry: ListEntry | None = None


def paired(listed: Iterator[ExecutionListItem], recorded: Iterator[ListEntry]) -> Iterator[Pair]:
    """Yield each execution once, newest first. Both lists must be sorted like that.

    The two may differ in the start of an execution, by less than `SAME_MOMENT`. So executions are
    matched by name. Each one waits until the other list can no longer have it.
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
            # The item decides the place: it is the same before and after the execution is recorded.
            waiting.pop(one.name, None)
            waiting[one.name] = Pair(one.started_at, one, known.entry if known else None)
    yield from waiting.values()


def _complete(waiting: dict[str, Pair], reached: datetime) -> Iterator[Pair]:
    """Remove and yield the pairs that neither list can still complete."""
    while waiting:
        first = next(iter(waiting))
        if waiting[first].started_at - reached < SAME_MOMENT:
            return
        yield waiting.pop(first)
