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

    done: int = Field(description="Steps that succeeded in this execution.")
    skipped: int = Field(
        description="Steps that it leaves out: as asked, or because an earlier one did them."
    )
    total: int
    running: list[str]
    failed: list[str]


class SummaryDocument(Document):
    """An execution in short."""

    name: str
    status: str = Field(description="As Step Functions says it; more may come.")
    outcome: str | None = Field(
        description="How it ended: SUCCEEDED, FAILED, ABORTED, TIMED_OUT, or REFUSED because "
        "another was running; more may come. null while it goes on."
    )
    trigger: str = Field(description="api, schedule, resume or other.")
    started_at: Utc
    stopped_at: Utc | None
    duration_seconds: float
    requested_by: str | None
    reason: str | None
    overridden: list[str] = Field(
        description="The keys of the steps that were given overrides, in the order of the "
        "pipeline; mostly empty."
    )
    resumed_from: str | None
    resumed_by: str | None = Field(
        description="The newest execution that resumed it, where it failed; else null."
    )
    superseded_by: str | None = Field(
        description="Where it failed, the first later execution that succeeded and did every step "
        "that this one left undone, itself or by what it resumed: as a resume of this one, or with "
        "the same overrides for these steps; else null."
    )
    progress: ProgressDocument
    steps: Sequence[BriefStepDocument] = Field(description="In the order of the pipeline.")
    error: str | None = Field(description="The name of the error that it ended with.")
    message: str | None = Field(description="Why it ended so, in plain words.")


class InputDocument(Document):
    """What an execution was asked to do."""

    overrides: dict[str, dict[str, Any]] = Field(
        description="The arguments given to steps, in the order of the pipeline."
    )
    skip: list[str]
    unreadable: dict[str, Any] = Field(
        description="What is in no form that a refresh takes, by JSON pointer into the input; "
        "empty for what the API started."
    )


class AwaitedRunDocument(Document):
    """A Glue run that an earlier execution left, and that has to end before a step begins."""

    job_name: str
    job_run_id: str
    state: str = Field(description="What Glue said of it last.")


class ExecutionDocument(SummaryDocument):
    """An execution with its steps."""

    as_of: AsOf
    environment: Environment
    lineage: list[str] = Field(
        description="The executions that led to it by being resumed, the first of them first."
    )
    input: InputDocument
    steps: Sequence[StepDocument]
    waiting_for: list[AwaitedRunDocument] = Field(
        description="The Glue runs that an earlier execution left and that it waits for, before "
        "its first step; mostly empty."
    )
    poll_after_seconds: float | None = Field(
        description="When to ask again; null when nothing will change any more."
    )


class ExecutionsDocument(Document):
    """A page of executions, newest first."""

    as_of: AsOf
    environment: Environment
    items: list[SummaryDocument]
    next_cursor: str | None = Field(description="The `cursor` of the next page; null on the last.")
    poll_after_seconds: float


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
