"""A fix for the speed of moto's answers: how they are serialized. They stay the same."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import wraps
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from moto.core.serialize import (
    AttributePickerContext,
    JSONSerializer,
    ResponseSerializer,
    XFormedAttributePicker,
)

from local.emulator.declaring import Fix, Kind, Replacement

PossibleKeys = Callable[[Any, Any], Iterable[str]]
SerializeStructure = Callable[[ResponseSerializer, dict[str, Any], Any, Any, str], None]


def _get_possible_keys(original: PossibleKeys) -> PossibleKeys:
    known: WeakKeyDictionary[Any, dict[tuple[type, str], tuple[str, ...]]] = WeakKeyDictionary()

    def get_possible_keys(self: Any, context: Any) -> Iterable[str]:
        # A class with a Meta defines its own names.
        if context.shape is None or hasattr(context.obj, "Meta"):
            return original(self, context)
        of_shape = known.setdefault(context.shape, {})
        wanted = type(context.obj), context.key
        if wanted not in of_shape:
            of_shape[wanted] = tuple(dict.fromkeys(original(self, context)))
        return of_shape[wanted]

    return get_possible_keys


class Member(NamedTuple):
    """A member of a structure; its value may have any of these names, which come in this order."""

    key: str
    shape: Any
    names: tuple[str, ...]
    any_of_them: frozenset[str]


def _members(serializer: ResponseSerializer, shape: Any) -> list[Member]:
    model = serializer.operation_model
    members = []
    for key, member in shape.members.items():
        member.parent = shape
        context = AttributePickerContext({}, key, member, model, model.service_model)
        names = dict.fromkeys(serializer._value_picker.get_possible_keys(context))
        members.append(Member(key, member, tuple(names), frozenset(names)))
    return members


class SerializedOnce(dict[str, Any]):
    """A member of an answer that never changes.

    `serialized` is its JSON form, kept from the first answer that contained it.
    """

    serialized: dict[str, Any] | None = None


def _serialize_structure(original: SerializeStructure) -> SerializeStructure:
    known: WeakKeyDictionary[Any, list[Member]] = WeakKeyDictionary()

    @wraps(original)
    def serialize(
        self: ResponseSerializer, serialized: dict[str, Any], value: Any, shape: Any, key: str
    ) -> None:
        picker = self._value_picker
        # Elsewhere a field may be in a header, and a transformer may give a value to a missing one.
        if (
            (type(self), type(picker)) != (JSONSerializer, XFormedAttributePicker)
            or type(value) not in (dict, SerializedOnce)
            or picker.response_transformers
        ):
            return original(self, serialized, value, shape, key)
        once = key and type(value) is SerializedOnce
        if once and value.serialized is not None:
            self._default_serialize(serialized, value.serialized, shape, key)
            return None
        if (members := known.get(shape)) is None:
            members = known[shape] = _members(self, shape)
        wrapper = self.MAP_TYPE() if key else serialized
        for name, member, names, any_of_them in members:
            if any_of_them.isdisjoint(value):
                continue
            found = next(value[one] for one in names if one in value)
            if found is not None:
                self._serialize(wrapper, found, member, name)
        if key:
            self._default_serialize(serialized, wrapper, shape, key)
        if once:
            value.serialized = wrapper
        return None

    return serialize


def _parse_to_aware_datetime(original: Callable[[Any], datetime]) -> Callable[[Any], datetime]:
    def parse(value: Any) -> datetime:
        # moto writes nearly all times like this, and the original is a slow parser of many formats.
        if isinstance(value, str) and value.endswith("Z"):
            with suppress(ValueError):
                return datetime.fromisoformat(value)
        return original(value)

    return parse


ANSWERS_ARE_SERIALIZED_FASTER = Fix(
    name="answers_are_serialized_faster",
    kind=Kind.SPEED,
    service="all",
    moto=(
        "Every field of every answer computes the possible names of its value again. A history has "
        "forty such fields per event. And a time is parsed by a slow parser of many formats."
    ),
    aws=(
        "The names are computed once per field and kind of object, and a time in moto's own format "
        "is parsed as such. No time is spent on a field that is missing."
    ),
    replacements=(
        Replacement(
            "moto.core.serialize:XFormedAttributePicker", "get_possible_keys", _get_possible_keys
        ),
        Replacement(
            "moto.core.serialize:ResponseSerializer",
            "_serialize_type_structure",
            _serialize_structure,
        ),
        Replacement("moto.core.serialize", "parse_to_aware_datetime", _parse_to_aware_datetime),
    ),
)

FIXES = (ANSWERS_ARE_SERIALIZED_FASTER,)
