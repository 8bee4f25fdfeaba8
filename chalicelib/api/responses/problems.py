"""Errors, as callers get them."""

from pydantic import Field

from chalicelib.api.responses.base import Document, Utc
from chalicelib.errors import Holder


class ProblemField(Document):
    """What is wrong with one part of the request."""

    pointer: str = Field(description="A JSON pointer into the body, or ?name of a query parameter.")
    message: str


class HolderDocument(Document):
    """The refresh that is running."""

    name: str
    requested_by: str | None
    reason: str | None
    started_at: Utc
    running: list[str] = Field(description="The steps that are being run.")
    expected_end: Utc | None = Field(description="null: not known yet.")


class ProblemDocument(Document):
    """An error, as RFC 9457 has it."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[ProblemField]
    holder: HolderDocument | None = Field(
        None, description="With 409 where another refresh runs: that one."
    )
    role: str | None = Field(
        None,
        description="With 403: the caller's role, or none; empty where the gateway did not ask who "
        "calls.",
    )
    required_role: str | None = Field(
        None, description="With 403: the role that it takes; empty likewise."
    )
    request_id: str = Field(description="What to look for in the log.")


def holder_document(holder: Holder) -> HolderDocument:
    """Return who holds the lock."""
    return HolderDocument(
        name=holder.name,
        requested_by=holder.requested_by,
        reason=holder.reason,
        started_at=holder.started_at,
        running=list(holder.running),
        expected_end=None,
    )
