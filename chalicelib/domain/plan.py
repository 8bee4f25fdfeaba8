"""What a refresh would do, step by step, before it is started."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from chalicelib.domain.execution import why_skipped
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.pipeline import Pipeline, Step

RUN = "run"
SKIP = "skip"

OK = "ok"
WARNING = "warning"
FAILED = "failed"


# Of the steps that a resume runs, by what became of them.
STATUS_IN_WORDS = {
    "FAILED": "failed",
    "CANCELLED": "was cut off",
    "NOT_RUN": "did not run",
}


@dataclass(frozen=True)
class Change:
    """One job argument that differs from what the job would get; `from_` is `None` if it is new."""

    from_: str | None
    to: str


@dataclass(frozen=True)
class PlannedStep:
    """One step: whether it would run, why, and with which arguments; none where it is skipped."""

    key: str
    stage: str
    job_name: str | None
    action: str
    why: str
    arguments: Mapping[str, Any]
    changed: Mapping[str, Change]


@dataclass(frozen=True)
class Check:
    """One thing that was looked at before a start: `status` is ok, warning or failed."""

    check: str
    step: str | None
    status: str
    detail: str


def plan_steps(
    pipeline: Pipeline,
    given: ExecutionInput,
    statuses: Mapping[str, str],
    job_defaults: Mapping[str, Mapping[str, str]],
) -> tuple[PlannedStep, ...]:
    """Return what an execution with this input would do.

    `statuses` are those of the steps in the execution that it resumes, if it resumes one;
    `job_defaults` are the arguments that Glue itself has for a job, by its name.
    """
    return tuple(
        _planned(step, given, _why(step.key, given, statuses), job_defaults)
        for step in pipeline.steps
    )


def _planned(
    step: Step, given: ExecutionInput, why: str, job_defaults: Mapping[str, Mapping[str, str]]
) -> PlannedStep:
    if step.key in given.skip:
        return PlannedStep(step.key, step.stage, step.job_name, SKIP, why, {}, {})
    overrides = given.overrides.get(step.key, {})
    without = {**job_defaults.get(step.job_name or "", {}), **step.defaults}
    return PlannedStep(
        key=step.key,
        stage=step.stage,
        job_name=step.job_name,
        action=RUN,
        why=why,
        arguments={**step.defaults, **overrides},
        changed={
            name: Change(without.get(name), value)
            for name, value in overrides.items()
            if without.get(name) != value
        },
    )


def _why(key: str, given: ExecutionInput, statuses: Mapping[str, str]) -> str:
    if key in given.skip:
        return why_skipped(key, given)
    if given.resumed_from:
        words = STATUS_IN_WORDS.get(statuses.get(key, ""), "was not a step")
        return f"{words} in {given.resumed_from}"
    return "as asked"
