"""No call to AWS begins, and nothing is waited for, beyond the time that a request has."""

import math

import boto3
import pytest
from botocore.config import Config

from chalicelib import deadline
from chalicelib.adapters.aws.clients import within_the_deadline
from chalicelib.adapters.aws.state_machine import StateMachine
from chalicelib.deadline import (
    LAMBDA_MARGIN_SECONDS,
    LONGEST_ATTEMPT_SECONDS,
    Patience,
    answering,
    time_for_an_attempt,
)
from chalicelib.errors import UpstreamUnavailable
from chalicelib.services.parallel import in_parallel
from tests.support.clock import Clock
from tests.support.faulty import faulty_aws
from tests.support.waiting import HANG_SECONDS

# What is shipped; the tests' own patience is greater.
GATEWAY_SECONDS = 29
ANSWER_SECONDS = deadline.ANSWER_SECONDS
ENOUGH = LONGEST_ATTEMPT_SECONDS + LAMBDA_MARGIN_SECONDS
ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:m"


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(deadline, "time", clock)
    monkeypatch.setattr(deadline, "ANSWER_SECONDS", ANSWER_SECONDS)
    return clock


def test_a_request_is_answered_before_the_gateway_gives_up() -> None:
    assert ANSWER_SECONDS < GATEWAY_SECONDS


def test_outside_of_a_request_there_is_no_deadline(clock: Clock) -> None:
    assert time_for_an_attempt()
    with answering(math.inf):
        clock.move(ANSWER_SECONDS)
        assert not time_for_an_attempt()
    assert time_for_an_attempt()


@pytest.mark.parametrize(
    ("lambda_seconds", "after", "expected"),
    [
        (GATEWAY_SECONDS, ANSWER_SECONDS - LONGEST_ATTEMPT_SECONDS, True),
        (GATEWAY_SECONDS, ANSWER_SECONDS - LONGEST_ATTEMPT_SECONDS + 0.1, False),
        (ENOUGH, 0, True),
        (ENOUGH - 0.1, 0, False),
    ],
)
def test_a_call_begins_where_it_ends_in_time(
    clock: Clock, lambda_seconds: float, after: float, *, expected: bool
) -> None:
    with answering(lambda_seconds):
        clock.move(after)
        assert time_for_an_attempt() is expected


def test_what_is_asked_at_a_time_has_the_same_deadline() -> None:
    with answering(1):
        assert in_parallel(lambda _: time_for_an_attempt(), range(20)) == [False] * 20


def test_answers_come_in_the_order_of_what_was_asked() -> None:
    assert in_parallel(str, range(100)) == [str(number) for number in range(100)]


@pytest.mark.parametrize(
    ("lambda_seconds", "wanted", "waited"),
    [
        (math.inf, 3, 3),
        (math.inf, 100, ANSWER_SECONDS - LONGEST_ATTEMPT_SECONDS),
        (10, 100, 10 - ENOUGH),
        (1, 100, 0),
    ],
)
def test_nothing_is_waited_for_beyond_the_deadline(
    clock: Clock, lambda_seconds: float, wanted: float, waited: float
) -> None:
    with answering(lambda_seconds):
        before, patience = clock.now, Patience(wanted)
        while patience.pause(0.7):
            pass
        assert clock.now - before == pytest.approx(waited)


def test_a_call_is_not_tried_again_where_that_would_end_too_late(clock: Clock) -> None:
    with faulty_aws() as (faulty, url):
        client = boto3.client(
            "stepfunctions",
            region_name="us-east-1",
            endpoint_url=url,
            aws_access_key_id="x",
            aws_secret_access_key="x",
            config=Config(
                retries={"mode": "standard", "total_max_attempts": 3}, read_timeout=HANG_SECONDS
            ),
        )
        within_the_deadline(client)
        faulty.refuse("InternalFailure", 500)
        faulty.before_answering = lambda: clock.move(5)
        with (
            answering(ENOUGH + 4),
            pytest.raises(
                UpstreamUnavailable, match=r"cannot read .*: AWS is slow, and there is no time"
            ),
        ):
            StateMachine(client, ARN).definition()
        assert len(faulty.calls) == 1
