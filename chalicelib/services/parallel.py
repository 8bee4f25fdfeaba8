"""Make several calls at a time."""

from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from typing import Any, TypeVar

MAX_CONCURRENT = 8

Item = TypeVar("Item")
Answer = TypeVar("Answer")


class Calls:
    """Calls that are made at the same time. All have the request's deadline."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool

    def begin(self, ask: Callable[..., Answer], *given: Any) -> Callable[[], Answer]:
        """Make a call in a thread of its own; return what waits for its answer, or raises."""
        # Each thread needs a context of its own.
        return self._pool.submit(copy_context().run, ask, *given).result


@contextmanager
def side_by_side(at_once: int) -> Iterator[Calls]:
    """Give what makes this many calls at once. A call that has not begun at the end never does."""
    pool = ThreadPoolExecutor(at_once)
    try:
        yield Calls(pool)
    finally:
        pool.shutdown(cancel_futures=True)


def in_parallel(ask: Callable[[Item], Answer], items: Iterable[Item]) -> list[Answer]:
    """Return the answer for each item, in their order. All have the request's deadline.

    Raises:
        Exception: the first error of the calls.
    """
    with side_by_side(MAX_CONCURRENT) as calls:
        begun = [calls.begin(ask, item) for item in items]
        return [answer() for answer in begun]
