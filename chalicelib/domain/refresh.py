"""A request for a refresh, checked against the pipeline and turned into an execution's input."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.inheriting import (
    Given,
    Inherited,
    LeftOut,
    left_out,
    merged,
    nothing_to_take_back,
)
from chalicelib.domain.pipeline import Pipeline, in_order
from chalicelib.domain.sizes import check_size, large_arguments
from chalicelib.errors import FieldProblem, Invalid, pointer

SNAPSHOT_ARGUMENT = "--SNAPSHOT_DT"

ARGUMENT_NAME = re.compile(r"--[^\s=]{1,253}")

# Glue sets these itself and says never to set them, or they would make a job run other code than
# the one deployed. https://docs.aws.amazon.com/glue/latest/dg/aws-glue-programming-etl-glue-arguments.html
RESERVED_ARGUMENTS = frozenset(
    f"--{name}"
    for name in (
        *("JOB_NAME", "JOB_ID", "JOB_RUN_ID", "SECURITY_CONFIGURATION", "conf", "debug", "mode"),
        *("scriptLocation", "job-language", "class", "user-jars-first", "extra-py-files"),
        *("extra-jars", "extra-files", "additional-python-modules"),
        "python-modules-installer-option",
    )
)


@dataclass(frozen=True)
class RefreshRequest:
    """What a caller asks for; at most one of `skip`, `only` and `start_at` may be given.

    `like` names an execution whose request stands under this one; `inherited` is what an earlier
    execution had, under the `overrides`.
    """

    overrides: Given = field(default_factory=dict)
    inherited: Inherited = field(default_factory=dict)
    snapshot_dt: str | None = None
    skip: tuple[str, ...] | None = None
    only: tuple[str, ...] | None = None
    start_at: str | None = None
    reason: str | None = None
    like: str | None = None

    @property
    def has_selection(self) -> bool:
        """Whether it says which steps run."""
        return (self.skip, self.only, self.start_at) != (None, None, None)


@dataclass(frozen=True)
class Origin:
    """Where an execution comes from, for its input; `completed_in` is as in `ExecutionInput`."""

    trigger: str = "api"
    resumed_from: str | None = None
    completed_in: Mapping[str, str] = field(default_factory=dict)


API = Origin()


def build_input(
    pipeline: Pipeline, request: RefreshRequest, requested_by: str, origin: Origin = API
) -> dict[str, Any]:
    """Return the input of an execution that does what the request asks for.

    Raises:
        Invalid: fields that the pipeline has no place for, every one of them named.
        TooLarge: the input would not fit into the state machine's state.
    """
    problems = [
        *_unknown_steps(pipeline, request),
        *_wrong_arguments(request.overrides),
        *nothing_to_take_back(request.inherited, request.overrides),
        *_snapshot_problems(pipeline, request),
        *_selection_problems(request),
    ]
    if problems:
        raise Invalid(problems)
    skip = skipped(pipeline, request)
    if len(skip) == len(pipeline.keys):
        field_name = "skip" if request.skip is not None else "only"
        raise Invalid([FieldProblem(f"/{field_name}", "skips every step; nothing would run")])
    if without_effect := list(_without_effect(pipeline, request, skip)):
        raise Invalid(without_effect)
    overrides = _overrides(pipeline, request, skip)
    # What is inherited may have come from the console.
    if wrong := [*_wrong_arguments(overrides), *large_arguments(pipeline, overrides)]:
        raise Invalid(wrong)
    document: dict[str, Any] = {
        "overrides": overrides,
        "skip": dict.fromkeys(skip, True),
        "trigger": origin.trigger,
        "requested_by": requested_by,
    }
    if origin.resumed_from:
        document["resumed_from"] = origin.resumed_from
        document["completed_in"] = dict(origin.completed_in)
    if request.reason:
        document["reason"] = request.reason
    check_size(pipeline, document)
    return document


def not_taken_over(
    pipeline: Pipeline, request: RefreshRequest, done: Collection[str] = ()
) -> tuple[LeftOut, ...]:
    """Return what the request inherits for steps that will not run, and that are not `done`.

    In the order of the pipeline; last what was given for steps that are gone.
    """
    skip = skipped(pipeline, request)
    reached = {*(key for key in pipeline.keys if key not in skip), *done}
    inherited = in_order(request.inherited, pipeline.keys)
    return left_out(inherited, request.overrides, reached)


def _unknown_steps(pipeline: Pipeline, request: RefreshRequest) -> Iterable[FieldProblem]:
    named = [(pointer("overrides", key), key) for key in request.overrides]
    named += [(f"/skip/{n}", key) for n, key in enumerate(request.skip or ())]
    named += [(f"/only/{n}", key) for n, key in enumerate(request.only or ())]
    if request.start_at is not None:
        named.append(("/start_at", request.start_at))
    for place, key in named:
        if key not in pipeline.by_key:
            known = ", ".join(pipeline.keys)
            yield FieldProblem(place, f"no step has this key; the steps are {known}")


def _wrong_arguments(overrides: Given) -> Iterable[FieldProblem]:
    for key, arguments in overrides.items():
        for name, value in arguments.items():
            place = pointer("overrides", key, name)
            if value is None:
                continue
            if name in RESERVED_ARGUMENTS:
                yield FieldProblem(place, "reserved by Glue or for the deployment; leave it out")
            elif not ARGUMENT_NAME.fullmatch(name):
                yield FieldProblem(
                    place, 'an argument\'s name is "--" and up to 253 characters, no space or "="'
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


def _selection_problems(request: RefreshRequest) -> Iterable[FieldProblem]:
    given = [name for name in ("skip", "only", "start_at") if getattr(request, name) is not None]
    for name in given[1:]:
        yield FieldProblem(f"/{name}", f"cannot be combined with {given[0]}; give one of the two")


def _without_effect(
    pipeline: Pipeline, request: RefreshRequest, skip: Sequence[str]
) -> Iterable[FieldProblem]:
    """Find what was given for steps that will not run: the caller means something else."""
    for key, arguments in request.overrides.items():
        taken_back = arguments and set(arguments.values()) == {None}
        if key in skip and not taken_back:
            yield FieldProblem(pointer("overrides", key), f"{key} is skipped and would not get it")
    takers = _snapshot_takers(pipeline)
    if request.snapshot_dt is not None and set(takers) <= set(skip):
        names = ", ".join(takers)
        yield FieldProblem("/snapshot_dt", f"only {names} would get it, which this request skips")


def skipped(pipeline: Pipeline, request: RefreshRequest) -> list[str]:
    """Return the steps that the request leaves out.

    Raises:
        Invalid: its selection names a step that there is not, or is no one selection.
    """
    if problems := [*_unknown_steps(pipeline, request), *_selection_problems(request)]:
        raise Invalid(problems)
    if request.skip is not None:
        return [key for key in pipeline.keys if key in request.skip]
    if request.only is not None:
        return [key for key in pipeline.keys if key not in request.only]
    if request.start_at is not None:
        return _before(pipeline, request.start_at)
    return []


def _before(pipeline: Pipeline, key: str) -> list[str]:
    """Return the steps of all earlier stages: siblings run beside the step, not before it."""
    start = [stage.name for stage in pipeline.stages].index(pipeline.by_key[key].stage)
    return [step.key for stage in pipeline.stages[:start] for step in stage.steps]


def _overrides(
    pipeline: Pipeline, request: RefreshRequest, skip: Sequence[str]
) -> dict[str, dict[str, str]]:
    runs = [key for key in pipeline.keys if key not in skip]
    overrides = merged(request.inherited, request.overrides, runs)
    if request.snapshot_dt is not None:
        for key in set(_snapshot_takers(pipeline)) - set(skip):
            overrides.setdefault(key, {})[SNAPSHOT_ARGUMENT] = request.snapshot_dt
    return in_order(overrides, runs)


def _snapshot_takers(pipeline: Pipeline) -> list[str]:
    return [step.key for step in pipeline.steps if SNAPSHOT_ARGUMENT in step.defaults]
