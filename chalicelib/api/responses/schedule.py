"""The schedule, as callers get it."""

from pydantic import Field

from chalicelib.api.responses.base import Document, Environment, Utc
from chalicelib.services.scheduling import ScheduleView


class SwitchDocument(Document):
    """Who switched the schedule."""

    enabled: bool
    by: str
    at: Utc
    reason: str | None


class ScheduleDocument(Document):
    """The schedule."""

    environment: Environment
    expression: str = Field(description="EventBridge's cron(…) or rate(…), in UTC.")
    enabled: bool
    next_runs: list[Utc] | None = Field(
        description="The next refreshes it starts; null where only AWS knows when."
    )
    switched: SwitchDocument | None = Field(
        description="Who switched it so through this API, when and why; null where nobody did."
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
