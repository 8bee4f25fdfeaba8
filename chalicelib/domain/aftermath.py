"""What became of an execution that did not succeed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.execution import Execution
from chalicelib.domain.statuses import ExecutionStatus, Outcome, StepStatus


@dataclass(frozen=True)
class Aftermath:
    """Who dealt with it: names of executions, or nobody.

    `resumed_by` is the newest that resumed it. `superseded_by` is the first later one that
    succeeded and did every step that this one left undone, itself or by what it resumed: as a
    resume of this one, or with the same overrides for these steps.
    """

    resumed_by: str | None = None
    superseded_by: str | None = None


def has_failed(execution: Execution) -> bool:
    """Return whether it ended, and not with success: only then can it have an aftermath."""
    return execution.ended and execution.status != ExecutionStatus.SUCCEEDED


def aftermath(execution: Execution, others: Sequence[Execution]) -> Aftermath:
    """Return what became of it, as far as these other executions tell; in any order."""
    if not has_failed(execution):
        return Aftermath()
    later = sorted(
        (other for other in others if other.started_at > execution.started_at),
        key=lambda other: other.started_at,
    )
    # One that was refused has resumed nothing.
    resumes = [
        other.name
        for other in later
        if other.input.resumed_from == execution.name and other.outcome != Outcome.REFUSED
    ]
    undone = {step.key for step in execution.steps if not step.status.done}
    by_name = {other.name: other for other in later}
    chain = _chain(execution.name, later)

    def done(other: Execution) -> set[str]:
        """Return what it did that counts: with other overrides it has done something else."""
        return {
            key
            for key, doer in _done(other, by_name)
            if doer.name in chain or _given(doer, key) == _given(execution, key)
        }

    successes = (
        other.name
        for other in later
        if undone and other.status == ExecutionStatus.SUCCEEDED and undone <= done(other)
    )
    return Aftermath(next(reversed(resumes), None), next(successes, None))


def _chain(name: str, later: Iterable[Execution]) -> set[str]:
    """Return its name, and those of all that come from it by a chain of resumes."""
    chain = {name}
    for other in later:
        if other.input.resumed_from in chain:
            chain.add(other.name)
    return chain


def _done(execution: Execution, later: Mapping[str, Execution]) -> Iterator[tuple[str, Execution]]:
    """Give each step that it did, or that one of the later executions did for it, and which.

    What was completed before is no work of theirs: it may be of an older snapshot.
    """
    for step in execution.steps:
        if step.status == StepStatus.SUCCEEDED:
            yield step.key, execution
        elif doer := later.get(step.completed_in or ""):
            yield step.key, doer


def _given(execution: Execution, key: str) -> Mapping[str, Any]:
    return execution.input.overrides.get(key, {})
