"""What the speed of the emulator must not cost."""

import json
import time
from concurrent.futures import ThreadPoolExecutor

import boto3

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
