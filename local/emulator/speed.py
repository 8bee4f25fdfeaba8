"""Fixes for moto's speed: it does the same work only once. Its answers stay the same."""

from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime
from functools import lru_cache, wraps
from typing import Any, NamedTuple
from weakref import WeakKeyDictionary

from moto.core.serialize import (
    AttributePickerContext,
    JSONSerializer,
    ResponseSerializer,
    XFormedAttributePicker,
)

from local.emulator.declaring import Fix, Kind, Replacement

HOSTS_KEPT = 512
PossibleKeys = Callable[[Any, Any], Iterable[str]]
EnrichResponse = Callable[[dict[str, str], Any], tuple[dict[str, str], Any]]
SerializeStructure = Callable[[ResponseSerializer, dict[str, Any], Any, Any, str], None]

# The connections of a burst that may wait to be accepted.
ACCEPT_QUEUE = 1024


HOSTS_ARE_LOOKED_UP_ONCE = Fix(
    name="hosts_are_looked_up_once",
    kind=Kind.SPEED,
    service="all",
    moto=(
        "To find the service of a request, the server lists the folders of moto's package and "
        "matches about a hundred patterns. Only one request at a time can do so."
    ),
    aws="The server does so once per host.",
    replacements=(
        Replacement(
            "moto.moto_server.werkzeug_app:DomainDispatcherApplication",
            "get_backend_for_host",
            lru_cache(HOSTS_KEPT),
        ),
    ),
)


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


class Unchanging(dict[str, Any]):
    """A structure in another that never changes.

    `serialized` is what it is in an answer in JSON, once it has been in one.
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
            or type(value) not in (dict, Unchanging)
            or picker.response_transformers
        ):
            return original(self, serialized, value, shape, key)
        if type(value) is Unchanging and value.serialized is not None:
            serialized[key] = value.serialized
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
        if type(value) is Unchanging:
            value.serialized = wrapper
        return None

    return serialize


def _parse_to_aware_datetime(original: Callable[[Any], datetime]) -> Callable[[Any], datetime]:
    def parse(value: Any) -> datetime:
        # So moto writes nearly all times. The original tries the formats of many countries.
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
        "Every field of every answer computes the possible names of its value again, and a time "
        "is parsed by a parser of many formats. A history has forty such fields per event."
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


def _enrich_response(original: EnrichResponse) -> Any:
    @wraps(original)
    def enrich(headers: dict[str, str], body: Any) -> tuple[dict[str, str], Any]:
        if not isinstance(body, str) or "<RequestId>" in body:
            return original(headers, body)
        return original(headers, "")[0], body

    return staticmethod(enrich)


REQUEST_IDS_ARE_WRITTEN_WHERE_THEY_STAND = Fix(
    name="request_ids_are_written_where_they_stand",
    kind=Kind.SPEED,
    service="all",
    moto="Every answer is searched for an XML element, character by character, even one in JSON.",
    aws="An answer that does not contain the element is left as it is.",
    replacements=(
        Replacement("moto.core.responses:BaseResponse", "_enrich_response", _enrich_response),
    ),
)


METHODS_ARE_LISTED_ONCE = Fix(
    name="methods_are_listed_once",
    kind=Kind.SPEED,
    service="all",
    moto="Every call lists the methods of its service again, to see whether there is one for it.",
    aws="The methods of a service are listed once.",
    replacements=(Replacement("moto.core.responses", "method_names_from_class", lru_cache()),),
)

CONNECTIONS_MAY_QUEUE = Fix(
    name="connections_may_queue",
    kind=Kind.SPEED,
    service="all",
    moto="If more than 128 connections open at once, some are not accepted in time.",
    aws=f"{ACCEPT_QUEUE} connections may wait.",
    replacements=(
        Replacement(
            "werkzeug.serving:BaseWSGIServer", "request_queue_size", lambda _: ACCEPT_QUEUE
        ),
    ),
)

FIXES = (
    HOSTS_ARE_LOOKED_UP_ONCE,
    ANSWERS_ARE_SERIALIZED_FASTER,
    REQUEST_IDS_ARE_WRITTEN_WHERE_THEY_STAND,
    METHODS_ARE_LISTED_ONCE,
    CONNECTIONS_MAY_QUEUE,
)
