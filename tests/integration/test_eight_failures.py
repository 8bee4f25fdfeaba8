"""All steps of the widest stage fail at once, with causes as long as Step Functions keeps any."""

import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

import boto3
import pytest

from chalicelib.adapters.aws.state_machine import StateMachine
from chalicelib.domain.build_input import build_input
from chalicelib.domain.execution import Execution
from chalicelib.domain.execution_input import input_document
from chalicelib.domain.request import NOTHING, RefreshRequest
from chalicelib.domain.sizes import MAX_ARGUMENTS_BYTES
from chalicelib.services.repository import ExecutionRepository
from local.deployment import read_deployment
from local.provisioning import Deployed, provision
from tests.support.executions import ended_here
from tests.support.glue import refusing_parts, room_for
from tests.support.lock import arn_of, delete_lock, lock_item
from tests.support.mailbox import attributes_of, mails
from tests.support.pipelines import PIPELINES, REFRESH_URL

JOB = "the-job"
KEYS = tuple(f"step{number}" for number in range(1, 9))
MAX_CAUSE_CHARACTERS = 32_768
TOO_LONG = "the cause is too long to be told here; it stands with the step"
# With the name of the error and the state of the run, no more than a key of DynamoDB may have.
TOLD_BYTES = 1_900


def every(text: str) -> dict[str, str]:
    return dict.fromkeys(KEYS, text)


@pytest.fixture(scope="module")
def stage_of_eight(deployed: Deployed) -> Deployed:
    path = PIPELINES / "stage_of_eight.yaml"
    return provision(REFRESH_URL, read_deployment(path.with_suffix(".tfvars.json"), path))


@pytest.fixture
def eight(stage_of_eight: Deployed) -> Iterator[Deployed]:
    """Give the stage of eight steps; the next test finds its lock free, and its mailbox empty."""
    yield stage_of_eight
    delete_lock(stage_of_eight)
    mails(stage_of_eight.queue_url)


def refreshed(
    eight: Deployed,
    runs: Mapping[str, str] | None = None,
    starts: Mapping[str, str] | None = None,
    arguments: Mapping[str, str] | None = None,
) -> Execution:
    """Have Glue say these things, by step, of runs that fail or of starts that it refuses for good.

    Every step gets the `arguments`. Return what the API tells of the refresh.
    """
    client = boto3.client("stepfunctions")
    machine = StateMachine(client, eight.state_machine_arn)
    executions = ExecutionRepository(machine, live_cache_seconds=0)
    overrides: dict[str, dict[str, str]] = {key: dict(arguments or {}) for key in KEYS}
    for key, text in (runs or {}).items():
        overrides[key] |= {"--SIMULATE": f"fail: {text}"}
    document: Any = {"overrides": overrides}
    if arguments:
        request = RefreshRequest(overrides=overrides)
        document = input_document(build_input(executions.pipeline(), request, NOTHING, "ann"))
    refused = {key.removeprefix("step"): text for key, text in (starts or {}).items()}
    name = f"eight-{time.time_ns()}"
    with room_for(JOB, len(KEYS)), refusing_parts(JOB, refused):
        client.start_execution(
            stateMachineArn=eight.state_machine_arn,
            name=name,
            input=json.dumps(document, ensure_ascii=False),
        )
        ended_here(arn_of(eight, name))
    return executions.get(name)


def see_that_it_is_told(eight: Deployed, execution: Execution, expected: str) -> None:
    """See that all that tells of the refresh names every step, and that the lock is free."""
    assert (execution.status, execution.error) == ("FAILED", "RefreshFailed"), execution.cause
    assert execution.cause == expected
    assert len(expected) <= MAX_CAUSE_CHARACTERS
    (mail,) = mails(eight.queue_url)
    assert mail["Subject"] == "[test] Database refresh FAILED"
    assert attributes_of(mail) == {"outcome": "FAILED", "environment": "test"}
    # What others wrote is quoted as JSON, so that it makes no paragraph of its own.
    assert json.dumps(expected) in mail["Message"]
    assert f"/executions/{execution.name}/resume" in mail["Message"]
    assert lock_item(eight) is None
    assert {step.key: step.status for step in execution.steps} == every("FAILED")


# A run's message stands in its arguments too, and so the JobRun twice as long is cut off.
CUT_OFF = {
    "letters": "x" * 17_000,
    "what may be the end of a JSON": '}"' * 6_000,
    "letters in four bytes": "\U0001f600" * 4_000,
}
PROSE = {
    "letters": "x" * MAX_CAUSE_CHARACTERS,
    "letters in four bytes": "\U0001f600" * MAX_CAUSE_CHARACTERS,
    "quotes": '"' * MAX_CAUSE_CHARACTERS,
    "control characters": "\x01" * MAX_CAUSE_CHARACTERS,
}


@pytest.mark.parametrize("message", CUT_OFF.values(), ids=CUT_OFF)
def test_eight_runs_that_are_cut_off_are_told(eight: Deployed, message: str) -> None:
    execution = refreshed(eight, runs=every(message))
    see_that_it_is_told(
        eight,
        execution,
        "; ".join(f"{key} failed: {TOO_LONG} (States.TaskFailed)" for key in KEYS),
    )
    for step in execution.steps:
        assert step.message
        assert step.message.startswith('{"')
        assert len(step.message) == MAX_CAUSE_CHARACTERS + len(" (States.TaskFailed)")


@pytest.mark.parametrize("text", PROSE.values(), ids=PROSE)
def test_eight_causes_of_prose_are_told(eight: Deployed, text: str) -> None:
    execution = refreshed(eight, starts=every(text))
    error = "Glue.InvalidInputException"
    see_that_it_is_told(
        eight, execution, "; ".join(f"{key} failed: {TOO_LONG} ({error})" for key in KEYS)
    )
    for step in execution.steps:
        assert step.message == f"{text} ({error})"


def test_a_long_message_of_a_run_that_is_whole_stands_with_the_step(eight: Deployed) -> None:
    messages = {key: f"{key} {'m' * 8_000}" for key in KEYS}
    execution = refreshed(eight, runs=messages)
    see_that_it_is_told(
        eight,
        execution,
        "; ".join(f"{key} failed: {TOO_LONG} (States.TaskFailed)" for key in KEYS),
    )
    assert {step.key: step.message for step in execution.steps} == messages


@pytest.mark.parametrize("letter", ["x", '"', "\x01", "\U0001f600"])
def test_eight_messages_as_long_as_a_mail_tells_are_told(eight: Deployed, letter: str) -> None:
    text = letter * (TOLD_BYTES // len(letter.encode()))
    messages = {key: f"{key} {text}" for key in KEYS}
    execution = refreshed(eight, runs=messages)
    see_that_it_is_told(
        eight, execution, "; ".join(f"{key} failed: {messages[key]}" for key in KEYS)
    )


def test_each_failure_is_told_in_its_own_way(eight: Deployed) -> None:
    runs = {"step1": "x" * 17_000, "step2": "no such table", "step3": "}" * 8_000, "step4": " "}
    starts = dict(zip(KEYS[4:], [*[*PROSE.values()][:3], "{no input}"], strict=True))
    execution = refreshed(eight, runs, starts)
    see_that_it_is_told(
        eight,
        execution,
        f"step1 failed: {TOO_LONG} (States.TaskFailed); "
        "step2 failed: no such table; "
        f"step3 failed: {TOO_LONG} (States.TaskFailed); "
        "step4 failed: the Glue run ended as FAILED; "
        f"step5 failed: {TOO_LONG} (Glue.InvalidInputException); "
        f"step6 failed: {TOO_LONG} (Glue.InvalidInputException); "
        f"step7 failed: {TOO_LONG} (Glue.InvalidInputException); "
        "step8 failed: {no input} (Glue.InvalidInputException)",
    )
    # A run that failed was tried again; whatever the states after it asked is no try.
    assert [len(step.attempts) for step in execution.steps] == [2, 2, 2, 2, 1, 1, 1, 1]


def test_the_largest_arguments_leave_room_for_eight_failures(eight: Deployed) -> None:
    text = "\x01" * TOLD_BYTES
    part = len(json.dumps({"--PART": "1", "--X": ""}, separators=(",", ":")))
    largest = {"--X": "x" * (MAX_ARGUMENTS_BYTES - part)}
    execution = refreshed(eight, starts=every(text), arguments=largest)
    said = f"{text} (Glue.InvalidInputException)"
    see_that_it_is_told(eight, execution, "; ".join(f"{key} failed: {said}" for key in KEYS))
