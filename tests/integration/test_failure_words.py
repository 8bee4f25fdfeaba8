"""The state machine and the API say of a failure the same, each in its own language."""

import json
import time
from typing import Any

import boto3
import pytest

from chalicelib.domain.failure import ended_as, explain
from local.provisioning import Deployed
from tests.support.causes import JOB_RUN, job_run
from tests.support.client import Api, step
from tests.support.executions import ended_here
from tests.support.lock import lock_item
from tests.support.mailbox import mails
from tests.support.pipelines import definition

AWKWARD = "could not read {} of {0} at C:\\temp\\new: \"x\" 'y' $.z é\n  at line 3"
LONG = job_run(ErrorMessage="}" * 40_000)
FAILURES = [
    ("States.TaskFailed", json.dumps(JOB_RUN)),
    ("States.TaskFailed", json.dumps(JOB_RUN, separators=(",", ":"))),
    ("States.TaskFailed", job_run(ErrorMessage=AWKWARD)),
    ("States.TaskFailed", job_run(JobRunState="STOPPED")),
    ("States.TaskFailed", job_run(JobRunState="TIMEOUT", ErrorMessage=None)),
    ("States.TaskFailed", job_run(ErrorMessage="")),
    ("States.TaskFailed", job_run(ErrorMessage=" \t\r\n ")),
    ("States.TaskFailed", job_run(ErrorMessage=".")),
    ("States.TaskFailed", job_run(ErrorMessage=". . ")),
    ("States.TaskFailed", job_run(ErrorMessage=5)),
    ("States.TaskFailed", job_run(ErrorMessage={"why": "no"})),
    ("States.TaskFailed", job_run(JobRunState=None)),
    ("States.TaskFailed", job_run(JobRunState=["FAILED"], ErrorMessage=None)),
    ("States.TaskFailed", LONG[:32_768]),
    ("States.TaskFailed", json.dumps(JOB_RUN)[:60]),
    ("States.TaskFailed", json.dumps({"Other": 1})),
    ("States.TaskFailed", "{no JSON at all}"),
    ("States.TaskFailed", "{}"),
    ("States.TaskFailed", "[1, 2]"),
    ("States.TaskFailed", "5"),
    ("States.TaskFailed", '"text"'),
    ("States.TaskFailed", AWKWARD),
    ("States.TaskFailed", " \n "),
    ("Glue.AWSGlueException", "{Rate exceeded}"),
    ("Glue.AWSGlueException", json.dumps(JOB_RUN)),
    ("", "no error"),
    ("", ""),
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


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"--SIMULATE": "fail: "}, "the Glue run ended as FAILED"),
        ({"--SIMULATE": f"fail: {AWKWARD}"}, AWKWARD),
        ({"--SIMULATE": "fail: {no snapshot}"}, "{no snapshot}"),
        ({"--SIMULATE": "fail", "--LONG": "}" * 40_000}, '"--LONG": "}}}}'),
    ],
    ids=["an empty message", "an awkward message", "a message in braces", "a run that is cut off"],
)
def test_a_failure_is_told_once_with_words_whatever_glue_says(
    api: Api, deployed: Deployed, mailbox: str, arguments: dict[str, str], words: str
) -> None:
    name = f"words-{time.time_ns()}"
    skip = dict.fromkeys(("job1", "job2", "job3a", "job3b", "job4", "job6", "job7"), True)
    boto3.client("stepfunctions").start_execution(
        stateMachineArn=deployed.state_machine_arn,
        name=name,
        input=json.dumps({"overrides": {"job5": arguments}, "skip": skip}),
    )
    execution = api.ended(name)
    assert execution["error"] == "RefreshFailed"
    told = step(execution, "job5")["message"]
    assert words in told
    # A cause has 32,768 characters at most, with the step's name in front of it.
    assert execution["message"] == f"job5 failed: {told}"[:32_768]
    (mail,) = mails(mailbox)
    assert json.dumps(f"job5 failed: {told}") in mail["Message"]
    assert mail["MessageAttributes"]["outcome"]["Value"] == "FAILED"
    assert lock_item(deployed) is None
