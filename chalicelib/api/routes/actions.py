"""Act on an execution: stop it, or resume it.

The use cases are imported when they are called: a cold start of another route need not wait for it.
"""

# ruff: noqa: PLC0415

from chalice.app import Response

from chalicelib.api.operation import Call, Operation, Routes, Tag
from chalicelib.api.request_models import NoQuery, ResumeBody, StopRequest
from chalicelib.api.responses.actions import StoppedDocument, stopped_document
from chalicelib.api.responses.base import json_response
from chalicelib.api.responses.refresh import PlanDocument, StartedDocument
from chalicelib.api.routes.refresh import plan_or_start
from chalicelib.domain.access import Role
from chalicelib.errors import AlreadyRunning, Conflict, NotFound
from chalicelib.services.relations import related

routes = Routes(Tag.EXECUTIONS)


@routes.add(
    "POST",
    "/executions/{name}/stop",
    Operation(
        "stopExecution",
        "Stop an execution and its Glue runs, and say what is known to have stopped",
        answer=StoppedDocument,
        body=StopRequest,
        role=Role.OPERATOR,
        problems=(NotFound, Conflict),
    ),
)
def stop(call: Call[StopRequest, NoQuery], name: str) -> Response:
    """Stop a running execution."""
    from chalicelib.services.stopping import stop_execution, stop_was_taken

    wiring, settings = call.wiring, call.wiring.settings
    stopped = stop_execution(wiring.aws, wiring.executions, name, call.principal, call.body.reason)
    with stop_was_taken():
        found = related(wiring.executions, stopped.execution)
    now = wiring.executions.clock.now()
    poll_after, environment = settings.poll_after_seconds, settings.environment
    return json_response(stopped_document(stopped, found, now, poll_after, environment))


@routes.add(
    "POST",
    "/executions/{name}/resume",
    Operation(
        "resumeExecution",
        "Run what did not succeed in an execution, or see what that would do",
        answer=StartedDocument,
        status=202,
        body=ResumeBody,
        role=Role.OPERATOR,
        problems=(NotFound, Conflict, AlreadyRunning),
        dry_run=PlanDocument,
        takes_key=True,
    ),
)
def resume(call: Call[ResumeBody, NoQuery], name: str) -> Response:
    """Start a new execution of what did not succeed."""
    from chalicelib.services.preparing import prepare_resume

    request, executions = call.body.to_request(), call.wiring.executions
    return plan_or_start(call, lambda: prepare_resume(executions, name, request, call.principal))
