"""The calls to AWS that clients of this process make."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any


@contextmanager
def calls_of(*clients: Any) -> Iterator[Callable[[], list[str]]]:
    """Give a function that returns the calls that were made since it was last asked."""
    made: list[str] = []

    def record(model: Any, **_: Any) -> None:
        made.append(model.name)

    def taken() -> list[str]:
        names = made.copy()
        made.clear()
        return names

    for client in clients:
        client.meta.events.register("before-call", record)
    try:
        yield taken
    finally:
        for client in clients:
            client.meta.events.unregister("before-call", record)
