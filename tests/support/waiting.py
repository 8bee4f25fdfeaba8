"""Waiting for what happens by itself."""

import time
from collections.abc import Callable
from typing import Any

DEADLINE_SECONDS = 60


def until(look: Callable[[], Any], expected: Any) -> None:
    """Look until it is as expected."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    while (found := look()) != expected:
        assert time.monotonic() < deadline, f"{found} did not become {expected}"
        time.sleep(0.1)
