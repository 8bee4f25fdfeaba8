"""What callers get. Fields are added, never renamed; what is not known is null."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timezone
from typing import Annotated, Any

from pydantic import AfterValidator, AliasChoices, BaseModel, ConfigDict, Field

from chalicelib.domain.execution import Execution, StepView
from chalicelib.domain.pipeline import Pipeline
from chalicelib.services.launching import Started
from chalicelib.services.planning import Plan
from chalicelib.services.scheduling import ScheduleView
from chalicelib.services.stopping import Stopped

# botocore gives times in the zone of the process.
Utc = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(timezone.utc))]


class Document(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(from_attributes=True)


class AttemptDocument(Document):
    """One try of a step."""

    number: int
    status: str
    started_at: Utc
    stopped_at: Utc | None
    job_run_id: str | None
    error: str | None = Field(description="Step Functions' name of the error.")
    message: str | None = Field(description="Why it failed, in plain words.")


class StepDocument(Document):
    """One step of an execution."""

    key: str
    title: str
    stage: str
    status: str = Field(
        description="PENDING, RUNNING, RETRYING, SUCCEEDED, FAILED, SKIPPED, CANCELLED or "
        "NOT_RUN; more may come."
    )
    job_name: str | None
    job_run_id: str | None = Field(description="The Glue run of the latest attempt.")
    arguments: dict[str, Any] = Field(description="What the latest attempt got, or one would get.")
    started_at: Utc | None
    stopped_at: Utc | None
    duration_seconds: float | None
    message: str | None
    attempts: list[AttemptDocument]


class ProgressDocument(Document):
    """How far an execution is."""

    done: int = Field(description="Steps that succeeded or were skipped.")
    total: int
    running: list[str]
    failed: list[str]


class SummaryDocument(Document):
    """An execution in short."""

    name: str
    status: str = Field(description="As Step Functions says it; more may come.")
    trigger: str = Field(description="api, schedule, resume or other.")
    started_at: Utc
    stopped_at: Utc | None
    duration_seconds: float
    requested_by: str | None
    reason: str | None
    resumed_from: str | None
    progress: ProgressDocument


class InputDocument(Document):
    """What an execution was asked to do."""

    overrides: dict[str, dict[str, Any]]
    skip: list[str]


class CheckDocument(Document):
    """One thing that was looked at before a start."""

    check: str = Field(
        description="lock_free, job_exists, concurrency, no_live_runs; more may come."
    )
    step: str | None
    status: str = Field(description="ok, warning or failed.")
    detail: str


class StartedDocument(SummaryDocument):
    """An execution that was started, and what may go wrong with it."""

    warnings: list[CheckDocument]


class ChangeDocument(Document):
    """A job argument that differs from the configured one."""

    from_: str | None = Field(
        validation_alias=AliasChoices("from_", "from"),
        serialization_alias="from",
        description="null: not configured.",
    )
    to: str


class PlannedStepDocument(Document):
    """What would become of a step."""

    key: str
    stage: str
    job_name: str | None
    action: str = Field(description="run or skip.")
    why: str
    arguments: dict[str, Any]
    changed: dict[str, ChangeDocument] = Field(description="What differs from the defaults.")


class PlanDocument(Document):
    """What a start or a resume would do; nothing was started."""

    steps: list[PlannedStepDocument]
    preflight: list[CheckDocument]
    expected_duration_seconds: float | None = Field(description="null: not known yet.")
    expected_cost_usd: float | None = Field(description="null: not known yet.")


class ScheduleDocument(Document):
    """The schedule."""

    expression: str = Field(description="EventBridge's cron(…) or rate(…), in UTC.")
    enabled: bool
    next_runs: list[Utc] | None = Field(
        description="The next refreshes it starts; null where only AWS knows when."
    )


class ExecutionDocument(SummaryDocument):
    """An execution with its steps."""

    lineage: list[str] = Field(
        description="The executions that led to it by being resumed, the first of them first."
    )

    input: InputDocument
    error: str | None = Field(description="The name of the error that it ended with.")
    message: str | None = Field(description="Why it ended so, in plain words.")
    steps: list[StepDocument]
    poll_after_seconds: float | None = Field(
        description="When to ask again; null when nothing will change any more."
    )


class StoppedRunDocument(Document):
    """A Glue run that went on when its execution was stopped."""

    step: str
    job_name: str
    job_run_id: str
    state: str | None = Field(description="What Glue said of it last.")
    confirmed: bool = Field(description="Whether it is known to have ended.")
    message: str | None = Field(description="Why not, where it is known.")


class StoppedDocument(ExecutionDocument):
    """An execution that was stopped."""

    confirmed: bool = Field(
        description="Whether it and all of its Glue runs are known to have ended."
    )
    job_runs: list[StoppedRunDocument]


class StepsDocument(Document):
    """The steps of an execution."""

    items: list[StepDocument]
    poll_after_seconds: float | None


class ExecutionsDocument(Document):
    """A page of executions, newest first."""

    items: list[SummaryDocument]
    next_cursor: str | None = Field(description="The `cursor` of the next page; null on the last.")
    poll_after_seconds: float


class RetryDocument(Document):
    """One retrier of a step, in the order in which they are tried."""

    errors: list[str]
    max_attempts: int
    interval_seconds: float
    backoff_rate: float


class PipelineStepDocument(Document):
    """One step as it is deployed."""

    key: str
    title: str
    job_name: str | None
    defaults: dict[str, str] = Field(description="The configured job arguments.")
    timeout_seconds: int | None
    retries: list[RetryDocument]


class StageDocument(Document):
    """Steps that run in parallel."""

    name: str
    steps: list[PipelineStepDocument]


class PipelineDocument(Document):
    """The pipeline as it is deployed."""

    stages: list[StageDocument]


class HealthDocument(Document):
    """That the API is alive. It says nothing of AWS."""

    status: str
    version: str


class ProblemField(Document):
    """What is wrong with one part of the request."""

    pointer: str = Field(description="A JSON pointer into the body, or ?name of a query parameter.")
    message: str


class HolderDocument(Document):
    """The refresh that is running."""

    name: str
    requested_by: str | None
    reason: str | None
    started_at: Utc
    running: list[str] = Field(description="The steps that are being run.")
    expected_end: Utc | None = Field(description="null: not known yet.")


class ProblemDocument(Document):
    """An error, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemField]
    holder: HolderDocument | None = Field(
        None, description="With 409 where another refresh runs: that one."
    )
    request_id: str = Field(description="What to look for in the log.")


def summary(execution: Execution, now: datetime) -> SummaryDocument:
    """Return the execution in short, as of `now` (UTC)."""
    return SummaryDocument.model_validate(_summary(execution, now))


def execution_document(
    execution: Execution, lineage: Sequence[str], now: datetime, poll_after_seconds: float
) -> ExecutionDocument:
    """Return the execution with its steps, as of `now` (UTC)."""
    return ExecutionDocument.model_validate(_execution(execution, lineage, now, poll_after_seconds))


def stopped_document(
    stopped: Stopped, lineage: Sequence[str], now: datetime, poll_after_seconds: float
) -> StoppedDocument:
    """Return the execution that was stopped, as of `now` (UTC)."""
    return StoppedDocument.model_validate(
        {
            **_execution(stopped.execution, lineage, now, poll_after_seconds),
            "confirmed": stopped.confirmed,
            "job_runs": stopped.runs,
        }
    )


def started_document(started: Started, now: datetime) -> StartedDocument:
    """Return the execution that was started, as of `now` (UTC)."""
    return StartedDocument.model_validate(
        {**_summary(started.execution, now), "warnings": started.warnings}
    )


def plan_document(plan: Plan) -> PlanDocument:
    """Return the plan."""
    return PlanDocument.model_validate(
        {
            "steps": plan.steps,
            "preflight": plan.preflight,
            "expected_duration_seconds": None,
            "expected_cost_usd": None,
        }
    )


def schedule_document(view: ScheduleView) -> ScheduleDocument:
    """Return the schedule."""
    return ScheduleDocument.model_validate({**vars(view.schedule), "next_runs": view.next_runs})


def holder_document(holder: Execution) -> HolderDocument:
    """Return who holds the lock."""
    facts = holder.facts
    return HolderDocument(
        name=facts.name,
        requested_by=facts.input.requested_by,
        reason=facts.input.reason,
        started_at=facts.started_at,
        running=list(holder.progress.running),
        expected_end=None,
    )


def _execution(
    execution: Execution, lineage: Sequence[str], now: datetime, poll_after_seconds: float
) -> dict[str, Any]:
    facts = execution.facts
    return {
        **_summary(execution, now),
        "lineage": lineage,
        "input": {"overrides": facts.input.overrides, "skip": facts.input.skip},
        "error": facts.error,
        "message": facts.cause,
        "steps": list(_steps(execution.steps, now)),
        "poll_after_seconds": None if facts.ended else poll_after_seconds,
    }


def steps_document(execution: Execution, now: datetime, poll_after_seconds: float) -> StepsDocument:
    """Return the execution's steps, as of `now` (UTC)."""
    return StepsDocument(
        items=list(_steps(execution.steps, now)),
        poll_after_seconds=None if execution.facts.ended else poll_after_seconds,
    )


def pipeline_document(pipeline: Pipeline) -> PipelineDocument:
    """Return the pipeline."""
    return PipelineDocument.model_validate(pipeline)


def _summary(execution: Execution, now: datetime) -> dict[str, Any]:
    facts = execution.facts
    return {
        "name": facts.name,
        "status": facts.status,
        "trigger": facts.input.trigger,
        "started_at": facts.started_at,
        "stopped_at": facts.stopped_at,
        "duration_seconds": _seconds(facts.started_at, facts.stopped_at or now),
        "requested_by": facts.input.requested_by,
        "reason": facts.input.reason,
        "resumed_from": facts.input.resumed_from,
        "progress": execution.progress,
    }


def _steps(steps: Iterable[StepView], now: datetime) -> Iterable[StepDocument]:
    for step in steps:
        duration = None
        if step.started_at:
            duration = _seconds(step.started_at, step.stopped_at or now)
        yield StepDocument.model_validate({**vars(step), "duration_seconds": duration})


def _seconds(start: datetime, end: datetime) -> float:
    # The clocks of AWS and of this process can differ by a moment.
    return max(0.0, round((end - start).total_seconds(), 3))
