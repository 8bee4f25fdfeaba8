"""The plan of a refresh: what it would do, step by step, and the checks before a start."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from chalicelib.domain.execution import Execution
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.pipeline import Pipeline, Step, StepInput
from chalicelib.domain.read_execution import why_skipped
from chalicelib.domain.statuses import StepStatus


class Action(StrEnum):
    """What becomes of a step."""

    RUN = "run"
    SKIP = "skip"


class CheckStatus(StrEnum):
    """The result of a check; one that failed stands in the way of a start."""

    OK = "ok"
    WARNING = "warning"
    FAILED = "failed"


# Why a resume runs a step, by the status of the step in the execution that it resumes.
STATUS_IN_WORDS = {
    StepStatus.FAILED: "failed",
    StepStatus.CANCELLED: "was cut off",
    StepStatus.NOT_RUN: "did not run",
}


@dataclass(frozen=True)
class Change:
    """One job argument that differs from what the job would get; `from_` is `None` if it is new."""

    from_: str | None
    to: str


@dataclass(frozen=True)
class PlannedStep(StepInput):
    """What would become of a step, why, and which arguments would be changed; none of a skip."""

    action: Action
    why: str
    changed: Mapping[str, Change]


@dataclass(frozen=True)
class Check:
    """One thing that was checked before a start; `step` is the key of the step that it is about."""

    check: str
    step: str | None
    status: CheckStatus
    detail: str


def plan_steps(
    pipeline: Pipeline,
    execution_input: ExecutionInput,
    resumes: Execution | None,
    job_defaults: Mapping[str, Mapping[str, str]],
) -> tuple[PlannedStep, ...]:
    """Return what an execution with this input would do.

    `resumes` is the execution that it resumes, if it resumes one; `job_defaults` are the arguments
    that Glue itself has for a job, by the job's name.
    """
    statuses = {step.key: step.status for step in resumes.steps} if resumes else {}
    return tuple(
        _planned(step, execution_input, _why(step.key, execution_input, statuses), job_defaults)
        for step in pipeline.steps
    )


def _planned(
    step: Step,
    execution_input: ExecutionInput,
    why: str,
    job_defaults: Mapping[str, Mapping[str, str]],
) -> PlannedStep:
    if step.key in execution_input.skip:
        return PlannedStep(step, {}, Action.SKIP, why, {})
    overrides = execution_input.overrides.get(step.key, {})
    without = {**job_defaults.get(step.job_name or "", {}), **step.defaults}
    return PlannedStep(
        step=step,
        arguments={**step.defaults, **overrides},
        action=Action.RUN,
        why=why,
        changed={
            name: Change(without.get(name), value)
            for name, value in overrides.items()
            if without.get(name) != value
        },
    )


def _why(key: str, execution_input: ExecutionInput, statuses: Mapping[str, StepStatus]) -> str:
    if key in execution_input.skip:
        return why_skipped(key, execution_input)
    if execution_input.resumed_from:
        status = statuses.get(key)
        words = (status and STATUS_IN_WORDS.get(status)) or "was not a step"
        return f"{words} in {execution_input.resumed_from}"
    return "as asked"
