"""Read a request: who calls, the body and the query, each checked by its model."""

from collections.abc import Sequence
from typing import Any, TypeVar

from chalice.app import MultiDict, Request
from pydantic import BaseModel, ValidationError

from chalicelib.api.operation import Call, Operation, Route
from chalicelib.api.request_models import MAX_BODY_BYTES
from chalicelib.api.responses.base import JSON_TYPE
from chalicelib.api.wiring import Wiring
from chalicelib.api.wording import in_words
from chalicelib.domain.access import NO_ROLE, Role, Source
from chalicelib.domain.execution import MAX_NAME_CHARACTERS, is_idempotency_key
from chalicelib.domain.json_text import repeated_keys
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
from chalicelib.settings import AccessSettings

IDEMPOTENCY_KEY = "Idempotency-Key"
# API Gateway takes the method from it.
METHOD_OVERRIDE = "x-http-method-override"
TWICE = "given more than once"

Model = TypeVar("Model", bound=BaseModel)


def read_call(
    request: Request, operation: Operation, wiring: Wiring, routes: Sequence[Route]
) -> Call[Any, Any]:
    """Return the call that a request makes.

    Raises:
        RefreshError: the caller's mistake, with every field that is wrong.
    """
    return Call(
        request,
        principal=_principal(request, wiring.access_settings, operation.role),
        body=_read_body(request, operation.body) if operation.body else None,
        query=_read_query(request, operation.query),
        idempotency_key=_read_key(request) if operation.takes_key else None,
        wiring=wiring,
        routes=routes,
    )


def request_id_of(request: Request) -> str:
    """Return the id that API Gateway, or else Lambda, gave the request."""
    gateway_id = request.context.get("requestId")
    return str(gateway_id or getattr(request.lambda_context, "aws_request_id", "unknown"))


def principal_of(request: Request, settings: AccessSettings) -> tuple[str | None, str | None]:
    """Return the name and the role of who calls, as the gateway has found them out.

    Only what this deployment's gateway asks for counts.
    """
    if settings.authentication == "iam":
        signed_by = (request.context.get("identity") or {}).get("userArn")
        # The caller's own policy says which routes they may use.
        return (Source.IAM.name_of(str(signed_by)), Role.OPERATOR) if signed_by else (None, None)
    authorizer = request.context.get("authorizer") or {}
    name = authorizer.get("principalId")
    return (str(name), authorizer.get("role")) if name else (None, None)


def _principal(request: Request, settings: AccessSettings, required: Role | None) -> str:
    """Return who calls, once more sure of their role: the gateway's policy is not the only lock."""
    if required is None:
        return "anybody"
    name, role = principal_of(request, settings)
    if name is None:
        raise Unauthorized("give your access token: Authorization: Bearer <token>")
    if settings.authentication == "iam" and METHOD_OVERRIDE in request.headers:
        # AWS does not say which of the two methods their own policy was asked about.
        raise Forbidden(f"send the method itself, and no {METHOD_OVERRIDE}")
    if role not in tuple(Role) or not Role(role).includes(required):
        has = "no role" if role in (None, "", NO_ROLE) else f"the role {role}"
        raise Forbidden(f"this needs the role {required}; {name} has {has}", role, required)
    return name


def _read_key(request: Request) -> str | None:
    key = request.headers.get(IDEMPOTENCY_KEY.lower())
    if key is not None and not is_idempotency_key(key):
        message = f"give 1 to {MAX_NAME_CHARACTERS} of A-Z, a-z, 0-9, _ and -"
        raise Invalid([FieldProblem(IDEMPOTENCY_KEY, message)])
    return key


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
        raise _body_error(exc, raw, model) from exc
    if repeated := _repeated(raw):
        raise Invalid(repeated)
    return body


def _body_error(exc: ValidationError, raw: str | bytes, model: type[BaseModel]) -> RefreshError:
    details = exc.errors(include_url=False)
    if details[0]["type"] == "json_invalid":
        why = details[0]["ctx"]["error"]
        return BadRequest(f"the body is not JSON: {why}")
    wrong = [FieldProblem(_pointer(d["loc"]), in_words(d, model)) for d in details]
    return Invalid([*_repeated(raw), *wrong])


def _repeated(raw: str | bytes) -> list[FieldProblem]:
    # Pydantic takes the last of them.
    return [FieldProblem(pointer(*place), TWICE) for place in repeated_keys(raw)]


def _read_query(request: Request, model: type[Model]) -> Model:
    params = request.query_params or MultiDict({})
    repeated = [name for name in params if len(params.getlist(name)) > 1]
    if repeated:
        raise Invalid([FieldProblem(f"?{name}", TWICE) for name in repeated])
    try:
        return model.model_validate(dict(params))
    except ValidationError as exc:
        details = exc.errors(include_url=False)
        wrong = [FieldProblem(f"?{d['loc'][0]}", in_words(d, model)) for d in details]
        raise Invalid(wrong) from exc


def _pointer(location: tuple[Any, ...]) -> str:
    # Pydantic adds "[key]" where the key itself is wrong.
    return pointer(*(location[:-1] if location and location[-1] == "[key]" else location))
