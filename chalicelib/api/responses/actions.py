"""What callers get for acting on an execution."""

from datetime import datetime
from typing import TYPE_CHECKING

from pydantic import Field

from chalicelib.api.responses.base import Document
from chalicelib.api.responses.executions import ExecutionDocument, execution_fields
from chalicelib.services.relations import Related

if TYPE_CHECKING:
    from chalicelib.services.stopping import Stopped


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


def stopped_document(
    stopped: "Stopped",
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
