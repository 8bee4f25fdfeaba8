"""JSON texts of others: read them strictly, and find repeated keys."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

MAX_DEPTH = 50

# Made once: `json.dumps` makes an encoder for each text. What was read has no cycles.
_write = json.JSONEncoder(ensure_ascii=False, allow_nan=False, check_circular=False).encode


def parse_json(text: str) -> Any:
    """Return the value of a JSON text.

    Raises:
        ValueError: the value cannot be written as JSON in UTF-8 again: the text is no JSON, it is
            too deep, or it has an infinite number or half of a surrogate pair.
    """
    try:
        document = json.loads(text)
    except RecursionError as exc:
        raise ValueError("too deep") from exc
    # Each level begins with a { or [ of its own. A text with fewer of them cannot be too deep.
    if text.count("{") + text.count("[") >= MAX_DEPTH and _is_deeper(document, MAX_DEPTH):
        raise ValueError("too deep")
    _write(document).encode()
    return document


def repeated_keys(text: str | bytes) -> Iterator[tuple[str | int, ...]]:
    """Find each key that an object of this JSON text has more than once, by its location.

    Raises:
        ValueError: the text is no JSON.
    """
    # Numbers stay texts: Python limits how long a number may be.
    document = json.loads(text, object_pairs_hook=_Object, parse_int=str, parse_float=str)
    yield from _repeated(document, ())


class _Object(dict[str, Any]):
    """A JSON object that remembers its repeated keys."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        times = Counter(key for key, _ in pairs)
        self.repeated = [key for key in self if times[key] > 1]


def _repeated(value: Any, place: tuple[str | int, ...]) -> Iterator[tuple[str | int, ...]]:
    parts: Iterable[tuple[str | int, Any]] = ()
    if isinstance(value, _Object):
        yield from ((*place, key) for key in value.repeated)
        parts = value.items()
    elif isinstance(value, list):
        parts = enumerate(value)
    for key, part in parts:
        yield from _repeated(part, (*place, key))


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
