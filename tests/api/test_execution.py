"""One execution, read and stopped; the pipeline; the environment that every answer names."""

import pytest

from tests.fakes.deployment import FakeDeployment
from tests.support.client import statuses, step
from tests.support.in_process import InProcessApi


def test_the_steps_alone_are_those_of_the_execution(api: InProcessApi, history: list[str]) -> None:
    steps = api.get(f"/executions/{history[1]}/steps").json()
    assert steps["items"] == api.execution(history[1])["steps"]
    assert steps["poll_after_seconds"] is None


@pytest.mark.parametrize("path", ["/executions/{}", "/executions/{}/steps", "/executions"])
def test_what_has_not_changed_is_not_sent_again(
    api: InProcessApi, history: list[str], path: str
) -> None:
    path = path.format(history[1])
    first = api.get(path)
    tag = first.headers["ETag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = api.get(path, **{"If-None-Match": known})
        assert (again.status_code, again.text) == (304, "")
        assert again.headers["ETag"] == tag
    assert api.get(path, **{"If-None-Match": '"other"'}).status_code == 200


def test_a_running_execution_changes_its_tag_when_a_step_does(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    keys = ("job1", "job4", "job5", "job7")
    name = api.start({"only": [*keys]})
    tags = []
    for key in keys:
        answer = api.get(f"/executions/{name}")
        assert statuses(answer.json())[key] == "RUNNING"
        assert answer.json()["poll_after_seconds"] == deployment.settings.poll_after_seconds
        tags.append(answer.headers["ETag"])
        deployment.machine.go_on(name)
    ended = api.get(f"/executions/{name}")
    assert ended.json()["status"] == "SUCCEEDED"
    tags.append(ended.headers["ETag"])
    assert len(set(tags)) == len(tags) == 5


def test_the_environment_stands_in_all_that_is_acted_on(
    api: InProcessApi, history: list[str]
) -> None:
    paths = ("/executions", f"/executions/{history[1]}", "/pipeline", "/schedule")
    found = [api.get(path).json()["environment"] for path in paths]
    plans = [
        api.post("/refresh", {"dry_run": True}),
        api.post(f"/executions/{history[0]}/resume", {"dry_run": True}),
    ]
    found += [plan.json()["environment"] for plan in plans]
    assert {*found} == {"dev"}
    assert api.with_token(None).get("/health").json()["environment"] == "dev"


def test_a_stop_aborts_the_execution_and_keeps_who_and_why(api: InProcessApi) -> None:
    name = api.start()
    assert step(api.execution(name), "job1")["status"] == "RUNNING"
    answer = api.post(f"/executions/{name}/stop", {"reason": "wrong snapshot"})
    assert answer.status_code == 200
    assert answer.json()["name"] == name
    execution = api.ended(name)
    assert execution["status"] == "ABORTED"
    assert execution["error"] == "StoppedByOperator"
    assert execution["message"] == "stopped by token:local-operator: wrong snapshot"
    assert statuses(execution)["job7"] == "NOT_RUN"


def test_what_has_succeeded_cannot_be_stopped(api: InProcessApi, history: list[str]) -> None:
    answer = api.post(f"/executions/{history[1]}/stop")
    assert answer.status_code == 409
    assert "it has ended as SUCCEEDED" in answer.json()["detail"]
    assert api.execution(history[1])["status"] == "SUCCEEDED"


def test_the_pipeline_is_told_as_it_is_deployed(api: InProcessApi) -> None:
    stages = api.get("/pipeline").json()["stages"]
    assert [stage["name"] for stage in stages] == [
        *("split", "register", "prepare", "er-table", "report"),
    ]
    first = stages[0]["steps"][0]
    assert (first["key"], first["timeout_seconds"]) == ("job1", 7200)
    assert first["defaults"] == {"--SNAPSHOT_DT": "_NONE_"}
    assert first["retries"][-1]["max_attempts"] == 2
