"""What surrounds every request: the log line, the request id, errors in one form."""

import json
import time
from collections.abc import Callable
from typing import Any

from chalice.app import Request, Response

from chalicelib.api import problems
from chalicelib.api.read_request import principal_of, request_id_of
from chalicelib.api.response_headers import SECURITY_HEADERS, cors_headers
from chalicelib.api.wiring import Wiring
from chalicelib.observability import logger

Handler = Callable[[Request], Response]
Middleware = Callable[[Request, Handler], Response]


def logging_of(wiring: Wiring) -> Middleware:
    """Return what logs one line for a request, and adds the headers that all answers have."""

    def log_request(request: Request, get_response: Handler) -> Response:
        request_id = request_id_of(request)
        logger().thread_safe_append_keys(correlation_id=request_id)
        started = time.perf_counter()
        response = get_response(request)
        response.headers["X-Request-Id"] = request_id
        principal, role = principal_of(request, wiring.access_settings)
        # Pages show what their reader may do, and nothing else.
        if role:
            response.headers["X-Role"] = role
        origin = wiring.access_settings.cors_origin
        shared = {**SECURITY_HEADERS, **(cors_headers(origin) if origin else {})}
        for name, value in shared.items():
            response.headers.setdefault(name, value)
        logger().info(
            "answered",
            extra={
                "principal": principal,
                "method": request.method,
                "route": request.context["resourcePath"],
                "status": response.status_code,
                "milliseconds": round((time.perf_counter() - started) * 1000, 1),
            },
        )
        return response

    return log_request


def without_head_body(request: Request, get_response: Handler) -> Response:
    """Answer a HEAD as the GET, but for the body."""
    response = get_response(request)
    if request.method == "HEAD":
        response.body = ""
    return response


def errors_as_problems(request: Request, get_response: Handler) -> Response:
    """Give the errors that Chalice itself answers (405 and such) the form of all others."""
    response = get_response(request)
    content_type = response.headers.get("Content-Type")
    if response.status_code < 400 or content_type == problems.PROBLEM_TYPE:
        return response
    problem = problems.of_status(response.status_code, _text(response.body), request_id_of(request))
    problem.headers.update({k: v for k, v in response.headers.items() if k != "Content-Type"})
    return problem


def _text(body: Any) -> str:
    document = json.loads(body) if isinstance(body, str) else body
    return str(document.get("Message", ""))
