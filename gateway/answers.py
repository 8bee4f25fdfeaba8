"""The gateway's own error responses, as problem documents like those of the API.

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

# Variables of API Gateway. The value of this one is already in quotes.
MESSAGE = "$context.error.messageString"
REQUEST_ID = "$context.requestId"
# Our authorizer's context. API Gateway inserts the values unescaped, and empty if the authorizer
# was not called (a denied address, a signed request). So each variable is inside a JSON string, and
# no value may contain a quote.
# https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-output.html
ROLES = {
    "role": "$context.authorizer.role",
    "required_role": "$context.authorizer.required_role",
}
DENIED = "$context.error.message $context.authorizer.lacking"
VARIABLE = re.compile(r"\$context\.([A-Za-z_.]+[A-Za-z_])")

NO_ROUTE = "There is no such route."
UNAUTHORIZED = "Missing or invalid token; send Authorization: Bearer <token>."
AUTHORIZER_FAILED = "The authorizer failed; its log says why."
GATEWAY_FAILED = "The gateway could not process the request; search its log for this request id."
TIMED_OUT = "The request was not answered within 29 seconds; it may still take effect."
THROTTLED = "Too many requests; retry after the seconds in Retry-After."

# The status and the detail of each response type; MESSAGE is the gateway's own text. The defaults
# have no status here: one that is set would apply to all other types, too. REQUEST_TOO_LARGE, for
# a body of more than 10 MB, is missing: the gateway does not let its response be changed.
RESPONSES: dict[str, tuple[int | None, str]] = {
    "ACCESS_DENIED": (403, DENIED),
    "API_CONFIGURATION_ERROR": (500, GATEWAY_FAILED),
    "AUTHORIZER_CONFIGURATION_ERROR": (503, AUTHORIZER_FAILED),
    "AUTHORIZER_FAILURE": (503, AUTHORIZER_FAILED),
    "BAD_REQUEST_BODY": (400, MESSAGE),
    "BAD_REQUEST_PARAMETERS": (400, MESSAGE),
    "DEFAULT_4XX": (None, MESSAGE),
    "DEFAULT_5XX": (None, GATEWAY_FAILED),
    "EXPIRED_TOKEN": (403, MESSAGE),
    "INTEGRATION_FAILURE": (502, GATEWAY_FAILED),
    "INTEGRATION_TIMEOUT": (504, TIMED_OUT),
    "INVALID_API_KEY": (403, MESSAGE),
    "INVALID_SIGNATURE": (403, MESSAGE),
    # The gateway uses this type for an unknown path, too.
    "MISSING_AUTHENTICATION_TOKEN": (404, NO_ROUTE),
    "QUOTA_EXCEEDED": (429, THROTTLED),
    "RESOURCE_NOT_FOUND": (404, NO_ROUTE),
    "THROTTLED": (429, THROTTLED),
    "UNAUTHORIZED": (401, UNAUTHORIZED),
    "UNSUPPORTED_MEDIA_TYPE": (415, MESSAGE),
    "WAF_FILTERED": (403, MESSAGE),
}

# Seconds, by status. The gateway's token buckets refill every second.
RETRY_AFTER = {429: 1, 503: 5}

# A fixed value is in single quotes, and AWS documents no way to escape a quote inside it.
WITHOUT_QUOTES = {"Content-Security-Policy": "sandbox"}

API_ERRORS = (errors.Unauthorized, errors.Forbidden, errors.NotFound, errors.UnsupportedMedia)
DEFAULT_TITLE = "The gateway refused the request"
TITLES = {
    **{PROBLEMS[kind].status: PROBLEMS[kind].title for kind in API_ERRORS},
    UNEXPECTED.status: UNEXPECTED.title,
}


def gateway_responses() -> dict[str, Any]:
    """Return the value of `x-amazon-apigateway-gateway-responses`."""
    return {kind: _response(kind) for kind in RESPONSES}


def filled(kind: str, variables: Mapping[str, str]) -> dict[str, Any]:
    """Return the problem of a response type as the gateway sends it.

    `variables` are the values of the gateway's context, by name; a missing one is empty.
    """
    template = _response(kind)["responseTemplates"]["application/json"]
    text = VARIABLE.sub(lambda found: variables.get(found[1], ""), template)
    document: dict[str, Any] = json.loads(text)
    return document


def own_headers() -> dict[str, str]:
    """Return the headers of all responses of the gateway's own, in its mapping language."""
    fixed = {"Content-Type": PROBLEM_TYPE, **SECURITY_HEADERS, **WITHOUT_QUOTES}
    return {
        **{name: f"'{value}'" for name, value in fixed.items()},
        "X-Request-Id": "context.requestId",
    }


def problem_document(status: int, detail: str, request_id: str = REQUEST_ID) -> dict[str, Any]:
    """Return a problem document of the gateway."""
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
    """Return a problem without a status; RFC 9457 makes the field optional."""
    document = problem_document(HTTPStatus.BAD_REQUEST, detail)
    del document["status"]
    return {**document, "title": DEFAULT_TITLE}


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
        # The key is matched with the caller's Accept header; application/json is the default.
        "responseTemplates": {
            "application/json": json.dumps(document).replace(f'"{MESSAGE}"', MESSAGE)
        },
    }
