"""The errors of the API and of its gateway, from the table of problems and the gateway's."""

import inspect
from collections.abc import Iterator
from http import HTTPStatus

from chalicelib import errors
from chalicelib.adapters.aws.errors import BY_CODE
from chalicelib.api.problem_examples import PROBLEM_EXAMPLES
from chalicelib.api.problems import PROBLEMS, UNEXPECTED, Problem
from chalicelib.errors import RefreshError
from gateway.answers import RESPONSES, filled
from gateway.body import NO_METHOD
from tools.markdown import table

# What the caller should do, by the type of the error.
ADVICE: dict[type[RefreshError], str] = {
    errors.BadRequest: "Correct the body, or follow `next_cursor` from the first page again.",
    errors.Unauthorized: "Send a valid token. An expired or revoked token needs a new one.",
    errors.Forbidden: "Ask for the role in `required_role`.",
    errors.NotFound: "Check the name in the list of executions.",
    errors.Conflict: "Read `detail`: it names the state, and what changes it.",
    errors.AlreadyRunning: "Wait for the execution in `holder`, or stop it. Then send the request "
    "again.",
    errors.TooLarge: "Send fewer or shorter arguments.",
    errors.UnsupportedMedia: "Send `Content-Type: application/json`.",
    errors.Invalid: "Correct every place that `errors` names.",
    errors.TooManyUnknown: "Ask only for names that a list or an answer has. Then wait the seconds "
    "in `Retry-After`.",
    errors.UpstreamThrottled: "Wait the seconds in `Retry-After`, then send the request again.",
    errors.UpstreamRejected: "Give `detail` to whoever deploys the API: a permission or a resource "
    "is missing.",
    errors.UpstreamUnavailable: "Wait the seconds in `Retry-After`, then send the request again. "
    "For a start, use the same `Idempotency-Key`.",
}


def generated() -> str:
    """Return the tables of all errors."""
    return "\n".join(
        [
            *("## Errors of the API", ""),
            *table(("Status", "`title`", "When", "For example, `detail`", "What to do"), _of_api()),
            *("## Errors of AWS", ""),
            "An error of AWS that is not in this table is a 503 if its HTTP status is 500 or more.",
            "Otherwise it is a 502.",
            "",
            *table(("Status", "`title`", "Error code of AWS"), _of_aws()),
            *("## Errors of the gateway", ""),
            "API Gateway answers these itself, in the same form. Only the 413 for a body of more",
            "than 10 MB has a form of its own. Headers that are too large are a 431.",
            "",
            *table(("Status", "`title`", "`detail`", "Type of the gateway's response"), _gateway()),
        ]
    )


def _of_api() -> Iterator[tuple[str, ...]]:
    not_allowed = HTTPStatus.METHOD_NOT_ALLOWED
    rows = [
        *((problem, _first_sentence(kind), ADVICE[kind]) for kind, problem in PROBLEMS.items()),
        (
            Problem(not_allowed, not_allowed.phrase),
            "The path has no such method.",
            "Use a method of the `Allow` header.",
        ),
        (
            UNEXPECTED,
            "The API has a bug.",
            "Give `request_id` to whoever operates the API. It is `correlation_id` in the log.",
        ),
    ]
    for problem, when, advice in sorted(rows, key=lambda row: row[0].status):
        example = PROBLEM_EXAMPLES.get(problem.title, {"detail": NO_METHOD})["detail"]
        yield str(int(problem.status)), problem.title, when, f"`{example}`", advice


def _first_sentence(kind: type[RefreshError]) -> str:
    text = " ".join((inspect.getdoc(kind) or "").split())
    return f"{text.partition('. ')[0].rstrip('.')}."


def _of_aws() -> Iterator[tuple[str, ...]]:
    kinds = list(dict.fromkeys(BY_CODE.values()))
    for kind in sorted(kinds, key=lambda kind: PROBLEMS[kind].status):
        codes = sorted(code for code, of_code in BY_CODE.items() if of_code is kind)
        problem = PROBLEMS[kind]
        yield str(problem.status), problem.title, ", ".join(f"`{code}`" for code in codes)


def _gateway() -> Iterator[tuple[str, ...]]:
    rows: dict[tuple[str, ...], list[str]] = {}
    for kind, (status, detail) in RESPONSES.items():
        variables = {"error.messageString": '"…"', "error.message": "…", "requestId": "…"}
        document = filled(kind, variables)
        said = "the gateway's own words" if "$context" in detail else f"`{document['detail']}`"
        shown = str(status) if status else f"{kind.removeprefix('DEFAULT_').lower()}"
        rows.setdefault((shown, document["title"], said), []).append(kind)
    for row, kinds in sorted(rows.items()):
        yield *row, ", ".join(f"`{kind}`" for kind in kinds)
