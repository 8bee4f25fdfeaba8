"""A request for a refresh, checked against the pipeline and turned into an execution's input."""

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from chalicelib.domain.pipeline import Pipeline, Step
from chalicelib.errors import FieldProblem, Invalid, TooLarge, pointer

SNAPSHOT_ARGUMENT = "--SNAPSHOT_DT"

# Step Functions passes at most 256 KiB between states, as JSON in UTF-8. Two are the fullest.
#
# Where a dead holder's lock is taken over, a state holds Glue's answer: ten runs of one job, each
# with its arguments. Hence the limit of what one step gets: 16 KiB leave 9 for the rest of a run.
#
# Where all steps of a stage fail, a state holds the input and the configured arguments. For each
# step it also holds the run that failed, as a text in JSON with its arguments, and what is told of
# it. Of the 10 KiB beside the arguments, Glue's message may have 4, twice. A stage has eight steps
# at most, whose messages then fit into a cause's 32,768 characters as well.
# https://docs.aws.amazon.com/step-functions/latest/dg/service-quotas.html
MAX_STATE_BYTES = 256 * 1024
MAX_ARGUMENTS_BYTES = 16 * 1024  # as pipeline_rules.yaml has it
STATE_OVERHEAD_BYTES = 4 * 1024
FAILURE_BYTES = 10 * 1024

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
    """What a caller asks for; at most one of `skip`, `only` and `start_at` may be given."""

    overrides: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    snapshot_dt: str | None = None
    skip: tuple[str, ...] | None = None
    only: tuple[str, ...] | None = None
    start_at: str | None = None
    reason: str | None = None


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
        *_snapshot_problems(pipeline, request),
        *_selection_problems(request),
    ]
    if problems:
        raise Invalid(problems)
    skip = _skipped(pipeline, request)
    if len(skip) == len(pipeline.keys):
        field_name = "skip" if request.skip is not None else "only"
        raise Invalid([FieldProblem(f"/{field_name}", "skips every step; nothing would run")])
    if without_effect := list(_without_effect(pipeline, request, skip)):
        raise Invalid(without_effect)
    overrides = _overrides(pipeline, request, skip)
    if too_large := list(_large_arguments(pipeline, overrides)):
        raise Invalid(too_large)
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
    _check_size(pipeline, document)
    return document


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


def _wrong_arguments(overrides: Mapping[str, Mapping[str, str]]) -> Iterable[FieldProblem]:
    for key, arguments in overrides.items():
        for name in arguments:
            place = pointer("overrides", key, name)
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
        override = request.overrides.get(key, {}).get(SNAPSHOT_ARGUMENT, request.snapshot_dt)
        if override != request.snapshot_dt:
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
    for key in request.overrides:
        if key in skip:
            yield FieldProblem(pointer("overrides", key), f"{key} is skipped and would not get it")
    takers = _snapshot_takers(pipeline)
    if request.snapshot_dt is not None and set(takers) <= set(skip):
        names = ", ".join(takers)
        yield FieldProblem("/snapshot_dt", f"only {names} would get it, which this request skips")


def _skipped(pipeline: Pipeline, request: RefreshRequest) -> list[str]:
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
    overrides = {key: dict(arguments) for key, arguments in request.overrides.items() if arguments}
    if request.snapshot_dt is not None:
        for key in set(_snapshot_takers(pipeline)) - set(skip):
            overrides.setdefault(key, {})[SNAPSHOT_ARGUMENT] = request.snapshot_dt
    return overrides


def _snapshot_takers(pipeline: Pipeline) -> list[str]:
    return [step.key for step in pipeline.steps if SNAPSHOT_ARGUMENT in step.defaults]


def _large_arguments(
    pipeline: Pipeline, overrides: Mapping[str, Mapping[str, str]]
) -> Iterable[FieldProblem]:
    for key in overrides:
        size = _bytes({**pipeline.by_key[key].defaults, **overrides[key]})
        if size > MAX_ARGUMENTS_BYTES:
            yield FieldProblem(
                pointer("overrides", key),
                f"with the configured ones the arguments of {key} come to {size} bytes as JSON; "
                f"a step gets {MAX_ARGUMENTS_BYTES} at most",
            )


def _check_size(pipeline: Pipeline, document: Mapping[str, Any]) -> None:
    defaults = {step.key: dict(step.defaults) for step in pipeline.steps}
    size = _bytes(document) + _bytes(defaults)
    room = MAX_STATE_BYTES - STATE_OVERHEAD_BYTES - _failures_bytes(pipeline, document)
    if size > room:
        raise TooLarge(
            f"the input and the configured arguments come to {size} bytes; Step Functions "
            f"has room for {room}, beside what failures would say"
        )


def _failures_bytes(pipeline: Pipeline, document: Mapping[str, Any]) -> int:
    """Return how many bytes the failures of a stage take, in the stage where they take most."""

    def of_step(step: Step) -> int:
        arguments = {**step.defaults, **document["overrides"].get(step.key, {})}
        return _bytes(_json(arguments)) + FAILURE_BYTES

    return max(
        sum(of_step(step) for step in stage.steps if step.key not in document["skip"])
        for stage in pipeline.stages
    )


def _bytes(value: Any) -> int:
    return len(_json(value).encode())


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
