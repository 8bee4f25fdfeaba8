"""Fixes for moto's speed: it does the same work only once. Its answers stay the same."""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Any

from local.emulator.declaring import Fix, Kind, Replacement

HOSTS_KEPT = 512
EnrichResponse = Callable[[dict[str, str], Any], tuple[dict[str, str], Any]]

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
    REQUEST_IDS_ARE_WRITTEN_WHERE_THEY_STAND,
    METHODS_ARE_LISTED_ONCE,
    CONNECTIONS_MAY_QUEUE,
)
