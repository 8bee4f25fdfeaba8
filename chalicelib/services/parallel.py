"""Make several calls at a time."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

MAX_CONCURRENT = 8

Item = TypeVar("Item")
Answer = TypeVar("Answer")


def in_parallel(ask: Callable[[Item], Answer], items: Iterable[Item]) -> list[Answer]:
    """Return the answer for each item, in their order. All have the request's deadline.

    Raises:
        Exception: the first error of the calls.
    """
    with ThreadPoolExecutor(MAX_CONCURRENT) as pool:
        # Each thread needs a context of its own.
        calls = [pool.submit(copy_context().run, ask, item) for item in items]
        return [future.result() for future in calls]
