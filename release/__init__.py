"""What is deployed: the Lambda's zip, the gateway's description, and the facts of both."""


class ReleaseError(Exception):
    """The package cannot be made; `str()` of it is one line that says why."""
