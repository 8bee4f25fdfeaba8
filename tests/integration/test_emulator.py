"""What the speed of the emulator must not cost."""

import json
import re
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Any, cast

import boto3
import pytest
import requests
from botocore.awsrequest import AWSPreparedRequest
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.secretsmanager.responses import SecretsManagerResponse

from local.provisioning import Deployed
from tests.support import executions

AT_ONCE = 5
RETRIES = 2


def test_executions_that_share_a_definition_count_their_own_retries(deployed: Deployed) -> None:
    client = boto3.client("stepfunctions")
    failing = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:glue:getJobRuns",
        "Parameters": {"JobName": "no-such-job"},
        "Retry": [{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": RETRIES}],
        "End": True,
    }
    machine = client.create_state_machine(
        name=f"shared-{time.time_ns()}",
        definition=json.dumps({"StartAt": "only", "States": {"only": failing}}),
        roleArn="arn:aws:iam::123456789012:role/shared",
    )["stateMachineArn"]

    def attempts(number: int) -> int:
        arn = client.start_execution(stateMachineArn=machine, name=f"n{number}")["executionArn"]
        assert executions.ended(client, arn)["status"] == "FAILED"
        events = client.get_execution_history(executionArn=arn)["events"]
        return sum(event["type"] == "TaskFailed" for event in events)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        assert [*pool.map(attempts, range(AT_ONCE))] == [1 + RETRIES] * AT_ONCE


CALLS: dict[str, tuple[str, Callable[[Any, Deployed], Any]]] = {
    "JSON": (
        "stepfunctions",
        lambda client, deployed: client.describe_state_machine(
            stateMachineArn=deployed.state_machine_arn
        ),
    ),
    "other letters": (
        "secretsmanager",
        lambda client, _: client.list_secrets(Filters=[{"Key": "name", "Values": ["é ü ☂"]}]),
    ),
    "a form": ("sns", lambda client, _: client.list_topics()),
    "what is not there": ("glue", lambda client, _: client.get_job(JobName="no-such-job")),
    "a condition that fails": (
        "dynamodb",
        lambda client, deployed: client.put_item(
            TableName=deployed.lock_table_name,
            Item={"name": {"S": "x"}},
            ConditionExpression="attribute_exists(held_by)",
        ),
    ),
}


OF_A_CONNECTION = {"server", "connection"}


def without_id(body: bytes) -> bytes:
    return re.sub(rb"<RequestId>[^<]+", b"", body)


@pytest.mark.parametrize("kind", CALLS)
def test_a_call_of_its_own_process_is_answered_as_by_a_connection(
    kind: str, deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    service, ask = CALLS[kind]
    client: Any = boto3.client(service, region_name="us-east-1")  # type: ignore[call-overload]
    asked: list[AWSPreparedRequest] = []
    answered: list[Any] = []
    events = client.meta.events
    events.register("before-send", lambda request, **_: asked.append(request))
    events.register(
        "before-parse", lambda response_dict, **_: answered.append(response_dict), unique_id="seen"
    )
    with monkeypatch.context() as patch:
        patch.setattr(client._endpoint.http_session, "_manager", None)  # noqa: SLF001
        with suppress(ClientError):
            ask(client, deployed)
    request, answer = asked[0], answered[0]
    by_connection = requests.post(
        str(request.url),
        data=cast("bytes", request.body),
        headers=dict(request.headers.items()),
        timeout=60,
    )
    assert answer["status_code"] == by_connection.status_code
    assert without_id(answer["body"]) == without_id(by_connection.content)
    age = datetime.now(timezone.utc) - parsedate_to_datetime(answer["headers"]["Date"])
    assert timedelta(0) <= age < timedelta(hours=1)
    of_aws, of_server = (
        {name.lower() for name in headers} - OF_A_CONNECTION
        for headers in (answer["headers"], by_connection.headers)
    )
    assert of_aws == of_server


def test_where_the_emulator_fails_boto3_tries_again_and_gets_a_500(
    deployed: Deployed, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries = []

    def fail(_: Any) -> None:
        tries.append(1)
        raise KeyError

    monkeypatch.setattr(SecretsManagerResponse, "list_secrets", fail)
    retries = Config(retries={"mode": "standard", "total_max_attempts": 2})
    client = boto3.client("secretsmanager", region_name="us-east-1", config=retries)
    with pytest.raises(ClientError) as failed:
        client.list_secrets()
    assert failed.value.response["ResponseMetadata"]["HTTPStatusCode"] == 500
    assert len(tries) == 2


def test_a_call_that_is_no_post_goes_through_a_connection(deployed: Deployed) -> None:
    client = boto3.client("s3", region_name="us-east-1")
    bucket = f"bucket-{time.time_ns()}"
    client.create_bucket(Bucket=bucket)
    client.put_object(Bucket=bucket, Key="a b/ü", Body=b"kept")
    assert client.get_object(Bucket=bucket, Key="a b/ü")["Body"].read() == b"kept"
