"""What callers get for starting a refresh, or for asking what it would do."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any

from pydantic import AliasChoices, Field

from chalicelib.api.responses.base import Document, Environment
from chalicelib.api.responses.executions import SummaryDocument, summary_fields
from chalicelib.domain.aftermath import Aftermath

if TYPE_CHECKING:
    from chalicelib.services.planning import Plan
    from chalicelib.services.starting import Started


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


def started_document(started: "Started", became: Aftermath, now: datetime) -> StartedDocument:
    """Return the execution that was started, as of `now` (UTC)."""
    return StartedDocument.model_validate(
        {
            **summary_fields(started.execution, became, now),
            "left_out": started.left_out,
            "warnings": started.warnings,
        }
    )


def plan_document(plan: "Plan", environment: str) -> PlanDocument:
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
