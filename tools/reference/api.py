"""The routes of the API and their documents, from the OpenAPI document."""

from collections.abc import Iterator
from typing import Any

from chalicelib.api.app import ROUTES
from chalicelib.api.examples import NAME
from chalicelib.api.openapi import describe
from chalicelib.api.operation import Route
from chalicelib.api.problems import PROBLEM_TYPE
from chalicelib.api.responses.base import JSON_TYPE
from tools.markdown import table
from tools.reference.schemas import example, fields, in_words, link

Document = dict[str, Any]

PATH_PARAMETERS = {"name": "The name of an execution."}
# With fewer fields in common, one document is not made from another.
MIN_SHARED = 4

# The names of the documents that callers send.
BODIES = {route.operation.body.__name__ for route in ROUTES if route.operation.body}


def generated() -> str:
    """Return the routes, each with what it takes and answers, and all documents."""
    document = describe(ROUTES, "")
    routes = sorted(ROUTES, key=lambda route: (route.path, route.method))
    return "\n".join(
        [
            *("## Routes", ""),
            *table(("Route", "Operation", "Role", "Description"), _overview(routes, document)),
            *(
                line
                for route in routes
                if _has_section(route)
                for line in _route(route, _described(route, document))
            ),
            *("## Documents", ""),
            "Every field of an answer is there, even if its value is null.",
            "",
            *_schemas(document["components"]["schemas"]),
        ]
    )


def _described(route: Route, document: Document) -> Document:
    described: Document = document["paths"][route.path][route.method.lower()]
    return described


def _has_section(route: Route) -> bool:
    """Tell whether a route is for programs: the others are files of the dashboard."""
    return JSON_TYPE in route.operation.media_types


def _overview(routes: list[Route], document: Document) -> Iterator[tuple[str, ...]]:
    for route in routes:
        described = _described(route, document)
        title = f"{route.method} {route.path}"
        anchor = "".join(letter for letter in title.lower() if letter.isalnum() or letter in " -_.")
        anchor = anchor.replace(".", "").strip().replace(" ", "-")
        yield (
            f"[`{title}`](#{anchor})" if _has_section(route) else f"`{title}`",
            f"`{described['operationId']}`",
            route.operation.role or "open",
            described["summary"],
        )


def _route(route: Route, described: Document) -> Iterator[str]:
    yield from (f"### {route.method} {route.path}", "", f"{described['summary']}.", "")
    yield f"Operation `{described['operationId']}`. {described['description']}"
    yield ""
    if rows := [*_parameters(described)]:
        yield from table(("Parameter", "In", "Type", "Description"), rows)
    yield from _request(route, described)
    answers = {
        status: answer
        for status, answer in described["responses"].items()
        if PROBLEM_TYPE not in answer.get("content", {})
    }
    yield from table(("Status", "Answer"), map(_answer, answers, answers.values()))
    problems = [status for status in described["responses"] if status not in answers]
    yield f"Errors: {', '.join(problems)}. [Errors](errors.md) has each."
    yield ""
    for status, answer in answers.items():
        if "example" in answer.get("content", {}).get(JSON_TYPE, {}):
            yield from (f"For example, a {status}:", "")
            yield from example(answer["content"][JSON_TYPE])


def _parameters(described: Document) -> Iterator[tuple[str, ...]]:
    for parameter in described["parameters"]:
        yield (
            f"`{parameter['name']}`",
            parameter["in"],
            in_words(parameter["schema"], sent=True),
            parameter.get("description") or PATH_PARAMETERS[parameter["name"]],
        )


def _request(route: Route, described: Document) -> Iterator[str]:
    path = route.path.replace("{name}", NAME)
    if "requestBody" not in described:
        return
    body = described["requestBody"]["content"][JSON_TYPE]
    name = body["schema"]["$ref"].rpartition("/")[2]
    yield from (f"The body is a {link(name)}. For example, `{route.method} {path}` with:", "")
    yield from example(body)


def _answer(status: str, answer: Document) -> tuple[str, str]:
    content = answer.get("content", {})
    references = [
        link(media["schema"]["$ref"].rpartition("/")[2])
        for media in content.values()
        if "$ref" in media["schema"]
    ]
    kinds = references or [f"`{media_type}`" for media_type in content]
    headers = "".join(f"; header `{name}`" for name in answer.get("headers", {}))
    return status, f"{answer['description']}{': ' if kinds else ''}{', '.join(kinds)}{headers}"


def _schemas(schemas: Document) -> Iterator[str]:
    for name, schema in schemas.items():
        yield from (f"### {name}", "", " ".join(schema.get("description", "").split()), "")
        base = _base(name, schemas)
        if base:
            yield from (f"It has the fields of {link(base)}, and these:", "")
        known = schemas[base]["properties"] if base else {}
        yield from fields(schema, sent=name in BODIES, known=known)


def _base(name: str, schemas: Document) -> str | None:
    """Return the document that has most of this one's fields, and no others."""
    own = {*schemas[name]["properties"]}
    bases = [
        other
        for other, schema in schemas.items()
        if {*schema["properties"]} < own and len(schema["properties"]) >= MIN_SHARED
    ]
    return max(bases, key=lambda other: len(schemas[other]["properties"]), default=None)
