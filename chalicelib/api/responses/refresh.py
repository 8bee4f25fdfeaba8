"""What callers get for starting a refresh, or for asking what it would do."""

from datetime import datetime
from typing import Annotated, Any

from pydantic import AliasChoices, Field

from chalicelib.api.responses.base import Document, Environment
from chalicelib.api.responses.executions import SummaryDocument, summary_fields
from chalicelib.domain.aftermath import Aftermath
from chalicelib.services.planning import Plan
from chalicelib.services.starting import Started


class CheckDocument(Document):
    """One check of the preflight."""

    check: str = Field(
        description="lock_free, job_exists, concurrency, arguments, glue_retries, queuing, "
        "no_live_runs, or for a resume superseded. New values may come.",
    )
    step: str | None = Field(
        description="Key of the step; null if the check is about the whole refresh.",
    )
    status: str = Field(description="ok, warning or failed.")
    detail: str = Field(description="What was found, in plain words.")


class LeftOutDocument(Document):
    """The inherited overrides of a step that will not run."""

    step: str = Field(description="Key of the step.")
    arguments: list[str] = Field(description="Names of the arguments.")


LeftOutDocuments = Annotated[
    list[LeftOutDocument],
    Field(
        description="The inherited overrides of steps that will neither run nor are done. Mostly "
        "empty."
    ),
]


class StartedDocument(SummaryDocument):
    """An execution that was started, and what may go wrong with it."""

    left_out: LeftOutDocuments
    warnings: list[CheckDocument] = Field(
        description="The checks that found what may fail or wait.",
    )


class ChangeDocument(Document):
    """A job argument that differs from the one that the job would get by itself."""

    from_: str | None = Field(
        validation_alias=AliasChoices("from_", "from"),
        serialization_alias="from",
        description="The configured value, or else the job's own default; null for neither.",
    )
    to: str = Field(description="The value that it would get.")


class PlannedStepDocument(Document):
    """What the request would do with a step."""

    key: str = Field(description="Key of the step.")
    stage: str = Field(description="Name of its stage.")
    job_name: str | None = Field(
        description="Name of its Glue job; null if the definition does not tell.",
    )
    action: str = Field(description="run or skip.")
    why: str = Field(description="Why it would run or be skipped, in plain words.")
    arguments: dict[str, Any] = Field(
        description="The job arguments that it would get. Empty if it would be skipped.",
    )
    changed: dict[str, ChangeDocument] = Field(
        description="By name, the arguments that differ from those that the job would get by "
        "itself.",
    )


class PlanDocument(Document):
    """What a start or a resume would do; nothing was started."""

    environment: Environment
    startable: bool = Field(
        description="Whether it could start now: false if a check of the preflight failed.",
    )
    steps: list[PlannedStepDocument] = Field(description="Its steps, in the order of the pipeline.")
    left_out: LeftOutDocuments
    preflight: list[CheckDocument] = Field(description="All checks.")
    expected_duration_seconds: float | None = Field(description="null: not known yet.")
    expected_cost_usd: float | None = Field(description="null: not known yet.")


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
