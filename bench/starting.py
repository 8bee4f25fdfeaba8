"""The time until a start is answered, by an AWS whose answers take a set time.

The baseline is a StartExecution by boto3 alone. Three round trips of a start wait for each other:
what the checks need, the lock, and the start itself. The rest is the work of this process: 13 calls
of boto3, of which 10 are made side by side first, and 2 last.

If each of the three takes 30 ms, the waits alone give a ratio of 3. AWS documents single-digit
milliseconds for DynamoDB, so the other measurement uses 10 ms for it, which is a little more.
https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Introduction.html
"""

import time
from collections.abc import Callable, Iterator

from bench import Figure
from tests.support.slow_aws import ANSWER_SECONDS
from tests.support.slow_function import slow_function

ROUNDS = 40
TABLE_SECONDS = 0.01


def measure() -> Iterator[Figure]:
    """Yield two ratios of the best rounds: DynamoDB answers in 10 ms, or in 30 as all else does."""
    for table_seconds, limit in ((TABLE_SECONDS, 3), (ANSWER_SECONDS, 3.8)):
        waits = f"{ANSWER_SECONDS * 1000:.0f} ms, a table {table_seconds * 1000:.0f}"
        name = f"POST /refresh, as a ratio to a bare StartExecution ({waits})"
        yield Figure(name, _ratio(table_seconds), limit)


def _ratio(table_seconds: float) -> float:
    started, bare = [], []
    with slow_function(table_seconds) as function:
        for _ in range(ROUNDS):
            started.append(_seconds(function.start))
            bare.append(_seconds(function.start_bare))
    return min(started) / min(bare)


def _seconds(work: Callable[[], None]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun
