"""Arguments that Glue would ignore, or take for something else: what a plan and a start say."""

from dataclasses import replace
from typing import Any

from tests.fakes.deployment import FakeDeployment
from tests.support.client import is_refused
from tests.support.in_process import InProcessApi


def with_job5(deployment: FakeDeployment, **changes: dict[str, str]) -> str:
    """Let the job of job5 have other arguments of its own, and return the job's name."""
    name = str(deployment.executions.pipeline().by_key["job5"].job_name)
    jobs = deployment.glue.by_name
    jobs[name] = replace(jobs[name], **changes)  # type: ignore[arg-type]
    return name


def planned(
    api: InProcessApi, arguments: dict[str, str]
) -> tuple[bool, dict[str, Any], dict[str, Any]]:
    """Return whether job5 would start with these arguments, what is said, and what is changed."""
    body = {"only": ["job5"], "overrides": {"job5": arguments}, "dry_run": True}
    plan = api.post("/refresh", body).json()
    (check,) = (c for c in plan["preflight"] if c["check"] == "arguments")
    (planned_step,) = (s for s in plan["steps"] if s["key"] == "job5")
    return plan["startable"], check, planned_step["changed"]


def test_an_override_of_what_the_job_fixes_is_refused(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    with_job5(deployment, fixed_arguments={"--BUCKET": "prod"})
    startable, check, _ = planned(api, {"--BUCKET": "test"})
    assert (startable, check["status"]) == (False, "failed")
    assert "fixes --BUCKET" in check["detail"]
    body = {"only": ["job5"], "overrides": {"job5": {"--BUCKET": "test"}}}
    answer = api.post("/refresh", body)
    is_refused(answer, 422)
    assert "job5 cannot run" in answer.json()["detail"]
    assert planned(api, {"--BUCKET": "prod"})[0] is True


def test_a_name_that_nobody_knows_is_a_warning_that_names_the_likely_one(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    job5 = with_job5(deployment, default_arguments={"--S3_ROOT": "s3://a", "--LIMIT": "5"})
    startable, check, changed = planned(api, {"--S3": "s3://b", "--LIMIT": "7"})
    assert (startable, check["status"]) == (True, "warning")
    assert f"{job5} knows --S3; Glue's parser may take it for --S3_ROOT" in check["detail"]
    assert changed == {
        "--S3": {"from": None, "to": "s3://b"},
        "--LIMIT": {"from": "5", "to": "7"},
    }
    assert planned(api, {"--LIMIT": "5"})[1:] == (
        {"check": "arguments", "step": "job5", "status": "ok", "detail": f"{job5} takes them"},
        {},
    )
    _, check, _ = planned(api, {"--LIMIT": "--all"})
    assert check["status"] == "warning"
    assert "the value of --LIMIT begins with --" in check["detail"]
    _, check, _ = planned(api, {"--enable-metrics": "true"})
    assert check["status"] == "ok"
