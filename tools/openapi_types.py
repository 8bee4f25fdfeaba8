"""`python -m tools.openapi_types`: the API's requests and responses as TypeScript declarations.

`make lint-page` checks the dashboard's code against them: it reads no field that the API does not
send.
"""

import json
import sys
from typing import Any

from chalicelib.api.app import ROUTES
from chalicelib.api.openapi import describe

Schema = dict[str, Any]

# TypeScript's types by those of a schema. A schema without a type allows any value.
PLAIN = {
    None: "unknown",
    "string": "string",
    "integer": "number",
    "number": "number",
    "boolean": "boolean",
    "null": "null",
}
JSON_TYPES = ("application/json", "application/problem+json")


def declarations(document: dict[str, Any]) -> str:
    """Return the schemas by name, the answers by method, path and status, and the bodies."""
    schemas = [
        f"  {json.dumps(name)}: {typed(schema)};"
        for name, schema in document["components"]["schemas"].items()
    ]
    answers, bodies = [], []
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            route = f"{method.upper()} {path}"
            if "requestBody" in operation:
                bodies += [f"  {json.dumps(route)}: {_content(operation['requestBody'])};"]
            answers += [
                f"  {json.dumps(f'{route} {status}')}: {_content(answer)};"
                for status, answer in operation["responses"].items()
                if "content" in answer
            ]
    return "\n".join(
        [
            *("export interface Schemas {", *schemas, "}"),
            *("export interface Answers {", *answers, "}"),
            *("export interface Bodies {", *bodies, "}", ""),
        ]
    )


def typed(schema: Schema) -> str:
    """Return the type of the values that a JSON schema describes.

    Raises:
        ValueError: the schema has a keyword or type that is not supported here.
    """
    if "$ref" in schema:
        return f"Schemas[{json.dumps(schema['$ref'].rpartition('/')[2])}]"
    if "anyOf" in schema:
        return " | ".join(map(typed, schema["anyOf"]))
    if "enum" in schema or "const" in schema:
        return " | ".join(map(json.dumps, schema.get("enum", [schema.get("const")])))
    kind = schema.get("type")
    if kind == "array":
        return f"Array<{typed(schema['items'])}>"
    if kind == "object":
        return _object(schema)
    if kind not in PLAIN or {"oneOf", "allOf", "not"} & schema.keys():
        raise ValueError(f"unsupported schema: {schema}")
    return PLAIN[kind]


def _object(schema: Schema) -> str:
    if "properties" not in schema:
        values = schema.get("additionalProperties")
        return f"Record<string, {typed(values) if isinstance(values, dict) else 'unknown'}>"
    required = schema.get("required", [])
    fields = [
        f"{json.dumps(name)}{'' if name in required else '?'}: {typed(field)}"
        for name, field in schema["properties"].items()
    ]
    return f"{{ {'; '.join(fields)} }}"


def _content(described: dict[str, Any]) -> str:
    schemas = [described["content"].get(kind, {}).get("schema") for kind in JSON_TYPES]
    return next((typed(schema) for schema in schemas if schema), "string")


if __name__ == "__main__":
    sys.stdout.write(declarations(describe(ROUTES, "")))
