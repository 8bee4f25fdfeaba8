"""Make several calls at a time.

A process keeps the threads for its next request: to start them takes longer than to use them. A
request has its threads for itself, so it never waits for the calls of another one.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import CancelledError, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager, suppress
from contextvars import copy_context
from threading import Lock
from typing import Any, TypeVar

MAX_CONCURRENT = 8

Item = TypeVar("Item")
Answer = TypeVar("Answer")

# The pools that no request uses, by their number of threads.
_idle: dict[int, list[ThreadPoolExecutor]] = defaultdict(list)


class Calls:
    """Calls that are made at the same time. All have the request's deadline."""

    def __init__(self, pool: ThreadPoolExecutor) -> None:
        self._pool = pool
        self._submitted: list[Future[Any]] = []
        self._ended = False
        # A call may begin others.
        self._beginning = Lock()

    def begin(self, call: Callable[..., Answer], *args: Any) -> Callable[[], Answer]:
        """Make a call in a thread of its own; return what waits for its answer, or raises.

        Raises:
            CancelledError: the calls have been ended.
        """
        # Each thread needs a context of its own.
        run = copy_context().run
        with self._beginning:
            if self._ended:
                raise CancelledError
            future = self._pool.submit(run, call, *args)
            self._submitted.append(future)
        return future.result

    def end(self) -> None:
        """Cancel the calls that wait for a thread, and wait for those that run.

        No call can be added later.
        """
        with self._beginning:
            self._ended = True
        # The newest first: no thread may take one that is still to be cancelled.
        for future in reversed(self._submitted):
            future.cancel()
        wait(self._submitted)


@contextmanager
def side_by_side(at_once: int) -> Iterator[Calls]:
    """Give what makes this many calls at once. A call that has not begun at the end never does."""
    pool = _borrowed(at_once)
    calls = Calls(pool)
    try:
        yield calls
    finally:
        calls.end()
        _give_back(at_once, pool)


def _borrowed(at_once: int) -> ThreadPoolExecutor:
    with suppress(IndexError):
        return _idle[at_once].pop()
    return ThreadPoolExecutor(at_once)


def _give_back(at_once: int, pool: ThreadPoolExecutor) -> None:
    # A Lambda function handles one request at a time. Only a local server needs more pools.
    if _idle[at_once]:
        pool.shutdown(wait=False)
    else:
        _idle[at_once].append(pool)


def in_parallel(call: Callable[[Item], Answer], items: Iterable[Item]) -> list[Answer]:
    """Return the answer for each item, in their order. All have the request's deadline.

    Raises:
        Exception: the first error of the calls.
    """
    with side_by_side(MAX_CONCURRENT) as calls:
        begun = [calls.begin(call, item) for item in items]
        return [answer() for answer in begun]
