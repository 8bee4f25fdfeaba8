"""Go on where an execution failed: a request that skips what is done."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.execution import Execution
from chalicelib.domain.inheriting import Given
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.refresh import RefreshRequest
from chalicelib.domain.repeating import unrepeatable
from chalicelib.errors import Conflict, Invalid


@dataclass(frozen=True)
class Resumption:
    """What goes on: the request, and for each step that is done the execution that did it."""

    resumed_from: str
    completed_in: Mapping[str, str]
    request: RefreshRequest


def resume_request(
    pipeline: Pipeline,
    execution: Execution,
    overrides: Given,
    reason: str | None,
) -> Resumption:
    """Return the request that runs what did not succeed in an execution.

    What it had skipped stays skipped. Its overrides are inherited by the steps that run again,
    with `overrides` on top.

    Raises:
        Conflict: it still runs, it succeeded, or nothing of it is left to run.
        Invalid: it was started past the API, with something that nobody can repeat.
    """
    facts = execution.facts
    if not facts.ended:
        raise Conflict(f"{facts.name} cannot be resumed: it is still {facts.status}")
    if facts.status == "SUCCEEDED":
        raise Conflict(f"{facts.name} cannot be resumed: it succeeded, nothing is left to run")
    skip = [step.key for step in execution.steps if step.status in ("SUCCEEDED", "SKIPPED")]
    skip = [key for key in skip if key in pipeline.by_key]
    if len(skip) == len(pipeline.keys):
        raise Conflict(f"{facts.name} cannot be resumed: all of its steps are done")
    otherwise = "start anew with POST /refresh, and say there what is to run"
    if problems := [*unrepeatable(pipeline, facts, skip, overrides, otherwise=otherwise)]:
        raise Invalid(problems)
    completed_in = {
        **{key: name for key, name in facts.input.completed_in.items() if key in skip},
        **{step.key: facts.name for step in execution.steps if step.status == "SUCCEEDED"},
    }
    return Resumption(
        facts.name,
        {key: name for key, name in completed_in.items() if key in pipeline.by_key},
        RefreshRequest(
            overrides=overrides,
            inherited=facts.input.overrides,
            skip=tuple(skip) or None,
            reason=reason,
        ),
    )
