"""What a caller does is seen at once, however long answers of AWS are kept."""

import pytest

from chalicelib.domain.access import Role
from tests.fakes.deployment import TOKENS, FakeDeployment, settings_of
from tests.support.client import statuses
from tests.support.in_process import InProcessApi, gateway_of

FAIL = {"overrides": {"job4": {"--SIMULATE": "fail"}}}


@pytest.fixture
def deployment() -> FakeDeployment:
    """Give a deployment that keeps the answers of AWS for an hour."""
    return FakeDeployment(settings=settings_of(LIVE_CACHE_SECONDS="3600"))


@pytest.fixture
def api(deployment: FakeDeployment) -> InProcessApi:
    """Give an API that does not wait for ends: a test lets executions end itself."""
    return InProcessApi(gateway_of(deployment), TOKENS[Role.OPERATOR])


def test_a_start_is_in_the_list_at_once(api: InProcessApi) -> None:
    assert api.get("/executions").json()["items"] == []
    name = api.start()
    assert [item["name"] for item in api.get("/executions").json()["items"]] == [name]


def test_a_holder_that_was_seen_running_and_has_ended_stands_in_no_ones_way(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    first = api.start()
    assert api.execution(first)["status"] == "RUNNING"
    deployment.machine.stop(first, "Stopped", "in the console")
    for run in deployment.glue.runs.values():
        deployment.glue.stop(run.job_name, [run.id])
    assert api.post("/refresh", {}).status_code == 202


def test_what_was_seen_running_and_has_failed_is_resumed(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    name = api.start(FAIL)
    assert api.execution(name)["status"] == "RUNNING"
    deployment.machine.finish(name)
    answer = api.post(f"/executions/{name}/resume", {})
    assert answer.status_code == 202, answer.text
    assert statuses(answer.json())["job1"] == "SKIPPED"


def test_what_was_seen_running_is_shown_as_stopped(api: InProcessApi) -> None:
    name = api.start()
    assert api.execution(name)["status"] == "RUNNING"
    assert api.post(f"/executions/{name}/stop", {}).json()["status"] == "ABORTED"
    assert api.execution(name)["status"] == "ABORTED"
    assert api.get("/executions").json()["items"][0]["status"] == "ABORTED"


def test_a_replay_tells_how_it_stands_now(api: InProcessApi, deployment: FakeDeployment) -> None:
    key = {"Idempotency-Key": "k"}
    assert api.post("/refresh", {}, **key).json()["status"] == "RUNNING"
    assert api.execution("k")["status"] == "RUNNING"
    deployment.machine.finish("k")
    assert api.post("/refresh", {}, **key).json()["status"] == "SUCCEEDED"
