"""The steps of an execution, as callers get them."""

from datetime import datetime
from typing import Any

from pydantic import Field

from chalicelib.api.responses.base import AsOf, Document, Utc, seconds_between
from chalicelib.domain.execution import ExecutedStep, Execution


class AttemptDocument(Document):
    """One try of a step."""

    number: int
    status: str
    started_at: Utc
    stopped_at: Utc | None
    job_run_id: str | None
    error: str | None = Field(description="Step Functions' name of the error.")
    message: str | None = Field(description="Why it failed, in plain words.")


class BriefStepDocument(Document):
    """One step of an execution in short."""

    key: str
    title: str
    status: str = Field(
        description="PENDING, RUNNING, RETRYING, SUCCEEDED, FAILED, SKIPPED, CANCELLED or "
        "NOT_RUN; more may come."
    )
    completed_in: str | None = Field(
        description="The earlier execution in which a step that a resume skips was completed; "
        "null for a step that was skipped as asked, and for any other."
    )


class StepDocument(BriefStepDocument):
    """One step of an execution."""

    stage: str
    job_name: str | None
    job_run_id: str | None = Field(description="The Glue run of the latest attempt.")
    arguments: dict[str, Any] = Field(
        description="What the latest attempt got, or one would get; empty where it was skipped."
    )
    started_at: Utc | None
    stopped_at: Utc | None
    duration_seconds: float | None
    message: str | None
    attempts: list[AttemptDocument]


class StepsDocument(Document):
    """The steps of an execution."""

    as_of: AsOf
    items: list[StepDocument]
    poll_after_seconds: float | None


def steps_document(execution: Execution, now: datetime, poll_after_seconds: float) -> StepsDocument:
    """Return the execution's steps, as of `now` (UTC)."""
    return StepsDocument(
        as_of=now,
        items=[step_document(step, now) for step in execution.steps],
        poll_after_seconds=None if execution.ended else poll_after_seconds,
    )


def step_document(step: ExecutedStep, now: datetime) -> StepDocument:
    """Return one step, as of `now` (UTC)."""
    duration = None
    if step.started_at:
        duration = seconds_between(step.started_at, step.stopped_at or now)
    return StepDocument(
        key=step.key,
        title=step.title,
        status=step.status,
        completed_in=step.completed_in,
        stage=step.stage,
        job_name=step.job_name,
        job_run_id=step.job_run_id,
        arguments=dict(step.arguments),
        started_at=step.started_at,
        stopped_at=step.stopped_at,
        duration_seconds=duration,
        message=step.message,
        attempts=[AttemptDocument.model_validate(attempt) for attempt in step.attempts],
    )
