"""The largest arguments that are taken fit into every state of a refresh, whatever goes wrong."""

import json
from collections.abc import Iterator
from contextlib import ExitStack

import boto3
import pytest

from chalicelib.domain.sizes import MAX_ARGUMENTS_BYTES
from local.provisioning import Deployed, create_job
from tests.support.client import Api, step
from tests.support.executions import wait_for_all, wait_for_end
from tests.support.glue import room_for
from tests.support.lock import STEPS, arn_of, lock_item, put_lock
from tests.support.mailbox import mails

RUNS = 10  # as many as a takeover looks at
MESSAGE_CHARACTERS = 1900  # what a mail tells of it


@pytest.fixture(autouse=True)
def no_runs_are_left(api: Api) -> Iterator[None]:
    """Let no takeover of another test look at these runs."""
    yield
    wait_for_all()
    for job in {*api.job_names().values()}:
        boto3.client("glue").delete_job(JobName=job)
        create_job(job)


def arguments(configured: dict[str, str], **more: str) -> dict[str, str]:
    """Return what makes the arguments of a step, with the configured ones, as large as they may be.

    A quote is the worst: it takes two bytes more in each JSON that is a text in JSON.
    """
    given = {f"--{name}": value for name, value in more.items()}
    size = len(json.dumps({**configured, **given, "--X": ""}, separators=(",", ":")).encode())
    room = MAX_ARGUMENTS_BYTES - size
    return {**given, "--X": '"' * (room // 4) + "x" * (room - room // 4 * 2)}


def test_the_largest_arguments_leave_room_for_a_takeover_and_for_failures(
    api: Api, deployed: Deployed, mailbox: str
) -> None:
    stages = api.get("/pipeline").json()["stages"]
    configured = {s["key"]: s["defaults"] for stage in stages for s in stage["steps"]}
    jobs = api.job_names()
    message = "m" * MESSAGE_CHARACTERS
    failing = {key: arguments(configured[key], SIMULATE=f"fail: {message}") for key in STEPS[:2]}
    overrides = {key: failing.get(key) or arguments(configured[key]) for key in STEPS}
    with ExitStack() as stack:
        for key in failing:
            stack.enter_context(room_for(jobs[key], RUNS))
            for _ in range(RUNS):
                merged = {**configured[key], **overrides[key]}
                boto3.client("glue").start_job_run(JobName=jobs[key], Arguments=merged)
        put_lock(deployed, arn_of(deployed, "never-was"))
        name = api.start({"overrides": overrides})
        execution = api.ended(name)
    wait_for_end(arn_of(deployed, name))
    assert execution["error"] == "RefreshFailed", execution["message"]
    expected = [f"{key} failed: {message}" for key in failing]
    assert execution["message"] == "; ".join(expected)
    for key in failing:
        assert step(execution, key)["message"] == message
    (mail,) = mails(mailbox)
    assert execution["message"] in mail["Message"]
    assert lock_item(deployed) is None
    events = boto3.client("stepfunctions").get_execution_history(
        executionArn=arn_of(deployed, name)
    )["events"]
    states = [
        e["stateEnteredEventDetails"]["name"] for e in events if "stateEnteredEventDetails" in e
    ]
    assert {"List the jobs", "Describe failures", "Refresh failed"} <= set(states)


def test_ten_runs_with_larger_arguments_would_not_fit_into_a_state(
    api: Api, deployed: Deployed
) -> None:
    """The embedded AWS has the limit, or the test above would prove nothing."""
    job = api.job_names()["job7"]
    with room_for(job, RUNS):
        for _ in range(RUNS):
            large = {"--X": "x" * (28 * 1024)}
            boto3.client("glue").start_job_run(JobName=job, Arguments=large)
        put_lock(deployed, arn_of(deployed, "never-was"))
        client = boto3.client("stepfunctions")
        arn = client.start_execution(
            stateMachineArn=deployed.state_machine_arn, name=f"large-{job}"[:80], input="{}"
        )["executionArn"]
        wait_for_end(arn)
    assert client.describe_execution(executionArn=arn)["error"] == "States.DataLimitExceeded"
