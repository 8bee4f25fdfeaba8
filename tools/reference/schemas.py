"""The parts of an OpenAPI document as tables and words."""

import json
from collections.abc import Iterator
from typing import Any

from tools.markdown import table

Schema = dict[str, Any]

# Types by their names, and formats of texts. A schema without a type allows any value.
WORDS = {
    None: "anything",
    "string": "text",
    "integer": "whole number",
    "number": "number",
    "boolean": "`true` or `false`",
    "null": "null",
}
FORMATS: dict[str | None, str] = {"date-time": "time", "date": "date"}
# What a bound counts, by the names of the least and the most.
BOUNDS = {
    ("minLength", "maxLength"): " characters",
    ("minItems", "maxItems"): " items",
    ("minProperties", "maxProperties"): " names",
    ("minimum", "maximum"): "",
}


def fields(schema: Schema, *, sent: bool, known: Schema | None = None) -> Iterator[str]:
    """Yield the table of an object's fields, without those that are `known`.

    `sent` is true for what callers send: then a field may be left out unless it is required.
    """
    required = schema.get("required", ())
    rows = (
        (
            f"`{name}`",
            in_words(field, sent=sent) + (", required" if sent and name in required else ""),
            field.get("description", ""),
        )
        for name, field in schema["properties"].items()
        if (known or {}).get(name) != field
    )
    return table(("Field", "Type", "Description"), rows)


def in_words(schema: Schema, *, sent: bool = False) -> str:
    """Return the type of the values that a schema describes, with its bounds.

    What is `sent` and may be null is the same as what is left out, so null is not named.

    Raises:
        ValueError: the schema has a type that has no words here.
    """
    if sent and "anyOf" in schema:
        schema = {**schema, "anyOf": [one for one in schema["anyOf"] if one.get("type") != "null"]}
    default = schema.get("default")
    shown = [f"`{default}` by default"] if default and default != schema.get("const") else []
    return ", ".join([_kind(schema), *_bounds(schema), *shown])


def _bounds(schema: Schema) -> Iterator[str]:
    for (least, most), counted in BOUNDS.items():
        if schema.get(least) and most in schema:
            yield f"{schema[least]} to {schema[most]}{counted}"
        elif most in schema:
            yield f"at most {schema[most]}{counted}"


def link(name: str) -> str:
    """Return a link to the section of a document."""
    return f"[{name}](#{name.lower()})"


def example(content: Schema) -> Iterator[str]:
    """Yield the example of a body as a block, if it has one."""
    if "example" in content:
        text = json.dumps(content["example"], indent=2, ensure_ascii=False)
        yield from ("```json", *text.splitlines(), "```", "")


def _kind(schema: Schema) -> str:
    if "$ref" in schema:
        return link(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        # A list of words, or a bound, has a comma: the last alternative is set off by one, too.
        alternatives = [*dict.fromkeys(map(in_words, schema["anyOf"]))]
        comma = "," if any("," in words for words in alternatives) else ""
        return f"{comma} or ".join(alternatives)
    if "enum" in schema:
        return ", ".join(f"`{word}`" for word in schema["enum"])
    if schema.get("type") == "array":
        return f"list of {_nested(schema['items'])}"
    return _object(schema) if schema.get("type") == "object" else _plain(schema)


def _plain(schema: Schema) -> str:
    words = FORMATS.get(schema.get("format")) or WORDS.get(schema.get("type"))
    if not words:
        raise ValueError(f"unsupported schema: {schema}")
    return words


def _object(schema: Schema) -> str:
    values = schema.get("additionalProperties")
    return f"object of {_nested(values)}" if isinstance(values, dict) and values else "object"


def _nested(schema: Schema) -> str:
    words = in_words(schema)
    return f"({words})" if "," in words else words
