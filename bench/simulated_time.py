"""Time in which tasks take turns: one runs at a time, and whoever waits lets the earliest go on.

So code that waits for answers runs as it is, in no time, and always in the same order. A task is a
thread, because such code cannot be left in the middle otherwise.
"""

import threading
from collections.abc import Callable
from heapq import heappop, heappush
from itertools import count

STACK_BYTES = 512 * 1024


class _Over(BaseException):
    """Ends a task, because the time is over. No code that handles errors handles it."""


class SimulatedTime:
    """The time in seconds, and the tasks that wait for theirs."""

    def __init__(self) -> None:
        self.now = 0.0
        self._waiting: list[tuple[float, int, threading.Semaphore]] = []
        self._order = count()
        self._threads: list[threading.Thread] = []
        self._failure: BaseException | None = None
        self._is_over = False

    def begin(self, task: Callable[[], None]) -> None:
        """Let a task begin once the time runs."""
        turn = threading.Semaphore(0)
        heappush(self._waiting, (self.now, next(self._order), turn))

        def run() -> None:
            turn.acquire()
            try:
                if not self._is_over:
                    task()
            except _Over:
                pass
            except BaseException as exc:  # noqa: BLE001  # `run` raises it
                self._failure = exc
            finally:
                if not self._is_over:
                    self._next().release()

        before = threading.stack_size(STACK_BYTES)
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        threading.stack_size(before)
        self._threads.append(thread)

    def wait_until(self, moment: float) -> None:
        """Let the others go on until this moment, which may have passed."""
        turn = threading.Semaphore(0)
        heappush(self._waiting, (max(moment, self.now), next(self._order), turn))
        following = self._next()
        if following is not turn:
            following.release()
            turn.acquire()
        if self._is_over:
            raise _Over

    def run(self, seconds: float) -> None:
        """Let the time run, and end what goes on after it; raises what a task has raised."""
        self.wait_until(self.now + seconds)
        self._is_over = True
        for _, _, turn in self._waiting:
            turn.release()
        for thread in self._threads:
            thread.join()
        if self._failure:
            raise self._failure

    def _next(self) -> threading.Semaphore:
        self.now, _, turn = heappop(self._waiting)
        return turn
