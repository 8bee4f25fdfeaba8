"""Ask for several things at a time."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

MAX_CONCURRENT = 8

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def in_parallel(ask: Callable[[Item], Answer], items: Iterable[Item]) -> list[Answer]:
    """Return the answer for each item, in their order; all have the request's deadline.

    Raises:
        Exception: the first that one of them raised.
    """
    with ThreadPoolExecutor(MAX_CONCURRENT) as pool:
        # A context can be entered by one thread at a time.
        calls = [pool.submit(copy_context().run, ask, item) for item in items]
        return [future.result() for future in calls]
