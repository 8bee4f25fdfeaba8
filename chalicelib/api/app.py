"""The Chalice app: every route, and what surrounds each request."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from chalice.app import AuthRequest, Chalice, Request, Response

from chalicelib.api import problems
from chalicelib.api.authorizer import authorize_request
from chalicelib.api.middleware import errors_as_problems, logging_of, without_head_body
from chalicelib.api.operation import Route
from chalicelib.api.read_request import read_call, request_id_of
from chalicelib.api.routes import (
    actions,
    dashboard,
    executions,
    meta,
    pipeline,
    refresh,
    schedule,
)
from chalicelib.api.wiring import Wiring
from chalicelib.deadline import answering
from chalicelib.errors import RefreshError
from chalicelib.observability import logger

ROUTES: tuple[Route, ...] = (
    *refresh.routes,
    *executions.routes,
    *actions.routes,
    *pipeline.routes,
    *schedule.routes,
    *meta.routes,
    *dashboard.routes,
)


def create_app(wiring: Wiring) -> Chalice:
    """Return the app with all routes, which are handed this wiring. It makes no part of it yet."""
    app = Chalice(app_name="refresh-api", configure_logs=False)
    app.register_middleware(logging_of(wiring), "http")
    app.register_middleware(without_head_body, "http")
    app.register_middleware(errors_as_problems, "http")

    @app.authorizer(name="authorizer")
    def authorizer(request: AuthRequest) -> dict[str, Any]:
        return authorize_request(wiring, request.token, request.method_arn)

    for route in ROUTES:
        app.route(
            route.path,
            methods=route.methods,
            name=route.view.__name__,
            # Checked where the call is read, with an answer in our own form.
            content_types=["*/*"],
            authorizer=authorizer if route.operation.role else None,
        )(_framed(app, wiring, route))
    return app


def _framed(app: Chalice, wiring: Wiring, route: Route) -> Callable[..., Response]:
    """Return the route's view as Chalice calls it.

    Errors become problem documents here: Chalice would turn them into a 500 before any middleware
    could see them.
    """

    @wraps(route.view)
    def framed(**parameters: str) -> Response:
        # Chalice calls views for requests alone.
        request = cast("Request", app.current_request)
        request_id = request_id_of(request)
        try:
            with answering(_lambda_seconds(request)):
                call = read_call(request, route.operation, wiring, ROUTES)
                return route.view(call, **parameters)
        except RefreshError as exc:
            response = problems.of_error(exc, request_id)
            ours = response.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
            log = logger().warning if ours else logger().info
            # What AWS said is for the log. What the caller sent is not: it may hold a secret.
            log("refused", extra={"error": type(exc).__name__}, exc_info=ours)
            return response
        except Exception:  # noqa: BLE001  # the log has it; the caller gets no internals
            logger().exception("unexpected error")
            return problems.unexpected(request_id)

    return framed


def _lambda_seconds(request: Request) -> float:
    """Return after how many seconds Lambda ends the function."""
    context: Any = request.lambda_context
    milliseconds: float = context.get_remaining_time_in_millis()
    return milliseconds / 1000
