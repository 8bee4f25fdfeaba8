"""The relations of executions: the lineage that led to one, and its aftermath."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from chalicelib.domain.aftermath import Aftermath, aftermath, has_failed
from chalicelib.domain.execution import Execution, ExecutionListItem
from chalicelib.domain.listing import Span, place
from chalicelib.errors import NotFound
from chalicelib.services.listing import all_items
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.unknown_names import UnknownNames

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


def related(
    executions: ExecutionRepository, unknown: UnknownNames, execution: Execution
) -> Related:
    """Return the execution with its relations."""
    became = aftermaths(executions, [execution])
    return Related(execution, _lineage(executions, unknown, execution), became[execution.name])


def aftermaths(
    executions: ExecutionRepository, page: Sequence[Execution]
) -> Mapping[str, Aftermath]:
    """Return the aftermath of each of these executions, by its name.

    Only for executions that failed are others read, which started later.
    """
    known = {execution.name: execution for execution in page}
    if failed := [execution for execution in page if has_failed(execution)]:
        for item, execution in executions.get_listed(_later(executions, failed, known)):
            known[item.name] = execution
    others = tuple(known.values())
    return {execution.name: aftermath(execution, others) for execution in page}


def _lineage(
    executions: ExecutionRepository, unknown: UnknownNames, execution: Execution
) -> tuple[str, ...]:
    names: list[str] = []
    parent = execution.input.resumed_from
    while parent and parent not in names and len(names) < MAX_ANCESTORS:
        names.append(parent)
        try:
            parent = executions.get(parent, unknown.asking(parent)).input.resumed_from
        except NotFound:  # Step Functions keeps executions for 90 days, and it is not recorded
            break
    return tuple(reversed(names))


def _later(
    executions: ExecutionRepository, failed: Sequence[Execution], known: Collection[str]
) -> list[ExecutionListItem]:
    """Return the other executions to read, the newest first: the closest followers."""
    names = {execution.name for execution in failed}
    oldest = min(execution.started_at for execution in failed)
    # Of what only the records have, the nearest, too.
    recorded = executions.record_page(Span(since=oldest, newest_first=False), None).entries
    listed = takewhile(lambda item: item.started_at >= oldest, all_items(executions))
    by_name = {item.name: item for item in (*(entry.item for entry in recorded), *listed)}
    items = sorted(by_name.values(), key=place, reverse=True)
    distance = len(items)
    followers: list[tuple[int, ExecutionListItem]] = []
    for item in reversed(items):
        distance = 0 if item.name in names else distance + 1
        if item.name not in known:
            followers.append((distance, item))
    followers.sort(key=lambda follower: follower[0])
    nearest = {item.name for _, item in followers[:MAX_FOLLOWERS]}
    return [item for item in items if item.name in nearest]
