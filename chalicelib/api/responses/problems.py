"""Errors, as callers get them."""

from pydantic import Field

from chalicelib.api.responses.base import Document, Utc
from chalicelib.errors import Holder


class ProblemField(Document):
    """What is wrong with one part of the request."""

    pointer: str = Field(
        description="A JSON pointer into the body, or `?name` for a query parameter.",
    )
    message: str = Field(description="What is wrong, and what would be right.")


class HolderDocument(Document):
    """The refresh that is running."""

    name: str = Field(description="Name of the execution.")
    requested_by: str | None = Field(description="Who asked for it; null if that is not known.")
    reason: str | None = Field(description="Why; null if no reason is known.")
    started_at: Utc = Field(description="When it started.")
    running: list[str] = Field(description="Keys of the steps that are being run.")
    expected_end: Utc | None = Field(description="null: not known yet.")


class ProblemDocument(Document):
    """An error, as in RFC 9457."""

    type: str = Field(description="Always `about:blank`: the title says which problem it is.")
    title: str = Field(description="The problem in a few words.")
    status: int = Field(description="The HTTP status.")
    detail: str = Field(description="What is wrong, in plain words.")
    errors: list[ProblemField] = Field(description="With 422: every place that is wrong.")
    holder: HolderDocument | None = Field(
        None,
        description="With 409 while another refresh runs: that refresh.",
    )
    role: str | None = Field(
        None,
        description="With 403: the caller's role. Empty if the gateway did not ask who calls.",
    )
    required_role: str | None = Field(
        None,
        description="With 403: the role that the request needs. Empty if the gateway did not ask "
        "who calls.",
    )
    request_id: str = Field(description="The id of this request in the log.")


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
