"""An emulator that says no, and an API that dies, where a test tells them to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from moto.core.exceptions import JsonRESTError


@contextmanager
def refusing(
    service: Any, method: str, code: str, times: float = float("inf")
) -> Iterator[list[str]]:
    """Have a service of the emulator refuse so many calls, and give the list of those refused."""
    original = getattr(service, method)
    refused: list[str] = []

    def refuse(self: Any) -> Any:
        if len(refused) < times:
            refused.append(code)
            raise JsonRESTError(code, "told to")
        return original(self)

    setattr(service, method, refuse)
    try:
        yield refused
    finally:
        setattr(service, method, original)


@contextmanager
def dying(client: Any, event: str) -> Iterator[None]:
    """Have the API die at this event of its client, such as "before-call.sfn.StartExecution"."""

    def die(**_: Any) -> None:
        raise Died(event)

    client.meta.events.register(event, die)
    try:
        yield
    finally:
        client.meta.events.unregister(event, die)


class Died(Exception):
    """Nothing in the API handles it, so nothing is done after it."""
