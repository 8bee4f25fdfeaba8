"""Why there is no package."""


class ReleaseError(Exception):
    """The package cannot be made; `str()` of it is one line that says why."""
