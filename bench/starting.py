"""The time until a start is answered, where every answer of AWS takes 30 ms.

The baseline is a StartExecution by boto3 alone. Three round trips of a start wait for each other:
what the checks need, the lock, and the start itself. The rest is the work of this process: 13 calls
of boto3, of which 10 are made side by side first, and 2 last.
"""

import time
from collections.abc import Callable

from bench import Figure
from tests.support.slow_function import slow_function

ROUNDS = 40


def measure() -> Figure:
    """Return the ratio of the best rounds; starts and bare ones alternate."""
    started, bare = [], []
    with slow_function() as function:
        for _ in range(ROUNDS):
            started.append(_seconds(function.start))
            bare.append(_seconds(function.start_bare))
    name = "POST /refresh, as a ratio to a bare StartExecution"
    return Figure(name, min(started) / min(bare), 4)


def _seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
