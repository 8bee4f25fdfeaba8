"""What all documents share."""

from datetime import datetime, timezone
from typing import Annotated

from chalice.app import Response
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

JSON_TYPE = "application/json"
JSON_HEADERS = {"Content-Type": JSON_TYPE}

# botocore gives times in the zone of the process.
Utc = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(timezone.utc))]

AsOf = Annotated[Utc, Field(description="When AWS was asked; nothing here is older.")]
Environment = Annotated[str, Field(description="Which environment this is, such as dev or prod.")]


class Document(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(from_attributes=True, hide_input_in_errors=True)


def json_response(document: BaseModel, status: int = 200, **headers: str) -> Response:
    """Return a document as a JSON answer that nobody may keep."""
    return Response(
        document.model_dump_json(by_alias=True),
        {**JSON_HEADERS, **headers},
        status,
    )


def seconds_between(start: datetime, end: datetime) -> float:
    """Return how long it is from one time to another, to the millisecond; never less than 0."""
    # The clocks of AWS and of this process can differ by a moment.
    return max(0.0, round((end - start).total_seconds(), 3))
