"""Two refreshes never run at once, whoever starts them and whatever goes wrong."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import datetime, timezone

import boto3
import pytest

from local.provisioning import Deployed, create_job
from tests.support.client import Api, statuses, step
from tests.support.executions import ended_here as ended
from tests.support.glue import lasting, room_for, runs_of
from tests.support.lock import arn_of, lock_item, put_lock, start_directly
from tests.support.mailbox import mails
from tests.support.waiting import awaited, until

ONLY_JOB5 = {"only": ["job5"]}


@pytest.fixture
def job5(api: Api) -> str:
    return api.job_names()["job5"]


@contextmanager
def held(api: Api, job: str) -> Iterator[str]:
    """Have a refresh run, and wait at job5, as long as this lasts."""
    with room_for(job, 0):
        name = api.start({**ONLY_JOB5, "reason": "first"})
        yield name
    assert api.ended(name)["status"] == "SUCCEEDED"


def test_a_start_while_another_runs_is_refused_and_names_it(api: Api, job5: str) -> None:
    with held(api, job5) as name:
        until(lambda: api.execution(name)["progress"]["running"], ["job5"])
        answer = api.post("/refresh", {})
        assert answer.status_code == 409
        problem = answer.json()
        assert problem["title"] == "Refresh already running"
        holder = problem["holder"]
        assert (holder["name"], holder["reason"]) == (name, "first")
        assert (holder["requested_by"], holder["running"]) == ("token:local-operator", ["job5"])
        assert holder["started_at"] == api.execution(name)["started_at"]
        assert holder["expected_end"] is None


def test_of_fifty_starts_at_once_one_runs_and_no_lock_is_left(
    api: Api, deployed: Deployed, job5: str, mailbox: str
) -> None:
    before = set(statuses_of_all(deployed))
    stamp = time.time_ns()
    with room_for(job5, 0):
        with ThreadPoolExecutor(50) as pool:
            by_api = [pool.submit(api.post, "/refresh", ONLY_JOB5) for _ in range(25)]
            for number in range(25):
                pool.submit(start_directly, deployed, f"d{stamp}-{number}", "job5")
            answers = [answer.result() for answer in by_api]

        def running() -> int:
            now = statuses_of_all(deployed)
            return Counter(now[name] for name in set(now) - before)["RUNNING"]

        until(running, 1)
    (winner,) = (name for name, status in statuses_of_all(deployed).items() if status == "RUNNING")
    assert api.ended(winner)["status"] == "SUCCEEDED"
    refused = set(statuses_of_all(deployed)) - before - {winner}
    for name in refused:
        assert api.execution(name)["error"] == "RefreshAlreadyRunning"
    # The API begins nothing that would be refused; whoever is refused is told who holds the lock.
    assert {name for name in refused if not name.startswith(f"d{stamp}-")} == set()
    accepted = {answer.json()["name"] for answer in answers if answer.status_code == 202}
    assert accepted <= {winner}
    holders = {answer.json()["holder"]["name"] for answer in answers if answer.status_code == 409}
    assert holders == {winner}
    assert {answer.status_code for answer in answers} <= {202, 409}, [a.text for a in answers]
    assert lock_item(deployed) is None
    told = mails(mailbox, len(refused) + 1)
    assert len(told) == len(refused) + 1
    assert sum("succeeded" in mail["Message"] for mail in told) == 1


def statuses_of_all(deployed: Deployed) -> dict[str, str]:
    pages = boto3.client("stepfunctions").get_paginator("list_executions")
    return {
        item["name"]: item["status"]
        for page in pages.paginate(stateMachineArn=deployed.state_machine_arn)
        for item in page["executions"]
    }


def test_a_refused_execution_names_the_holder(api: Api, deployed: Deployed, job5: str) -> None:
    with held(api, job5) as name:
        found = ended(start_directly(deployed, f"refused-{time.time_ns()}", "job5"))
        assert (found["status"], found["error"]) == ("FAILED", "RefreshAlreadyRunning")
        assert found["cause"] == arn_of(deployed, name)
        shown = api.execution(found["name"])
        assert shown["message"] == f"refused, because {name} was running then; nothing was run"
        assert (shown["status"], shown["outcome"]) == ("FAILED", "REFUSED")
        assert step(shown, "job5")["message"] == "not reached, because the refresh was refused"
        for query, there in {
            "outcome=REFUSED": True,
            "outcome=FAILED": False,
            "status=FAILED": True,
            "status=FAILED&outcome=REFUSED": True,
            "status=RUNNING&outcome=REFUSED": False,
        }.items():
            items = api.get(f"/executions?{query}").json()["items"]
            assert (found["name"] in [item["name"] for item in items]) == there, query
        assert api.execution(name)["outcome"] is None
        assert lock_item(deployed)["holder"]["S"] == arn_of(deployed, name)


@pytest.mark.parametrize("holder", ["ended", "never-was", "nonsense"])
def test_the_lock_of_a_holder_that_no_longer_runs_is_taken_over(
    api: Api, deployed: Deployed, holder: str
) -> None:
    if holder == "ended":
        holder = api.run(ONLY_JOB5)["name"]
    put_lock(deployed, holder if holder == "nonsense" else arn_of(deployed, holder))
    assert api.run(ONLY_JOB5)["status"] == "SUCCEEDED"
    assert lock_item(deployed) is None


def test_the_lock_of_an_execution_that_was_stopped_is_taken_over(
    api: Api, deployed: Deployed, job5: str
) -> None:
    with room_for(job5, 0):
        name = api.start(ONLY_JOB5)
        assert api.post(f"/executions/{name}/stop").json()["status"] == "ABORTED"
    assert lock_item(deployed)["holder"]["S"] == arn_of(deployed, name)
    assert api.run(ONLY_JOB5)["status"] == "SUCCEEDED"


def test_of_two_that_take_over_at_once_one_runs(api: Api, deployed: Deployed, job5: str) -> None:
    put_lock(deployed, arn_of(deployed, "never-was"))
    stamp = time.time_ns()
    with room_for(job5, 0):
        with ThreadPoolExecutor(2) as pool:
            names = (f"t{stamp}-{n}" for n in range(2))
            arns = list(pool.map(lambda name: start_directly(deployed, name, "job5"), names))
        client = boto3.client("stepfunctions")

        def states() -> list[str]:
            return sorted(client.describe_execution(executionArn=arn)["status"] for arn in arns)

        until(states, ["FAILED", "RUNNING"])
    assert sorted(ended(arn)["status"] for arn in arns) == ["FAILED", "SUCCEEDED"]


def test_a_lock_that_was_written_but_not_answered_is_taken_again(
    api: Api, deployed: Deployed
) -> None:
    name = f"again-{time.time_ns()}"
    put_lock(deployed, arn_of(deployed, name))
    assert ended(start_directly(deployed, name, "job5"))["status"] == "SUCCEEDED"
    assert lock_item(deployed) is None


def test_a_glue_run_that_outlived_its_holder_is_waited_for(api: Api, deployed: Deployed) -> None:
    job3 = api.job_names()["job3a"]  # with room for two runs
    before = len(runs_of(job3))
    with lasting(job3):
        first = api.start({"only": ["job3a"]})
        until(lambda: len(runs_of(job3)), before + 1)
        dead = arn_of(deployed, first)
        boto3.client("stepfunctions").stop_execution(executionArn=dead)
        assert ended(dead)["status"] == "ABORTED"
        assert api.execution(first)["waiting_for"] == []
        left = runs_of(job3)[-1].job_run_id
        name = f"waits-{time.time_ns()}"
        start_directly(deployed, name, "job3a", "job3b")
        waiting = awaited(lambda: api.execution(name), lambda found: found["waiting_for"])
        (run,) = waiting["waiting_for"]
        assert run == {"job_name": job3, "job_run_id": left, "state": "RUNNING"}
        until(lambda: "Let it go on" in entered(arn_of(deployed, name)), expected=True)
        assert (waiting["status"], waiting["progress"]["running"]) == ("RUNNING", [])
        assert {statuses(waiting)[key] for key in ("job3a", "job3b")} == {"PENDING"}
        assert api.post("/refresh", {}).json()["holder"]["name"] == name
        let_go = datetime.now(timezone.utc).replace(microsecond=0)
    execution = api.ended(name)
    assert (execution["status"], execution["waiting_for"]) == ("SUCCEEDED", [])
    for key in ("job3a", "job3b"):
        (attempt,) = step(execution, key)["attempts"]
        assert datetime.fromisoformat(attempt["started_at"]) >= let_go


def entered(arn: str) -> list[str]:
    events = boto3.client("stepfunctions").get_execution_history(executionArn=arn)["events"]
    details = (event.get("stateEnteredEventDetails") for event in events)
    return [detail["name"] for detail in details if detail]


def test_a_job_that_does_not_exist_is_not_waited_for(api: Api, deployed: Deployed) -> None:
    job7 = api.job_names()["job7"]
    put_lock(deployed, arn_of(deployed, "never-was"))
    boto3.client("glue").delete_job(JobName=job7)
    try:
        found = ended(start_directly(deployed, f"jobless-{time.time_ns()}", "job5"))
    finally:
        create_job(job7)
    assert found["status"] == "SUCCEEDED", found
