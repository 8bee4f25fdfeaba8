"""An AWS that is slow is told of in time, by a problem and a line in the log."""

import json
from collections.abc import Iterator
from types import SimpleNamespace

import pytest
from chalice.app import Chalice

from chalicelib import deadline
from chalicelib.adapters.aws import clients
from tests.support.client import Api, is_refused
from tests.support.clock import Clock
from tests.support.faulty import FaultyAws, faulty_aws
from tests.support.log import log_lines
from tests.support.wiring import RenewableWiring

GATEWAY_SECONDS = 29
# What is shipped; the tests' own patience is greater.
ANSWER_SECONDS = deadline.ANSWER_SECONDS
SERVICES = ("SFN", "GLUE", "DYNAMODB", "EVENTBRIDGE")
CLIENTS = (
    *(clients.stepfunctions, clients.glue, clients.events),
    *(clients.dynamodb, clients.dynamodb_for_records),
)
# Of one call, in seconds: less than what it may take at most.
SLOW = 5.5

TASK = "arn:aws:states:::glue:startJobRun.sync"
STATE = {"Type": "Task", "Resource": TASK, "Parameters": {"JobName": "one"}, "End": True}
DEFINITION = json.dumps({"StartAt": "a-one", "States": {"a-one": STATE}})
RUNNING = {
    "name": "some",
    "status": "RUNNING",
    "startDate": 1_700_000_000,
    "input": "{}",
    "executionArn": "",
}


def wire_anew(wiring: RenewableWiring) -> None:
    for client in CLIENTS:
        client.cache_clear()
    wiring.renew()


@pytest.fixture
def ticking() -> Clock:
    return Clock()


@pytest.fixture
def slow(
    api: Api, wiring: RenewableWiring, ticking: Clock, monkeypatch: pytest.MonkeyPatch
) -> Iterator[FaultyAws]:
    """Put an AWS behind the API that takes long for everything, by a clock that is moved."""
    monkeypatch.setattr(deadline, "time", ticking)
    monkeypatch.setattr(deadline, "ANSWER_SECONDS", ANSWER_SECONDS)
    with faulty_aws() as (faulty, url):
        for service in SERVICES:
            monkeypatch.setenv(f"AWS_ENDPOINT_URL_{service}", url)
        wire_anew(wiring)
        faulty.before_answering = lambda: ticking.move(SLOW)
        faulty.by_call = {
            "DescribeStateMachine": {"definition": DEFINITION},
            "DescribeStateMachineForExecution": {"definition": DEFINITION, "updateDate": 1},
            "DescribeExecution": RUNNING,
            "BatchGetJobs": {"Jobs": [{"Name": "one"}]},
            "GetJobRuns": {"JobRuns": []},
            # As many pages as are asked for.
            "ListExecutions": {"executions": [], "nextToken": "more"},
            "GetExecutionHistory": {"events": [], "nextToken": "more"},
        }
        yield faulty
    monkeypatch.undo()
    wire_anew(wiring)


@pytest.mark.parametrize("path", ["/executions", "/executions/some", "/executions/some/steps"])
def test_what_would_take_too_long_to_read_is_a_503_in_time(
    api: Api, slow: FaultyAws, ticking: Clock, path: str, caplog: pytest.LogCaptureFixture
) -> None:
    before = ticking.now
    answer = api.get(path)
    is_refused(answer, 503)
    assert int(answer.headers["Retry-After"]) > 0
    assert "AWS is slow, and there is no time left for it" in answer.json()["detail"]
    assert ticking.now - before < GATEWAY_SECONDS
    assert len(slow.calls) > 1
    told = {line["message"]: line for line in map(json.loads, log_lines(caplog))}
    assert told["refused"]["level"] == "WARNING"
    assert told["answered"]["status"] == 503


def test_a_start_that_finds_no_time_starts_nothing(
    api: Api, slow: FaultyAws, ticking: Clock
) -> None:
    before = ticking.now
    is_refused(api.post("/refresh", {}), 503)
    assert ticking.now - before < GATEWAY_SECONDS
    assert "StartExecution" not in {call for call, _ in slow.calls}


def test_a_stop_is_answered_in_time_whatever_does_not_end(
    api: Api, slow: FaultyAws, ticking: Clock
) -> None:
    slow.by_call["GetExecutionHistory"] = {"events": []}
    slow.before_answering = lambda: ticking.move(0.9)
    before = ticking.now
    answer = api.post("/executions/some/stop", {})
    assert answer.status_code == 200
    assert answer.json()["confirmed"] is False
    assert ticking.now - before < GATEWAY_SECONDS


def test_a_function_that_has_little_time_asks_for_nothing(app: Chalice, slow: FaultyAws) -> None:
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 6_900)
    event = {
        "headers": {},
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": "/pipeline",
            "httpMethod": "GET",
            "authorizer": {"principalId": "ann", "role": "viewer"},
            "requestId": "an-id",
        },
        "body": None,
        "isBase64Encoded": False,
    }
    assert app(event, context)["statusCode"] == 503
    assert slow.calls == []
