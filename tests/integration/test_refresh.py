"""Whole refreshes, started and watched through the API."""

import time
from collections import Counter
from datetime import datetime, timezone

import boto3

from local.provisioning import Deployed, create_job
from tests.support.client import Api, statuses, step
from tests.support.glue import lasting, room_for
from tests.support.mailbox import mails
from tests.support.waiting import awaited


def test_a_refresh_runs_all_eight_steps_and_tells_it_once(api: Api, mailbox: str) -> None:
    before = datetime.now(timezone.utc)
    answer = api.post("/refresh", {"reason": "late snapshot"})
    assert answer.status_code == 202
    started = answer.json()
    assert answer.headers["Location"] == f"/executions/{started['name']}"
    assert started["name"].startswith(f"manual-{before:%Y%m%dT}")
    assert (started["status"], started["trigger"], started["reason"]) == (
        *("RUNNING", "api"),
        "late snapshot",
    )
    none = {"skipped": 0, "running": [], "failed": []}
    assert started["progress"] == {"done": 0, "total": 8, **none}

    execution = api.ended(started["name"])
    assert execution["status"] == "SUCCEEDED"
    assert Counter(statuses(execution).values()) == {"SUCCEEDED": 8}
    assert execution["progress"] == {"done": 8, "total": 8, **none}
    assert execution["poll_after_seconds"] is None
    assert execution["duration_seconds"] > 0

    (mail,) = mails(mailbox)
    assert mail["Subject"] == "[dev] Database refresh succeeded"
    assert f"The database refresh {started['name']} in dev succeeded." in mail["Message"]
    assert 'Reason: "late snapshot"' in mail["Message"]
    assert "\n\nNo step was left out.\n\n" in mail["Message"]
    assert {k: v["Value"] for k, v in mail["MessageAttributes"].items()} == {
        "outcome": "SUCCEEDED",
        "environment": "dev",
    }


def test_a_failing_step_is_retried_told_and_stops_what_comes_after(api: Api, mailbox: str) -> None:
    execution = api.run({"overrides": {"job2": {"--SIMULATE": "fail"}}})
    assert execution["status"] == "FAILED"
    assert statuses(execution) == {
        "job1": "SUCCEEDED",
        "job2": "FAILED",
        **dict.fromkeys(("job3a", "job3b", "job4", "job5", "job6", "job7"), "NOT_RUN"),
    }
    failed = step(execution, "job2")
    assert [attempt["status"] for attempt in failed["attempts"]] == ["FAILED"] * 3
    assert failed["message"].startswith("simulated failure of ")
    assert execution["error"] == "RefreshFailed"
    assert execution["message"] == f"job2 failed: {failed['message']}"

    (mail,) = mails(mailbox)
    assert mail["Subject"] == "[dev] Database refresh FAILED"
    assert execution["message"] in mail["Message"]
    why = "No step was left out. Because of the failure, no later stage began."
    assert f"\n\n{why}\n\n" in mail["Message"]
    assert mail["MessageAttributes"]["outcome"]["Value"] == "FAILED"


def test_a_step_that_fails_once_succeeds_at_its_second_attempt(api: Api, mailbox: str) -> None:
    execution = api.run({"overrides": {"job4": {"--SIMULATE": "fail-once"}}})
    assert execution["status"] == "SUCCEEDED"
    attempts = step(execution, "job4")["attempts"]
    assert [attempt["status"] for attempt in attempts] == ["FAILED", "SUCCEEDED"]
    assert len(mails(mailbox)) == 1


def test_two_failures_of_one_stage_are_both_told(api: Api) -> None:
    fail = {"--SIMULATE": "fail"}
    execution = api.run({"overrides": {"job6": fail, "job7": fail}, "start_at": "job6"})
    assert execution["progress"]["failed"] == ["job6", "job7"]
    first, second = execution["message"].split("; ")
    assert first.startswith("job6 failed: simulated")
    assert second.startswith("job7 failed: simulated")


def test_a_job_that_is_deleted_before_its_step_fails_it_without_a_retry(api: Api) -> None:
    jobs = api.job_names()
    with lasting(jobs["job4"]):
        name = api.start({"only": ["job4", "job5"]})
        boto3.client("glue").delete_job(JobName=jobs["job5"])
    try:
        execution = api.ended(name)
    finally:
        create_job(jobs["job5"])
    failed = step(execution, "job5")
    assert [attempt["error"] for attempt in failed["attempts"]] == ["Glue.EntityNotFoundException"]
    assert execution["message"].endswith("(Glue.EntityNotFoundException)")
    assert execution["message"] == f"job5 failed: {failed['message']}"


def test_a_job_at_its_concurrency_limit_is_waited_for(api: Api) -> None:
    job = api.job_names()["job3a"]

    def errors() -> set[str | None]:
        execution = api.execution(name)
        both = (step(execution, key)["attempts"] for key in ("job3a", "job3b"))
        return {attempt["error"] for attempts in both for attempt in attempts}

    with room_for(job, 1):
        with lasting(job):
            name = api.start({"only": ["job3a", "job3b"]})
            awaited(errors, lambda found: "Glue.ConcurrentRunsExceededException" in found)
        assert api.ended(name)["status"] == "SUCCEEDED"
    assert errors() == {None, "Glue.ConcurrentRunsExceededException"}


def test_overrides_reach_glue_over_the_defaults(api: Api) -> None:
    execution = api.run(
        {"overrides": {"job3a": {"--MAX_COLS": "7", "--NEW": "x"}}, "only": ["job3a"]}
    )
    arguments = step(execution, "job3a")["arguments"]
    assert arguments["--MAX_COLS"] == "7"
    assert arguments["--NEW"] == "x"
    assert arguments["--TABLE_PREFIX"] == "part_"
    run = boto3.client("glue").get_job_run(
        JobName=step(execution, "job3a")["job_name"], RunId=step(execution, "job3a")["job_run_id"]
    )["JobRun"]
    assert run["Arguments"] == {"--SIMULATE": "off", **arguments}  # and the job's own defaults


def test_a_refresh_started_at_the_console_is_shown_like_any_other(
    api: Api, deployed: Deployed
) -> None:
    name = f"console-{time.time_ns()}"
    boto3.client("stepfunctions").start_execution(
        stateMachineArn=deployed.state_machine_arn, name=name, input="{}"
    )
    execution = api.ended(name)
    assert (execution["trigger"], execution["requested_by"]) == ("other", None)
    assert execution["progress"]["done"] == 8


def test_an_input_that_makes_no_sense_fails_and_is_shown(api: Api, deployed: Deployed) -> None:
    name = f"nonsense-{time.time_ns()}"
    boto3.client("stepfunctions").start_execution(
        stateMachineArn=deployed.state_machine_arn, name=name, input='{"overrides": "x"}'
    )
    execution = api.ended(name)
    assert execution["status"] == "FAILED"
    assert Counter(statuses(execution).values()) == {"NOT_RUN": 8}


def test_a_whole_refresh_takes_at_most_45_state_transitions(api: Api, deployed: Deployed) -> None:
    name = api.run()["name"]
    arn = f"{deployed.state_machine_arn.replace('stateMachine', 'execution')}:{name}"
    events = boto3.client("stepfunctions").get_execution_history(executionArn=arn)["events"]
    entered = [event for event in events if event["type"].endswith("StateEntered")]
    assert len(entered) <= 45
