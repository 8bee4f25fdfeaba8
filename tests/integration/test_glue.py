"""Glue as it is: runs that time out, wait, are refused, are retried by Glue, or are left behind."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import pytest

from local.provisioning import Deployed
from tests.support.client import Api, is_refused, step
from tests.support.executions import ended_here
from tests.support.glue import (
    lasting,
    let_glue_retry,
    let_go_on,
    let_time_run_out,
    refusing_starts,
    room_for,
    run_of,
    runs_of,
    set_up,
)
from tests.support.lock import arn_of
from tests.support.waiting import awaited, until

FOR_EVER = {"only": ["job5"], "overrides": {"job5": {"--SIMULATE": "for-ever"}}}


@pytest.fixture
def job5(api: Api) -> str:
    return api.job_names()["job5"]


def attempts(api: Api, name: str) -> list[dict[str, Any]]:
    return list(step(api.execution(name), "job5")["attempts"])


def stopped(api: Api, name: str) -> dict[str, Any]:
    """Stop an execution, whatever became of it, and return what is said of it."""
    answer = api.post(f"/executions/{name}/stop")
    assert answer.status_code == 200, answer.text
    assert answer.json()["confirmed"] is True
    return dict(answer.json())


def test_a_run_that_takes_too_long_is_ended_by_glue_told_as_such_and_retried(
    api: Api, job5: str
) -> None:
    before = len(runs_of(job5))
    name = api.start(FOR_EVER)
    awaited(lambda: len(runs_of(job5)) > before)
    first = runs_of(job5)[-1]
    # Two minutes before the step's own timeout of an hour.
    assert first.timeout == 58
    let_time_run_out(first)
    awaited(lambda: len(runs_of(job5)) > before + 1)
    assert first.status == "TIMEOUT"
    assert attempts(api, name)[0]["message"] == "the Glue run ended as TIMEOUT"
    told = stopped(api, name)["job_runs"]
    assert {run["job_run_id"]: run["state"] for run in told} == {
        first.job_run_id: "TIMEOUT",
        runs_of(job5)[-1].job_run_id: "STOPPED",
    }


@contextmanager
def impatient(deployed: Deployed, key: str) -> Iterator[None]:
    """Have the task of a step give up after a second."""
    client = boto3.client("stepfunctions")
    arn = deployed.state_machine_arn
    before = client.describe_state_machine(stateMachineArn=arn)["definition"]
    after = json.loads(before)
    states = [
        s
        for stage in after["States"].values()
        for b in stage.get("Branches", ())
        for s in b["States"].items()
    ]
    (task,) = (state for name, state in states if name.startswith(f"{key}-"))
    task["TimeoutSeconds"] = 1
    client.update_state_machine(stateMachineArn=arn, definition=json.dumps(after))
    try:
        yield
    finally:
        client.update_state_machine(stateMachineArn=arn, definition=before)


def test_a_run_whose_task_timed_out_goes_on_alone_and_nothing_is_started_beside_it(
    api: Api, deployed: Deployed, job5: str
) -> None:
    before = len(runs_of(job5))
    with impatient(deployed, "job5"):
        name = api.start(FOR_EVER)
        execution = api.ended(name)
    (attempt,) = step(execution, "job5")["attempts"]
    assert (execution["status"], attempt["error"]) == ("FAILED", "States.Timeout")
    (run,) = runs_of(job5)[before:]
    assert run.status == "RUNNING"
    with_call = f"POST /executions/{name}/stop"
    for path in ("/refresh", f"/executions/{name}/resume"):
        refused = api.post(path, {})
        is_refused(refused, 409)
        for words in (run.job_run_id, name, with_call):
            assert words in refused.json()["detail"]
        plan = api.post(path, {"dry_run": True}).json()
        (check,) = (c for c in plan["preflight"] if c["status"] == "failed")
        assert (plan["startable"], check["check"], check["step"]) == (False, "no_live_runs", "job5")
    # Also a start that would not run the step.
    is_refused(api.post("/refresh", {"only": ["job7"]}), 409)
    document = stopped(api, name)
    assert document["status"] == "FAILED"
    assert [(r["job_run_id"], r["state"]) for r in document["job_runs"]] == [
        (run.job_run_id, "STOPPED")
    ]
    assert api.run({"only": ["job5"]})["status"] == "SUCCEEDED"


@pytest.mark.parametrize("ends", ["ABORTED", "TIMED_OUT"])
def test_what_an_ended_execution_left_refuses_a_start_until_it_is_stopped(
    api: Api, deployed: Deployed, job5: str, ends: str
) -> None:
    client = boto3.client("stepfunctions")
    arn = deployed.state_machine_arn
    definition = client.describe_state_machine(stateMachineArn=arn)["definition"]
    if ends == "TIMED_OUT":
        hurried = {**json.loads(definition), "TimeoutSeconds": 5}
        client.update_state_machine(stateMachineArn=arn, definition=json.dumps(hurried))
    try:
        before = len(runs_of(job5))
        name = api.start(FOR_EVER)
        awaited(lambda: len(runs_of(job5)) > before)
        if ends == "ABORTED":
            client.stop_execution(executionArn=arn_of(deployed, name))
        assert ended_here(arn_of(deployed, name))["status"] == ends
    finally:
        client.update_state_machine(stateMachineArn=arn, definition=definition)
    run = runs_of(job5)[-1]
    refused = api.post("/refresh", {})
    is_refused(refused, 409)
    assert f"{name}, which ended as {ends}, left a run of {job5}" in refused.json()["detail"]
    assert run.job_run_id in refused.json()["detail"]
    (told,) = stopped(api, name)["job_runs"]
    assert (told["job_run_id"], told["state"]) == (run.job_run_id, "STOPPED")
    assert api.run({"only": ["job5"]})["status"] == "SUCCEEDED"


NOT_STARTED = (
    *("AWSGlueException", "ThrottlingException"),
    *("InternalServiceException", "OperationTimeoutException"),
)


@pytest.mark.parametrize(
    "codes", [NOT_STARTED, ("ResourceNumberLimitExceededException",) * 4], ids=["faults", "room"]
)
def test_starts_that_glue_refused_leave_the_step_its_own_retries(
    api: Api, job5: str, codes: tuple[str, ...]
) -> None:
    with refusing_starts(job5, codes) as left:
        fails = {"only": ["job5"], "overrides": {"job5": {"--SIMULATE": "fail"}}}
        execution = api.run(fails)
    assert left == []
    made = step(execution, "job5")["attempts"]
    refused = [attempt for attempt in made if attempt["job_run_id"] is None]
    assert {attempt["error"] for attempt in refused} == {f"Glue.{code}" for code in codes}
    # The first try and the two retries of the pipeline.
    assert [a["error"] for a in made if a["job_run_id"]] == ["States.TaskFailed"] * 3


def test_a_run_by_which_glue_retried_one_of_ours_is_ours(api: Api, job5: str) -> None:
    fails = {"only": ["job5"], "overrides": {"job5": {"--SIMULATE": "fail"}}}
    with set_up(job5, max_retries=1), room_for(job5, 9):
        plan = api.post("/refresh", {**fails, "dry_run": True}).json()
        (check,) = (c for c in plan["preflight"] if c["check"] == "glue_retries")
        assert (check["step"], check["status"], plan["startable"]) == ("job5", "warning", True)
        assert "MaxRetries 1" in check["detail"]
        execution = api.run(fails)
        ours = {a["job_run_id"] for a in step(execution, "job5")["attempts"]}
        boto3.client("glue").get_job_runs(JobName=job5)  # it is looked at, and so it goes on
        retry = next(r for r in reversed(runs_of(job5)) if r.previous_run_id in ours)
        let_go_on(retry)
        refused = api.post("/refresh", {})
        is_refused(refused, 409)
        assert retry.job_run_id in refused.json()["detail"]
        states = {r["job_run_id"]: r["state"] for r in stopped(api, execution["name"])["job_runs"]}
    assert states == {retry.job_run_id: "STOPPED", **dict.fromkeys(ours, "FAILED")}


def test_glue_retries_a_run_as_its_job_was_when_the_run_started(job5: str) -> None:
    def retried(run_id: str) -> list[str]:
        runs = glue.get_job_runs(JobName=job5)["JobRuns"]
        return [run["JobRunState"] for run in runs if run.get("PreviousRunId") == run_id]

    def fails() -> str:
        return glue.start_job_run(JobName=job5, Arguments={"--SIMULATE": "fail"})["JobRunId"]

    glue = boto3.client("glue")
    without = fails()
    until(lambda: run_of(job5, without).status, "FAILED")
    with set_up(job5, max_retries=1):
        retried_once = fails()
        assert retried(without) == []
    until(lambda: retried(retried_once), ["FAILED"])


def test_a_succeeded_execution_that_left_a_run_can_be_stopped(api: Api, job5: str) -> None:
    once = {"only": ["job5"], "overrides": {"job5": {"--SIMULATE": "fail-once", "--N": "1"}}}
    execution = api.run(once)
    assert execution["status"] == "SUCCEEDED"
    first, _ = (a["job_run_id"] for a in step(execution, "job5")["attempts"])
    # Only now: before the end, its retry would take a turn of "fail-once".
    let_glue_retry(run_of(job5, first))
    boto3.client("glue").get_job_runs(JobName=job5)
    (retry,) = (run for run in runs_of(job5) if run.previous_run_id == first)
    let_go_on(retry)
    document = stopped(api, execution["name"])
    assert (document["status"], retry.status) == ("SUCCEEDED", "STOPPED")
    assert api.post(f"/executions/{execution['name']}/stop").status_code == 409


def test_a_run_that_waits_for_room_is_said_to_wait(api: Api, job5: str) -> None:
    def message() -> str:
        return step(api.execution(name), "job5")["message"] or ""

    with set_up(job5, queues=True), lasting(job5):
        plan = api.post("/refresh", {"only": ["job5"], "dry_run": True}).json()
        (check,) = (c for c in plan["preflight"] if c["check"] == "queuing")
        assert (check["step"], check["status"]) == ("job5", "warning")
        assert "the step's timeout of 3600 s" in check["detail"]
        with room_for(job5, 0):
            name = api.start({"only": ["job5"]})
            awaited(message, lambda found: "its Glue run is WAITING" in found)
            assert step(api.execution(name), "job5")["status"] == "RUNNING"
        until(message, "")
    assert api.ended(name)["status"] == "SUCCEEDED"
