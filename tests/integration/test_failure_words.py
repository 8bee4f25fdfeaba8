"""The state machine and the API say of a failure the same, each in its own language."""

import json
import time
from typing import Any

import boto3

from chalicelib.domain.failure import ended_as, explain
from local.provisioning import Deployed
from tests.support.executions import ended_here
from tests.support.pipelines import definition

GLUE_RUN = {"JobRunState": "FAILED", "JobName": "some-job", "ErrorMessage": "no such table: part_x"}
FAILURES = [
    ("States.TaskFailed", json.dumps(GLUE_RUN)),
    ("States.TaskFailed", json.dumps({"JobRunState": "STOPPED"})),
    ("States.TaskFailed", json.dumps({"JobRunState": "TIMEOUT", "ErrorMessage": None})),
    ("States.TaskFailed", json.dumps({"Other": 1})),
    ("Glue.EntityNotFoundException", "Entity some-job not found {Service: AWSGlue}"),
    ("Glue.AWSGlueException", '{"JobRunState": "FAILED", "ErrorMessage": "cut off'),
    ("States.Timeout", ""),
    ("States.Timeout", None),
    ("Glue.SomethingElse", ""),
]


def described(outcomes: list[dict[str, Any]], machine_arn: str) -> list[str]:
    client = boto3.client("stepfunctions")
    execution = client.start_execution(
        stateMachineArn=machine_arn,
        name=f"words-{time.time_ns()}",
        input=json.dumps({"stage": {"outcomes": outcomes}}),
    )["executionArn"]
    found = ended_here(execution)
    assert found["status"] == "SUCCEEDED", found
    return [failure["text"] for failure in json.loads(found["output"])["failures"]]


def test_the_notification_and_the_api_explain_a_failure_in_the_same_words(
    deployed: Deployed,
) -> None:
    states = definition()["States"]
    describe = {**states["Describe failures"], "End": True}
    describe.pop("Next")
    machine = boto3.client("stepfunctions").create_state_machine(
        name=f"words-{time.time_ns()}",
        definition=json.dumps({"StartAt": "d", "States": {"d": describe}}),
        roleArn="arn:aws:iam::123456789012:role/words",
    )["stateMachineArn"]
    outcomes: list[dict[str, Any]] = [
        {
            "step": f"job{n}",
            "status": "FAILED",
            "ok": False,
            "failure": {"Error": error} | ({} if cause is None else {"Cause": cause}),
        }
        for n, (error, cause) in enumerate(FAILURES)
    ]
    # A run that someone stopped ends its task without an error.
    outcomes.append({"step": "stopped", "status": "STOPPED", "ok": False})
    outcomes.append({"step": "odd", "status": "VANISHED", "ok": False})
    outcomes.append({"step": "well", "status": "SUCCEEDED", "ok": True})
    expected = [f"job{n} failed: {explain(*failure)}" for n, failure in enumerate(FAILURES)]
    expected.append(f"stopped failed: {ended_as('STOPPED')}")
    expected.append(f"odd failed: {ended_as('VANISHED')}")
    assert described(outcomes, machine) == expected
