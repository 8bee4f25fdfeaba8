"""What reading executions costs in calls to AWS, and what only AWS does to them."""

import json
import time
from collections.abc import Callable
from contextlib import ExitStack

import boto3
import pytest
from moto.stepfunctions.responses import StepFunctionResponse

from chalicelib.services import stopping
from chalicelib.services.unknown_names import MAX_UNKNOWN
from local.provisioning import Deployed
from tests.support.client import Api, statuses, step
from tests.support.glue import lasting, room_for
from tests.support.refusing import refusing
from tests.support.waiting import until
from tests.support.wiring import RenewableWiring


@pytest.fixture(scope="module")
def success(api: Api) -> str:
    """Run a refresh that succeeds, and return its name."""
    name: str = api.run({"only": ["job7"]})["name"]
    return name


@pytest.fixture(scope="module")
def failure(api: Api) -> str:
    """Run a refresh that fails, and return its name."""
    name: str = api.run({"only": ["job7"], "overrides": {"job7": {"--SIMULATE": "fail"}}})["name"]
    return name


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


@pytest.mark.usefixtures("what_is_said_is_good_for_an_hour")
def test_an_execution_that_ended_is_read_from_aws_once(
    api: Api, success: str, calls_to_aws: Callable[[], list[str]]
) -> None:
    api.execution(success)
    calls_to_aws()
    for _ in range(20):
        api.get(f"/executions/{success}")
        api.get(f"/executions/{success}/steps")
    assert calls_to_aws() == []


@pytest.mark.usefixtures("what_is_said_is_good_for_an_hour")
def test_names_that_do_not_exist_hardly_cost_calls(
    api: Api, calls_to_aws: Callable[[], list[str]]
) -> None:
    for _ in range(50):
        assert api.get("/executions/never-was").status_code == 404
    assert calls_to_aws().count("DescribeExecution") == 1
    statuses = {api.get(f"/executions/never-was-{number}").status_code for number in range(50)}
    assert statuses == {404, 429}
    assert calls_to_aws().count("DescribeExecution") == MAX_UNKNOWN - 1


def test_a_stop_is_taken_while_aws_throttles_every_read(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stopping, "CONFIRM_SECONDS", 0)
    with lasting(api.job_names()["job1"]):
        name = api.start()
        with refusing(StepFunctionResponse, "describe_execution", "ThrottlingException"):
            answer = api.post(f"/executions/{name}/stop", {})
        assert answer.status_code == 429
        assert answer.json()["detail"].startswith("the stop was taken, but")
        assert api.ended(name)["status"] == "ABORTED"


@pytest.mark.usefixtures("what_is_said_is_good_for_an_hour")
def test_many_viewers_ask_aws_no_more_than_one(
    api: Api, wiring: RenewableWiring, calls_to_aws: Callable[[], list[str]]
) -> None:
    with lasting(api.job_names()["job1"]):
        name = api.start()
        # Another container: for a second, the one that has started it asks for itself, too.
        wiring.renew(LIVE_CACHE_SECONDS="3600")
        calls_to_aws()
        for _ in range(50):
            api.get(f"/executions/{name}")
        assert calls_to_aws().count("DescribeExecution") == 1


@pytest.mark.usefixtures("what_is_said_is_good_for_an_hour")
def test_what_became_of_a_failure_costs_one_look_however_many_look(
    api: Api, failure: str, calls_to_aws: Callable[[], list[str]]
) -> None:
    api.execution(failure)  # by now what followed it is known
    calls_to_aws()
    for _ in range(20):
        assert api.execution(failure)["resumed_by"] is None
    assert calls_to_aws() == []


def test_health_and_the_description_need_no_aws(
    api: Api, calls_to_aws: Callable[[], list[str]]
) -> None:
    calls_to_aws()
    assert api.get("/health").json()["status"] == "ok"
    assert api.get("/openapi.json").json()["openapi"] == "3.1.0"
    assert calls_to_aws() == []


def test_an_execution_keeps_the_pipeline_that_it_ran(
    api: Api, deployed: Deployed, success: str
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
    assert step(api.execution(success), "job7")["status"] == "SUCCEEDED"
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
    until(
        lambda: name in [item["name"] for item in api.get("/executions").json()["items"]],
        expected=True,
    )


def test_times_are_in_utc_wherever_the_api_runs(
    api: Api, monkeypatch: pytest.MonkeyPatch, success: str
) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        found = api.get("/executions?limit=1").json()["items"][0]["started_at"]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert found.endswith("Z")
