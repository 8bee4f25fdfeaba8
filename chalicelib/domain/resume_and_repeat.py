"""What a request inherits from an earlier execution: as its repetition, or as its resume."""

import json
from collections.abc import Collection, Iterator

from chalicelib.domain.execution import Execution, ExecutionDescription
from chalicelib.domain.execution_input import TEXTS
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.request import (
    SELECTION,
    Inheritance,
    RefreshRequest,
    RequestedOverrides,
    skipped_steps,
)
from chalicelib.domain.statuses import ExecutionStatus, StepStatus
from chalicelib.errors import Conflict, FieldProblem, Invalid, pointer

ABOUT_THE_CALLER = frozenset(pointer(name) for name in TEXTS)
MAX_QUOTED = 100


def repeat(
    pipeline: Pipeline, earlier: ExecutionDescription, request: RefreshRequest
) -> Inheritance:
    """Return what a request inherits that asks for the same as an earlier execution was asked.

    The request inherits what that one skipped and overrode, not its reason.

    Raises:
        Invalid: the selection is wrong, or nobody can repeat what the execution was asked for.
    """
    inheritance = Inheritance(earlier.input.overrides, earlier.input.skip)
    replaced = list(SELECTION) if request.selection else []
    if request.snapshot_dt is not None:
        replaced.append("snapshot_dt")
    problems = _unrepeatable(
        *(pipeline, earlier, request.overrides),
        not_run=skipped_steps(pipeline, request, inheritance),
        otherwise="leave like out, and say what is to run",
        replaced=replaced,
    )
    if found := [*problems]:
        raise Invalid(found)
    return inheritance


def resume(pipeline: Pipeline, earlier: Execution, request: RefreshRequest) -> Inheritance:
    """Return what a request inherits that runs the steps which an execution left undone.

    A step that the execution skipped stays skipped. The steps that run again inherit its overrides.

    Raises:
        Conflict: the execution still runs, it succeeded, or none of its steps is left to run.
        Invalid: nobody can repeat what the execution was asked for, past this API.
    """
    name = earlier.name
    if not earlier.ended:
        raise Conflict(f"{name} cannot be resumed: it is still {earlier.status}")
    if earlier.status == ExecutionStatus.SUCCEEDED:
        raise Conflict(f"{name} cannot be resumed: it succeeded, nothing is left to run")
    steps = [step for step in earlier.steps if step.key in pipeline.by_key]
    skip = tuple(step.key for step in steps if step.status.done)
    if len(skip) == len(pipeline.keys):
        raise Conflict(f"{name} cannot be resumed: all of its steps are done")
    problems = _unrepeatable(
        *(pipeline, earlier, request.overrides),
        not_run=skip,
        otherwise="start anew with POST /refresh, and say there what is to run",
    )
    if found := [*problems]:
        raise Invalid(found)
    before = earlier.input.completed_in
    completed_in = {
        **{key: before[key] for key in before if key in skip},
        **{step.key: name for step in steps if step.status == StepStatus.SUCCEEDED},
    }
    return Inheritance(earlier.input.overrides, skip, name, completed_in)


def _unrepeatable(
    pipeline: Pipeline,
    earlier: ExecutionDescription,
    overrides: RequestedOverrides,
    *,
    not_run: Collection[str],
    otherwise: str,
    replaced: Collection[str] = (),
) -> Iterator[FieldProblem]:
    """Find what nobody can ask for again, and the request does not give anew.

    What concerns steps that do not run, fields that are `replaced`, or only who asked and why, has
    no effect. `otherwise` says what to do where no argument can mend it.
    """
    to_run = [key for key in pipeline.keys if key not in not_run]
    overridden = {pointer("overrides", key) for key in overrides}
    of_steps = {pointer(name, key): key for name in ("overrides", "skip") for key in pipeline.keys}
    for place, value in earlier.input.unreadable.items():
        step = of_steps.get(place)
        if place in ABOUT_THE_CALLER or place in overridden or (step and step in not_run):
            continue
        if place.split("/")[1:2] in ([name] for name in replaced):
            continue
        if place.startswith("/overrides/"):
            message = (
                'give its arguments here, as {"--NAME": "text"}, or {} for the configured ones'
            )
        else:
            message = otherwise
        yield FieldProblem(
            place, f"was {_quoted(value)} in {earlier.name}, which nobody can read; {message}"
        )
    for key in to_run:
        for name, value in earlier.input.overrides.get(key, {}).items():
            if not isinstance(value, str) and name not in overrides.get(key, {}):
                yield FieldProblem(
                    pointer("overrides", key, name),
                    f"was {_quoted(value)} in {earlier.name}, and Glue takes texts; give one here, "
                    "or null for what is configured",
                )


def _quoted(value: object) -> str:
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= MAX_QUOTED else f"{text[:MAX_QUOTED]}…"
