"""Put the errors of Pydantic into the words of this API."""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

# By Pydantic's type of the error. A part in braces comes from the error's context.
WORDS: Mapping[str, str] = {
    "missing": "is missing; give it",
    "string_type": "give a text",
    "bool_type": "give true or false",
    "dict_type": "give an object",
    "model_type": "give an object",
    "list_type": "give a list",
    "literal_error": "give one of {expected}",
    "too_long": "has too many entries; give {max_length} at most",
    "string_too_long": "is too long; give {max_length} characters at most",
    "greater_than_equal": "give {ge} or more",
    "less_than_equal": "give {le} or less",
}
EMPTY = "is empty; give at least one character, or leave it out"


def unknown_field(model: type[BaseModel]) -> str:
    """Return the message for a field that the model of a body or a query does not have."""
    match [*model.model_fields]:
        case []:
            return "unknown field; leave it out"
        case [only]:
            return f"unknown field; the only field is {only}"
        case known:
            return f"unknown field; the fields are {', '.join(known)}"


def in_words(detail: Mapping[str, Any], model: type[BaseModel]) -> str:
    """Return the message for an error of a model, from its details as Pydantic gives them.

    What our own checks say comes as it is.
    """
    kind = detail["type"]
    if kind == "string_too_short" and detail["ctx"]["min_length"] == 1:
        text = EMPTY
    elif kind == "extra_forbidden":
        text = unknown_field(model)
    elif kind in WORDS:
        text = WORDS[kind].format(**detail.get("ctx", {}))
    else:
        text = detail["msg"]
    return text if detail["loc"] else f"the body: {text}"
