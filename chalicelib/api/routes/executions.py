"""List and read executions."""

from typing import Any

from chalice.app import Response

from chalicelib.api import cursor
from chalicelib.api.conditional import answer_of
from chalicelib.api.operation import Call, Operation, Routes, Tag
from chalicelib.api.request_models import ListQuery, NoQuery
from chalicelib.api.responses.executions import (
    ExecutionDocument,
    ExecutionsDocument,
    execution_document,
    summary,
)
from chalicelib.api.responses.steps import StepsDocument, steps_document
from chalicelib.errors import BadRequest, NotFound, TooManyUnknown
from chalicelib.services.listing import list_executions
from chalicelib.services.relations import aftermaths, related
from chalicelib.services.views import View

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
    settings, query = call.wiring.settings, call.query
    arn = settings.state_machine_arn
    filters = query.to_filters()
    after = cursor.decode(query.cursor, filters, arn) if query.cursor is not None else None
    view = _view(call)

    def build() -> ExecutionsDocument:
        page = list_executions(view, filters, query.limit, after)
        became = aftermaths(view, page.items)
        return ExecutionsDocument(
            as_of=view.as_of,
            environment=settings.environment,
            items=[summary(found, became[found.name], view.as_of) for found in page.items],
            next_cursor=cursor.encode(page.next, filters, arn) if page.next else None,
            poll_after_seconds=settings.poll_after_seconds,
        )

    return answer_of(call.request, view, (list_page, filters, query.limit, after), build)


@routes.add(
    "GET",
    "/executions/{name}",
    Operation(
        "getExecution",
        "One execution with its steps",
        answer=ExecutionDocument,
        problems=(NotFound, TooManyUnknown),
        conditional=True,
    ),
)
def read(call: Call[None, NoQuery], name: str) -> Response:
    """Return an execution."""
    settings, view = call.wiring.settings, _view(call)

    def build() -> ExecutionDocument:
        found = related(view, view.get(name, call.principal))
        return execution_document(
            found, view.as_of, settings.poll_after_seconds, settings.environment
        )

    return answer_of(call.request, view, (read, name), build)


@routes.add(
    "GET",
    "/executions/{name}/steps",
    Operation(
        "listSteps",
        "The steps of an execution",
        answer=StepsDocument,
        problems=(NotFound, TooManyUnknown),
        conditional=True,
    ),
)
def read_steps(call: Call[None, NoQuery], name: str) -> Response:
    """Return an execution's steps."""
    settings, view = call.wiring.settings, _view(call)

    def build() -> StepsDocument:
        return steps_document(
            view.get(name, call.principal), view.as_of, settings.poll_after_seconds
        )

    return answer_of(call.request, view, (read_steps, name), build)


def _view(call: Call[Any, Any]) -> View:
    return View(call.wiring.executions, call.wiring.unknown_names)
