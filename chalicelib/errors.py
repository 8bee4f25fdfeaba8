"""What can go wrong, in the words of this service; the API maps each to a status, once.

RefreshError
├── BadRequest        the request cannot be read                              400
├── Unauthorized      nobody that is known                                    401
├── Forbidden         known, but their role does not allow it                 403
├── NotFound          there is no such execution                              404
├── Conflict          the execution's state does not allow it                 409
│   └── AlreadyRunning  another refresh runs; names it                        409
├── TooLarge          more than is taken                                      413
├── UnsupportedMedia  not JSON                                                415
├── Invalid           read, but not valid; names every field                  422
├── UpstreamThrottled    AWS asks us to slow down                             429
├── UpstreamRejected     AWS said no: denied, malformed, not as deployed      502
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

    `pointer` is an RFC 6901 JSON pointer into the body, or `?name` for a query parameter; ""
    is the whole body, and then the message says what it is about.
    """

    pointer: str
    message: str


class RefreshError(Exception):
    """The base of every error that a caller is told; `str()` of it is for people."""


class BadRequest(RefreshError):
    """The request cannot be read."""


class Unauthorized(RefreshError):
    """Nobody knows who calls."""


class Forbidden(RefreshError):
    """The caller's role does not allow it: which one they have, and which one it takes."""

    def __init__(self, detail: str, role: str | None = None, required: str | None = None) -> None:
        super().__init__(detail)
        self.role = role
        self.required_role = required


class NotFound(RefreshError):
    """What was asked for does not exist."""


class Conflict(RefreshError):
    """The state of things does not allow it."""


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
    """The request is larger than what is taken."""


class UnsupportedMedia(RefreshError):
    """The body is not declared as JSON."""


class Invalid(RefreshError):
    """The request was read, but these fields of it are wrong."""

    def __init__(self, problems: Sequence[FieldProblem]) -> None:
        first = problems[0]
        more = f", and {len(problems) - 1} more" if len(problems) > 1 else ""
        place = f"{first.pointer}: " if first.pointer else ""
        super().__init__(f"{place}{first.message}{more}")
        self.problems = tuple(problems[:MAX_PROBLEMS])


class UpstreamThrottled(RefreshError):
    """AWS asked for fewer calls; `retry_after` is in seconds."""

    retry_after = 5


class UpstreamRejected(RefreshError):
    """AWS said no, and asking again will not help."""


class UpstreamUnavailable(RefreshError):
    """AWS could not be reached, or did not answer in time; `retry_after` is in seconds."""

    retry_after = 5
