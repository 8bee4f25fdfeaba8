"""List and read executions."""

from datetime import datetime, timezone

from chalice.app import Response

from chalicelib.api import cursor
from chalicelib.api.conditional import conditional_response
from chalicelib.api.operation import Call, Operation, Routes, Tag
from chalicelib.api.request_models import ListQuery, NoQuery
from chalicelib.api.responses.executions import (
    ExecutionDocument,
    ExecutionsDocument,
    execution_document,
    summary,
)
from chalicelib.api.responses.steps import StepsDocument, steps_document
from chalicelib.errors import BadRequest, NotFound
from chalicelib.services.listing import list_executions
from chalicelib.services.relations import aftermaths, related

routes = Routes(Tag.EXECUTIONS)


@routes.add(
    "GET",
    "/executions",
    Operation(
        "listExecutions",
        "List executions, newest first",
        answer=ExecutionsDocument,
        query=ListQuery,
        problems=(BadRequest,),
        conditional=True,
    ),
)
def list_page(call: Call[None, ListQuery]) -> Response:
    """Return a page of executions."""
    executions, settings, query = call.wiring.executions, call.wiring.settings, call.query
    arn = settings.state_machine_arn
    filters = query.to_filters()
    after = cursor.decode(query.cursor, filters, arn) if query.cursor is not None else None
    page = list_executions(executions, filters, query.limit, after)
    became = aftermaths(executions, page.items)
    now = datetime.now(timezone.utc)
    document = ExecutionsDocument(
        environment=settings.environment,
        items=[summary(execution, became[execution.name], now) for execution in page.items],
        next_cursor=cursor.encode(page.next, filters, arn) if page.next else None,
        poll_after_seconds=settings.poll_after_seconds,
    )
    return conditional_response(call.request, document)


@routes.add(
    "GET",
    "/executions/{name}",
    Operation(
        "getExecution",
        "One execution with its steps",
        answer=ExecutionDocument,
        problems=(NotFound,),
        conditional=True,
    ),
)
def read(call: Call[None, NoQuery], name: str) -> Response:
    """Return an execution."""
    executions, settings = call.wiring.executions, call.wiring.settings
    found = related(executions, executions.get(name))
    now = datetime.now(timezone.utc)
    document = execution_document(found, now, settings.poll_after_seconds, settings.environment)
    return conditional_response(call.request, document)


@routes.add(
    "GET",
    "/executions/{name}/steps",
    Operation(
        "listSteps",
        "The steps of an execution",
        answer=StepsDocument,
        problems=(NotFound,),
        conditional=True,
    ),
)
def read_steps(call: Call[None, NoQuery], name: str) -> Response:
    """Return an execution's steps."""
    execution = call.wiring.executions.get(name)
    poll_after = call.wiring.settings.poll_after_seconds
    document = steps_document(execution, datetime.now(timezone.utc), poll_after)
    return conditional_response(call.request, document)
