"""What callers get for acting on an execution."""

from datetime import datetime

from pydantic import Field

from chalicelib.api.responses.base import Document
from chalicelib.api.responses.executions import ExecutionDocument, execution_fields
from chalicelib.services.relations import Related
from chalicelib.services.stopping import Stopped


class StoppedRunDocument(Document):
    """A Glue run that may have outlived its execution."""

    step: str = Field(description="Key of its step.")
    job_name: str = Field(description="Name of its Glue job.")
    job_run_id: str | None = Field(
        description="Id of the Glue run; null if the API could not look for the runs of this job.",
    )
    state: str | None = Field(description="Its last known state in Glue; null if none is known.")
    confirmed: bool = Field(description="Whether it is known to have ended.")
    message: str | None = Field(
        description="Why that is not known, or why Glue does not stop it; null if there is nothing "
        "to say.",
    )


class StoppedDocument(ExecutionDocument):
    """An execution that was stopped or had ended, and its Glue runs that went on."""

    confirmed: bool = Field(
        description="Whether the execution and all of its Glue runs are known to have ended.",
    )
    job_runs: list[StoppedRunDocument] = Field(
        description="Its Glue runs that went on when it was stopped.",
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
