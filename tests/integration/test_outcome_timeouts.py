"""The mail of a refresh that ran out of time names the steps that ran then, if it knows them."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest

from local.provisioning import Deployed
from tests.support.client import Api
from tests.support.executions import OUTCOME, ended_here, wait_for_end
from tests.support.glue import lasting, room_for, set_up
from tests.support.lock import arn_of, start_directly
from tests.support.mailbox import mails
from tests.support.outcomes import told
from tests.support.waiting import awaited, until

LATE = "It did not end within 24 hours."
ONLY_THE_LINK = f"{LATE} The link below shows which steps were running at that time."
MAX_STATE_BYTES = 256 * 1024
LARGE_BYTES = 15 * 1024
# What EventBridge leaves in an event at most.
LARGEST_INPUT_BYTES = 248 * 1024


def why(mailbox: str) -> str:
    """Return what the only mail says of why it ended."""
    (mail,) = mails(mailbox)
    second: str = mail["Message"].split("\n\n")[1]
    return second


def timed_out(deployed: Deployed, name: str, **detail: Any) -> None:
    """Have it told that this execution has timed out; it may be in any state."""
    event = {"name": name, "executionArn": arn_of(deployed, name), "status": "TIMED_OUT", **detail}
    assert told(deployed, **event)["status"] == "SUCCEEDED"


def steps_of(api: Api, name: str) -> list[dict[str, Any]]:
    """Return the steps of an execution, as the API tells them."""
    steps: list[dict[str, Any]] = api.execution(name)["steps"]
    return steps


@contextmanager
def going_on(api: Api, deployed: Deployed, *running: str, **asked: Any) -> Iterator[str]:
    """Give an execution of which exactly these steps run, and stop it afterwards."""
    name = api.start(asked)

    def runs() -> list[str]:
        return [step["key"] for step in steps_of(api, name) if step["status"] == "RUNNING"]

    try:
        until(runs, [*running])
        yield name
    finally:
        api.post(f"/executions/{name}/stop")
        wait_for_end(arn_of(deployed, name))


def test_steps_that_ran_then_are_named_and_those_that_had_ended_are_not(
    api: Api, deployed: Deployed, mailbox: str
) -> None:
    jobs = api.job_names()
    with lasting(jobs["job2"]), going_on(api, deployed, "job2", only=["job1", "job2"]) as name:
        timed_out(deployed, name)
        assert why(mailbox) == f"{LATE} Still running at that time: [job2]."


def test_all_that_ran_then_are_named_in_the_order_of_the_pipeline(
    api: Api, deployed: Deployed, mailbox: str
) -> None:
    asked = {"only": ["job4", "job6", "job7"]}
    jobs = api.job_names()
    with (
        lasting(jobs["job6"]),
        lasting(jobs["job7"]),
        going_on(api, deployed, "job6", "job7", **asked) as name,
    ):
        timed_out(deployed, name)
        assert why(mailbox) == f"{LATE} Still running at that time: [job6, job7]."


def history(deployed: Deployed, name: str) -> list[Any]:
    """Return its events as they are, oldest first."""
    client = boto3.client("stepfunctions")
    events: list[Any] = client.get_execution_history(executionArn=arn_of(deployed, name))["events"]
    return events


@pytest.mark.parametrize(
    ("only", "status"), [(["job7"], "SUCCEEDED"), ([], "FAILED")], ids=["ended", "none-began"]
)
def test_a_history_in_which_nothing_runs_leaves_the_link(
    deployed: Deployed, mailbox: str, only: list[str], status: str
) -> None:
    name = f"nothing-{time.time_ns()}"
    if only:
        arn = start_directly(deployed, name, *only)
    else:
        arn = boto3.client("stepfunctions").start_execution(
            stateMachineArn=deployed.state_machine_arn, name=name, input='{"only": []}'
        )["executionArn"]
    assert ended_here(arn)["status"] == status
    mails(mailbox)
    timed_out(deployed, name)
    assert why(mailbox) == ONLY_THE_LINK


def test_a_history_that_nobody_can_read_leaves_the_link(deployed: Deployed, mailbox: str) -> None:
    timed_out(deployed, "never-was")
    assert why(mailbox) == ONLY_THE_LINK


@contextmanager
def asking_for(deployed: Deployed, newest_events: int) -> Iterator[None]:
    """Have what tells of outcomes read no more than so many events."""
    client = boto3.client("stepfunctions")
    arn = deployed.state_machine_arn.removesuffix("-db-refresh") + OUTCOME
    before = client.describe_state_machine(stateMachineArn=arn)["definition"]
    after = json.loads(before)
    after["States"]["Ask what ran then"]["Parameters"]["MaxResults"] = newest_events
    client.update_state_machine(stateMachineArn=arn, definition=json.dumps(after))
    try:
        yield
    finally:
        client.update_state_machine(stateMachineArn=arn, definition=before)


def test_newest_events_that_do_not_go_back_to_where_the_stage_began_leave_the_link(
    api: Api, deployed: Deployed, mailbox: str
) -> None:
    """They have one step of two that run, and would name it alone."""
    jobs = api.job_names()
    with (
        lasting(jobs["job1"]),
        lasting(jobs["job2"]),
        going_on(api, deployed, "job1", "job2") as name,
    ):
        until(
            lambda: [step["key"] for step in steps_of(api, name) if step["job_run_id"]],
            ["job1", "job2"],
        )
        kinds = [event["type"] for event in reversed(history(deployed, name))]
        with asking_for(deployed, kinds.index("TaskStateEntered") + 1):
            timed_out(deployed, name)
        assert why(mailbox) == ONLY_THE_LINK


def test_newest_events_that_are_too_large_for_a_state_leave_the_link(
    api: Api, deployed: Deployed, mailbox: str
) -> None:
    """Each start that Glue has no room for is an event that has the arguments."""
    asked = {"only": ["job2"], "overrides": {"job2": {"--X": "x" * LARGE_BYTES}}}
    with (
        room_for(api.job_names()["job2"], 0),
        going_on(api, deployed, "job2", **asked) as name,
    ):
        awaited(
            lambda: [event["type"] for event in history(deployed, name)].count("TaskFailed"),
            lambda refused: refused * LARGE_BYTES > MAX_STATE_BYTES,
        )
        # From now on the step waits in the queue: a step without tries fails, and that has a mail.
        with set_up(api.job_names()["job2"], queues=True):
            timed_out(deployed, name)
            assert why(mailbox) == ONLY_THE_LINK


def test_the_largest_event_with_every_step_that_can_run_is_told(
    api: Api, deployed: Deployed, mailbox: str
) -> None:
    asked = json.dumps({"other": "x" * (LARGEST_INPUT_BYTES - 100)})
    jobs = api.job_names()
    with (
        lasting(jobs["job1"]),
        lasting(jobs["job2"]),
        going_on(api, deployed, "job1", "job2") as name,
    ):
        timed_out(deployed, name, input=asked)
        assert why(mailbox) == f"{LATE} Still running at that time: [job1, job2]."
