"""The OpenAPI 3.1 description, made from the routes, their operations and the pydantic models."""

import re
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from chalicelib import VERSION, errors
from chalicelib.api.examples import EXAMPLES
from chalicelib.api.operation import Operation, Route, Tag
from chalicelib.api.problem_examples import OWN_EXAMPLES, PROBLEM_EXAMPLES, unknown_field_example
from chalicelib.api.problems import PROBLEM_TYPE, PROBLEMS, UNEXPECTED, Problem
from chalicelib.api.responses.base import JSON_TYPE
from chalicelib.api.responses.problems import ProblemDocument
from chalicelib.domain.execution import IDEMPOTENCY_KEY

REF = "#/components/schemas/{model}"

# The problems of every operation that calls AWS.
OF_AWS = (errors.UpstreamThrottled, errors.UpstreamRejected, errors.UpstreamUnavailable)

BEARER = "token"
SECURITY_SCHEMES = {
    BEARER: {
        "type": "http",
        "scheme": "bearer",
        "description": "An access token, or a JWT of the issuer that the deployment trusts. Where "
        "the API is deployed for IAM, requests are signed instead (AWS Signature Version 4).",
    }
}

TAGS = {
    Tag.EXECUTIONS: "Start, watch, stop and resume refreshes.",
    Tag.PIPELINE: "What a refresh runs.",
    Tag.SCHEDULE: "When a refresh starts by itself.",
    Tag.API: "What the API says of itself. Open to all.",
    Tag.DASHBOARD: "The page for people. Open to all; it has no data.",
}

Document = dict[str, Any]


def describe(routes: Sequence[Route], base_path: str) -> Document:
    """Return the description of exactly these routes, as a JSON document.

    A HEAD is not told of beside its GET: HTTP says what it answers.
    """
    paths: Document = {}
    for route in sorted(routes, key=lambda route: (route.path, route.method)):
        paths.setdefault(route.path, {})[route.method.lower()] = _operation(route)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Database refresh",
            "version": VERSION,
            "description": "Starts, watches and stops refreshes of the database.",
        },
        "servers": [{"url": base_path or "/"}],
        "tags": [{"name": tag, "description": TAGS[tag]} for tag in Tag],
        "paths": paths,
        "components": {"schemas": _schemas(routes), "securitySchemes": SECURITY_SCHEMES},
    }


def _operation(route: Route) -> Document:
    operation = route.operation
    described: Document = {
        "operationId": operation.name,
        "tags": [route.tag],
        "summary": operation.summary,
        "description": f"Takes the role {operation.role}." if operation.role else "Open to all.",
        "security": [{BEARER: []}] if operation.role else [],
        "parameters": [*_parameters(route.path, operation)],
        "responses": {},
    }
    if operation.body:
        described["requestBody"] = {
            "required": any(field.is_required() for field in operation.body.model_fields.values()),
            "content": _content(operation.body),
        }
    described["responses"][str(operation.status)] = _success(operation)
    if operation.dry_run:
        described["responses"]["200"] = {
            "description": "With `dry_run`: the plan; nothing was started",
            "content": _content(operation.dry_run),
        }
    if operation.conditional:
        described["responses"]["304"] = {
            "description": "Unchanged since the ETag that was sent",
            "headers": _headers_of_conditional(operation),
        }
    by_status: dict[int, list[Problem]] = {}
    for problem in sorted(_problems(operation), key=lambda problem: problem.title):
        by_status.setdefault(problem.status, []).append(problem)
    for status, kinds in sorted(by_status.items()):
        described["responses"][str(status)] = _problem_response(operation, status, kinds)
    return described


def _problem_response(operation: Operation, status: int, kinds: list[Problem]) -> Document:
    """Describe a status; where several problems have it, the last one is the example."""
    title = kinds[-1].title
    usual = PROBLEM_EXAMPLES[title]
    model = operation.body or operation.query
    # The usual one is about `skip`, which a start alone has.
    if status == 422 and "skip" not in model.model_fields:
        usual = unknown_field_example(model, "/skip" if operation.body else "?page")
    described: Document = {
        "description": ", or ".join(kind.title for kind in kinds),
        "content": {
            PROBLEM_TYPE: {
                "schema": {"$ref": REF.format(model=ProblemDocument.__name__)},
                "example": OWN_EXAMPLES.get((operation.answer, title), usual),
            }
        },
    }
    if status == 401:
        described["headers"] = {"WWW-Authenticate": {"schema": {"type": "string"}}}
    if status in (429, 503):
        described["headers"] = {
            "Retry-After": {"description": "In seconds.", "schema": {"type": "integer"}}
        }
    return described


def _parameters(path: str, operation: Operation) -> Iterator[Document]:
    for name in re.findall(r"{(\w+)}", path):
        yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
    schema = operation.query.model_json_schema(mode="validation")
    for name, described in schema.get("properties", {}).items():
        yield {
            "name": name,
            "in": "query",
            "required": name in schema.get("required", ()),
            "description": described.pop("description", ""),
            "schema": described,
        }
    if operation.takes_key:
        yield {
            "name": "Idempotency-Key",
            "in": "header",
            "required": False,
            "description": "Becomes the execution's name. The same request with the same key "
            "starts nothing again; another request with it is refused.",
            "schema": {"type": "string", "pattern": f"^{IDEMPOTENCY_KEY.pattern}$"},
        }
    if operation.conditional:
        yield {
            "name": "If-None-Match",
            "in": "header",
            "required": False,
            "description": "The ETag of an earlier answer.",
            "schema": {"type": "string"},
        }


def _headers_of_conditional(operation: Operation) -> Document:
    headers: Document = {"ETag": {"schema": {"type": "string"}}}
    if operation.answer and "as_of" in operation.answer.model_fields:
        headers["Age"] = {
            "description": "How many seconds ago AWS was asked.",
            "schema": {"type": "integer"},
        }
        headers["X-As-Of"] = {
            "description": "When AWS was asked, also where the document is not sent again.",
            "schema": {"type": "string", "format": "date-time"},
        }
    return headers


def _success(operation: Operation) -> Document:
    described: Document = {"description": operation.summary}
    if operation.answer:
        described["content"] = _content(operation.answer)
    else:
        described["content"] = {
            media_type: {"schema": {"type": "object" if media_type == JSON_TYPE else "string"}}
            for media_type in operation.media_types
        }
    headers: Document = {}
    if operation.conditional:
        headers |= _headers_of_conditional(operation)
    if operation.status == 202:
        headers["Location"] = {"schema": {"type": "string"}}
        headers["Idempotency-Replayed"] = {
            "description": "`true` where the same request had started it before.",
            "schema": {"type": "string"},
        }
    if headers:
        described["headers"] = headers
    return described


def _content(model: type[BaseModel]) -> Document:
    content: Document = {"schema": {"$ref": REF.format(model=model.__name__)}}
    if model in EXAMPLES:
        content["example"] = EXAMPLES[model]
    return {JSON_TYPE: content}


def _problems(operation: Operation) -> Iterator[Problem]:
    yield UNEXPECTED
    kinds: set[type[errors.RefreshError]] = {errors.Invalid, *operation.problems}
    if operation.role:
        kinds |= {errors.Unauthorized, errors.Forbidden}
    if operation.body:
        kinds |= {errors.BadRequest, errors.TooLarge, errors.UnsupportedMedia}
    if operation.asks_aws:
        kinds |= set(OF_AWS)
    for kind in kinds:
        yield PROBLEMS[kind]


def _schemas(routes: Sequence[Route]) -> Document:
    wanted: set[tuple[type[BaseModel], JsonSchemaMode]] = {(ProblemDocument, "serialization")}
    for route in routes:
        for answer in (route.operation.answer, route.operation.dry_run):
            if answer:
                wanted.add((answer, "serialization"))
        if route.operation.body:
            wanted.add((route.operation.body, "validation"))
    return _schemas_of(frozenset(wanted))


# Anybody may ask for the document, and this is most of its work.
@cache
def _schemas_of(wanted: frozenset[tuple[type[BaseModel], JsonSchemaMode]]) -> Document:
    in_order = sorted(wanted, key=lambda pair: pair[0].__name__)
    _, schema = models_json_schema(in_order, ref_template=REF)
    described: Document = schema["$defs"]
    return described
