"""Values of the domain as plain data that JSON can hold, and back again.

What a field holds is told by its type: a dataclass, a tuple, a time, a word of an enumeration, one
of these or `None`. Anything else is JSON already: texts, numbers, and mappings that others wrote.
"""

from collections.abc import Callable, Mapping
from dataclasses import fields, is_dataclass
from datetime import datetime, timezone
from enum import Enum
from functools import cache
from types import NoneType, UnionType
from typing import Any, TypeVar, get_args, get_origin, get_type_hints

Value = TypeVar("Value")
Reader = Callable[[Any], Any]

_AS_IT_IS = frozenset({str, int, float, bool, NoneType})


def to_plain(value: Any) -> Any:
    """Return a value as JSON can hold it; times are in UTC."""
    kind: Any = type(value)
    # Most values of a record are of these types, so they need no writer.
    return value if kind in _AS_IT_IS else _writer(kind)(value)


def from_plain(kind: type[Value], plain: Any) -> Value:
    """Return the value of this dataclass that plain data tells.

    Fields that the class does not have are passed over; one that is not told has its default.

    Raises:
        ValueError: it tells none.
    """
    given: Any = kind
    try:
        value: Value = _fields_reader(given)(plain)
    except (TypeError, AttributeError) as exc:
        raise ValueError(f"it is no {kind.__name__}: {exc}") from exc
    return value


# Made once for each class, as its reader is.
@cache
def _writer(kind: type) -> Callable[[Any], Any]:
    """Return what makes values of a type plain."""
    if is_dataclass(kind):
        names = _names(kind)
        return lambda value: {name: to_plain(getattr(value, name)) for name in names}
    if issubclass(kind, datetime):
        return lambda time: time.astimezone(timezone.utc).isoformat()
    if issubclass(kind, tuple | list):
        return lambda values: [to_plain(value) for value in values]
    if issubclass(kind, Mapping):
        return lambda values: {key: to_plain(value) for key, value in values.items()}
    if issubclass(kind, Enum):
        return lambda word: word.value
    return lambda value: value


def _names(kind: Any) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def _reader(kind: Any) -> Reader | None:
    """Return what reads values of a type; `None` where they are as they are in JSON."""
    if get_origin(kind) is UnionType:
        (inner,) = (part for part in get_args(kind) if part is not NoneType)
        return _or_none(_reader(inner))
    if get_origin(kind) is tuple:
        return _tuple_of(_reader(get_args(kind)[0]))
    if not isinstance(kind, type):
        return None
    if is_dataclass(kind):
        return _fields_reader(kind)
    if kind is datetime:
        return datetime.fromisoformat
    return kind if issubclass(kind, Enum) else None


def _or_none(read: Reader | None) -> Reader | None:
    return read and (lambda plain: None if plain is None else read(plain))


def _tuple_of(read: Reader | None) -> Reader:
    return tuple if read is None else lambda plain: tuple(map(read, plain))


# Made once for each class: looking at types takes ten times as long as reading a record.
@cache
def _fields_reader(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    readers = {name: _reader(hints[name]) for name in _names(kind)}

    def read(plain: Mapping[str, Any]) -> Any:
        return kind(
            **{
                name: value if (reader := readers[name]) is None else reader(value)
                for name, value in plain.items()
                if name in readers
            }
        )

    return read
