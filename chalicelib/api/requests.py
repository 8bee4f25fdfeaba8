"""What callers may send. Pydantic checks the shape; the domain checks it against the pipeline."""

from datetime import date, datetime, time, timezone
from typing import Annotated, Literal

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

# 256 KiB is the most that Step Functions takes, so no longer body can be of use.
MAX_BODY_BYTES = 256 * 1024

# One line of text: it goes into mails, logs and terminals.
Reason = Annotated[
    str, StringConstraints(min_length=1, max_length=500, pattern=r"^[^\x00-\x1f\x7f-\x9f]*$")
]
StepKey = Annotated[str, StringConstraints(min_length=1, max_length=80)]
ExecutionStatus = Literal[
    "RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED", "PENDING_REDRIVE"
]


class Body(BaseModel):
    """A JSON body: no unknown fields, and no value that is only nearly of its type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class StartRequest(Body):
    """A refresh to start. `{}` runs every step with its configured arguments."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {},
                {"snapshot_dt": "2026-11-01", "reason": "late snapshot"},
                {"overrides": {"job3a": {"--MAX_COLS": "200"}}, "start_at": "job3a"},
            ]
        }
    )

    overrides: dict[StepKey, dict[str, str]] = Field(
        {}, description="Job arguments for this execution only, by step key."
    )
    snapshot_dt: date | Literal["_NONE_"] | None = Field(
        None,
        description="The snapshot to take, for every step that has `--SNAPSHOT_DT`; "
        "`_NONE_` finds the newest.",
    )
    skip: list[StepKey] | None = Field(None, description="Steps not to run.")
    only: list[StepKey] | None = Field(None, description="The only steps to run.")
    start_at: StepKey | None = Field(
        None, description="Skip every stage before this step's. Its stage runs whole."
    )
    reason: Reason | None = Field(None, description="Why, for the record.")


class StopRequest(Body):
    """A stop."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "wrong snapshot"}]})

    reason: Reason | None = Field(None, description="Why, for the record.")


def _whole_day(value: object) -> object:
    """Take a date for its first moment in UTC."""
    if isinstance(value, str) and len(value) == len("2026-11-01"):
        return datetime.combine(date.fromisoformat(value), time(), timezone.utc)
    return value


Moment = Annotated[
    AwareDatetime,
    BeforeValidator(_whole_day, json_schema_input_type=AwareDatetime | date),
]


class ListQuery(BaseModel):
    """The query of GET /executions."""

    model_config = ConfigDict(extra="forbid")

    status: ExecutionStatus | None = Field(None, description="Only executions of this status.")
    since: Moment | None = Field(
        None, description="Only those that started then or later: RFC 3339, or a date in UTC."
    )
    until: Moment | None = Field(None, description="Only those that started before.")
    limit: int = Field(20, ge=1, le=100, description="How many at most.")
    cursor: str | None = Field(
        None, max_length=500, description="`next_cursor` of the page before, with the same filters."
    )


class NoQuery(BaseModel):
    """No query."""

    model_config = ConfigDict(extra="forbid")
