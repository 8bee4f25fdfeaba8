"""An API that dies where a test tells it to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


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
