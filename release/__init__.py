"""The deployment package: the Lambda's zip, the gateway's OpenAPI body, and a manifest."""


class ReleaseError(Exception):
    """The package cannot be built; `str()` of it is one line with the reason."""
