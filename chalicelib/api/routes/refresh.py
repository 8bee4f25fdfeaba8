"""Start a refresh.

The use cases are imported when they are called: a cold start of another route need not wait for it.
"""

# ruff: noqa: PLC0415

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from chalice.app import Response

from chalicelib.api.operation import Call, Operation, Routes, Tag
from chalicelib.api.request_models import NoQuery, ResumeBody, StartRequest
from chalicelib.api.responses.base import json_response
from chalicelib.api.responses.refresh import (
    PlanDocument,
    StartedDocument,
    plan_document,
    started_document,
)
from chalicelib.domain.access import Role
from chalicelib.errors import AlreadyRunning
from chalicelib.services.relations import aftermaths

if TYPE_CHECKING:
    from collections.abc import Callable

    from chalicelib.services.prefetching import Prefetched
    from chalicelib.services.preparing import PreparedRefresh

routes = Routes(Tag.EXECUTIONS)


@routes.add(
    "POST",
    "/refresh",
    Operation(
        "startRefresh",
        "Start a refresh, or see what it would do",
        answer=StartedDocument,
        status=202,
        body=StartRequest,
        role=Role.OPERATOR,
        problems=(AlreadyRunning,),
        dry_run=PlanDocument,
        takes_key=True,
    ),
)
def start(call: Call[StartRequest, NoQuery]) -> Response:
    """Start an execution of the pipeline."""
    from chalicelib.services.preparing import prepare_refresh

    request, executions = call.body.to_request(), call.wiring.executions
    return plan_or_start(call, lambda: prepare_refresh(executions, request, call.principal))


def plan_or_start(
    call: Call[StartRequest, NoQuery] | Call[ResumeBody, NoQuery],
    prepare: "Callable[[], PreparedRefresh]",
) -> Response:
    """Return the plan where the call is a dry run; else start the refresh, and return it."""
    from chalicelib.services.prefetching import prefetching

    aws, executions = call.wiring.aws, call.wiring.executions
    key = None if call.body.dry_run else call.idempotency_key
    with prefetching(aws, executions, key) as prefetched:
        return _planned_or_started(call, prepare(), prefetched)


def _planned_or_started(
    call: Call[StartRequest, NoQuery] | Call[ResumeBody, NoQuery],
    refresh: "PreparedRefresh",
    prefetched: "Prefetched",
) -> Response:
    from chalicelib.services.planning import plan_refresh
    from chalicelib.services.starting import start_refresh

    executions = call.wiring.executions
    if call.body.dry_run:
        plan = plan_refresh(prefetched, executions, refresh)
        return json_response(plan_document(plan, call.wiring.settings.environment))
    now = datetime.now(timezone.utc)
    started = start_refresh(prefetched, executions, refresh, call.idempotency_key, now)
    name = started.execution.name
    headers = {"Location": f"{call.base_path}/executions/{name}"}
    if started.replayed:
        headers["Idempotency-Replayed"] = "true"
    # What the same request started before may have ended since.
    aftermath = aftermaths(executions, [started.execution])[name]
    return json_response(started_document(started, aftermath, now), 202, **headers)
