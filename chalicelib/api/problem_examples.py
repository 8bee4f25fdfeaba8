"""Example problems of the OpenAPI description. A test holds each against its model."""

from typing import Any

from pydantic import BaseModel

from chalicelib.api.examples import NAME, WHO
from chalicelib.api.responses.schedule import ScheduleDocument
from chalicelib.api.wording import unknown_field
from chalicelib.services.scheduling import NO_SCHEDULE


def _problem(
    status: int, title: str, detail: str, *errors: tuple[str, str]
) -> tuple[str, dict[str, Any]]:
    fields = [{"pointer": pointer, "message": message} for pointer, message in errors]
    return title, {
        "type": "about:blank",
        "title": title,
        "status": status,
        "detail": detail,
        "errors": fields,
        "holder": None,
        "role": None,
        "required_role": None,
        "request_id": "f3b1c7de-5d0e-4f0e-9d43-6c1f6a4e2b11",
    }


UNKNOWN_STEP = "no step has this key; the steps are job1, job2, job3a, job3b"


def unknown_field_example(model: type[BaseModel], pointer: str) -> dict[str, Any]:
    """Return the problem of a body or a query with a field that its model does not have."""
    message = unknown_field(model)
    return _problem(422, "Invalid request", f"{pointer}: {message}", (pointer, message))[1]


# Of a problem that an operation words in its own way, by what it answers and the title.
OWN_EXAMPLES: dict[tuple[type[BaseModel] | None, str], Any] = {
    (ScheduleDocument, "Not found"): _problem(404, "Not found", NO_SCHEDULE)[1]
}

# By their titles.
PROBLEM_EXAMPLES = dict(
    [
        _problem(
            400,
            "Unreadable request",
            "the body is not JSON: EOF while parsing a value at line 1 column 0",
        ),
        _problem(401, "Unauthorized", "give your access token: Authorization: Bearer <token>"),
        _problem(403, "Forbidden", "this needs the role operator; ann has the role viewer"),
        _problem(404, "Not found", 'no execution of this state machine is named "manual-1"'),
        _problem(
            409, "Refresh already running", f"{NAME} is running; there is one refresh at a time"
        ),
        _problem(409, "Conflict", f"{NAME} cannot be stopped: it has ended as SUCCEEDED"),
        _problem(413, "Too large", "the body has 300000 bytes; at most 262144 are taken"),
        _problem(
            415, "Not JSON", 'the body\'s Content-Type is "text/plain"; send application/json'
        ),
        _problem(422, "Invalid request", f"/skip/0: {UNKNOWN_STEP}", ("/skip/0", UNKNOWN_STEP)),
        _problem(
            429,
            "AWS is throttling",
            "cannot read the state machine: ThrottlingException: slow",
        ),
        _problem(
            429,
            "Too many unknown names",
            "you have asked for too many executions that do not exist; GET /executions lists those "
            "that do; in 10 s you can ask for another",
        ),
        _problem(500, "Internal error", "Unexpected error; search the log for this request id."),
        _problem(502, "AWS said no", "cannot read the state machine: AccessDeniedException: no"),
        _problem(503, "AWS is not available", "cannot read the state machine: no answer in time"),
    ]
)

PROBLEM_EXAMPLES["Forbidden"] |= {"role": "viewer", "required_role": "operator"}
PROBLEM_EXAMPLES["Refresh already running"]["holder"] = {
    "name": NAME,
    "requested_by": WHO,
    "reason": "late snapshot",
    "started_at": "2026-11-23T06:15:00Z",
    "running": ["job1"],
    "expected_end": None,
}
