"""Start a refresh."""

from datetime import datetime, timezone

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
from chalicelib.services.planning import plan_refresh
from chalicelib.services.preparing import PreparedRefresh, prepare_refresh
from chalicelib.services.relations import aftermaths
from chalicelib.services.starting import start_refresh

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
    refresh = prepare_refresh(call.wiring.executions, call.body.to_request(), call.principal)
    return plan_or_start(call, refresh)


def plan_or_start(
    call: Call[StartRequest, NoQuery] | Call[ResumeBody, NoQuery], refresh: PreparedRefresh
) -> Response:
    """Return the plan where the call is a dry run; else start the refresh, and return it."""
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
