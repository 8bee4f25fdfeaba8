"""The gateway to Step Functions against a server that answers as it is told to."""

from collections.abc import Callable, Iterator
from datetime import datetime, timezone
from typing import Any

import boto3
import pytest
from botocore.config import Config

from chalicelib.adapters.aws.clients import stepfunctions
from chalicelib.adapters.aws.errors import BY_CODE
from chalicelib.adapters.aws.glue import Glue
from chalicelib.adapters.aws.state_machine import StateMachine
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.glue import Job
from chalicelib.errors import (
    Conflict,
    NotFound,
    RefreshError,
    UpstreamRejected,
    UpstreamThrottled,
    UpstreamUnavailable,
)
from local.aws import REGION
from tests.support.faulty import FaultyAws, closed_port, faulty_aws
from tests.support.waiting import HANG_SECONDS

ARN = "arn:aws:states:us-east-1:123456789012:stateMachine:m"

CALLS: dict[str, Callable[[StateMachine], Any]] = {
    "DescribeStateMachine": lambda machine: machine.definition(),
    "DescribeStateMachineForExecution": lambda machine: machine.revision_of("e"),
    "StartExecution": lambda machine: machine.start("e", ExecutionInput()),
    "StopExecution": lambda machine: machine.stop("e", "E", "c"),
    "ListExecutions": lambda machine: machine.page(None, None),
    "DescribeExecution": lambda machine: machine.describe("e"),
    "GetExecutionHistory": lambda machine: list(machine.history("e")),
}

# Errors of these calls that asking again cannot mend: the deployment or the request is wrong.
FINAL = {
    *("InvalidArn", "InvalidName", "InvalidToken", "InvalidExecutionInput", "ValidationException"),
    *("StateMachineDoesNotExist", "StateMachineDeleting", "KmsAccessDeniedException"),
    *("KmsInvalidStateException", "ResourceNotFound", "StateMachineTypeNotSupported"),
}


def client_at(service: str, url: str, read_timeout: float = HANG_SECONDS) -> Any:
    config = Config(
        retries={"total_max_attempts": 1}, connect_timeout=HANG_SECONDS, read_timeout=read_timeout
    )
    return boto3.client(
        service,  # type: ignore[call-overload]
        region_name="us-east-1",
        endpoint_url=url,
        aws_access_key_id="x",
        aws_secret_access_key="x",
        config=config,
    )


def machine_at(url: str, read_timeout: float = HANG_SECONDS) -> StateMachine:
    return StateMachine(client_at("stepfunctions", url, read_timeout), ARN)


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[FaultyAws, StateMachine]]:
    with faulty_aws() as (faulty, url):
        yield faulty, machine_at(url)


@pytest.fixture
def aws(server: tuple[FaultyAws, StateMachine]) -> tuple[FaultyAws, StateMachine]:
    server[0].reset()
    return server


Aws = tuple[FaultyAws, StateMachine]


def test_every_error_that_step_functions_documents_for_our_calls_is_decided_on() -> None:
    model = boto3.client("stepfunctions", region_name="us-east-1").meta.service_model
    documented = {
        shape.name for call in CALLS for shape in model.operation_model(call).error_shapes
    }
    assert documented <= {*BY_CODE, *FINAL}


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize(
    ("code", "status", "expected"),
    [
        ("ThrottlingException", 400, UpstreamThrottled),
        ("AccessDeniedException", 400, UpstreamRejected),
        ("StateMachineDoesNotExist", 400, UpstreamRejected),
        ("ExecutionDoesNotExist", 400, NotFound),
        ("ExecutionAlreadyExists", 400, Conflict),
        ("InternalFailure", 500, UpstreamUnavailable),
        ("NeverHeardOf", 400, UpstreamRejected),
        ("NeverHeardOf", 503, UpstreamUnavailable),
    ],
)
def test_an_error_of_aws_becomes_one_of_ours(
    aws: Aws, call: str, code: str, status: int, expected: type[RefreshError]
) -> None:
    faulty, machine = aws
    faulty.refuse(code, status)
    with pytest.raises(RefreshError) as caught:
        CALLS[call](machine)
    assert type(caught.value) is expected


@pytest.mark.parametrize("call", [name for name in CALLS if name != "StopExecution"])
@pytest.mark.parametrize("body", [b"<html>", b"", b"{}", b'{"definition": "x"}'])
def test_an_answer_that_cannot_be_read_is_told(aws: Aws, call: str, body: bytes) -> None:
    faulty, machine = aws
    faulty.body = body
    with pytest.raises(UpstreamRejected, match="AWS's answer"):
        CALLS[call](machine)


def test_no_answer_in_time_is_told() -> None:
    with faulty_aws() as (faulty, url):
        faulty.answers.clear()
        with pytest.raises(UpstreamUnavailable, match="did not answer in time"):
            machine_at(url, read_timeout=0.1).definition()
        faulty.answers.set()  # only now: it was given up before it answered


def test_an_unreachable_aws_is_told() -> None:
    with pytest.raises(UpstreamUnavailable, match="could not be reached"):
        machine_at(f"http://127.0.0.1:{closed_port()}").definition()


def test_missing_credentials_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    session = boto3.session.Session()
    machine = StateMachine(session.client("stepfunctions", region_name="us-east-1"), ARN)
    with pytest.raises(UpstreamRejected, match="no AWS credentials"):
        machine.definition()


@pytest.mark.parametrize(
    "name", ["a:b", "a/b", "a b", "*", "a" * 81, "", "%2e", "arn:aws:states:r:1:execution:m:e"]
)
def test_a_name_that_no_execution_can_have_is_not_asked_for(aws: Aws, name: str) -> None:
    faulty, machine = aws
    with pytest.raises(NotFound, match="no execution of this state machine is named"):
        machine.describe(name)
    assert faulty.calls == []


def test_a_history_of_several_pages_is_read_whole(aws: Aws) -> None:
    faulty, machine = aws
    pages = [[{"id": n * 2 + 1}, {"id": n * 2 + 2}] for n in range(3)]
    faulty.script = [{"events": page, "nextToken": f"t{n}"} for n, page in enumerate(pages[:2])]
    faulty.script.append({"events": pages[2]})
    assert [event["id"] for event in machine.history("e")] == [1, 2, 3, 4, 5, 6]
    assert [asked.get("nextToken") for _, asked in faulty.calls] == [None, "t0", "t1"]


def test_an_execution_of_another_state_machine_cannot_be_named(aws: Aws) -> None:
    faulty, machine = aws
    faulty.refuse("ExecutionDoesNotExist")
    with pytest.raises(NotFound):
        machine.describe("theirs")
    assert (
        faulty.calls[0][1]["executionArn"] == f"{ARN.replace('stateMachine', 'execution')}:theirs"
    )


def test_the_errors_in_an_answer_that_succeeded_tell_why_glue_will_not_stop_a_run() -> None:
    detail = {"ErrorCode": "JobRunInvalidStateTransitionException", "ErrorMessage": "it starts"}
    errors = [
        {"JobName": "j", "JobRunId": "jr_1", "ErrorDetail": detail},
        {"JobName": "j", "JobRunId": "jr_2", "ErrorDetail": {}},
    ]
    answer = {"SuccessfulSubmissions": [{"JobName": "j", "JobRunId": "jr_3"}], "Errors": errors}
    with faulty_aws() as (faulty, url):
        faulty.script = [answer, {"SuccessfulSubmissions": []}]
        glue = Glue(client_at("glue", url))
        assert glue.stop("j", ["jr_1", "jr_2", "jr_3"]) == {
            "jr_1": "JobRunInvalidStateTransitionException: it starts",
            "jr_2": "Glue does not say why it cannot stop it",
        }
        assert glue.stop("j", ["jr_1"]) == {}


@pytest.mark.parametrize(
    ("told", "waits"),
    [
        ({}, False),
        ({"JobRunQueuingEnabled": True}, True),
        ({"ExecutionClass": "FLEX"}, True),
        ({"ExecutionClass": "STANDARD", "JobRunQueuingEnabled": False}, False),
    ],
)
def test_a_job_is_read_as_glue_tells_it(told: dict[str, Any], *, waits: bool) -> None:
    arguments = {"DefaultArguments": {"--A": "1"}, "NonOverridableArguments": {"--B": "2"}}
    with faulty_aws() as (faulty, url):
        faulty.script = [{"Job": {"Name": "j", "MaxRetries": 2, **arguments, **told}}]
        job = Glue(client_at("glue", url)).job("j")
    assert job == Job("j", 1, 2, waits, {"--A": "1"}, {"--B": "2"})


def test_the_times_of_an_answer_are_in_utc(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "a")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "b")
    event = {"id": 1, "type": "PassStateEntered", "timestamp": 1.5}
    with faulty_aws() as (faulty, url):
        monkeypatch.setenv("AWS_ENDPOINT_URL", url)
        faulty.by_call["GetExecutionHistory"] = {"events": [event]}
        # Not the client that this process keeps: others use it.
        (told,) = StateMachine(stepfunctions.__wrapped__(REGION), ARN).history("e")
    assert told["timestamp"] == datetime(1970, 1, 1, 0, 0, 1, 500_000, timezone.utc)
    assert told["timestamp"].tzinfo is timezone.utc
