"""Executions, as callers get them. Fields are added, never renamed; what is not known is null."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import Field

from chalicelib.api.responses.base import AsOf, Document, Environment, Utc, seconds_between
from chalicelib.api.responses.steps import BriefStepDocument, StepDocument, step_document
from chalicelib.domain.aftermath import Aftermath
from chalicelib.domain.execution import Execution
from chalicelib.domain.glue import JobRun
from chalicelib.domain.pipeline import in_order
from chalicelib.services.relations import Related


class ProgressDocument(Document):
    """How far an execution is."""

    done: int = Field(description="Number of steps that succeeded in this execution.")
    skipped: int = Field(
        description="Number of steps that it skips, as asked or because an earlier execution "
        "completed them.",
    )
    total: int = Field(description="Number of all steps.")
    running: list[str] = Field(description="Keys of the steps that are being run.")
    failed: list[str] = Field(description="Keys of the steps that failed.")


class SummaryDocument(Document):
    """An execution in short."""

    name: str = Field(description="Name of the execution.")
    status: str = Field(description="Its status in Step Functions. New values may come.")
    outcome: str | None = Field(
        description="How it ended: SUCCEEDED, FAILED, ABORTED, TIMED_OUT, or REFUSED if another "
        "one was running. null until it ends. New values may come.",
    )
    trigger: str = Field(description="What started it: api, schedule, resume or other.")
    started_at: Utc = Field(description="When it started.")
    stopped_at: Utc | None = Field(description="When it ended; null until then.")
    duration_seconds: float = Field(
        description="Seconds from its start to its end, or to this answer.",
    )
    requested_by: str | None = Field(description="Who asked for it; null if that is not known.")
    reason: str | None = Field(description="Why; null if no reason was given.")
    overridden: list[str] = Field(
        description="Keys of the steps that have overrides, in the order of the pipeline.",
    )
    resumed_from: str | None = Field(
        description="The execution that it resumes; null if it resumes none.",
    )
    resumed_by: str | None = Field(
        description="The newest execution that resumed it, if it did not succeed; otherwise null.",
    )
    superseded_by: str | None = Field(
        description="If it did not succeed: the first later execution that succeeded and did every "
        "step that this one left undone, itself or in an execution that it resumed. It is a resume "
        "of this one, or has the same overrides for these steps. Otherwise null.",
    )
    progress: ProgressDocument = Field(description="How far it is.")
    steps: Sequence[BriefStepDocument] = Field(
        description="Its steps, in the order of the pipeline.",
    )
    error: str | None = Field(
        description="Name of the error with which it ended; null if there is none.",
    )
    message: str | None = Field(
        description="Why it ended so, in plain words; null if nothing is known.",
    )


class InputDocument(Document):
    """What an execution was asked to do."""

    overrides: dict[str, dict[str, Any]] = Field(
        description="The overrides by step key, in the order of the pipeline.",
    )
    skip: list[str] = Field(description="Keys of the steps that it was asked to skip.")
    unreadable: dict[str, Any] = Field(
        description="The parts of the input that no refresh takes, by JSON pointer. Empty if the "
        "API started it.",
    )


class AwaitedRunDocument(Document):
    """A Glue run that an earlier execution left, and that has to end before a step begins."""

    job_name: str = Field(description="Name of the Glue job.")
    job_run_id: str = Field(description="Id of the Glue run.")
    state: str = Field(description="Its last known state in Glue.")


class ExecutionDocument(SummaryDocument):
    """An execution with its steps."""

    as_of: AsOf
    environment: Environment
    lineage: list[str] = Field(
        description="The executions that led to it through resumes, the oldest first.",
    )
    input: InputDocument = Field(description="What it was asked to do.")
    steps: Sequence[StepDocument] = Field(description="Its steps, in the order of the pipeline.")
    waiting_for: list[AwaitedRunDocument] = Field(
        description="The Glue runs that an earlier execution left. It waits for their end before "
        "its first step. Mostly empty.",
    )
    poll_after_seconds: float | None = Field(
        description="Seconds after which to ask again; null if nothing will change.",
    )


class ExecutionsDocument(Document):
    """A page of executions, newest first."""

    as_of: AsOf
    environment: Environment
    items: list[SummaryDocument] = Field(description="The executions of this page.")
    next_cursor: str | None = Field(
        description="The `cursor` of the next page; null on the last page.",
    )
    poll_after_seconds: float = Field(description="Seconds after which to ask again.")


def summary(execution: Execution, became: Aftermath, now: datetime) -> SummaryDocument:
    """Return the execution in short, as of `now` (UTC)."""
    return SummaryDocument.model_validate(summary_fields(execution, became, now))


def execution_document(
    related: Related, now: datetime, poll_after_seconds: float, environment: str
) -> ExecutionDocument:
    """Return the execution with its steps, as of `now` (UTC)."""
    return ExecutionDocument.model_validate(
        execution_fields(related, now, poll_after_seconds, environment)
    )


def execution_fields(
    related: Related, now: datetime, poll_after_seconds: float, environment: str
) -> dict[str, Any]:
    """Return the fields of an `ExecutionDocument`, for documents that have more."""
    execution = related.execution
    keys = [step.key for step in execution.steps]
    return {
        **summary_fields(execution, related.aftermath, now),
        "as_of": now,
        "environment": environment,
        "lineage": related.lineage,
        "input": replace(execution.input, overrides=in_order(execution.input.overrides, keys)),
        "steps": [step_document(step, now) for step in execution.steps],
        "waiting_for": [_awaited(run) for run in execution.waiting_for],
        "poll_after_seconds": None if execution.ended else poll_after_seconds,
    }


def summary_fields(execution: Execution, became: Aftermath, now: datetime) -> dict[str, Any]:
    """Return the fields of a `SummaryDocument`, for documents that have more."""
    return {
        "name": execution.name,
        "status": execution.status,
        "outcome": execution.outcome,
        "trigger": execution.input.trigger,
        "started_at": execution.started_at,
        "stopped_at": execution.stopped_at,
        "duration_seconds": seconds_between(execution.started_at, execution.stopped_at or now),
        "requested_by": execution.input.requested_by,
        "reason": execution.input.reason,
        "overridden": execution.overridden,
        "resumed_from": execution.input.resumed_from,
        "resumed_by": became.resumed_by,
        "superseded_by": became.superseded_by,
        "progress": execution.progress,
        "steps": execution.steps,
        "error": execution.error,
        "message": execution.message,
    }


def _awaited(run: JobRun) -> AwaitedRunDocument:
    return AwaitedRunDocument(job_name=run.job_name, job_run_id=run.id, state=run.state)
