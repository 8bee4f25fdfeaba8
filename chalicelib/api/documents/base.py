"""What all documents share."""

from datetime import datetime, timezone
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

# botocore gives times in the zone of the process.
Utc = Annotated[datetime, AfterValidator(lambda moment: moment.astimezone(timezone.utc))]

Environment = Annotated[str, Field(description="Which environment this is, such as dev or prod.")]


class Document(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(from_attributes=True)
