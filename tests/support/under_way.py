"""The requests that the API's servers of this process are answering."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import wraps
from threading import Lock
from typing import Any

import pytest

from local.gateway import Gateway


class UnderWay:
    """The number of requests that are being answered."""

    def __init__(self) -> None:
        self.number = 0
        self._lock = Lock()

    @contextmanager
    def one(self) -> Iterator[None]:
        """Count one more during the context."""
        self._add(1)
        try:
            yield
        finally:
            self._add(-1)

    def _add(self, more: int) -> None:
        with self._lock:
            self.number += more


@contextmanager
def counted() -> Iterator[UnderWay]:
    """Count the requests that gateways are answering."""
    under_way, handle = UnderWay(), Gateway.handle_request

    @wraps(handle)
    def handle_request(*given: Any, **named: Any) -> Any:
        with under_way.one():
            return handle(*given, **named)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Gateway, "handle_request", handle_request)
        yield under_way
