"""Fixes for the speed of moto's state machines. Its answers stay the same."""

import copy
from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from types import ModuleType, SimpleNamespace
from typing import Any

from botocore.config import Config
from moto.stepfunctions.parser.asl.eval.event.event_manager import EventManager

from local.emulator.declaring import Fix, Kind, Replacement
from local.emulator.serializing import SerializedOnce

EVENT_MANAGER = "moto.stepfunctions.parser.asl.eval.event.event_manager:EventManager"

PATHS_KEPT = 4096
# For the client that all tasks of a service share: each branch of an execution may need one.
MAX_POOL_CONNECTIONS = 64

PATHS_ARE_PARSED_ONCE = Fix(
    name="paths_are_parsed_once",
    kind=Kind.SPEED,
    service="Step Functions",
    moto="Every lookup of a path builds a parser and parses the path.",
    aws="A path is parsed once.",
    replacements=(
        Replacement(
            "moto.stepfunctions.parser.asl.utils.json_path", "parse", lru_cache(PATHS_KEPT)
        ),
        Replacement(
            "moto.stepfunctions.parser.asl.component.common.path.result_path",
            "parse",
            lru_cache(PATHS_KEPT),
        ),
    ),
)


def copy_of(value: Any) -> Any:
    """Return a copy of a value that is mostly JSON."""
    kind = type(value)
    if kind is dict:
        return {name: copy_of(inner) for name, inner in value.items()}
    if kind is list:
        return [copy_of(inner) for inner in value]
    if kind in (str, int, float, bool, type(None)):
        return value
    return copy.deepcopy(value)


JSON_IS_COPIED_AS_JSON = Fix(
    name="json_is_copied_as_json",
    kind=Kind.SPEED,
    service="Step Functions",
    moto="Each read of the data of a state copies it with a search for cycles.",
    aws="The data of a state is JSON, which has no cycles. It is copied without the search.",
    replacements=tuple(
        Replacement(
            f"moto.stepfunctions.parser.asl.{module}",
            "copy",
            lambda _: SimpleNamespace(deepcopy=copy_of),
        )
        for module in (
            "component.common.path.result_path",
            "component.common.string.string_expression",
            "component.state.exec.state_parallel.state_parallel",
            "eval.states",
        )
    ),
)


def _boto3(original: ModuleType) -> SimpleNamespace:
    clients: dict[tuple[str, str], Any] = {}
    lock = Lock()

    def client(*, service_name: str, region_name: str, config: Config, **more: Any) -> Any:
        with lock:
            if (service_name, region_name) not in clients:
                clients[service_name, region_name] = original.client(
                    service_name=service_name,
                    region_name=region_name,
                    config=config.merge(Config(max_pool_connections=MAX_POOL_CONNECTIONS)),
                    **more,
                )
            return clients[service_name, region_name]

    return SimpleNamespace(client=client)


TASKS_SHARE_THEIR_CLIENTS = Fix(
    name="tasks_share_their_clients",
    kind=Kind.SPEED,
    service="Step Functions",
    moto="Every task creates a client, and so a connection.",
    aws="All tasks share one client per service and region. Clients are thread-safe.",
    replacements=(Replacement("moto.stepfunctions.parser.asl.utils.boto_client", "boto3", _boto3),),
)


def _create_history_event(original: Callable[..., dict[str, Any]]) -> Any:
    return staticmethod(lambda **given: SerializedOnce(original(**given)))


def _get_event_history(_: Any) -> Callable[[EventManager], list[Any]]:
    def events(self: EventManager) -> list[Any]:
        with self._mutex:
            return list(self._history_event_list)

    return events


EVENTS_ARE_SERIALIZED_ONCE = Fix(
    name="events_are_serialized_once",
    kind=Kind.SPEED,
    service="Step Functions",
    moto="Every answer with a history copies and serializes all of its events again.",
    aws="An event never changes. It is serialized once, and not copied.",
    replacements=(
        Replacement(EVENT_MANAGER, "_create_history_event", _create_history_event),
        Replacement(EVENT_MANAGER, "get_event_history", _get_event_history),
    ),
)

FIXES = (
    PATHS_ARE_PARSED_ONCE,
    JSON_IS_COPIED_AS_JSON,
    TASKS_SHARE_THEIR_CLIENTS,
    EVENTS_ARE_SERIALIZED_ONCE,
)
