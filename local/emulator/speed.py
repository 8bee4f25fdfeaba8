"""Where moto does the same work again and again. What it answers stays the same."""

from collections.abc import Callable
from functools import lru_cache
from threading import Lock
from types import ModuleType, SimpleNamespace
from typing import Any

from botocore.config import Config

from local.emulator.declaring import Fix, Kind, Replacement

DEFINITIONS_KEPT = 64
HOSTS_KEPT = 512
# Of a client that all tasks of a service share; each may have a branch of an execution wait for it.
MAX_POOL_CONNECTIONS = 64
# Connections that wait to be accepted: as many as a burst of clients opens at once.
ACCEPT_QUEUE = 1024


HOSTS_ARE_LOOKED_UP_ONCE = Fix(
    name="hosts_are_looked_up_once",
    kind=Kind.SPEED,
    service="all",
    moto=(
        "At every request, the server lists the folders of moto's package and matches some hundred "
        "patterns, to find the service, and lets no other request do so meanwhile."
    ),
    aws="Once for each host.",
    replacements=(
        Replacement(
            "moto.moto_server.werkzeug_app:DomainDispatcherApplication",
            "get_backend_for_host",
            lru_cache(HOSTS_KEPT),
        ),
    ),
)


def _parse(original: Callable[[str], Any]) -> Any:
    return staticmethod(lru_cache(DEFINITIONS_KEPT)(original))


DEFINITIONS_ARE_PARSED_ONCE = Fix(
    name="definitions_are_parsed_once",
    kind=Kind.SPEED,
    service="Step Functions",
    moto="A definition is parsed anew for every execution.",
    aws=(
        "Once. Executions share what was parsed: they keep nothing in it, except for the key by "
        "which a retry counts, and that is made so that threads agree on it."
    ),
    replacements=(
        Replacement(
            "moto.stepfunctions.parser.asl.parse.asl_parser:AmazonStateLanguageParser",
            "parse",
            _parse,
        ),
        Replacement(
            "moto.stepfunctions.parser.asl.component.eval_component:EvalComponent",
            "heap_key",
            lambda _: property(lambda self: f"{id(self):x}"),
        ),
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
    moto="Every task makes a client of its own, and so a connection of its own.",
    aws="One for each service and region; clients can be shared by threads.",
    replacements=(Replacement("moto.stepfunctions.parser.asl.utils.boto_client", "boto3", _boto3),),
)

CONNECTIONS_MAY_QUEUE = Fix(
    name="connections_may_queue",
    kind=Kind.SPEED,
    service="all",
    moto="Of more than 128 connections at once, some are not accepted in time.",
    aws=f"{ACCEPT_QUEUE} may wait.",
    replacements=(
        Replacement(
            "werkzeug.serving:BaseWSGIServer", "request_queue_size", lambda _: ACCEPT_QUEUE
        ),
    ),
)

FIXES = (
    HOSTS_ARE_LOOKED_UP_ONCE,
    DEFINITIONS_ARE_PARSED_ONCE,
    TASKS_SHARE_THEIR_CLIENTS,
    CONNECTIONS_MAY_QUEUE,
)
