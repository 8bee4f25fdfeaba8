"""Listing, reading, polling and stopping executions."""

import json
import time
from collections.abc import Callable
from contextlib import ExitStack
from datetime import datetime, timedelta
from functools import partial
from typing import Any
from urllib.parse import quote

import boto3
import pytest

from local.provisioning import Deployed
from tests.support.client import Api, statuses, step
from tests.support.glue import lasting, room_for
from tests.support.waiting import until
from tests.support.wiring import RenewableWiring


@pytest.fixture(scope="module")
def history(api: Api) -> list[str]:
    """Run five refreshes and return their names, newest first."""
    names = [api.run({"only": ["job7"], "reason": f"number {n}"})["name"] for n in range(4)]
    names.append(api.run({"only": ["job7"], "overrides": {"job7": {"--SIMULATE": "fail"}}})["name"])
    return names[::-1]


def listed(api: Api, query: str = "") -> dict[str, Any]:
    answer = api.get(f"/executions{query}")
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def names(document: dict[str, Any]) -> list[str]:
    return [item["name"] for item in document["items"]]


@pytest.fixture
def since(api: Api, history: list[str]) -> str:
    """Give the start of the history, so that a list is of it and of what came later."""
    started: str = api.execution(history[-1])["started_at"]
    return started


def test_the_newest_come_first_with_who_why_and_how_far(api: Api, history: list[str]) -> None:
    started = datetime.fromisoformat(api.execution(history[0])["started_at"])
    after = quote((started + timedelta(milliseconds=1)).isoformat())
    document = listed(api, f"?limit=5&until={after}")
    assert names(document) == history
    newest, second = document["items"][:2]
    assert (newest["status"], newest["progress"]["failed"]) == ("FAILED", ["job7"])
    assert (second["status"], second["reason"]) == ("SUCCEEDED", "number 3")
    steps = [*api.job_names()]
    counted = {"done": 1, "skipped": len(steps) - 1, "total": len(steps)}
    assert second["progress"] == {**counted, "running": [], "failed": []}
    assert [step["key"] for step in second["steps"]] == steps
    brief = {"key": "job7", "title": "Cleanrooms report", "status": "SUCCEEDED"}
    assert second["steps"][-1] == {**brief, "completed_in": None}
    assert statuses(newest)["job7"] == "FAILED"
    assert set(list(statuses(second).values())[:-1]) == {"SKIPPED"}
    assert second["requested_by"] == "token:local-operator"
    assert (newest["overridden"], second["overridden"]) == (["job7"], [])
    assert document["poll_after_seconds"] > 0


def test_pages_join_without_a_gap_or_a_repetition(api: Api, history: list[str], since: str) -> None:
    everything = names(listed(api, f"?limit=100&since={since}"))
    seen: list[str] = []
    query = f"?limit=2&since={since}"
    while True:
        document = listed(api, query)
        seen += names(document)
        if document["next_cursor"] is None:
            break
        assert len(document["items"]) == 2
        query = f"?limit=2&since={since}&cursor={document['next_cursor']}"
    assert seen == everything
    assert seen[-5:] == history


def test_a_cursor_stays_good_when_a_newer_execution_starts(api: Api, history: list[str]) -> None:
    first = listed(api, "?limit=1")
    second = names(listed(api, f"?limit=1&cursor={first['next_cursor']}"))
    newer = api.run({"only": ["job7"]})["name"]
    assert names(listed(api, f"?limit=1&cursor={first['next_cursor']}")) == second
    assert names(listed(api, "?limit=1")) == [newer]


def test_a_cursor_of_another_filter_is_refused(api: Api, history: list[str]) -> None:
    cursor = listed(api, "?limit=1")["next_cursor"]
    assert api.get(f"/executions?limit=1&status=FAILED&cursor={cursor}").status_code == 400


def test_filters_choose_by_status_and_start(api: Api, history: list[str], since: str) -> None:
    failed = listed(api, "?status=FAILED&limit=100")
    assert {item["status"] for item in failed["items"]} == {"FAILED"}
    assert history[0] in names(failed)

    started = api.execution(history[2])["started_at"]
    later = names(listed(api, f"?since={started}&limit=100"))
    earlier = names(listed(api, f"?since={since}&until={started}&limit=100"))
    assert history[2] in later
    assert earlier == history[3:]
    assert later + earlier == names(listed(api, f"?since={since}&limit=100"))
    assert listed(api, "?since=2099-01-01")["items"] == []
    assert listed(api, "?until=2020-01-01")["items"] == []


def test_the_steps_alone_are_those_of_the_execution(api: Api, history: list[str]) -> None:
    steps = api.get(f"/executions/{history[1]}/steps").json()
    assert steps["items"] == api.execution(history[1])["steps"]
    assert steps["poll_after_seconds"] is None


@pytest.mark.parametrize("path", ["/executions/{}", "/executions/{}/steps", "/executions"])
def test_what_has_not_changed_is_not_sent_again(api: Api, history: list[str], path: str) -> None:
    path = path.format(history[1])
    first = api.get(path)
    tag = first.headers["ETag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = api.get(path, **{"If-None-Match": known})
        assert (again.status_code, again.text) == (304, "")
        assert again.headers["ETag"] == tag
    assert api.get(path, **{"If-None-Match": '"other"'}).status_code == 200


def test_a_running_execution_changes_its_tag_when_a_step_does(api: Api) -> None:
    def status(key: str) -> str:
        return statuses(api.execution(name))[key]

    jobs = api.job_names()
    keys = ("job1", "job4", "job5", "job7")
    with ExitStack() as waiting:
        holds = {key: waiting.enter_context(ExitStack()) for key in keys}
        for key, hold in holds.items():
            hold.enter_context(lasting(jobs[key]))
        name = api.start({"only": [*keys]})
        tags = []
        for key, hold in holds.items():
            until(partial(status, key), "RUNNING")
            answer = api.get(f"/executions/{name}")
            assert answer.json()["poll_after_seconds"] == 1
            tags.append(answer.headers["ETag"])
            hold.close()
    api.ended(name)
    tags.append(api.get(f"/executions/{name}").headers["ETag"])
    assert len(set(tags)) == len(tags) == 5


def test_a_running_execution_shows_what_runs_and_what_is_retried(api: Api) -> None:
    def status() -> str:
        return statuses(api.execution(name))["job1"]

    job1 = api.job_names()["job1"]
    with ExitStack() as run:
        run.enter_context(lasting(job1))
        name = api.start({"overrides": {"job1": {"--SIMULATE": "fail"}}})
        until(status, "RUNNING")
        with room_for(job1, 0):
            run.close()
            until(status, "RETRYING")
    assert statuses(api.ended(name))["job1"] == "FAILED"


def test_an_execution_that_ended_is_read_from_aws_once(
    api: Api, history: list[str], calls_to_aws: Callable[[], list[str]]
) -> None:
    api.execution(history[3])
    calls_to_aws()
    for _ in range(20):
        api.get(f"/executions/{history[3]}")
        api.get(f"/executions/{history[3]}/steps")
    assert calls_to_aws() == []


@pytest.mark.usefixtures("what_is_said_is_good_for_an_hour")
def test_many_viewers_ask_aws_no_more_than_one(
    api: Api, calls_to_aws: Callable[[], list[str]]
) -> None:
    with lasting(api.job_names()["job1"]):
        name = api.start()
        calls_to_aws()
        for _ in range(50):
            api.get(f"/executions/{name}")
        assert calls_to_aws().count("DescribeExecution") == 1


@pytest.mark.usefixtures("what_is_said_is_good_for_an_hour")
def test_what_became_of_a_failure_costs_one_list_however_many_look(
    api: Api, wiring: RenewableWiring, history: list[str], calls_to_aws: Callable[[], list[str]]
) -> None:
    api.execution(history[0])  # by now what followed it is known
    wiring.executions.invalidate()
    calls_to_aws()
    for _ in range(20):
        assert api.execution(history[0])["resumed_by"] is None
    assert calls_to_aws() == ["ListExecutions"]


def test_the_environment_stands_in_all_that_is_acted_on(api: Api, history: list[str]) -> None:
    paths = ("/executions", f"/executions/{history[1]}", "/pipeline", "/schedule")
    found = [api.get(path).json()["environment"] for path in paths]
    plans = [
        api.post("/refresh", {"dry_run": True}),
        api.post(f"/executions/{history[0]}/resume", {"dry_run": True}),
    ]
    found += [plan.json()["environment"] for plan in plans]
    assert {*found} == {"dev"}
    assert api.with_token(None).get("/health").json()["environment"] == "dev"


def test_a_stop_aborts_the_execution_and_keeps_who_and_why(api: Api) -> None:
    with lasting(api.job_names()["job1"]):
        name = api.start()
        until(lambda: step(api.execution(name), "job1")["status"], "RUNNING")
        answer = api.post(f"/executions/{name}/stop", {"reason": "wrong snapshot"})
    assert answer.status_code == 200
    assert answer.json()["name"] == name
    execution = api.ended(name)
    assert execution["status"] == "ABORTED"
    assert execution["error"] == "StoppedByOperator"
    assert execution["message"] == "stopped by token:local-operator: wrong snapshot"
    assert statuses(execution)["job7"] == "NOT_RUN"


def test_what_has_succeeded_cannot_be_stopped(api: Api, history: list[str]) -> None:
    answer = api.post(f"/executions/{history[1]}/stop")
    assert answer.status_code == 409
    assert "it has ended as SUCCEEDED" in answer.json()["detail"]
    assert api.execution(history[1])["status"] == "SUCCEEDED"


def test_the_pipeline_is_told_as_it_is_deployed(api: Api) -> None:
    stages = api.get("/pipeline").json()["stages"]
    assert [stage["name"] for stage in stages] == [
        *("split", "register", "prepare", "er-table", "report"),
    ]
    first = stages[0]["steps"][0]
    assert (first["key"], first["timeout_seconds"]) == ("job1", 7200)
    assert first["defaults"] == {"--SNAPSHOT_DT": "_NONE_"}
    assert first["retries"][-1]["max_attempts"] == 2


def test_health_and_the_description_need_no_aws(
    api: Api, calls_to_aws: Callable[[], list[str]]
) -> None:
    calls_to_aws()
    assert api.get("/health").json()["status"] == "ok"
    assert api.get("/openapi.json").json()["openapi"] == "3.1.0"
    assert calls_to_aws() == []


def test_an_execution_keeps_the_pipeline_that_it_ran(
    api: Api, deployed: Deployed, history: list[str]
) -> None:
    client = boto3.client("stepfunctions")
    arn = deployed.state_machine_arn
    before = client.describe_state_machine(stateMachineArn=arn)["definition"]
    changed = json.loads(before)
    del changed["States"]["report"]["Branches"][1]
    client.update_state_machine(stateMachineArn=arn, definition=json.dumps(changed))
    try:
        newer = api.run({"only": ["job6"]})
    finally:
        client.update_state_machine(stateMachineArn=arn, definition=before)
    assert "job7" not in statuses(newer)
    assert step(api.execution(history[1]), "job7")["status"] == "SUCCEEDED"
    until(lambda: "job7" in api.job_names(), expected=True)
    assert "job7" in statuses(api.run({"only": ["job6"]}))


def test_an_execution_whose_input_breaks_a_step_is_shown_and_hides_no_other(
    api: Api, deployed: Deployed
) -> None:
    name = f"broken-{time.time_ns()}"
    boto3.client("stepfunctions").start_execution(
        stateMachineArn=deployed.state_machine_arn,
        name=name,
        input='{"overrides": {"job1": {"--A": null}}}',
    )
    execution = api.ended(name)
    assert execution["status"] == "FAILED"
    assert statuses(execution)["job1"] == "FAILED"
    until(lambda: name in names(listed(api)), expected=True)


def test_times_are_in_utc_wherever_the_api_runs(
    api: Api, monkeypatch: pytest.MonkeyPatch, history: list[str]
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        found = api.get("/executions?limit=1").json()["items"][0]["started_at"]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert found.endswith("Z")
