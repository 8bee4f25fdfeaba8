"""The state machine and the API say of a failure the same, each in its own language."""

import json
import time
from typing import Any

import boto3
import pytest
from moto.dynamodb.responses import DynamoHandler

from chalicelib.domain.failure import ended_as, explain, parse_object
from local.provisioning import Deployed
from tests.support.causes import JOB_RUN, job_run
from tests.support.client import Api, step
from tests.support.executions import ended_here
from tests.support.lock import lock_item
from tests.support.mailbox import mails
from tests.support.refusing import refusing

AWKWARD = "could not read {} of {0} at C:\\temp\\new: \"x\" 'y' $.z é\n  at line 3"
LONG = job_run(ErrorMessage="}" * 40_000)
RAW: dict[str, Any] = {"ensure_ascii": False, "separators": (",", ":")}
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


# What is longer than a key of DynamoDB may be is left out of the mail; the API has it.
TOO_LONG = "the cause is too long to be told here; it stands with the step"
LONG_FAILURES = [
    ("States.TaskFailed", LONG[:32_768]),
    ("States.TaskFailed", job_run(ErrorMessage="x" * 8_000)),
    ("States.TaskFailed", job_run(ErrorMessage="\U0001f600" * 600)),
    ("States.TaskFailed", json.dumps({**JOB_RUN, "ErrorMessage": "\U0001f600" * 32_000}, **RAW)),
    ("States.TaskFailed", job_run(ErrorMessage={"why": "x" * 8_000})),
    ("States.TaskFailed", job_run(JobRunState="x" * 8_000)),
    ("Glue.InvalidInputException", "\U0001f600" * 32_768),
    ("Glue.InvalidInputException", "\x01" * 32_768),
    ("Glue.InvalidInputException", "\n" * 32_768),
]


@pytest.fixture(scope="module")
def describing(deployed: Deployed) -> str:
    """Give a state machine of what becomes of a step's failure in the deployed one.

    It takes what Step Functions gives to a Catch, and gives words; and what a step ends with that
    failed without an error.
    """
    client = boto3.client("stepfunctions")
    deployed_one = client.describe_state_machine(stateMachineArn=deployed.state_machine_arn)
    states = json.loads(deployed_one["definition"])["States"]
    (keep,) = states["prepare"]["Branches"]
    as_it_is = {"Variable": "$.ok", "IsPresent": True, "Next": "As it is"}
    caught = keep["States"]["job4-prepare-part-tables"]["Catch"][0]["Next"]
    keep["States"] |= {
        "Did it fail?": {"Type": "Choice", "Choices": [as_it_is], "Default": caught},
        "As it is": {"Type": "Pass", "End": True},
    }
    keep["StartAt"] = "Did it fail?"
    keeping = {
        "Type": "Map",
        "ItemsPath": "$.failures",
        "ItemProcessor": keep,
        "ResultPath": "$.stage.outcomes",
        "Next": "Describe failures",
    }
    describing = {**states["Describe failures"], "End": True}
    del describing["Next"]
    document = {
        "StartAt": "Keep failures",
        "States": {"Keep failures": keeping, "Describe failures": describing},
    }
    arn: str = client.create_state_machine(
        name=f"words-{time.time_ns()}",
        definition=json.dumps(document),
        roleArn="arn:aws:iam::123456789012:role/words",
    )["stateMachineArn"]
    return arn


def described(failures: list[dict[str, Any]], machine_arn: str) -> list[str]:
    client = boto3.client("stepfunctions")
    execution = client.start_execution(
        stateMachineArn=machine_arn,
        name=f"words-{time.time_ns()}",
        input=json.dumps({"failures": failures}, ensure_ascii=False),
    )["executionArn"]
    found = ended_here(execution)
    assert found["status"] == "SUCCEEDED", found
    return [failure["text"] for failure in json.loads(found["output"])["stage"]]


def caught(error: str, cause: str | None) -> dict[str, str]:
    """Return what Step Functions gives to a Catch."""
    return {"Error": error, "Cause": cause or ""}


def ended(state: str) -> dict[str, Any]:
    """Return what a step ends with where it had no error."""
    return {"step": "job4", "ok": state == "SUCCEEDED", "ended": {"JobRunState": state}}


def test_the_notification_and_the_api_explain_a_failure_in_the_same_words(describing: str) -> None:
    failures = [caught(*failure) for failure in FAILURES]
    # A run that someone stopped ends its task without an error.
    failures += [ended("STOPPED"), ended("VANISHED"), ended("SUCCEEDED")]
    expected = [
        f"job4 failed: {explain(error, cause, parse_object(cause))}" for error, cause in FAILURES
    ]
    expected.append(f"job4 failed: {ended_as('STOPPED')}")
    expected.append(f"job4 failed: {ended_as('VANISHED')}")
    assert described(failures, describing) == expected


@pytest.mark.parametrize("failure", LONG_FAILURES)
def test_a_cause_that_is_too_long_is_left_to_the_api(
    describing: str, failure: tuple[str, str]
) -> None:
    assert described([caught(*failure)], describing) == [f"job4 failed: {TOO_LONG} ({failure[0]})"]


def test_a_failure_is_told_where_its_length_cannot_be_found_out(describing: str) -> None:
    with refusing(DynamoHandler, "get_item", "InternalServerError") as refused:
        told = described([caught("Glue.X", "no such job")], describing)
    assert (told, len(refused)) == ([f"job4 failed: {TOO_LONG} (Glue.X)"], 1)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"--SIMULATE": "fail: "}, "the Glue run ended as FAILED"),
        ({"--SIMULATE": f"fail: {AWKWARD}"}, AWKWARD),
        ({"--SIMULATE": "fail: {no snapshot}"}, "{no snapshot}"),
        ({"--SIMULATE": "fail", "--LONG": "}" * 20_000}, "simulated failure of"),
    ],
    ids=["an empty message", "an awkward message", "a message in braces", "long arguments"],
)
def test_a_failure_is_told_once_with_words_whatever_glue_says(
    api: Api, deployed: Deployed, mailbox: str, arguments: dict[str, str], words: str
) -> None:
    execution = ended_at_job5(api, deployed, arguments)
    told = step(execution, "job5")["message"]
    assert words in told
    see_that_it_is_told_once(f"job5 failed: {told}", execution, deployed, mailbox)


def test_a_run_that_is_cut_off_is_told_by_its_step_alone(
    api: Api, deployed: Deployed, mailbox: str
) -> None:
    execution = ended_at_job5(api, deployed, {"--SIMULATE": "fail", "--LONG": "}" * 40_000})
    assert '"--LONG": "}}}}' in step(execution, "job5")["message"]
    said = f"job5 failed: {TOO_LONG} (States.TaskFailed)"
    see_that_it_is_told_once(said, execution, deployed, mailbox)


def ended_at_job5(api: Api, deployed: Deployed, arguments: dict[str, str]) -> Any:
    """Run job5 alone with these arguments, past the API, and return what the API tells of it."""
    name = f"words-{time.time_ns()}"
    skip = dict.fromkeys(("job1", "job2", "job3a", "job3b", "job4", "job6", "job7"), True)
    boto3.client("stepfunctions").start_execution(
        stateMachineArn=deployed.state_machine_arn,
        name=name,
        input=json.dumps({"overrides": {"job5": arguments}, "skip": skip}),
    )
    return api.ended(name)


def see_that_it_is_told_once(said: str, execution: Any, deployed: Deployed, mailbox: str) -> None:
    assert (execution["error"], execution["message"]) == ("RefreshFailed", said)
    (mail,) = mails(mailbox)
    # What others wrote is quoted as JSON, so that it makes no paragraph of its own.
    assert json.dumps(said) in mail["Message"]
    assert mail["MessageAttributes"]["outcome"]["Value"] == "FAILED"
    assert lock_item(deployed) is None
