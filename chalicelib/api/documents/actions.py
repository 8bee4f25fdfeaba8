"""What callers get for acting: starts, plans and stops."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AliasChoices, Field

from chalicelib.api.documents.base import Document, Environment
from chalicelib.api.documents.executions import (
    ExecutionDocument,
    SummaryDocument,
    execution_fields,
    summary_fields,
)
from chalicelib.domain.aftermath import Aftermath
from chalicelib.services.launching import Started
from chalicelib.services.planning import Plan
from chalicelib.services.relations import Related
from chalicelib.services.stopping import Stopped


class CheckDocument(Document):
    """One thing that was looked at before a start."""

    check: str = Field(
        description="lock_free, job_exists, concurrency, arguments, glue_retries, queuing, "
        "no_live_runs, and superseded of a resume; more may come."
    )
    step: str | None
    status: str = Field(description="ok, warning or failed.")
    detail: str


class LeftOutDocument(Document):
    """What was inherited for a step that will not run."""

    step: str
    arguments: list[str] = Field(description="The names of the arguments.")


LeftOutDocuments = Annotated[
    list[LeftOutDocument],
    Field(
        description="The overrides of the execution that it is like, or that it resumes, for steps "
        "that will neither run nor are done; mostly empty."
    ),
]


class StartedDocument(SummaryDocument):
    """An execution that was started, and what may go wrong with it."""

    left_out: LeftOutDocuments
    warnings: list[CheckDocument]


class ChangeDocument(Document):
    """A job argument that differs from the one that the job would get by itself."""

    from_: str | None = Field(
        validation_alias=AliasChoices("from_", "from"),
        serialization_alias="from",
        description="What is configured, or the job's own default; null: neither.",
    )
    to: str


class PlannedStepDocument(Document):
    """What would become of a step."""

    key: str
    stage: str
    job_name: str | None
    action: str = Field(description="run or skip.")
    why: str
    arguments: dict[str, Any] = Field(description="What it would get; empty for a skip.")
    changed: dict[str, ChangeDocument] = Field(
        description="What differs from what the job would get by itself."
    )


class PlanDocument(Document):
    """What a start or a resume would do; nothing was started."""

    environment: Environment
    startable: bool = Field(
        description="Whether it would start now: false where a check of the preflight has failed."
    )
    steps: list[PlannedStepDocument]
    left_out: LeftOutDocuments
    preflight: list[CheckDocument]
    expected_duration_seconds: float | None = Field(description="null: not known yet.")
    expected_cost_usd: float | None = Field(description="null: not known yet.")


class StoppedRunDocument(Document):
    """A Glue run that may have outlived its execution."""

    step: str
    job_name: str
    job_run_id: str | None = Field(
        description="null: runs of this job that could not be looked for."
    )
    state: str | None = Field(description="What Glue said of it last.")
    confirmed: bool = Field(description="Whether it is known to have ended.")
    message: str | None = Field(description="Why not, where it is known.")


class StoppedDocument(ExecutionDocument):
    """An execution that was stopped or had ended, and its Glue runs that went on."""

    confirmed: bool = Field(
        description="Whether it and all of its Glue runs are known to have ended."
    )
    job_runs: list[StoppedRunDocument]


def started_document(started: Started, became: Aftermath, now: datetime) -> StartedDocument:
    """Return the execution that was started, as of `now` (UTC)."""
    return StartedDocument.model_validate(
        {
            **summary_fields(started.execution, became, now),
            "left_out": started.left_out,
            "warnings": started.warnings,
        }
    )


def plan_document(plan: Plan, environment: str) -> PlanDocument:
    """Return the plan."""
    return PlanDocument.model_validate(
        {
            "environment": environment,
            "startable": plan.startable,
            "steps": plan.steps,
            "left_out": plan.left_out,
            "preflight": plan.preflight,
            "expected_duration_seconds": None,
            "expected_cost_usd": None,
        }
    )


def stopped_document(
    stopped: Stopped,
    related: Related,
    now: datetime,
    poll_after_seconds: float,
    environment: str,
) -> StoppedDocument:
    """Return what was stopped, as of `now` (UTC); `related` is of its execution."""
    return StoppedDocument.model_validate(
        {
            **execution_fields(related, now, poll_after_seconds, environment),
            "confirmed": stopped.confirmed,
            "job_runs": stopped.runs,
        }
    )
