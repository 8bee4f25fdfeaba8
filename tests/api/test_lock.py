"""One refresh at a time: who is refused, and what becomes of the lock where a start fails."""

from datetime import datetime

import pytest

from chalicelib.errors import RefreshError, UpstreamRejected, UpstreamThrottled
from tests.fakes.deployment import FakeDeployment
from tests.fakes.faults import failing
from tests.support.client import Api
from tests.support.dying import Died

ONLY_JOB5 = {"only": ["job5"]}
A_MINUTE = 60


def holder_of_the_lock(deployment: FakeDeployment) -> str | None:
    held = deployment.lock.held
    return held.name if held else None


def test_a_start_while_another_runs_is_refused_and_names_it(api: Api) -> None:
    name = api.start({**ONLY_JOB5, "reason": "first"})
    assert api.execution(name)["progress"]["running"] == ["job5"]
    answer = api.post("/refresh", {})
    assert answer.status_code == 409
    problem = answer.json()
    assert problem["title"] == "Refresh already running"
    holder = problem["holder"]
    assert (holder["name"], holder["reason"]) == (name, "first")
    assert (holder["requested_by"], holder["running"]) == ("token:local-operator", ["job5"])
    assert holder["started_at"] == api.execution(name)["started_at"]
    assert holder["expected_end"] is None
    assert api.ended(name)["status"] == "SUCCEEDED"


def test_the_lock_of_an_execution_that_was_stopped_is_taken_over(
    api: Api, deployment: FakeDeployment
) -> None:
    name = api.start(ONLY_JOB5)
    assert api.post(f"/executions/{name}/stop").json()["status"] == "ABORTED"
    assert holder_of_the_lock(deployment) == name
    assert api.run(ONLY_JOB5)["status"] == "SUCCEEDED"


def test_an_api_that_dies_before_it_takes_the_lock_leaves_nothing(
    api: Api, deployment: FakeDeployment
) -> None:
    with failing(deployment.lock, "take", Died()):
        assert api.post("/refresh", ONLY_JOB5).status_code == 500
    assert deployment.lock.held is None
    assert api.run(ONLY_JOB5)["status"] == "SUCCEEDED"


@pytest.fixture(params=["after the lock", "before the start"])
def died_before_the_start(
    request: pytest.FixtureRequest, api: Api, deployment: FakeDeployment
) -> str:
    """Have the API die between the lock and the start, and give the key of the request."""
    died = {
        "after the lock": failing(deployment.lock, "take", Died(), done=True),
        "before the start": failing(deployment.machine, "start", Died()),
    }
    with died[request.param]:
        headers = {"Idempotency-Key": "died"}
        assert api.post("/refresh", ONLY_JOB5, **headers).status_code == 500
    assert not deployment.machine.executions
    assert holder_of_the_lock(deployment) == "died"
    return "died"


def test_after_the_api_died_before_the_start_others_wait_for_a_minute_at_most(
    api: Api, deployment: FakeDeployment, died_before_the_start: str
) -> None:
    refused = api.post("/refresh", ONLY_JOB5)
    assert refused.status_code == 409
    holder = refused.json()["holder"]
    assert (holder["name"], holder["requested_by"]) == (died_before_the_start, None)
    assert deployment.lock.held
    assert datetime.fromisoformat(holder["started_at"]) == deployment.lock.held.awaited_since
    plan = api.post("/refresh", {**ONLY_JOB5, "dry_run": True}).json()
    assert plan["startable"] is False
    deployment.clock.move(A_MINUTE)
    assert api.run(ONLY_JOB5)["status"] == "SUCCEEDED"
    assert deployment.lock.held is None


def test_after_the_api_died_before_the_start_the_same_key_starts_it(
    api: Api, deployment: FakeDeployment, died_before_the_start: str
) -> None:
    answer = api.post("/refresh", ONLY_JOB5, **{"Idempotency-Key": died_before_the_start})
    assert (answer.status_code, answer.json()["name"]) == (202, died_before_the_start)
    assert api.ended(died_before_the_start)["status"] == "SUCCEEDED"
    assert deployment.lock.held is None


def test_what_an_api_that_died_after_the_start_has_started_runs_and_is_found(
    api: Api, deployment: FakeDeployment
) -> None:
    name = "died"
    headers = {"Idempotency-Key": name}
    with failing(deployment.machine, "start", Died(), done=True):
        assert api.post("/refresh", ONLY_JOB5, **headers).status_code == 500
    holder = api.post("/refresh", ONLY_JOB5).json()["holder"]
    assert (holder["name"], holder["requested_by"]) == (name, "token:local-operator")
    again = api.post("/refresh", ONLY_JOB5, **headers)
    assert (again.status_code, again.json()["name"]) == (202, name)
    assert again.headers["Idempotency-Replayed"] == "true"
    assert api.ended(name)["status"] == "SUCCEEDED"
    assert deployment.lock.held is None


@pytest.mark.parametrize(
    ("error", "status"),
    [(UpstreamThrottled("slower"), 429), (UpstreamRejected("denied"), 502)],
    ids=["throttled", "rejected"],
)
def test_where_the_start_fails_the_lock_is_given_back(
    api: Api, deployment: FakeDeployment, error: RefreshError, status: int
) -> None:
    headers = {"Idempotency-Key": "again"}
    with failing(deployment.machine, "start", error):
        assert api.post("/refresh", ONLY_JOB5, **headers).status_code == status
    assert deployment.lock.held is None
    answer = api.post("/refresh", ONLY_JOB5, **headers)
    assert answer.status_code == 202, "the key is not used up"
    assert api.ended(answer.json()["name"])["status"] == "SUCCEEDED"


def test_a_key_whose_start_was_refused_can_be_given_again(api: Api) -> None:
    headers = {"Idempotency-Key": "refused"}
    first = api.start(ONLY_JOB5)
    assert api.post("/refresh", ONLY_JOB5, **headers).status_code == 409
    api.ended(first)
    answer = api.post("/refresh", ONLY_JOB5, **headers)
    assert answer.status_code == 202
    assert "Idempotency-Replayed" not in answer.headers
