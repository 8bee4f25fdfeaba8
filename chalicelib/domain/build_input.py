"""The input of the execution that does what a request asks for, checked against the pipeline."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.arguments import ARGUMENT_NAME
from chalicelib.domain.execution_input import ExecutionInput, Trigger
from chalicelib.domain.pipeline import Pipeline, in_order
from chalicelib.domain.request import (
    Inheritance,
    RefreshRequest,
    RequestedOverrides,
    selection_problems,
    skipped_steps,
    unknown_steps,
)
from chalicelib.domain.reserved import RESERVED_ARGUMENTS
from chalicelib.domain.sizes import check_size, large_arguments
from chalicelib.domain.text import is_line
from chalicelib.errors import FieldProblem, Invalid, pointer

SNAPSHOT_ARGUMENT = "--SNAPSHOT_DT"

NAME_RULE = 'an argument\'s name is "--" and up to 253 characters that can be read, no space or "="'


@dataclass(frozen=True)
class LeftOut:
    """The names of inherited arguments of a step that will not run."""

    step: str
    arguments: tuple[str, ...]


def build_input(
    pipeline: Pipeline,
    request: RefreshRequest,
    inheritance: Inheritance,
    requested_by: str,
) -> ExecutionInput:
    """Return the input of an execution that does what the request asks for.

    Raises:
        Invalid: fields that the pipeline has no place for, every one of them named.
        TooLarge: the input would not fit into the state machine's state.
    """
    problems = [
        *unknown_steps(pipeline, request),
        *_wrong_arguments(request.overrides),
        *_nothing_to_take_back(inheritance, request.overrides),
        *_snapshot_problems(pipeline, request),
        *selection_problems(request),
    ]
    if problems:
        raise Invalid(problems)
    skip = skipped_steps(pipeline, request, inheritance)
    if len(skip) == len(pipeline.keys):
        field = "only" if request.only is not None else "skip"
        raise Invalid([FieldProblem(f"/{field}", "skips every step; nothing would run")])
    if without_effect := list(_without_effect(pipeline, request, skip)):
        raise Invalid(without_effect)
    overrides = _overrides(pipeline, request, inheritance, skip)
    # Inherited values may come from the console.
    if wrong := [*_wrong_arguments(overrides), *large_arguments(pipeline, overrides)]:
        raise Invalid(wrong)
    execution_input = ExecutionInput(
        overrides=overrides,
        skip=skip,
        trigger=Trigger.RESUME if inheritance.resumed_from else Trigger.API,
        requested_by=requested_by,
        reason=request.reason,
        resumed_from=inheritance.resumed_from,
        completed_in=inheritance.completed_in,
    )
    check_size(pipeline, execution_input)
    return execution_input


def left_out(
    pipeline: Pipeline, request: RefreshRequest, inheritance: Inheritance, skip: Sequence[str]
) -> tuple[LeftOut, ...]:
    """Return what is inherited for steps that neither run nor are completed.

    `skip` is that of the input that was built. In the order of the pipeline; last the steps that no
    longer exist. What the request takes back is not among it.
    """
    runs = {key for key in pipeline.keys if key not in skip}
    found = {
        key: tuple(name for name in arguments if name not in request.overrides.get(key, {}))
        for key, arguments in in_order(inheritance.overrides, pipeline.keys).items()
        # A completed step has used what it had inherited.
        if key not in runs and key not in inheritance.completed_in
    }
    return tuple(LeftOut(key, names) for key, names in found.items() if names)


def _wrong_arguments(overrides: RequestedOverrides) -> Iterable[FieldProblem]:
    for key, arguments in overrides.items():
        for name, value in arguments.items():
            place = pointer("overrides", key, name)
            if value is None:
                continue
            if why := RESERVED_ARGUMENTS.get(name):
                yield FieldProblem(place, f"is reserved: {why}; leave it out")
            elif not (ARGUMENT_NAME.fullmatch(name) and is_line(name)):
                yield FieldProblem(place, NAME_RULE)


def _nothing_to_take_back(
    inheritance: Inheritance, overrides: RequestedOverrides
) -> Iterable[FieldProblem]:
    """Find each null for an argument that is not inherited: the caller means something else."""
    for key, arguments in overrides.items():
        for name, value in arguments.items():
            if value is None and name not in inheritance.overrides.get(key, {}):
                yield FieldProblem(
                    pointer("overrides", key, name),
                    "null takes an inherited argument back, and none of this name is inherited; "
                    "give a text, or leave it out",
                )


def _snapshot_problems(pipeline: Pipeline, request: RefreshRequest) -> Iterable[FieldProblem]:
    if request.snapshot_dt is None:
        return
    takers = _snapshot_takers(pipeline)
    if not takers:
        yield FieldProblem("/snapshot_dt", f"no step of this pipeline takes {SNAPSHOT_ARGUMENT}")
    for key in takers:
        override = request.overrides.get(key, {}).get(SNAPSHOT_ARGUMENT)
        if override not in (None, request.snapshot_dt):
            yield FieldProblem(
                pointer("overrides", key, SNAPSHOT_ARGUMENT),
                f'is "{override}" but snapshot_dt is "{request.snapshot_dt}"; give one of the two',
            )


def _without_effect(
    pipeline: Pipeline, request: RefreshRequest, skip: Sequence[str]
) -> Iterable[FieldProblem]:
    """Find fields for steps that will not run: the caller means something else."""
    for key, arguments in request.overrides.items():
        taken_back = arguments and set(arguments.values()) == {None}
        if key in skip and not taken_back:
            yield FieldProblem(pointer("overrides", key), f"{key} is skipped and would not get it")
    takers = _snapshot_takers(pipeline)
    if request.snapshot_dt is not None and set(takers) <= set(skip):
        names = ", ".join(takers)
        yield FieldProblem("/snapshot_dt", f"only {names} would get it, which this request skips")


def _overrides(
    pipeline: Pipeline, request: RefreshRequest, inheritance: Inheritance, skip: Sequence[str]
) -> dict[str, dict[str, Any]]:
    runs = [key for key in pipeline.keys if key not in skip]
    overrides = _merged_overrides(inheritance, request.overrides, runs)
    if request.snapshot_dt is not None:
        for key in set(_snapshot_takers(pipeline)) - set(skip):
            overrides.setdefault(key, {})[SNAPSHOT_ARGUMENT] = request.snapshot_dt
    return in_order(overrides, runs)


def _merged_overrides(
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


def _snapshot_takers(pipeline: Pipeline) -> list[str]:
    return [step.key for step in pipeline.steps if SNAPSHOT_ARGUMENT in step.defaults]
