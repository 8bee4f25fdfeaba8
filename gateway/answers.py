"""The errors that the gateway answers itself, in the form of all others.

https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html
"""

import json
import re
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from chalicelib import errors
from chalicelib.api.problems import CHALLENGE, PROBLEM_TYPE, PROBLEMS, UNEXPECTED
from chalicelib.api.response_headers import SECURITY_HEADERS
from chalicelib.api.responses.problems import ProblemDocument

# API Gateway's variables; this one comes with its quotes.
MESSAGE = "$context.error.messageString"
REQUEST_ID = "$context.requestId"
# What our authorizer says of a caller. Each is put in as it is, or as nothing where nobody asked it
# (a denied address, a signed request): so it stands in a text, and holds no quote.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
ROLES = {
    "role": "$context.authorizer.role",
    "required_role": "$context.authorizer.required_role",
}
DENIED = "$context.error.message $context.authorizer.lacking"
VARIABLE = re.compile(r"\$context\.([A-Za-z_.]+[A-Za-z_])")

NO_ROUTE = "There is no such route."
WHO = "Nobody is known by what was sent; send Authorization: Bearer <token>."
NO_AUTHORIZER = "Who calls could not be found out; the authorizer's log says why."
FAILED = "The gateway could not have the request answered; its log has more, under this request id."
LATE = "The request was not answered within 29 seconds; it may still take effect."
SLOW_DOWN = "Too many requests; come back after the seconds of Retry-After."

# To every type of error its status and what is told; for MESSAGE, what the gateway says itself. The
# two defaults are of any status: one that were set would become that of every other type. Not
# REQUEST_TOO_LARGE, a body of more than 10 MB: the gateway gives it no other form than its own.
RESPONSES: dict[str, tuple[int | None, str]] = {
    "ACCESS_DENIED": (403, DENIED),
    "API_CONFIGURATION_ERROR": (500, FAILED),
    "AUTHORIZER_CONFIGURATION_ERROR": (503, NO_AUTHORIZER),
    "AUTHORIZER_FAILURE": (503, NO_AUTHORIZER),
    "BAD_REQUEST_BODY": (400, MESSAGE),
    "BAD_REQUEST_PARAMETERS": (400, MESSAGE),
    "DEFAULT_4XX": (None, MESSAGE),
    "DEFAULT_5XX": (None, FAILED),
    "EXPIRED_TOKEN": (403, MESSAGE),
    "INTEGRATION_FAILURE": (502, FAILED),
    "INTEGRATION_TIMEOUT": (504, LATE),
    "INVALID_API_KEY": (403, MESSAGE),
    "INVALID_SIGNATURE": (403, MESSAGE),
    # The gateway's word for a path that is no route, too.
    "MISSING_AUTHENTICATION_TOKEN": (404, NO_ROUTE),
    "QUOTA_EXCEEDED": (429, SLOW_DOWN),
    "RESOURCE_NOT_FOUND": (404, NO_ROUTE),
    "THROTTLED": (429, SLOW_DOWN),
    "UNAUTHORIZED": (401, WHO),
    "UNSUPPORTED_MEDIA_TYPE": (415, MESSAGE),
    "WAF_FILTERED": (403, MESSAGE),
}

# The gateway's buckets refill every second.
RETRY_AFTER = {429: 1, 503: 5}

# The gateway quotes what is fixed with ', and tells no way to have one inside.
INSTEAD_OF_QUOTED = {"Content-Security-Policy": "sandbox"}

OURS = (errors.Unauthorized, errors.Forbidden, errors.NotFound, errors.UnsupportedMedia)
OF_ANY_STATUS = "The gateway refused it"
TITLES = {
    **{PROBLEMS[kind].status: PROBLEMS[kind].title for kind in OURS},
    UNEXPECTED.status: UNEXPECTED.title,
}


def gateway_responses() -> dict[str, Any]:
    """Return the value of `x-amazon-apigateway-gateway-responses`."""
    return {kind: _response(kind) for kind in RESPONSES}


def filled(kind: str, variables: Mapping[str, str]) -> dict[str, Any]:
    """Return the problem of this type of error as the gateway sends it.

    `variables` are the context's, by their names; one that is missing is put in as nothing.
    """
    template = _response(kind)["responseTemplates"]["application/json"]
    text = VARIABLE.sub(lambda found: variables.get(found[1], ""), template)
    document: dict[str, Any] = json.loads(text)
    return document


def own_headers() -> dict[str, str]:
    """Return the headers of every answer of the gateway's own, in its mapping language."""
    fixed = {"Content-Type": PROBLEM_TYPE, **SECURITY_HEADERS, **INSTEAD_OF_QUOTED}
    return {
        **{name: f"'{value}'" for name, value in fixed.items()},
        "X-Request-Id": "context.requestId",
    }


def problem_document(status: int, detail: str, request_id: str = REQUEST_ID) -> dict[str, Any]:
    """Return the problem that the gateway answers."""
    return ProblemDocument(
        type="about:blank",
        title=TITLES.get(status, HTTPStatus(status).phrase),
        status=status,
        detail=detail,
        errors=[],
        holder=None,
        role=None,
        required_role=None,
        request_id=request_id,
    ).model_dump()


def _problem_of_any_status(detail: str) -> dict[str, Any]:
    """Return a problem without its status, which RFC 9457 leaves to the answer itself."""
    document = problem_document(HTTPStatus.BAD_REQUEST, detail)
    del document["status"]
    return {**document, "title": OF_ANY_STATUS}


def _response(kind: str) -> dict[str, Any]:
    status, detail = RESPONSES[kind]
    headers = own_headers()
    if status in RETRY_AFTER:
        headers["Retry-After"] = f"'{RETRY_AFTER[status]}'"
    if status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = f"'{CHALLENGE}'"
    document = problem_document(status, detail) if status else _problem_of_any_status(detail)
    if detail == DENIED:
        document |= ROLES
    return {
        **({"statusCode": status} if status else {}),
        "responseParameters": {
            f"gatewayresponse.header.{name}": value for name, value in headers.items()
        },
        # The key is what callers accept, not what they get: the gateway's default is this one.
        "responseTemplates": {
            "application/json": json.dumps(document).replace(f'"{MESSAGE}"', MESSAGE)
        },
    }
