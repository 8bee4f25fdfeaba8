"""Idempotency keys, plans, and what is refused before an hour is spent."""

from dataclasses import replace
from typing import Any

import pytest
import requests

from tests.fakes.deployment import FakeDeployment
from tests.fakes.glue import FakeGlue
from tests.support.client import Api, step


def post(api: Api, body: Any, key: str, path: str = "/refresh") -> requests.Response:
    headers = {"Idempotency-Key": key}
    return api.call("POST", path, json=body, headers=headers)


KEY = "a-key"


@pytest.fixture
def glue(deployment: FakeDeployment) -> FakeGlue:
    return deployment.glue


@pytest.fixture
def jobs(api: Api) -> dict[str, str]:
    return api.job_names()


def test_a_key_becomes_the_name_and_starts_one_refresh_only(api: Api) -> None:
    body = {"only": ["job7"]}
    first, second = post(api, body, KEY), post(api, body, KEY)
    assert (first.status_code, second.status_code) == (202, 202)
    assert first.json()["name"] == second.json()["name"] == KEY
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"
    api.ended(KEY)
    after = post(api, body, KEY)
    assert (after.status_code, after.json()["status"]) == (202, "SUCCEEDED")
    assert after.headers["Location"] == f"/executions/{KEY}"


def test_a_key_with_another_body_is_refused(api: Api) -> None:
    post(api, {"only": ["job7"]}, KEY)
    api.ended(KEY)
    answer = post(api, {"only": ["job6"]}, KEY)
    assert answer.status_code == 422
    assert answer.json()["errors"][0]["pointer"] == "Idempotency-Key"


@pytest.mark.parametrize("bad", ["", "a b", "a:b", "x" * 81, "../x"])
@pytest.mark.parametrize("path", ["/refresh", "/executions/nobody/resume"])
@pytest.mark.parametrize("dry_run", [False, True])
def test_a_key_that_is_no_name_is_refused_before_aws_is_asked(
    api: Api, deployment: FakeDeployment, bad: str, path: str, *, dry_run: bool
) -> None:
    body = {"overrides": {"job9": {"--X": "1"}}, "dry_run": dry_run}  # wrong too, but told later
    answer = post(api, body, bad, path)
    assert answer.status_code == 422
    assert [error["pointer"] for error in answer.json()["errors"]] == ["Idempotency-Key"]
    assert deployment.machine.asked == []


def test_a_plan_tells_what_a_start_would_do_and_starts_nothing(api: Api) -> None:
    newest = api.get("/executions?limit=1").json()["items"]
    answer = api.post(
        "/refresh",
        {"overrides": {"job3a": {"--MAX_COLS": "7"}}, "start_at": "job3a", "dry_run": True},
    )
    assert answer.status_code == 200
    plan = answer.json()
    steps = {planned_step["key"]: planned_step for planned_step in plan["steps"]}
    assert (steps["job1"]["action"], steps["job1"]["why"]) == ("skip", "left out as asked")
    assert steps["job1"]["arguments"] == steps["job1"]["changed"] == {}
    assert steps["job3a"]["action"] == "run"
    assert steps["job3a"]["changed"] == {"--MAX_COLS": {"from": "100", "to": "7"}}
    assert steps["job3a"]["arguments"]["--TABLE_PREFIX"] == "part_"
    assert steps["job3b"]["changed"] == {}
    assert plan["startable"] is True
    assert {check["status"] for check in plan["preflight"]} == {"ok"}
    assert {check["check"] for check in plan["preflight"]} == {
        *("lock_free", "job_exists", "concurrency", "arguments", "no_live_runs"),
    }
    assert plan["expected_duration_seconds"] is plan["expected_cost_usd"] is None
    assert api.get("/executions?limit=1").json()["items"] == newest


def start_run(deployment: FakeDeployment, job_name: str) -> str:
    """Start a run outside of any refresh."""
    return deployment.glue.start(job_name, {}, deployment.clock.tick()).id


Checks = dict[tuple[str, str | None], dict[str, str]]


def planned(api: Api, body: dict[str, Any]) -> tuple[bool, Checks]:
    """Return whether it would start, and each check."""
    answer = api.post("/refresh", {**body, "dry_run": True})
    assert answer.status_code == 200
    plan = answer.json()
    return plan["startable"], {(c["check"], c["step"]): c for c in plan["preflight"]}


def test_a_job_that_does_not_exist_is_told_by_the_plan_and_refused_by_the_start(
    api: Api, glue: FakeGlue, jobs: dict[str, str]
) -> None:
    del glue.by_name[jobs["job6"]]
    startable, checks = planned(api, {"only": ["job6"]})
    without = planned(api, {"only": ["job7"]})[0]
    answer = api.post("/refresh", {"only": ["job6", "job7"]})
    others = api.post("/refresh", {"only": ["job7"]})
    assert (startable, checks[("job_exists", "job6")]["status"]) == (False, "failed")
    assert without is True
    assert answer.status_code == 422
    assert answer.json()["detail"].startswith("job6 cannot run: there is no Glue job")
    assert others.status_code == 202


def test_steps_that_share_a_job_without_room_for_both_are_a_warning(
    api: Api, glue: FakeGlue, jobs: dict[str, str]
) -> None:
    job = glue.by_name[jobs["job3a"]]
    glue.by_name[job.name] = replace(job, max_concurrent_runs=1)
    startable, checks = planned(api, {})
    check = checks[("concurrency", None)]
    assert (startable, check["status"]) == (True, "warning")
    assert "job3a, job3b share" in check["detail"]


def test_a_run_outside_of_the_pipeline_is_a_warning(
    api: Api, deployment: FakeDeployment, jobs: dict[str, str]
) -> None:
    run_id = start_run(deployment, jobs["job4"])
    check = planned(api, {})[1][("no_live_runs", "job4")]
    assert check["status"] == "warning"
    outside = "is being run outside of any refresh that is known to go on"
    assert check["detail"] == f"{jobs['job4']} {outside}: {run_id}"


def test_a_run_of_the_refresh_that_holds_the_lock_is_said_to_be_its(
    api: Api, deployment: FakeDeployment, jobs: dict[str, str]
) -> None:
    name = api.start({"only": ["job6"]})
    theirs = step(api.execution(name), "job6")["job_run_id"]
    other = start_run(deployment, jobs["job6"])
    check = planned(api, {})[1][("no_live_runs", "job6")]
    assert check["status"] == "warning"
    assert f"{jobs['job6']} is being run by {name}: {theirs}" in check["detail"]
    assert f"outside of any refresh that is known to go on: {other}" in check["detail"]


def test_the_plan_tells_that_another_refresh_runs(api: Api) -> None:
    name = api.start({"only": ["job5"]})
    startable, checks = planned(api, {})
    check = checks[("lock_free", None)]
    assert startable is False
    assert (check["status"], check["detail"]) == ("failed", f"{name} is running")
