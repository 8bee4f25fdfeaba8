"""What the API says of itself."""

from pydantic import Field

from chalicelib.api.responses.base import Document, Environment


class HealthDocument(Document):
    """The API is alive. This says nothing about AWS."""

    status: str = Field(description="Always `ok`.")
    environment: Environment
    version: str = Field(description="The version of the API.")
