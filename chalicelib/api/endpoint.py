"""The one frame around every view: read the request, call the view, answer or explain."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

from chalice.app import Blueprint, MultiDict, Request, Response
from pydantic import BaseModel, ValidationError

from chalicelib.api import problems
from chalicelib.api.authorizer import authorize
from chalicelib.api.requests import MAX_BODY_BYTES, NoQuery
from chalicelib.api.wording import in_words
from chalicelib.deadline import answering
from chalicelib.domain.access import Role
from chalicelib.domain.given import repeated_keys
from chalicelib.errors import (
    BadRequest,
    FieldProblem,
    Forbidden,
    Invalid,
    RefreshError,
    TooLarge,
    Unauthorized,
    UnsupportedMedia,
    pointer,
)
from chalicelib.observability import logger

JSON_TYPE = "application/json"
HEAD = "HEAD"
# API Gateway takes the method from it.
OVERRIDE = "x-http-method-override"
TWICE = "given more than once"

# The operation of every framed view, for those who describe the routes.
OPERATIONS: dict[Callable[..., Response], "Operation"] = {}

Model = TypeVar("Model", bound=BaseModel)
View = Callable[..., Response]


@dataclass(frozen=True)
class Operation:
    """What is known of a route: enough to read its requests and to describe it to others."""

    summary: str
    answer: type[BaseModel] | None
    status: int = 200
    body: type[BaseModel] | None = None
    query: type[BaseModel] = NoQuery
    problems: tuple[type[RefreshError], ...] = ()
    conditional: bool = False
    dry_run: type[BaseModel] | None = None  # what a request that only asks is answered
    media_types: tuple[str, ...] = (JSON_TYPE,)
    asks_aws: bool = True
    # What its callers must be; None is open to all. The routes that change something say operator.
    role: Role | None = Role.VIEWER


@dataclass(frozen=True)
class Call:
    """One call of an operation, read and checked as far as its models can."""

    request: Request
    principal: str
    body: Any
    query: Any

    @property
    def base_path(self) -> str:
        """What comes before the route in the URL's path: the stage, where there is one."""
        path = self.request.context.get("path", "").rstrip("/").split("/")
        resource = self.request.context["resourcePath"].rstrip("/").split("/")
        return "/".join(path[: len(path) - len(resource) + 1])


def endpoint(
    routes: Blueprint, method: str, path: str, operation: Operation
) -> Callable[[View], View]:
    """Register a view that takes a `Call` and the path's parameters.

    Errors become problem documents here: Chalice would turn them into a 500 before any middleware
    could see them.
    """

    def register(view: View) -> View:
        @wraps(view)
        def framed(**parameters: str) -> Response:
            request = routes.current_request
            request_id = request_id_of(request)
            try:
                with answering(_lambda_seconds(request)):
                    return view(_read(request, operation), **parameters)
            except RefreshError as exc:
                answered = problems.of_error(exc, request_id)
                ours = answered.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR
                log = logger().warning if ours else logger().info
                # What AWS said is for the log. What the caller sent is not: it may hold a secret.
                detail = {"detail": str(exc)} if ours else {}
                log("refused", extra={"error": type(exc).__name__, **detail}, exc_info=ours)
                return answered
            except Exception:  # noqa: BLE001  # the log has it; the caller gets no internals
                logger().exception("unexpected error")
                return problems.unexpected(request_id)

        OPERATIONS[framed] = operation
        routes.route(
            path,
            # Monitors ask by HEAD; what is around the view leaves out the body.
            methods=[method, HEAD] if method == "GET" else [method],
            name=view.__name__,
            # Checked in _read, with an answer in our own form.
            content_types=["*/*"],
            authorizer=authorize if operation.role else None,
        )(framed)
        return framed

    return register


def answer(document: BaseModel, status: int = 200, **headers: str) -> Response:
    """Return a document as a JSON answer that nobody may keep."""
    return Response(
        document.model_dump_json(by_alias=True),
        {"Content-Type": JSON_TYPE, **headers},
        status,
    )


def request_id_of(request: Request) -> str:
    """Return the id that API Gateway, or else Lambda, gave the request."""
    given = request.context.get("requestId")
    return str(given or getattr(request.lambda_context, "aws_request_id", "unknown"))


def _lambda_seconds(request: Request) -> float:
    """Return after how many seconds Lambda ends the function."""
    context: Any = request.lambda_context
    milliseconds: float = context.get_remaining_time_in_millis()
    return milliseconds / 1000


def principal_of(request: Request) -> tuple[str | None, str | None]:
    """Return the name and the role of who calls, as the gateway has found them out."""
    authorizer = request.context.get("authorizer") or {}
    if authorizer.get("principalId"):
        return str(authorizer["principalId"]), authorizer.get("role")
    signed_by = (request.context.get("identity") or {}).get("userArn")
    # Deployed for IAM: the caller's own policy says which routes they may use.
    return (str(signed_by), Role.OPERATOR) if signed_by else (None, None)


def _read(request: Request, operation: Operation) -> Call:
    return Call(
        request,
        principal=_principal(request, operation.role),
        body=_read_body(request, operation.body) if operation.body else None,
        query=_read_query(request, operation.query),
    )


def _principal(request: Request, wanted: Role | None) -> str:
    """Return who calls, once more sure of their role: the gateway's policy is not the only lock."""
    if wanted is None:
        return "anybody"
    name, role = principal_of(request)
    if name is None:
        raise Unauthorized("say who you are: Authorization: Bearer <token>")
    if not request.context.get("authorizer") and OVERRIDE in request.headers:
        # AWS does not say which of the two methods their own policy was asked about.
        raise Forbidden(f"send the method itself, and no {OVERRIDE}")
    if role not in tuple(Role) or not Role(role).includes(wanted):
        raise Forbidden(f"this takes the role {wanted}; {name} has {role}", role, wanted)
    return name


def _read_body(request: Request, model: type[Model]) -> Model:
    raw = request.raw_body
    if len(raw) > MAX_BODY_BYTES:
        raise TooLarge(f"the body has {len(raw)} bytes; at most {MAX_BODY_BYTES} are taken")
    if not raw.strip():
        return _validated(model, b"{}")
    content_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if content_type != JSON_TYPE:
        raise UnsupportedMedia(f'the body\'s Content-Type is "{content_type}"; send {JSON_TYPE}')
    return _validated(model, raw)


def _validated(model: type[Model], raw: str | bytes) -> Model:
    try:
        body = model.model_validate_json(raw)
    except ValidationError as exc:
        raise _body_error(exc, raw) from exc
    if repeated := _repeated(raw):
        raise Invalid(repeated)
    return body


def _body_error(exc: ValidationError, raw: str | bytes) -> RefreshError:
    details = exc.errors(include_url=False)
    if details[0]["type"] == "json_invalid":
        why = details[0]["ctx"]["error"]
        return BadRequest(f"the body is not JSON: {why}")
    wrong = [FieldProblem(_pointer(d["loc"]), in_words(d)) for d in details]
    return Invalid([*_repeated(raw), *wrong])


def _repeated(raw: str | bytes) -> list[FieldProblem]:
    # Pydantic takes the last of them.
    return [FieldProblem(pointer(*place), TWICE) for place in repeated_keys(raw)]


def _read_query(request: Request, model: type[Model]) -> Model:
    given = request.query_params or MultiDict({})
    repeated = [name for name in given if len(given.getlist(name)) > 1]
    if repeated:
        raise Invalid([FieldProblem(f"?{name}", TWICE) for name in repeated])
    try:
        return model.model_validate(dict(given))
    except ValidationError as exc:
        details = exc.errors(include_url=False)
        raise Invalid([FieldProblem(f"?{d['loc'][0]}", in_words(d)) for d in details]) from exc


def _pointer(location: tuple[Any, ...]) -> str:
    # Pydantic adds "[key]" where the key itself is wrong.
    return pointer(*(location[:-1] if location and location[-1] == "[key]" else location))
