"""Errors as RFC 9457 problem documents. Each error gets its status here alone."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from chalice.app import Response

from chalicelib import errors
from chalicelib.api.responses.problems import ProblemDocument, ProblemField, holder_document
from chalicelib.errors import RefreshError

# RFC 6750, 3.
CHALLENGE = 'Bearer realm="refresh"'
PROBLEM_TYPE = "application/problem+json"


@dataclass(frozen=True)
class Problem:
    """The status and the title of an error."""

    status: int
    title: str


PROBLEMS: dict[type[RefreshError], Problem] = {
    errors.BadRequest: Problem(400, "Unreadable request"),
    errors.Unauthorized: Problem(401, "Unauthorized"),
    errors.Forbidden: Problem(403, "Forbidden"),
    errors.NotFound: Problem(404, "Not found"),
    errors.Conflict: Problem(409, "Conflict"),
    errors.AlreadyRunning: Problem(409, "Refresh already running"),
    errors.TooLarge: Problem(413, "Too large"),
    errors.UnsupportedMedia: Problem(415, "Not JSON"),
    errors.Invalid: Problem(422, "Invalid request"),
    errors.TooManyUnknown: Problem(429, "Too many unknown names"),
    errors.UpstreamThrottled: Problem(429, "AWS is throttling"),
    errors.UpstreamRejected: Problem(502, "AWS said no"),
    errors.UpstreamUnavailable: Problem(503, "AWS is not available"),
}

UNEXPECTED = Problem(500, "Internal error")


def of_error(exc: RefreshError, request_id: str) -> Response:
    """Return the answer to an error of this service."""
    more: dict[str, Any] = {}
    if isinstance(exc, errors.Invalid):
        more["errors"] = [ProblemField(pointer=p.pointer, message=p.message) for p in exc.problems]
    if isinstance(exc, errors.AlreadyRunning):
        more["holder"] = holder_document(exc.holder)
    if isinstance(exc, errors.Forbidden):
        more |= {"role": exc.role, "required_role": exc.required_role}
    response = respond(PROBLEMS[type(exc)], str(exc), request_id, **more)
    retry_after = getattr(exc, "retry_after", None)
    if retry_after is not None:
        response.headers["Retry-After"] = str(retry_after)
    if isinstance(exc, errors.Unauthorized):
        response.headers["WWW-Authenticate"] = CHALLENGE
    return response


def unexpected(request_id: str) -> Response:
    """Return the answer to an unexpected error, without its details: they are in the log."""
    return respond(UNEXPECTED, "Unexpected error; search the log for this request id.", request_id)


def of_status(status: int, detail: str, request_id: str) -> Response:
    """Return the problem document for an error status of the framework."""
    return respond(Problem(status, HTTPStatus(status).phrase), detail, request_id)


def respond(problem: Problem, detail: str, request_id: str, **more: Any) -> Response:
    """Return a problem document as an answer, with `more` fields that only some problems have."""
    document = ProblemDocument(
        type="about:blank",
        title=problem.title,
        status=problem.status,
        detail=detail,
        request_id=request_id,
        **{"errors": [], **more},
    )
    headers: dict[str, str | list[str]] = {"Content-Type": PROBLEM_TYPE}
    return Response(document.model_dump_json(), headers, problem.status)
