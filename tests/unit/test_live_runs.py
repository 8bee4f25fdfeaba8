"""Glue runs that go on before a start, and who began them."""

from datetime import datetime, timezone

import pytest

from chalicelib.domain.execution import ExecutionListPage
from chalicelib.domain.glue import JobRun, JobRunState
from chalicelib.domain.request import RefreshRequest
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.errors import (
    Conflict,
    UpstreamThrottled,
)
from chalicelib.services.live_runs import MAX_CANDIDATES
from chalicelib.services.planning import plan_refresh
from chalicelib.services.ports import Aws
from chalicelib.services.prefetching import prefetching
from chalicelib.services.preparing import prepare_refresh
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.starting import start_refresh
from tests.fakes.glue import FakeGlue
from tests.fakes.lock import FakeLock
from tests.fakes.state_machine import FakeStateMachine
from tests.support.events import History, at

NOW = datetime(2026, 11, 23, tzinfo=timezone.utc)


def test_a_run_that_an_earlier_execution_left_refuses_a_start_and_names_what_ends_it() -> None:
    machine = FakeStateMachine()
    for number in range(300):
        machine.put(f"later{number}", seconds=10 + number)
    machine.put("dead", "TIMED_OUT")
    history = History()
    history.enter("one", "Parallel", previous=0)
    history.enter("a-first")
    history.begin({}, "jr_1")
    machine.histories["dead"] = list(history.events)
    begun = JobRun("j", "jr_1", JobRunState.RUNNING, {}, at(2))
    aws = Aws(machine, FakeLock(), FakeGlue(begun))
    executions = ExecutionRepository(machine, 0)
    refresh = prepare_refresh(executions, RefreshRequest(), "ann")
    with prefetching(aws, executions, None) as prefetched, pytest.raises(Conflict) as refused:
        start_refresh(prefetched, executions, refresh, None, NOW)
    assert str(refused.value) == (
        "dead, which ended as TIMED_OUT, left a run of j (POST /executions/dead/stop ends it): jr_1"
    )
    assert len(machine.executions) == 301
    # What started after the run did is not looked at.
    assert machine.asked.count("describe") == 1


def test_who_began_a_run_is_looked_for_in_the_newest_executions_only() -> None:
    machine = FakeStateMachine()
    for number in range(300):
        machine.put(f"e{number}", seconds=number)
    theirs = JobRun("j", "jr_1", JobRunState.RUNNING, {}, at(1000))
    aws = Aws(machine, FakeLock(), FakeGlue(theirs))
    executions = ExecutionRepository(machine, 0)
    with prefetching(aws, executions, None) as prefetched:
        plan = plan_refresh(
            prefetched, executions, prepare_refresh(executions, RefreshRequest(), "ann")
        )
    (check,) = (check for check in plan.preflight if check.check == "no_live_runs")
    assert (check.status, plan.startable) == ("warning", True)
    assert check.detail.endswith("outside of any refresh that is known to go on: jr_1")
    assert machine.asked.count("describe") <= MAX_CANDIDATES + 1
    assert machine.asked.count("page") == 1


def test_a_list_that_cannot_be_read_leaves_it_open_whose_a_run_is() -> None:
    class TellsNoList(FakeStateMachine):
        """It throttles the list."""

        def page(self, status: ExecutionStatus | None, token: str | None) -> ExecutionListPage:
            raise UpstreamThrottled("slow")

    glue = FakeGlue(JobRun("j", "jr_1", JobRunState.RUNNING, {}, at(2)))
    machine = TellsNoList()
    aws = Aws(machine, FakeLock(), glue)
    executions = ExecutionRepository(machine, 0)
    with prefetching(aws, executions, None) as prefetched:
        plan = plan_refresh(
            prefetched, executions, prepare_refresh(executions, RefreshRequest(), "ann")
        )
    (check,) = (check for check in plan.preflight if check.check == "no_live_runs")
    assert check.status == "warning"
    assert "could not be read: slow" in check.detail
