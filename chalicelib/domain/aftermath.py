"""The aftermath of an execution that did not succeed: which later ones made up for it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.execution import Execution
from chalicelib.domain.statuses import ExecutionStatus, Outcome, StepStatus


@dataclass(frozen=True)
class Aftermath:
    """The names of the executions that made up for one that did not succeed, if any did.

    `resumed_by` is the newest execution that resumed it. `superseded_by` is the first later one
    that succeeded and did every step that this one left undone, itself or through the executions
    that it resumed: as a resume of this one, or with the same overrides for these steps.
    """

    resumed_by: str | None = None
    superseded_by: str | None = None


def has_failed(execution: Execution) -> bool:
    """Return whether the execution ended without success: only then it has an aftermath."""
    return execution.ended and execution.status != ExecutionStatus.SUCCEEDED


def aftermath(execution: Execution, others: Sequence[Execution]) -> Aftermath:
    """Return the aftermath of an execution among these others, which may be in any order."""
    if not has_failed(execution):
        return Aftermath()
    later = sorted(
        (other for other in others if other.started_at > execution.started_at),
        key=lambda other: other.started_at,
    )
    # A refused execution has resumed nothing.
    resumes = [
        other.name
        for other in later
        if other.input.resumed_from == execution.name and other.outcome != Outcome.REFUSED
    ]
    undone = {step.key for step in execution.steps if not step.status.done}
    by_name = {other.name: other for other in later}
    chain = _chain(execution.name, later)

    def done(other: Execution) -> set[str]:
        """Return the steps that it did with the same overrides, or in the same chain."""
        return {
            key
            for key, doer in _done(other, by_name)
            if doer.name in chain or _overrides(doer, key) == _overrides(execution, key)
        }

    successes = (
        other.name
        for other in later
        if undone and other.status == ExecutionStatus.SUCCEEDED and undone <= done(other)
    )
    return Aftermath(next(reversed(resumes), None), next(successes, None))


def _chain(name: str, later: Iterable[Execution]) -> set[str]:
    """Return its name, and the names of all executions that descend from it by resumes."""
    chain = {name}
    for other in later:
        if other.input.resumed_from in chain:
            chain.add(other.name)
    return chain


def _done(execution: Execution, later: Mapping[str, Execution]) -> Iterator[tuple[str, Execution]]:
    """Yield each step that this or a later execution did for it, with the one that did it.

    A step that was completed before does not count: it may be of an older snapshot.
    """
    for step in execution.steps:
        if step.status == StepStatus.SUCCEEDED:
            yield step.key, execution
        elif doer := later.get(step.completed_in or ""):
            yield step.key, doer


def _overrides(execution: Execution, key: str) -> Mapping[str, Any]:
    return execution.input.overrides.get(key, {})
