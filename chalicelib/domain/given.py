"""JSON that others wrote, and that has to be shown: any that Step Functions takes."""

import json
from typing import Any

MAX_DEPTH = 50


def parse_given(text: str) -> Any:
    """Return what a JSON text holds.

    Raises:
        ValueError: it holds nothing that could be written as JSON in UTF-8 again: it is no JSON,
            or too deep, or has a number beyond all or half of a surrogate pair.
    """
    try:
        document = json.loads(text)
    except RecursionError as exc:
        raise ValueError("too deep") from exc
    if _is_deeper(document, MAX_DEPTH):
        raise ValueError("too deep")
    json.dumps(document, ensure_ascii=False, allow_nan=False).encode()
    return document


def _is_deeper(document: Any, depth: int) -> bool:
    level = [document]
    for _ in range(depth):
        level = [inner for outer in level for inner in _parts(outer)]
        if not level:
            return False
    return True


def _parts(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []
