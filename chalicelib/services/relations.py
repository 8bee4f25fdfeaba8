"""The relations of executions: the lineage that led to one, and its aftermath."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from chalicelib.domain.aftermath import Aftermath, aftermath, has_failed
from chalicelib.domain.execution import Execution, ExecutionListItem
from chalicelib.domain.listing import ListEntry, Placed, Span, newest_first, place
from chalicelib.errors import NotFound
from chalicelib.services.listed import Listed, recorded
from chalicelib.services.views import Executions

MAX_ANCESTORS = 20
# How many executions that started after a failed one are read for it, or for a page of them. Each
# is read once and kept; of one that many others followed, the nearest tell.
MAX_FOLLOWERS = 50


@dataclass(frozen=True)
class Related:
    """An execution with its lineage, the oldest first, and its aftermath."""

    execution: Execution
    lineage: tuple[str, ...]
    aftermath: Aftermath


def related(executions: Executions, execution: Execution) -> Related:
    """Return the execution with its relations."""
    became = aftermaths(executions, [execution])
    return Related(execution, _lineage(executions, execution), became[execution.name])


def aftermaths(executions: Executions, page: Sequence[Execution]) -> Mapping[str, Aftermath]:
    """Return the aftermath of each of these executions, by its name.

    Only for executions that failed are others read, which started later.
    """
    known = {execution.name: execution for execution in page}
    if failed := [execution for execution in page if has_failed(execution)]:
        known |= _later(executions, failed, known)
    others = tuple(known.values())
    return {execution.name: aftermath(execution, others) for execution in page}


def _lineage(executions: Executions, execution: Execution) -> tuple[str, ...]:
    names: list[str] = []
    parent = execution.input.resumed_from
    while parent and parent not in names and len(names) < MAX_ANCESTORS:
        names.append(parent)
        try:
            parent = executions.get(parent).input.resumed_from
        except NotFound:  # Step Functions keeps executions for 90 days, and it is not recorded
            break
    return tuple(reversed(names))


def _later(
    executions: Executions, failed: Sequence[Execution], known: Collection[str]
) -> Mapping[str, Execution]:
    """Return the other executions that tell what became of these, by their names."""
    oldest = min(execution.started_at for execution in failed)
    snapshot = executions.snapshot
    if snapshot and snapshot.covers(oldest):
        since = [item.name for item in snapshot.items if item.started_at >= oldest]
        found_by_name = {name: snapshot.execution(name) for name in since}
        if all(found_by_name.values()):
            return {name: found for name, found in found_by_name.items() if found}
    items = _nearest(executions, failed, oldest, known)
    return {item.name: found for item, found in executions.get_listed(items)}


def _nearest(
    executions: Executions,
    failed: Sequence[Execution],
    oldest: datetime,
    known: Collection[str],
) -> list[ExecutionListItem]:
    """Return the other executions to read, the newest first: the closest followers."""
    names = {execution.name for execution in failed}
    entries = recorded(executions, Span(since=oldest, newest_first=False))
    listed = Listed(executions, readable=entries is not None)
    later = _until(listed.whole_with(entries), max(failed, key=place), MAX_FOLLOWERS + len(known))
    items_listed = listed.items((None,), Span(since=oldest))
    by_name = {item.name: item for item in (*(entry.item for entry in later), *items_listed)}
    items = newest_first(by_name.values())
    distance = len(items)
    followers: list[tuple[int, ExecutionListItem]] = []
    for item in reversed(items):
        distance = 0 if item.name in names else distance + 1
        if item.name not in known:
            followers.append((distance, item))
    followers.sort(key=lambda follower: follower[0])
    nearest = {item.name for _, item in followers[:MAX_FOLLOWERS]}
    return [item for item in items if item.name in nearest]


def _until(entries: Iterator[ListEntry], last: Placed, enough: int) -> Iterator[ListEntry]:
    """Yield entries, which come the oldest first, until there are `enough` after `last`."""
    for entry in entries:
        yield entry
        enough -= place(entry) > place(last)
        if enough <= 0:
            return
