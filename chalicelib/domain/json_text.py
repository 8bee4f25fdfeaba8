"""JSON that others wrote: what it holds, as far as it can be shown, and what it says twice."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

MAX_DEPTH = 50


def parse_json(text: str) -> Any:
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


def repeated_keys(text: str | bytes) -> Iterator[tuple[str | int, ...]]:
    """Find each key that an object of this JSON text has more than once, by its location.

    Raises:
        ValueError: it is no JSON.
    """
    # As texts, for there is a limit to how long a number may be.
    document = json.loads(text, object_pairs_hook=_Object, parse_int=str, parse_float=str)
    yield from _repeated(document, ())


class _Object(dict[str, Any]):
    """A JSON object that remembers which keys it was given more than once."""

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
