"""The lock's item: the API reads, takes and gives it back beside an execution that takes it too."""

import time
from datetime import datetime, timedelta, timezone

import pytest
from moto.stepfunctions.responses import StepFunctionResponse

from chalicelib.adapters.aws import clients
from chalicelib.adapters.aws.lock import Lock
from chalicelib.adapters.aws.moments import text_of
from local.aws import REGION
from local.provisioning import Deployed
from tests.support.client import Api
from tests.support.executions import ended_here
from tests.support.glue import room_for
from tests.support.lock import arn_of, delete_lock, lock_item, put_lock, start_directly
from tests.support.refusing import refusing
from tests.support.waiting import until

ONLY_JOB5 = {"only": ["job5"]}
NOW = datetime.now(timezone.utc)


@pytest.fixture
def lock(deployed: Deployed, nothing_is_left: None) -> Lock:
    """Give the API's lock, at a time that stands still."""
    client = clients.dynamodb(REGION)
    return Lock(client, deployed.lock_table_name, deployed.state_machine_arn, lambda: NOW)


def test_a_lock_whose_write_was_not_answered_is_taken_by_writing_again(
    api: Api, deployed: Deployed, lock: Lock
) -> None:
    assert [lock.take("mine")[1] for _ in range(2)] == [True, True]
    held, taken = lock.take("yours")
    assert (held.name, taken) == ("mine", False)
    delete_lock(deployed)


def test_the_lock_of_what_has_begun_is_not_given_back(
    api: Api, deployed: Deployed, lock: Lock
) -> None:
    with room_for(api.job_names()["job5"], 0):
        name = f"begun-{time.time_ns()}"
        taken, _ = lock.take(name)
        arn = start_directly(deployed, name, "job5")
        until(lambda: "awaited_until" in lock_item(deployed), expected=False)
        lock.give_back(taken)
        assert lock_item(deployed)["holder"]["S"] == arn
    assert ended_here(arn)["status"] == "SUCCEEDED"


def test_a_lock_that_was_taken_by_its_execution_meanwhile_is_not_taken_over(
    api: Api, deployed: Deployed, lock: Lock
) -> None:
    late = Lock(
        clients.dynamodb(REGION),
        deployed.lock_table_name,
        deployed.state_machine_arn,
        lambda: datetime.now(timezone.utc) - timedelta(hours=1),
    )
    with room_for(api.job_names()["job5"], 0):
        name = f"late-{time.time_ns()}"
        late.take(name)
        seen = lock.read()
        assert seen
        assert seen.awaited_since is None
        arn = start_directly(deployed, name, "job5")
        until(lambda: "awaited_until" in lock_item(deployed), expected=False)
        held, taken = lock.take("other", seen)
        assert (held.holder, taken) == (arn, False)
    assert ended_here(arn)["status"] == "SUCCEEDED"


def test_a_holder_that_step_functions_does_not_know_yet_keeps_its_lock(
    api: Api, deployed: Deployed
) -> None:
    name = f"scheduled-{time.time_ns()}"
    with room_for(api.job_names()["job5"], 0):
        arn = start_directly(deployed, name, "job5")
        until(lambda: (lock_item(deployed) or {}).get("holder"), {"S": arn})
        with refusing(StepFunctionResponse, "describe_execution", "ExecutionDoesNotExist"):
            refused = api.post("/refresh", ONLY_JOB5)
        assert refused.status_code == 409
        assert refused.json()["holder"]["name"] == name
        assert lock_item(deployed)["holder"]["S"] == arn
    assert ended_here(arn)["status"] == "SUCCEEDED"


@pytest.mark.parametrize(("age", "counts"), [(59, True), (61, False)])
def test_a_lock_counts_for_a_minute_though_nobody_knows_its_holder(
    deployed: Deployed, lock: Lock, age: int, *, counts: bool
) -> None:
    since = text_of(NOW - timedelta(seconds=age))
    put_lock(deployed, arn_of(deployed, "never-was"), acquired_at=since)
    held = lock.read()
    delete_lock(deployed)
    assert held
    assert (held.awaited_since is not None) == counts


def test_a_lock_that_somebody_wrote_by_hand_is_taken_over(api: Api, deployed: Deployed) -> None:
    put_lock(deployed, "me", acquired_at="yesterday", awaited_until="tomorrow")
    assert api.run(ONLY_JOB5)["status"] == "SUCCEEDED"
    assert lock_item(deployed) is None
