"""Ask for several things at a time."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

AT_A_TIME = 8

Asked = TypeVar("Asked")
Answer = TypeVar("Answer")


def in_parallel(ask: Callable[[Asked], Answer], items: Iterable[Asked]) -> list[Answer]:
    """Return the answer for each item, in their order; all have the request's deadline.

    Raises:
        Exception: the first that one of them raised.
    """
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        # A context can be entered by one thread at a time.
        asked = [pool.submit(copy_context().run, ask, item) for item in items]
        return [future.result() for future in asked]
