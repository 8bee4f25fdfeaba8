"""An emulator that says no where a test tells it to."""

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
