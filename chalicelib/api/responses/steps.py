"""The steps of an execution, as callers get them."""

from datetime import datetime
from typing import Any

from pydantic import Field

from chalicelib.api.responses.base import AsOf, Document, Utc, seconds_between
from chalicelib.domain.execution import ExecutedStep, Execution


class AttemptDocument(Document):
    """One try of a step."""

    number: int = Field(description="1 for the first attempt.")
    status: str = Field(
        description="RUNNING, or how the attempt ended: SUCCEEDED, FAILED or CANCELLED.",
    )
    started_at: Utc = Field(description="When it started.")
    stopped_at: Utc | None = Field(description="When it ended; null until then.")
    job_run_id: str | None = Field(description="Id of its Glue run; null if Glue started none.")
    error: str | None = Field(
        description="Step Functions' name of the error; null if there is none.",
    )
    message: str | None = Field(
        description="Why it failed, in plain words; null if it did not fail.",
    )


class BriefStepDocument(Document):
    """One step of an execution in short."""

    key: str = Field(description="Key of the step.")
    title: str = Field(description="What the step does.")
    status: str = Field(
        description="PENDING, RUNNING, RETRYING, SUCCEEDED, FAILED, SKIPPED, CANCELLED or NOT_RUN. "
        "New values may come.",
    )
    completed_in: str | None = Field(
        description="For a step that a resume skips: the earlier execution that completed it. "
        "Otherwise null.",
    )


class StepDocument(BriefStepDocument):
    """One step of an execution."""

    stage: str = Field(description="Name of its stage.")
    job_name: str | None = Field(
        description="Name of its Glue job; null if the definition does not tell.",
    )
    job_run_id: str | None = Field(
        description="Id of the Glue run of the latest attempt; null if there is none.",
    )
    arguments: dict[str, Any] = Field(
        description="The job arguments of the latest attempt, or those that it would get. Empty if "
        "the step is skipped.",
    )
    started_at: Utc | None = Field(description="When its first attempt started; null until then.")
    stopped_at: Utc | None = Field(description="When it ended; null until then.")
    duration_seconds: float | None = Field(
        description="Seconds from its start to its end, or to this answer; null if it has not "
        "started.",
    )
    message: str | None = Field(
        description="Why it failed, is retried, waits or was skipped, in plain words; null if "
        "there is nothing to say.",
    )
    attempts: list[AttemptDocument] = Field(description="Its attempts, the first one first.")


class StepsDocument(Document):
    """The steps of an execution."""

    as_of: AsOf
    items: list[StepDocument] = Field(description="The steps, in the order of the pipeline.")
    poll_after_seconds: float | None = Field(
        description="Seconds after which to ask again; null if nothing will change.",
    )


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
