"""One client of boto3 for each service, which the tests and what they set up share."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from typing import Any

import boto3
import pytest


@contextmanager
def one_client_a_service() -> Iterator[None]:
    """Let `boto3.client(service)` make its client once: that takes as long as three calls.

    With any other argument it makes a client as ever.
    """
    make = boto3.client
    made_once = cache(make)

    def client(service_name: str, **more: Any) -> Any:
        if more:
            return make(service_name, **more)  # type: ignore[call-overload]
        return made_once(service_name)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(boto3, "client", client)
        yield
