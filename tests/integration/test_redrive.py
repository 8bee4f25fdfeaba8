"""A redriven execution starts in its middle, past the state that takes the lock.

The emulator cannot redrive. What a redrive comes to is made by hand: an execution that is in a
stage while it does not hold the lock.
"""

import time
from collections.abc import Iterator

import pytest

from local.provisioning import Deployed
from tests.support.client import Api, statuses
from tests.support.executions import ended_here
from tests.support.glue import room_for, runs_of
from tests.support.lock import arn_of, delete_lock, lock_item, start_directly
from tests.support.mailbox import mails
from tests.support.waiting import until


@pytest.fixture
def waiting_at_job1(api: Api) -> Iterator[str]:
    """Have a refresh of job1, job3a and job5 wait in its first stage until the test ends."""
    with room_for(api.job_names()["job1"], 0):
        name = api.start({"only": ["job1", "job3a", "job5"], "reason": "redriven"})
        until(lambda: api.execution(name)["progress"]["running"], ["job1"])
        yield name


def test_a_redriven_execution_stops_before_its_next_stage_where_another_holds_the_lock(
    api: Api, deployed: Deployed, waiting_at_job1: str, mailbox: str
) -> None:
    jobs = api.job_names()
    before = len(runs_of(jobs["job3a"]))
    delete_lock(deployed)
    with room_for(jobs["job5"], 0):
        other = start_directly(deployed, f"other-{time.time_ns()}", "job5")
        until(lambda: (lock_item(deployed) or {}).get("holder"), {"S": other})
        with room_for(jobs["job1"], 1):
            execution = api.ended(waiting_at_job1)
        assert (execution["status"], execution["error"]) == ("FAILED", "RefreshLockLost")
        assert "Another refresh took the lock" in execution["message"]
        assert statuses(execution)["job1"] == "SUCCEEDED"
        assert statuses(execution)["job3a"] == "NOT_RUN"
        assert len(runs_of(jobs["job3a"])) == before
        assert lock_item(deployed)["holder"] == {"S": other}
        (mail,) = mails(mailbox)
        assert f"/executions/{waiting_at_job1}/resume" in mail["Message"]
    assert ended_here(other)["status"] == "SUCCEEDED"
    assert lock_item(deployed) is None


def test_a_redriven_execution_takes_the_lock_again_where_it_is_free(
    api: Api, deployed: Deployed, waiting_at_job1: str
) -> None:
    jobs = api.job_names()
    taken = lock_item(deployed)
    delete_lock(deployed)
    with room_for(jobs["job5"], 0):
        with room_for(jobs["job1"], 1):
            until(lambda: api.execution(waiting_at_job1)["progress"]["running"], ["job5"])
        assert lock_item(deployed) == taken
        refused = start_directly(deployed, f"refused-{time.time_ns()}", "job5")
        found = ended_here(refused)
        assert found["error"] == "RefreshAlreadyRunning"
        assert found["cause"] == arn_of(deployed, waiting_at_job1)
    assert api.ended(waiting_at_job1)["status"] == "SUCCEEDED"
    assert lock_item(deployed) is None
