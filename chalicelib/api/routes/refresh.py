"""Start a refresh.

The use cases are imported when they are called: a cold start of another route need not wait for it.
"""

# ruff: noqa: PLC0415

from datetime import datetime, timezone
from typing import TYPE_CHECKING

from chalice.app import Response

from chalicelib.api.operation import Call, Operation, Routes
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
    from chalicelib.services.preparing import PreparedRefresh

routes = Routes()


@routes.add(
    "POST",
    "/refresh",
    Operation(
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

    refresh = prepare_refresh(call.wiring.executions, call.body.to_request(), call.principal)
    return plan_or_start(call, refresh)


def plan_or_start(
    call: Call[StartRequest, NoQuery] | Call[ResumeBody, NoQuery], refresh: "PreparedRefresh"
) -> Response:
    """Return the plan where the call is a dry run; else start the refresh, and return it."""
    from chalicelib.services.planning import plan_refresh
    from chalicelib.services.starting import start_refresh

    aws, executions = call.wiring.aws, call.wiring.executions
    if call.body.dry_run:
        plan = plan_refresh(aws, executions, refresh)
        return json_response(plan_document(plan, call.wiring.settings.environment))
    now = datetime.now(timezone.utc)
    started = start_refresh(aws, executions, refresh, call.idempotency_key, now)
    name = started.execution.name
    headers = {"Location": f"{call.base_path}/executions/{name}"}
    if started.replayed:
        headers["Idempotency-Replayed"] = "true"
    # What the same request started before may have ended since.
    aftermath = aftermaths(executions, [started.execution])[name]
    return json_response(started_document(started, aftermath, now), 202, **headers)
