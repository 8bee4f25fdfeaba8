"""The deadline of a request.

API Gateway waits for 29 s, and a request makes many calls to AWS. So no call begins that could end
after the deadline. A request that runs out of time is answered with an error.
"""

import math
import time
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# The gateway's 29 s, less what comes before (a cold start above all) and after.
ANSWER_SECONDS = 26
# Lambda ends a function without a message, so the request ends before.
LAMBDA_MARGIN_SECONDS = 1
# One attempt of one call, with its connection; boto3 may retry a call that fails.
LONGEST_ATTEMPT_SECONDS = 6

# By time.monotonic(). A thread that works for the request needs its context.
_answer_by: ContextVar[float] = ContextVar("answer_by", default=math.inf)


@contextmanager
def answering(lambda_seconds: float) -> Iterator[None]:
    """Set the deadline of one request for the code inside. Lambda ends it in `lambda_seconds`."""
    with ending_in(min(ANSWER_SECONDS, lambda_seconds - LAMBDA_MARGIN_SECONDS)):
        yield


@contextmanager
def ending_in(seconds: float) -> Iterator[None]:
    """Set a deadline for the code inside, which answers no request."""
    token = _answer_by.set(time.monotonic() + seconds)
    try:
        yield
    finally:
        _answer_by.reset(token)


def time_for_an_attempt() -> bool:
    """Return whether an attempt that begins now ends before the deadline."""
    return time_for_attempts(1)


def time_for_attempts(number: int) -> bool:
    """Return whether so many attempts, one after the other, end before the deadline."""
    return time.monotonic() + number * LONGEST_ATTEMPT_SECONDS <= _answer_by.get()


class Patience:
    """How long to wait for something: `seconds`, or less where the request has less time."""

    def __init__(self, seconds: float) -> None:
        self._ends_at = min(time.monotonic() + seconds, _answer_by.get() - LONGEST_ATTEMPT_SECONDS)

    def pause(self, seconds: float) -> bool:
        """Pause and return true; return false at once where no time is left."""
        left = self._ends_at - time.monotonic()
        if left <= 0:
            return False
        time.sleep(min(seconds, left))
        return True
