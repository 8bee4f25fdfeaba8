"""Waiting: always for what has to happen, never for a time."""

import time
from collections.abc import Callable
from typing import Any, TypeVar

# Of every wait, and of every call that waits for an answer: on no machine is a test that goes on
# well so slow, so only a hang gets there.
HANG_SECONDS = 300
POLL_INTERVAL_SECONDS = 0.05

Found = TypeVar("Found")


def awaited(look: Callable[[], Found], good: Callable[[Found], Any] = bool) -> Found:
    """Look until what is found is good (by default: until there is something), and return it."""
    deadline = time.monotonic() + HANG_SECONDS
    while not good(found := look()):
        assert time.monotonic() < deadline, f"waited in vain; the last that was seen: {found}"
        time.sleep(POLL_INTERVAL_SECONDS)
    return found


def until(look: Callable[[], Any], expected: Any) -> None:
    """Look until it is as expected."""
    awaited(look, lambda found: found == expected)
