"""What executions have to do with each other: which led to one, and what became of it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import takewhile

from chalicelib.domain.aftermath import Aftermath, aftermath, has_failed
from chalicelib.domain.execution import Execution
from chalicelib.domain.listing import Listed
from chalicelib.errors import NotFound
from chalicelib.services.listing import all_rows, read_rows
from chalicelib.services.reader import ExecutionReader

MOST_ANCESTORS = 20
# How many executions that started after a failed one are read for it, or for a page of them. Each
# is read once and kept; of one that many others followed, the nearest tell.
MAX_LATER = 50


@dataclass(frozen=True)
class Related:
    """An execution with what led to it, the first of them first, and with what became of it."""

    execution: Execution
    lineage: tuple[str, ...]
    aftermath: Aftermath


def related(reader: ExecutionReader, execution: Execution) -> Related:
    """Return the execution with its relations."""
    became = aftermaths(reader, [execution])
    return Related(execution, _lineage(reader, execution), became[execution.facts.name])


def aftermaths(reader: ExecutionReader, executions: Sequence[Execution]) -> Mapping[str, Aftermath]:
    """Return what became of each of these executions, by its name.

    Only for those that failed does it look at others, which started later.
    """
    known = {execution.facts.name: execution for execution in executions}
    if failed := [execution for execution in executions if has_failed(execution)]:
        for row, execution in read_rows(reader, _later(reader, failed, known)):
            known[row.name] = execution
    others = tuple(known.values())
    return {execution.facts.name: aftermath(execution, others) for execution in executions}


def _lineage(reader: ExecutionReader, execution: Execution) -> tuple[str, ...]:
    names: list[str] = []
    parent = execution.facts.input.resumed_from
    while parent and parent not in names and len(names) < MOST_ANCESTORS:
        names.append(parent)
        try:
            parent = reader.execution(parent).facts.input.resumed_from
        except NotFound:  # Step Functions keeps executions for 90 days
            break
    return tuple(reversed(names))


def _later(
    reader: ExecutionReader, failed: Sequence[Execution], known: Collection[str]
) -> list[Listed]:
    """Return which other executions to read, the newest first: those that followed the closest."""
    names = {execution.facts.name for execution in failed}
    oldest = min(execution.facts.started_at for execution in failed)
    rows = [*takewhile(lambda row: row.started_at >= oldest, all_rows(reader))]
    distance = len(rows)
    followers: list[tuple[int, Listed]] = []
    for row in reversed(rows):
        distance = 0 if row.name in names else distance + 1
        if row.name not in known:
            followers.append((distance, row))
    followers.sort(key=lambda follower: follower[0])
    nearest = {row.name for _, row in followers[:MAX_LATER]}
    return [row for row in rows if row.name in nearest]
