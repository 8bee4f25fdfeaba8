"""The errors of this service. The API maps each type to a status, once.

RefreshError
├── BadRequest        the request cannot be read                              400
├── Unauthorized      the caller is not known                                 401
├── Forbidden         the caller's role does not allow it                     403
├── NotFound          there is no such execution                              404
├── Conflict          the execution's state does not allow it                 409
│   └── AlreadyRunning  another refresh runs; the error names it              409
├── TooLarge          the request is too large                                413
├── UnsupportedMedia  not JSON                                                415
├── Invalid           fields are wrong; the error names every one             422
├── TooManyUnknown    the caller asks for too many that do not exist          429
├── UpstreamThrottled    AWS asks us to slow down                             429
├── UpstreamRejected     AWS rejects the call: denied, malformed, not there   502
└── UpstreamUnavailable  AWS cannot be reached or does not answer in time     503
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

# Cap on reported problems, so that a bad body cannot produce an oversized response.
MAX_PROBLEMS = 20


def pointer(*parts: object) -> str:
    """Return the JSON pointer to a part of a body (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in parts)


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one part of a request.

    `pointer` is an RFC 6901 JSON pointer into the body, or `?name` for a query parameter. "" is
    the whole body; then the message names the part.
    """

    pointer: str
    message: str


class RefreshError(Exception):
    """The base of every error that a caller is told. `str()` of it is for them alone.

    `logged` is what the log may say: a text that holds no value of a caller or of a job.
    """

    def __init__(self, detail: str, *, logged: str | None = None) -> None:
        super().__init__(detail)
        self.logged = logged

    @property
    def for_log(self) -> str:
        """What the log says of an error without its traceback: `logged`, or else the type."""
        return self.logged or type(self).__name__


class BadRequest(RefreshError):
    """The request cannot be read."""


class Unauthorized(RefreshError):
    """The caller is not known."""


class Forbidden(RefreshError):
    """The caller's `role` does not allow the request, which takes the `required_role`."""

    def __init__(self, detail: str, role: str | None = None, required: str | None = None) -> None:
        super().__init__(detail)
        self.role = role
        self.required_role = required


class NotFound(RefreshError):
    """The requested thing does not exist."""


class Conflict(RefreshError):
    """The state of an execution or of the deployment does not allow the request."""


@dataclass(frozen=True)
class Holder:
    """The execution that holds the lock, and the keys of the steps that it is `running`."""

    name: str
    requested_by: str | None
    reason: str | None
    started_at: datetime
    running: tuple[str, ...]


class AlreadyRunning(Conflict):
    """Another refresh runs: the `holder` of the lock."""

    def __init__(self, detail: str, holder: Holder) -> None:
        super().__init__(detail)
        self.holder = holder


class TooLarge(RefreshError):
    """The request is too large."""


class UnsupportedMedia(RefreshError):
    """The body is not declared as JSON."""


class Invalid(RefreshError):
    """Fields of the request are wrong."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        place = f"{first.pointer}: " if first.pointer else ""
        super().__init__(f"{place}{first.message}{more}")
        self.problems = tuple(problems[:MAX_PROBLEMS])


class TooManyUnknown(RefreshError):
    """The caller asks for too many executions that do not exist. `retry_after` is in seconds."""

    def __init__(self, detail: str, retry_after: int) -> None:
        super().__init__(detail)
        self.retry_after = retry_after


class UpstreamThrottled(RefreshError):
    """AWS throttles the calls. `retry_after` is in seconds."""

    retry_after = 5


class UpstreamRejected(RefreshError):
    """AWS rejects the call; a retry does not help."""


class UpstreamUnavailable(RefreshError):
    """AWS cannot be reached, or does not answer in time. `retry_after` is in seconds."""

    retry_after = 5
