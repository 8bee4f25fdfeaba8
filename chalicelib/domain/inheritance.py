"""What a request inherits from an earlier execution: as its repetition, or as its resume."""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.execution import Execution, ExecutionDescription
from chalicelib.domain.execution_input import TEXTS
from chalicelib.domain.pipeline import Pipeline, in_order
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


@dataclass(frozen=True)
class LeftOut:
    """The names of inherited arguments of a step that will not run."""

    step: str
    arguments: tuple[str, ...]


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


def nothing_to_take_back(
    inheritance: Inheritance, overrides: RequestedOverrides
) -> Iterator[FieldProblem]:
    """Find each null for an argument that is not inherited: the caller means something else."""
    for key, arguments in overrides.items():
        for name, value in arguments.items():
            if value is None and name not in inheritance.overrides.get(key, {}):
                yield FieldProblem(
                    pointer("overrides", key, name),
                    "null takes an inherited argument back, and none of this name is inherited; "
                    "give a text, or leave it out",
                )


def merged_overrides(
    inheritance: Inheritance, overrides: RequestedOverrides, runs: Collection[str]
) -> dict[str, dict[str, Any]]:
    """Return the overrides of each step that runs: the requested ones over the inherited ones."""
    inherited = inheritance.overrides
    both = {
        key: {**inherited.get(key, {}), **overrides.get(key, {})}
        for key in (*inherited, *overrides)
        if key in runs
    }
    kept = {
        key: {name: value for name, value in arguments.items() if value is not None}
        for key, arguments in both.items()
    }
    return {key: arguments for key, arguments in kept.items() if arguments}


def left_out(
    pipeline: Pipeline, request: RefreshRequest, inheritance: Inheritance
) -> tuple[LeftOut, ...]:
    """Return what is inherited for steps that neither run nor are completed.

    In the order of the pipeline; last the steps that no longer exist. What the request takes back
    is not among it.
    """
    skip = skipped_steps(pipeline, request, inheritance)
    runs = {key for key in pipeline.keys if key not in skip}
    found = {
        key: tuple(name for name in arguments if name not in request.overrides.get(key, {}))
        for key, arguments in in_order(inheritance.overrides, pipeline.keys).items()
        # What a completed step had inherited has had its effect.
        if key not in runs and key not in inheritance.completed_in
    }
    return tuple(LeftOut(key, names) for key, names in found.items() if names)


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
    given_anew = {pointer("overrides", key) for key in overrides}
    of_steps = {pointer(name, key): key for name in ("overrides", "skip") for key in pipeline.keys}
    for place, value in earlier.input.unreadable.items():
        step = of_steps.get(place)
        if place in ABOUT_THE_CALLER or place in given_anew or (step and step in not_run):
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
