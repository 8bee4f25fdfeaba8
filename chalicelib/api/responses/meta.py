"""What the API says of itself."""

from chalicelib.api.responses.base import Document, Environment


class HealthDocument(Document):
    """That the API is alive. It says nothing of AWS."""

    status: str
    environment: Environment
    version: str
