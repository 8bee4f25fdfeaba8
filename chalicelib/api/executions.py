"""List, read and stop executions."""

from datetime import datetime, timezone

from chalice.app import Blueprint, Response

from chalicelib.api import cursor
from chalicelib.api.conditional import answer_unless_known
from chalicelib.api.documents.actions import StoppedDocument, stopped_document
from chalicelib.api.documents.executions import (
    ExecutionDocument,
    ExecutionsDocument,
    StepsDocument,
    execution_document,
    steps_document,
    summary,
)
from chalicelib.api.endpoint import Call, Operation, answer, endpoint
from chalicelib.api.requests import ListQuery, StopRequest
from chalicelib.bootstrap import wiring
from chalicelib.domain.access import Role
from chalicelib.errors import BadRequest, Conflict, NotFound
from chalicelib.services.listing import Filters, list_executions
from chalicelib.services.relations import aftermaths, related
from chalicelib.services.stopping import stop_execution

routes = Blueprint(__name__)


@endpoint(
    routes,
    "GET",
    "/executions",
    Operation(
        "List executions, newest first",
        answer=ExecutionsDocument,
        query=ListQuery,
        problems=(BadRequest,),
        conditional=True,
    ),
)
def list_page(call: Call) -> Response:
    """Return a page of executions."""
    query: ListQuery = call.query
    arn = wiring().settings.state_machine_arn
    filters = Filters(query.status, query.since, query.until, query.outcome)
    after = cursor.decode(query.cursor, filters, arn) if query.cursor is not None else None
    page = list_executions(wiring().reader, filters, query.limit, after)
    became = aftermaths(wiring().reader, page.items)
    now = datetime.now(timezone.utc)
    document = ExecutionsDocument(
        environment=wiring().settings.environment,
        items=[summary(e, became[e.facts.name], now) for e in page.items],
        next_cursor=cursor.encode(page.next, filters, arn) if page.next else None,
        poll_after_seconds=wiring().settings.poll_after_seconds,
    )
    return answer_unless_known(call.request, document)


@endpoint(
    routes,
    "GET",
    "/executions/{name}",
    Operation(
        "One execution with its steps",
        answer=ExecutionDocument,
        problems=(NotFound,),
        conditional=True,
    ),
)
def read(call: Call, name: str) -> Response:
    """Return an execution."""
    reader, settings = wiring().reader, wiring().settings
    found = related(reader, reader.execution(name))
    now = datetime.now(timezone.utc)
    document = execution_document(found, now, settings.poll_after_seconds, settings.environment)
    return answer_unless_known(call.request, document)


@endpoint(
    routes,
    "GET",
    "/executions/{name}/steps",
    Operation(
        "The steps of an execution",
        answer=StepsDocument,
        problems=(NotFound,),
        conditional=True,
    ),
)
def read_steps(call: Call, name: str) -> Response:
    """Return an execution's steps."""
    execution = wiring().reader.execution(name)
    poll_after = wiring().settings.poll_after_seconds
    document = steps_document(execution, datetime.now(timezone.utc), poll_after)
    return answer_unless_known(call.request, document)


@endpoint(
    routes,
    "POST",
    "/executions/{name}/stop",
    Operation(
        "Stop an execution and its Glue runs, and say what is known to have stopped",
        answer=StoppedDocument,
        body=StopRequest,
        role=Role.OPERATOR,
        problems=(NotFound, Conflict),
    ),
)
def stop(call: Call, name: str) -> Response:
    """Stop a running execution."""
    body: StopRequest = call.body
    reader, settings = wiring().reader, wiring().settings
    stopped = stop_execution(wiring().aws, reader, name, call.principal, body.reason)
    found = related(reader, stopped.execution)
    now = datetime.now(timezone.utc)
    poll_after, environment = settings.poll_after_seconds, settings.environment
    return answer(stopped_document(stopped, found, now, poll_after, environment))
