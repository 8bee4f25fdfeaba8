"""Operations: what is known of a route, enough to read its requests and to describe it to others.

A module of routes has a list of them, to which a decorator adds each view.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from chalice.app import Request, Response
from pydantic import BaseModel

from chalicelib.api.request_models import NoQuery
from chalicelib.api.responses.base import JSON_TYPE
from chalicelib.api.wiring import Wiring
from chalicelib.domain.access import Role
from chalicelib.errors import RefreshError

View = Callable[..., Response]
Body = TypeVar("Body")
Query = TypeVar("Query")


class Tag(StrEnum):
    """What a group of operations is about. Generated clients have a module for each."""

    EXECUTIONS = "executions"
    PIPELINE = "pipeline"
    SCHEDULE = "schedule"
    API = "api"
    DASHBOARD = "dashboard"


@dataclass(frozen=True)
class Operation:
    """What a route takes and answers.

    `name` is its `operationId`, in camel case, a verb first: generated clients call it so.
    """

    name: str
    summary: str
    answer: type[BaseModel] | None
    status: int = 200
    body: type[BaseModel] | None = None
    query: type[BaseModel] = NoQuery
    problems: tuple[type[RefreshError], ...] = ()
    conditional: bool = False
    # The answer to a dry run, where the route takes one.
    dry_run: type[BaseModel] | None = None
    takes_key: bool = False
    media_types: tuple[str, ...] = (JSON_TYPE,)
    asks_aws: bool = True
    # What its callers must be; None is open to all. The routes that change something say operator.
    role: Role | None = Role.VIEWER


@dataclass(frozen=True)
class Route:
    """A view, and where it is reached. A GET takes a HEAD as well: monitors ask so."""

    method: str
    path: str
    operation: Operation
    view: View
    tag: Tag

    @property
    def methods(self) -> list[str]:
        """The methods that the view answers."""
        return [self.method, "HEAD"] if self.method == "GET" else [self.method]


class Routes(list[Route]):
    """The routes of a module, which are about one thing."""

    def __init__(self, tag: Tag) -> None:
        super().__init__()
        self._tag = tag

    def add(self, method: str, path: str, operation: Operation) -> Callable[[View], View]:
        """Add the decorated view, which takes a `Call` and the path's parameters."""

        def add(view: View) -> View:
            self.append(Route(method, path, operation, view, self._tag))
            return view

        return add


@dataclass(frozen=True)
class Call(Generic[Body, Query]):
    """One call of an operation, read and checked as far as its models can.

    `routes` are all routes of the app.
    """

    request: Request
    principal: str
    body: Body
    query: Query
    idempotency_key: str | None
    wiring: Wiring
    routes: Sequence[Route]

    @property
    def base_path(self) -> str:
        """What comes before the route in the URL's path: the stage, where there is one."""
        path = self.request.context.get("path", "").rstrip("/").split("/")
        resource = self.request.context["resourcePath"].rstrip("/").split("/")
        return "/".join(path[: len(path) - len(resource) + 1])
