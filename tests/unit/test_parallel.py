"""Calls are made at the same time, in threads that are kept for the next ones."""

import threading
from collections.abc import Callable
from concurrent.futures import CancelledError

import pytest

from chalicelib.services.parallel import Calls, side_by_side
from tests.support.waiting import HANG_SECONDS

# No other test has pools of this size.
AT_ONCE = 3


def threads_of(calls: Calls) -> set[threading.Thread]:
    """Return the threads that make as many calls at once as there can be."""
    meeting = threading.Barrier(AT_ONCE)

    def meet() -> threading.Thread:
        meeting.wait(HANG_SECONDS)
        return threading.current_thread()

    return {answer() for answer in [calls.begin(meet) for _ in range(AT_ONCE)]}


def test_the_next_request_has_the_threads_of_the_last_one() -> None:
    with side_by_side(AT_ONCE) as calls:
        first = threads_of(calls)
    with side_by_side(AT_ONCE) as calls:
        assert threads_of(calls) == first


def test_two_requests_at_a_time_have_threads_of_their_own() -> None:
    with side_by_side(AT_ONCE) as one, side_by_side(AT_ONCE) as other:
        assert threads_of(one).isdisjoint(threads_of(other))


def test_at_the_end_what_has_begun_ends_and_nothing_else_begins() -> None:
    begun, let_go, made = threading.Event(), threading.Event(), []
    late: list[Callable[[], None]] = []

    def call() -> None:
        begun.set()
        let_go.wait(HANG_SECONDS)
        # The end of the calls cancels this one, which waits for the only thread.
        with pytest.raises(CancelledError):
            late[0]()
        made.append("in time")

    with side_by_side(1) as calls:
        first = calls.begin(call)
        late.append(calls.begin(made.append, "too late"))
        assert begun.wait(HANG_SECONDS)
        let_go.set()
    first()
    assert made == ["in time"]
    with pytest.raises(CancelledError):
        calls.begin(made.append, "after the end")


def test_a_call_that_fails_raises_where_its_answer_is_asked_for() -> None:
    with side_by_side(AT_ONCE) as calls:
        answer = calls.begin(int, "no number")
        with pytest.raises(ValueError, match="no number"):
            answer()
