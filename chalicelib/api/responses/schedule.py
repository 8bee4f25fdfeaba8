"""The schedule, as callers get it."""

from pydantic import Field

from chalicelib.api.responses.base import Document, Environment, Utc
from chalicelib.services.scheduling import ScheduleView


class SwitchDocument(Document):
    """The last switch of the schedule."""

    enabled: bool = Field(description="Whether it was switched on.")
    by: str = Field(description="Who switched it.")
    at: Utc = Field(description="When.")
    reason: str | None = Field(description="Why; null if no reason was given.")


class ScheduleDocument(Document):
    """The schedule."""

    environment: Environment
    expression: str = Field(description="`cron(…)` or `rate(…)`, in UTC, as EventBridge has it.")
    enabled: bool = Field(description="Whether it starts refreshes.")
    next_runs: list[Utc] | None = Field(
        description="The times of the next refreshes; null if only AWS knows them.",
    )
    switched: SwitchDocument | None = Field(
        description="Who switched it last through the API, when and why; null if that is not "
        "known.",
    )


def schedule_document(view: ScheduleView, environment: str) -> ScheduleDocument:
    """Return the schedule."""
    return ScheduleDocument.model_validate(
        {
            "environment": environment,
            "expression": view.known.schedule.expression,
            "enabled": view.known.schedule.enabled,
            "next_runs": view.next_runs,
            "switched": view.known.switched,
        }
    )
