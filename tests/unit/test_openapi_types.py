from typing import Any

import pytest

from chalicelib.api.app import ROUTES
from chalicelib.api.openapi import describe
from tools.openapi_types import declarations, typed


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        ({"type": "string", "format": "date-time"}, "string"),
        ({"type": "integer"}, "number"),
        ({"anyOf": [{"type": "number"}, {"type": "null"}]}, "number | null"),
        ({"enum": ["run", "skip"], "type": "string"}, '"run" | "skip"'),
        ({"const": True}, "true"),
        ({"$ref": "#/components/schemas/Step"}, 'Schemas["Step"]'),
        ({"type": "array", "items": {"type": "boolean"}}, "Array<boolean>"),
        ({"type": "object", "additionalProperties": {"type": "string"}}, "Record<string, string>"),
        ({"type": "object", "additionalProperties": True}, "Record<string, unknown>"),
        ({"title": "Anything"}, "unknown"),
        (
            {
                "type": "object",
                "properties": {"a": {"type": "string"}, "b-c": {"type": "string"}},
                "required": ["a"],
            },
            '{ "a": string; "b-c"?: string }',
        ),
    ],
)
def test_a_schema_becomes_the_type_of_its_values(schema: dict[str, Any], expected: str) -> None:
    assert typed(schema) == expected


@pytest.mark.parametrize("schema", [{"type": "tuple"}, {"allOf": []}, {"not": {"type": "null"}}])
def test_a_schema_that_says_more_is_refused(schema: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="unsupported schema"):
        typed(schema)


def test_every_answer_and_every_body_of_the_api_has_a_type() -> None:
    written = declarations(describe(ROUTES, ""))
    assert '"GET /executions/{name} 200": Schemas["' in written
    assert '"POST /refresh 409": Schemas["ProblemDocument"]' in written
    assert '"PUT /schedule": Schemas["' in written
