"""The bodies and queries that callers send. The domain checks them against the pipeline."""

import re
from contextlib import suppress
from datetime import date, datetime, timezone
from typing import Annotated, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainValidator,
    StringConstraints,
    WithJsonSchema,
)
from pydantic_core import PydanticCustomError

from chalicelib.domain.execution import MAX_NAME_CHARACTERS
from chalicelib.domain.execution_input import Trigger
from chalicelib.domain.listing import MAX_CHARACTERS, Filters
from chalicelib.domain.request import RefreshRequest
from chalicelib.domain.sizes import MAX_STATE_BYTES
from chalicelib.domain.statuses import ExecutionStatus, Outcome
from chalicelib.domain.text import A_LINE, UNREADABLE, is_line

# Step Functions accepts no larger input.
MAX_BODY_BYTES = MAX_STATE_BYTES


# It goes into mails, logs and terminals, so it is one line.
def _one_line(text: str) -> str:
    if not is_line(text):
        raise PydanticCustomError("one_line", f"give {A_LINE}")
    return text


Reason = Annotated[
    str,
    StringConstraints(min_length=1, max_length=500),
    AfterValidator(_one_line),
    # The schema says the same.
    Field(json_schema_extra={"pattern": rf"^[^{UNREADABLE}]*[^{UNREADABLE}\s][^{UNREADABLE}]*$"}),
]
NEWEST_SNAPSHOT = "_NONE_"
# More than any pipeline has, and few enough to read.
MAX_KEYS = 200
# Of an execution, or of a step, whose state has it in its name.
Name = Annotated[str, StringConstraints(min_length=1, max_length=MAX_NAME_CHARACTERS)]
Overrides = dict[Name, Annotated[dict[str, str | None], Field(max_length=MAX_KEYS)]]
REMOVES = "The value null removes an inherited argument."
# The filters of a list. Step Functions does not list PENDING_REDRIVE for a state machine.
ListedStatus = Literal["RUNNING", "SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED"]
ListedOutcome = Literal["SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT", "REFUSED"]
ListedTrigger = Literal["api", "schedule", "resume", "other"]
Caller = Annotated[str, StringConstraints(min_length=1, max_length=MAX_CHARACTERS)]
Part = Annotated[str, StringConstraints(min_length=1, max_length=200)]


def _date_or_newest(value: str) -> str:
    with suppress(ValueError):
        if value == NEWEST_SNAPSHOT or date.fromisoformat(value).isoformat() == value:
            return value
    raise PydanticCustomError("snapshot", "give a date such as 2026-11-01, or _NONE_")


Snapshot = Annotated[
    str,
    AfterValidator(_date_or_newest),
    WithJsonSchema({"type": "string", "pattern": r"^(\d{4}-\d{2}-\d{2}|_NONE_)$"}),
]


class Body(BaseModel):
    """A JSON body: no unknown fields, and each value exactly of its type."""

    model_config = ConfigDict(extra="forbid", strict=True)


class StartRequest(Body):
    """A refresh to start. `{}` runs every step with its configured arguments."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {},
                {"snapshot_dt": "2026-11-01", "reason": "late snapshot"},
                {"overrides": {"job3a": {"--MAX_COLS": "200"}}, "start_at": "job3a"},
                {"like": "manual-20261123T061500Z-3f9a", "only": ["job4"]},
            ]
        }
    )

    overrides: Overrides = Field(
        {},
        max_length=MAX_KEYS,
        description=f"Job arguments for this execution only, by step key. {REMOVES}",
    )
    like: Name | None = Field(
        None,
        description="Name of an execution: repeat its request, without its reason. The other "
        "fields win. Overrides of steps that will not run are left out; `left_out` names them.",
    )
    snapshot_dt: Snapshot | None = Field(
        None,
        description="The snapshot to load: a date, or `_NONE_` for the newest. It sets "
        "`--SNAPSHOT_DT` of every step that has this argument.",
    )
    skip: list[Name] | None = Field(
        None, max_length=MAX_KEYS, description="Keys of the steps that are not to run."
    )
    only: list[Name] | None = Field(
        None, max_length=MAX_KEYS, description="Keys of the only steps that are to run."
    )
    start_at: Name | None = Field(
        None, description="Key of a step. Every stage before its stage is skipped."
    )
    reason: Reason | None = Field(None, description="Why. It is kept, and the mail has it.")
    dry_run: bool = Field(default=False, description="Answer with the plan, and start nothing.")

    def to_request(self) -> RefreshRequest:
        """Return what the caller asks for."""
        return RefreshRequest(
            overrides=self.overrides,
            snapshot_dt=self.snapshot_dt,
            skip=_keys(self.skip),
            only=_keys(self.only),
            start_at=self.start_at,
            reason=self.reason,
            like=self.like,
        )


class ResumeBody(Body):
    """A resume. `{}` runs what did not succeed, with the overrides that it had."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{}, {"overrides": {"job4": {"--MAX_COLS": "200"}}}]}
    )

    overrides: Overrides = Field(
        {},
        max_length=MAX_KEYS,
        description=f"Job arguments by step key. They win over its own. {REMOVES}",
    )
    reason: Reason | None = Field(None, description="Why. It is kept, and the mail has it.")
    dry_run: bool = Field(default=False, description="Answer with the plan, and start nothing.")

    def to_request(self) -> RefreshRequest:
        """Return what the caller asks for."""
        return RefreshRequest(overrides=self.overrides, reason=self.reason)


class ScheduleRequest(Body):
    """A switch of the schedule."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"enabled": False, "reason": "the source is being moved"}]}
    )

    enabled: bool = Field(description="Whether the schedule starts refreshes.")
    reason: Reason | None = Field(None, description="Why. `GET /schedule` shows it.")


class StopRequest(Body):
    """A stop."""

    model_config = ConfigDict(json_schema_extra={"examples": [{"reason": "wrong snapshot"}]})

    reason: Reason | None = Field(None, description="Why. It is kept, and the mail has it.")


def _keys(keys: list[str] | None) -> tuple[str, ...] | None:
    return None if keys is None else tuple(keys)


RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d(T\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d))?", re.IGNORECASE)


def _moment(text: str) -> datetime:
    """Read a time, or a date as its first moment in UTC."""
    with suppress(ValueError):
        if RFC_3339.fullmatch(text):
            moment = datetime.fromisoformat(text.upper())
            return moment if moment.tzinfo else moment.replace(tzinfo=timezone.utc)
    if RFC_3339.fullmatch(text.replace(" ", "+")):
        raise PydanticCustomError("plus", "a + is a space in a query: write it as %2B")
    raise PydanticCustomError(
        "moment", "give a time such as 2026-11-01T02:00:00Z, or a date such as 2026-11-01"
    )


Moment = Annotated[datetime, PlainValidator(_moment, json_schema_input_type=AwareDatetime | date)]


def _whole_number(text: object) -> object:
    if isinstance(text, str) and not re.fullmatch(r"-?\d{1,9}", text, re.ASCII):
        raise PydanticCustomError("whole_number", "give a whole number")
    return text


class ListQuery(BaseModel):
    """The query of GET /executions."""

    model_config = ConfigDict(extra="forbid")

    status: ListedStatus | None = Field(None, description="Only executions with this status.")
    outcome: ListedOutcome | None = Field(None, description="Only executions with this outcome.")
    requested_by: Caller | None = Field(
        None, description="Only executions of this caller. Give the whole name."
    )
    trigger: ListedTrigger | None = Field(None, description="Only executions that this started.")
    q: Part | None = Field(
        None,
        description="Only executions with this text in their name or reason, in upper or lower "
        "case. A page may have fewer items than `limit`, or none, and still have a `next_cursor`.",
    )
    since: Moment | None = Field(
        None, description="Only executions that started then or later: a time, or a date in UTC."
    )
    until: Moment | None = Field(None, description="Only executions that started earlier.")
    limit: Annotated[int, BeforeValidator(_whole_number)] = Field(
        20, ge=1, le=100, description="How many executions at most."
    )
    cursor: str | None = Field(
        None, max_length=500, description="`next_cursor` of the page before, with the same filters."
    )

    def to_filters(self) -> Filters:
        """Return which executions the caller wants."""
        return Filters(
            status=ExecutionStatus(self.status) if self.status else None,
            since=self.since,
            until=self.until,
            outcome=Outcome(self.outcome) if self.outcome else None,
            requested_by=self.requested_by,
            trigger=Trigger(self.trigger) if self.trigger else None,
            q=self.q,
        )


class NoQuery(BaseModel):
    """No query."""

    model_config = ConfigDict(extra="forbid")
