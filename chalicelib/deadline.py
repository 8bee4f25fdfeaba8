"""The time that a request has.

API Gateway waits for 29 s, and a request makes many calls to AWS. So no call begins that could end
too late, and nothing is waited for beyond that: what cannot be done in time is told.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# The gateway's 29 s, less what comes before (a cold start above all) and after.
ANSWER_SECONDS = 26
# Lambda ends a function without a word, so less than what it has left.
LAMBDA_MARGIN_SECONDS = 1
# One attempt of one call, to connect included; a call that fails may be tried again.
LONGEST_ATTEMPT_SECONDS = 6

# By time.monotonic(). Threads that work for the request must be handed its context.
_answer_by: ContextVar[float] = ContextVar("answer_by", default=math.inf)


@contextmanager
def answering(lambda_seconds: float) -> Iterator[None]:
    """Give the code inside the time of one request. Lambda ends it in `lambda_seconds`."""
    seconds = min(ANSWER_SECONDS, lambda_seconds - LAMBDA_MARGIN_SECONDS)
    token = _answer_by.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _answer_by.reset(token)


def time_for_an_attempt() -> bool:
    """Return whether a call to AWS that begins now is answered, or given up, in time."""
    return time.monotonic() + LONGEST_ATTEMPT_SECONDS <= _answer_by.get()


class Patience:
    """How long something is waited for: `seconds`, or less where the request has less time."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = min(time.monotonic() + seconds, _answer_by.get() - LONGEST_ATTEMPT_SECONDS)

    def pause(self, seconds: float) -> bool:
        """Pause and return true, so that it can be looked again; false when that is over."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(seconds, left))
        return True
