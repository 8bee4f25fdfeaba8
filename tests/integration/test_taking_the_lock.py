"""The API takes the lock before it starts an execution: one write decides which one starts."""

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from threading import Barrier

import boto3
import pytest
import requests
from moto.stepfunctions.responses import StepFunctionResponse

from chalicelib.adapters.aws import clients
from local.aws import REGION
from local.provisioning import Deployed
from tests.support.client import Api
from tests.support.dying import dying
from tests.support.executions import ended_here
from tests.support.glue import room_for, runs_of
from tests.support.lock import (
    arn_of,
    let_a_minute_pass,
    lock_item,
    put_lock,
    start_directly,
)
from tests.support.mailbox import mails
from tests.support.refusing import refusing
from tests.support.waiting import until

STARTS = 40
FEWER_STARTS = 12
ONLY_JOB5 = {"only": ["job5"]}


def all_executions(deployed: Deployed) -> set[str]:
    pages = boto3.client("stepfunctions").get_paginator("list_executions")
    return {
        item["name"]
        for page in pages.paginate(stateMachineArn=deployed.state_machine_arn)
        for item in page["executions"]
    }


def entered(arn: str) -> list[str]:
    events = boto3.client("stepfunctions").get_execution_history(executionArn=arn)["events"]
    details = (event.get("stateEnteredEventDetails") for event in events)
    return [detail["name"] for detail in details if detail]


def at_once(api: Api, number: int) -> list[requests.Response]:
    together = Barrier(number)

    def start(_: int) -> requests.Response:
        together.wait()
        return api.post("/refresh", ONLY_JOB5)

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(start, range(number)))


@pytest.mark.parametrize(
    ("lock", "starts"),
    [
        ("free", STARTS),
        ("of one that has ended", FEWER_STARTS),
        ("of one that never began", FEWER_STARTS),
    ],
)
def test_of_many_starts_at_once_one_begins_and_the_others_begin_nothing(
    api: Api, deployed: Deployed, mailbox: str, lock: str, starts: int
) -> None:
    if lock == "of one that has ended":
        put_lock(deployed, arn_of(deployed, api.run(ONLY_JOB5)["name"]))
        mails(mailbox, 1)
    elif lock == "of one that never began":
        put_lock(deployed, arn_of(deployed, "never-was"))
    before = all_executions(deployed)
    with room_for(api.job_names()["job5"], 0):
        answers = at_once(api, starts)
        begun = all_executions(deployed) - before
    (accepted,) = (answer for answer in answers if answer.status_code == 202)
    name = accepted.json()["name"]
    assert begun == {name}
    refused = [answer for answer in answers if answer is not accepted]
    assert {answer.status_code for answer in refused} == {409}, [a.text for a in refused]
    assert {answer.json()["holder"]["name"] for answer in refused} == {name}
    assert api.ended(name)["status"] == "SUCCEEDED"
    (mail,) = mails(mailbox)
    assert name in mail["Message"]
    assert lock_item(deployed) is None


def test_a_key_given_many_times_at_once_starts_one_refresh(api: Api) -> None:
    job5 = api.job_names()["job5"]
    before = len(runs_of(job5))
    headers = {"Idempotency-Key": f"key-{time.time_ns()}"}
    key = headers["Idempotency-Key"]
    with ThreadPoolExecutor(6) as pool:
        answers = list(pool.map(lambda _: api.post("/refresh", ONLY_JOB5, **headers), range(6)))
    # One that comes in between sees the lock taken, and may ask again.
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert {answer.json()["name"] for answer in answers if answer.status_code == 202} == {key}
    assert api.ended(key)["status"] == "SUCCEEDED"
    assert len(runs_of(job5)) == before + 1


@pytest.fixture
def died_before_the_start(api: Api, deployed: Deployed, nothing_is_left: None) -> str:
    """Have the API die between the lock and the start, and give the key of the request."""
    key = f"died-{time.time_ns()}"
    before = all_executions(deployed)
    with dying(clients.stepfunctions(REGION), "before-call.sfn.StartExecution"):
        assert api.post("/refresh", ONLY_JOB5, **{"Idempotency-Key": key}).status_code == 500
    assert all_executions(deployed) == before
    assert lock_item(deployed)["holder"]["S"] == arn_of(deployed, key)
    return key


def test_after_the_api_died_before_the_start_others_wait_for_a_minute_at_most(
    api: Api, deployed: Deployed, died_before_the_start: str
) -> None:
    refused = api.post("/refresh", ONLY_JOB5)
    assert refused.status_code == 409
    holder = refused.json()["holder"]
    assert (holder["name"], holder["requested_by"]) == (died_before_the_start, None)
    acquired_at = lock_item(deployed)["acquired_at"]["S"]
    assert datetime.fromisoformat(holder["started_at"]) == datetime.fromisoformat(acquired_at)
    plan = api.post("/refresh", {**ONLY_JOB5, "dry_run": True}).json()
    assert plan["startable"] is False
    let_a_minute_pass(deployed)
    execution = api.run(ONLY_JOB5)
    assert execution["status"] == "SUCCEEDED"
    # Nobody can say of one that was never known that it left no runs.
    assert "Look for runs" in entered(arn_of(deployed, execution["name"]))
    assert lock_item(deployed) is None


def test_after_the_api_died_before_the_start_the_schedule_waits_and_then_runs(
    api: Api, deployed: Deployed, died_before_the_start: str
) -> None:
    arn = start_directly(deployed, f"scheduled-{time.time_ns()}", "job5")
    until(lambda: "Wait for it to begin" in entered(arn), expected=True)
    assert lock_item(deployed)["holder"]["S"] == arn_of(deployed, died_before_the_start)
    let_a_minute_pass(deployed)
    assert ended_here(arn)["status"] == "SUCCEEDED"
    assert lock_item(deployed) is None


def test_one_that_was_awaited_in_vain_and_begins_late_does_not_run_beside_another(
    api: Api, deployed: Deployed, died_before_the_start: str
) -> None:
    let_a_minute_pass(deployed)
    with room_for(api.job_names()["job5"], 0):
        name = api.start(ONLY_JOB5)
        late = ended_here(start_directly(deployed, died_before_the_start, "job5"))
        assert (late["error"], late["cause"]) == ("RefreshAlreadyRunning", arn_of(deployed, name))
    assert api.ended(name)["status"] == "SUCCEEDED"


def test_a_lock_that_was_taken_over_is_given_back_to_the_one_that_left_it(
    api: Api, deployed: Deployed
) -> None:
    dead = arn_of(deployed, api.run(ONLY_JOB5)["name"])
    put_lock(deployed, dead)
    with refusing(StepFunctionResponse, "start_execution", "AccessDeniedException"):
        assert api.post("/refresh", ONLY_JOB5).status_code == 502
    assert lock_item(deployed)["holder"]["S"] == dead
    # So the next one still waits for what may have been left.
    arn = start_directly(deployed, f"scheduled-{time.time_ns()}", "job5")
    assert ended_here(arn)["status"] == "SUCCEEDED"
    assert "Look for runs" in entered(arn)
    assert lock_item(deployed) is None
