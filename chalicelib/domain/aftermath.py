"""What became of an execution that did not succeed."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from chalicelib.domain.execution import REFUSED, SKIPPED, SUCCEEDED, Execution


@dataclass(frozen=True)
class Aftermath:
    """Who dealt with it: names of executions, or nobody.

    `resumed_by` is the newest that resumed it. `superseded_by` is the first later one that
    succeeded and did every step that this one left undone, itself or by what it resumed.
    """

    resumed_by: str | None = None
    superseded_by: str | None = None


def has_failed(execution: Execution) -> bool:
    """Return whether it ended, and not with success: only then can it have an aftermath."""
    return execution.facts.ended and execution.facts.status != SUCCEEDED


def aftermath(execution: Execution, others: Sequence[Execution]) -> Aftermath:
    """Return what became of it, as far as these other executions tell; in any order."""
    if not has_failed(execution):
        return Aftermath()
    facts = execution.facts
    later = sorted(
        (other for other in others if other.facts.started_at > facts.started_at),
        key=lambda other: other.facts.started_at,
    )
    # One that was refused has resumed nothing.
    resumes = [
        other.facts.name
        for other in later
        if other.facts.input.resumed_from == facts.name and other.facts.outcome != REFUSED
    ]
    undone = {step.key for step in execution.steps if step.status not in (SUCCEEDED, SKIPPED)}
    names = {other.facts.name for other in later}
    successes = (
        other.facts.name
        for other in later
        if undone and other.facts.status == SUCCEEDED and undone <= _done(other, names)
    )
    return Aftermath(next(reversed(resumes), None), next(successes, None))


def _done(execution: Execution, later: Collection[str]) -> set[str]:
    """Return the steps that it did, or that one of the later executions did for it.

    What was completed before is no work of theirs: it may be of an older snapshot.
    """
    return {
        step.key
        for step in execution.steps
        if step.status == SUCCEEDED or step.completed_in in later
    }
