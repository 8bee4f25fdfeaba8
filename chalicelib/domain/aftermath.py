"""What became of an execution that did not succeed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.execution import REFUSED, SKIPPED, SUCCEEDED, Execution


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
    by_name = {other.facts.name: other for other in later}
    chain = _chain(facts.name, later)

    def done(other: Execution) -> set[str]:
        """Return what it did that counts: with other overrides it has done something else."""
        return {
            key
            for key, doer in _done(other, by_name)
            if doer.facts.name in chain or _given(doer, key) == _given(execution, key)
        }

    successes = (
        other.facts.name
        for other in later
        if undone and other.facts.status == SUCCEEDED and undone <= done(other)
    )
    return Aftermath(next(reversed(resumes), None), next(successes, None))


def _chain(name: str, later: Iterable[Execution]) -> set[str]:
    """Return its name, and those of all that come from it by a chain of resumes."""
    chain = {name}
    for other in later:
        if other.facts.input.resumed_from in chain:
            chain.add(other.facts.name)
    return chain


def _done(execution: Execution, later: Mapping[str, Execution]) -> Iterator[tuple[str, Execution]]:
    """Give each step that it did, or that one of the later executions did for it, and which.

    What was completed before is no work of theirs: it may be of an older snapshot.
    """
    for step in execution.steps:
        if step.status == SUCCEEDED:
            yield step.key, execution
        elif doer := later.get(step.completed_in or ""):
            yield step.key, doer


def _given(execution: Execution, key: str) -> Mapping[str, Any]:
    return execution.facts.input.overrides.get(key, {})
