"""Start a refresh, and go on with one that failed."""

from datetime import datetime, timezone

from chalice.app import Blueprint, Response

from chalicelib.api.documents.actions import (
    PlanDocument,
    StartedDocument,
    plan_document,
    started_document,
)
from chalicelib.api.endpoint import Call, Operation, answer, endpoint
from chalicelib.api.requests import ResumeBody, StartRequest
from chalicelib.bootstrap import environment, wiring
from chalicelib.domain.access import Role
from chalicelib.domain.refresh import RefreshRequest
from chalicelib.errors import AlreadyRunning, Conflict, NotFound
from chalicelib.services.launching import Caller, Started
from chalicelib.services.relations import aftermaths
from chalicelib.services.resuming import ResumeRequest, plan_resume, resume_execution
from chalicelib.services.starting import plan_refresh, start_refresh

routes = Blueprint(__name__)

IDEMPOTENCY_KEY = "idempotency-key"


@endpoint(
    routes,
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
    ),
)
def start(call: Call) -> Response:
    """Start an execution of the pipeline."""
    body: StartRequest = call.body
    request = RefreshRequest(
        overrides=body.overrides,
        snapshot_dt=body.snapshot_dt,
        skip=_keys(body.skip),
        only=_keys(body.only),
        start_at=body.start_at,
        reason=body.reason,
        like=body.like,
    )
    aws, reader = wiring().aws, wiring().reader
    if body.dry_run:
        planned = plan_refresh(aws, reader, request, _caller(call))
        return answer(plan_document(planned, environment()))
    now = datetime.now(timezone.utc)
    return _accepted(call, start_refresh(aws, reader, request, _caller(call), now), now)


@endpoint(
    routes,
    "POST",
    "/executions/{name}/resume",
    Operation(
        "Run what did not succeed in an execution, or see what that would do",
        answer=StartedDocument,
        status=202,
        body=ResumeBody,
        role=Role.OPERATOR,
        problems=(NotFound, Conflict, AlreadyRunning),
        dry_run=PlanDocument,
    ),
)
def resume(call: Call, name: str) -> Response:
    """Start a new execution of what did not succeed."""
    body: ResumeBody = call.body
    request = ResumeRequest(name, body.overrides, body.reason)
    aws, reader = wiring().aws, wiring().reader
    if body.dry_run:
        planned = plan_resume(aws, reader, request, _caller(call))
        return answer(plan_document(planned, environment()))
    now = datetime.now(timezone.utc)
    return _accepted(call, resume_execution(aws, reader, request, _caller(call), now), now)


def _caller(call: Call) -> Caller:
    return Caller(call.principal, call.request.headers.get(IDEMPOTENCY_KEY))


def _accepted(call: Call, started: Started, now: datetime) -> Response:
    name = started.execution.facts.name
    headers = {"Location": f"{call.base_path}/executions/{name}"}
    if started.replayed:
        headers["Idempotency-Replayed"] = "true"
    # What the same request started before may have ended since.
    became = aftermaths(wiring().reader, [started.execution])[name]
    return answer(started_document(started, became, now), 202, **headers)


def _keys(given: list[str] | None) -> tuple[str, ...] | None:
    return None if given is None else tuple(given)
