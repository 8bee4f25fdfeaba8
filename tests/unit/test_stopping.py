import pytest

from chalicelib import deadline
from chalicelib.domain.execution import ExecutionDescription
from chalicelib.domain.glue import JobRun, JobRunState
from chalicelib.errors import (
    Conflict,
    NotFound,
    RefreshError,
    UpstreamRejected,
    UpstreamThrottled,
    UpstreamUnavailable,
)
from chalicelib.services import stopping
from chalicelib.services.ports import Aws
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.stopping import Stopped, stop_execution
from tests.fakes.faults import failing
from tests.fakes.glue import FakeGlue
from tests.fakes.lock import FakeLock
from tests.fakes.state_machine import FakeStateMachine
from tests.support.clock import Clock
from tests.support.events import History


def aws(machine: FakeStateMachine) -> Aws:
    return Aws(machine, FakeLock(), FakeGlue())


class EndsBeforeTheStop(FakeStateMachine):
    """Its executions succeed in the moment in which they are to be stopped."""

    def stop(self, name: str, error: str, cause: str) -> None:
        self.put(name, "SUCCEEDED")


def test_who_stopped_it_and_why_become_its_cause() -> None:
    machine = FakeStateMachine()
    machine.put("live", "RUNNING")
    reader = ExecutionRepository(machine, live_cache_seconds=3600)
    stopped = stop_execution(aws(machine), reader, "live", "ann", "wrong snapshot").execution
    assert (stopped.status, stopped.cause) == (*("ABORTED", "stopped by ann: wrong snapshot"),)


def test_a_stop_that_came_too_late_is_a_conflict() -> None:
    machine = EndsBeforeTheStop()
    machine.put("live", "RUNNING")
    reader = ExecutionRepository(machine, live_cache_seconds=3600)
    with pytest.raises(Conflict, match="it has ended as SUCCEEDED"):
        stop_execution(aws(machine), reader, "live", "ann", None)


def test_what_does_not_exist_cannot_be_stopped() -> None:
    machine = FakeStateMachine()
    with pytest.raises(NotFound):
        stop_execution(aws(machine), ExecutionRepository(machine, 0), "nobody", "ann", None)
    assert machine.executions == {}


def test_it_is_stopped_before_it_is_read() -> None:
    machine = FakeStateMachine()
    machine.put("live", "RUNNING")
    stop_execution(aws(machine), ExecutionRepository(machine, 0), "live", "ann", None)
    assert machine.asked[:2] == ["stop", "describe"]


def test_a_stop_waits_for_reads_that_are_throttled(monkeypatch: pytest.MonkeyPatch) -> None:
    class ThrottlesTwice(FakeStateMachine):
        def describe(self, name: str) -> ExecutionDescription:
            if self.asked.count("describe") < 2:
                self.asked.append("describe")
                raise UpstreamThrottled("slow")
            return super().describe(name)

    monkeypatch.setattr(deadline, "time", Clock())
    machine = ThrottlesTwice()
    machine.put("live", "RUNNING")
    stopped = stop_execution(aws(machine), ExecutionRepository(machine, 0), "live", "ann", None)
    assert (stopped.execution.status, stopped.confirmed) == ("ABORTED", True)


@pytest.mark.parametrize("error", [UpstreamThrottled, UpstreamRejected, UpstreamUnavailable])
def test_a_stop_that_was_taken_says_so_whatever_comes_after(
    error: type[RefreshError], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(deadline, "time", Clock())
    machine = FakeStateMachine()
    machine.put("live", "RUNNING")
    with failing(machine, "history", error("no history")), pytest.raises(error) as told:
        stop_execution(aws(machine), ExecutionRepository(machine, 0), "live", "ann", None)
    taken = "the stop was taken, but what came of it cannot be told: no history"
    assert str(told.value) == taken
    assert machine.executions["live"].status == "ABORTED"


def test_a_stop_that_was_not_taken_does_not_say_so() -> None:
    machine = FakeStateMachine()
    machine.put("live", "RUNNING")
    with failing(machine, "stop", UpstreamThrottled("slow")), pytest.raises(UpstreamThrottled) as t:
        stop_execution(aws(machine), ExecutionRepository(machine, 0), "live", "ann", None)
    assert str(t.value) == "slow"


@pytest.mark.parametrize("error", [NotFound, UpstreamRejected])
def test_where_aws_stops_nothing_only_what_runs_is_a_problem(error: type[RefreshError]) -> None:
    glue = FakeGlue(JobRun("j", "jr_1", JobRunState.RUNNING, {}))
    machine = with_a_run("FAILED")
    with failing(machine, "stop", error("no")):
        assert stop(machine, glue).confirmed
    assert glue.runs["jr_1"].state == "STOPPED"
    machine.put("live", "RUNNING")
    with failing(machine, "stop", error("no")), pytest.raises(error, match="no"):
        stop(machine, glue)


def test_a_glue_run_that_does_not_stop_is_told_as_not_confirmed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = FakeStateMachine()
    machine.put("live", "RUNNING")
    history = History()
    history.enter("one", "Parallel", previous=0)
    history.enter("a-first")
    history.begin({}, "jr_1")
    machine.histories["live"] = list(history.events)
    glue = FakeGlue(JobRun("j", "jr_1", JobRunState.RUNNING, {}))
    glue.obeys = False
    reader = ExecutionRepository(machine, live_cache_seconds=0)
    with monkeypatch.context() as patch:
        patch.setattr(stopping, "CONFIRM_SECONDS", 0)
        stopped = stop_execution(Aws(machine, FakeLock(), glue), reader, "live", "ann", None)
    assert stopped.execution.status == "ABORTED"
    assert not stopped.confirmed
    (run,) = stopped.runs
    assert (run.step, run.job_run_id, run.state, run.confirmed) == ("a", "jr_1", "RUNNING", False)
    # Asked again, it tries again.
    glue.obeys = True
    again = stop_execution(Aws(machine, FakeLock(), glue), reader, "live", "ann", None)
    assert (again.confirmed, again.runs[0].state) == (True, "STOPPED")


def test_the_glue_run_of_an_attempt_that_timed_out_is_stopped_too() -> None:
    machine = FakeStateMachine()
    machine.put("live", "RUNNING")
    history = History()
    history.enter("one", "Parallel", previous=0)
    history.enter("a-first")
    history.begin({}, "jr_1")
    history.add("TaskTimedOut", error="States.Timeout")
    machine.histories["live"] = list(history.events)
    glue = FakeGlue(JobRun("j", "jr_1", JobRunState.RUNNING, {}))
    reader = ExecutionRepository(machine, live_cache_seconds=0)
    stopped = stop_execution(Aws(machine, FakeLock(), glue), reader, "live", "ann", None)
    assert stopped.confirmed
    assert glue.runs["jr_1"].state == "STOPPED"


def test_an_execution_that_was_redriven_is_stopped_again() -> None:
    machine = FakeStateMachine()
    machine.put("again", "ABORTED")
    reader = ExecutionRepository(machine, live_cache_seconds=0)
    reader.get("again")
    machine.put("again", "RUNNING")
    stopped = stop_execution(aws(machine), reader, "again", "ann", None)
    assert stopped.execution.cause == "stopped by ann"


def test_why_glue_would_not_stop_a_run_is_told_until_it_has_ended(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine, glue = with_a_run("RUNNING"), FakeGlue(JobRun("j", "jr_1", JobRunState.RUNNING, {}))
    glue.obeys = False
    with monkeypatch.context() as patch:
        patch.setattr(stopping, "CONFIRM_SECONDS", 0)
        (run,) = stop(machine, glue).runs
    assert (run.confirmed, run.message) == (False, "told not to")
    glue.obeys = True
    (run,) = stop(machine, glue).runs
    assert (run.confirmed, run.message) == (True, None)


@pytest.mark.parametrize("status", ["ABORTED", "FAILED", "TIMED_OUT", "SUCCEEDED"])
def test_what_any_ended_execution_left_is_stopped(status: str) -> None:
    glue = FakeGlue(JobRun("j", "jr_1", JobRunState.RUNNING, {}))
    stopped = stop(with_a_run(status), glue)
    assert (stopped.execution.status, stopped.confirmed) == (status, True)
    assert glue.runs["jr_1"].state == "STOPPED"


def test_what_glue_retried_by_itself_is_stopped() -> None:
    retry = JobRun("j", "jr_1_attempt_1", JobRunState.RUNNING, {}, previous_run_id="jr_1")
    glue = FakeGlue(
        JobRun("j", "jr_1", JobRunState.FAILED, {}),
        retry,
        JobRun("j", "jr_9", JobRunState.RUNNING, {}),
    )
    stopped = stop(with_a_run("FAILED"), glue)
    assert [(run.job_run_id, run.state) for run in stopped.runs] == [
        ("jr_1", "FAILED"),
        ("jr_1_attempt_1", "STOPPED"),
    ]
    assert glue.runs["jr_9"].state == "RUNNING"


def test_runs_that_could_not_be_looked_for_are_not_confirmed_and_not_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class TellsNoList(FakeGlue):
        """It throttles who asks for the runs of a job."""

        def recent_runs(self, job_name: str) -> list[JobRun]:
            raise UpstreamThrottled("slow")

    clock = Clock()
    monkeypatch.setattr(deadline, "time", clock)
    before = clock.now
    stopped = stop(with_a_run("FAILED"), TellsNoList(JobRun("j", "jr_1", JobRunState.FAILED, {})))
    assert not stopped.confirmed
    assert [(run.job_run_id, run.message) for run in stopped.runs] == [
        ("jr_1", None),
        (None, "slow"),
    ]
    assert clock.now == before


def with_a_run(status: str) -> FakeStateMachine:
    """Return a machine whose execution began a run that then failed, as far as it knows."""
    machine = FakeStateMachine()
    machine.put("live", status)
    history = History()
    history.enter("one", "Parallel", previous=0)
    history.enter("a-first")
    history.begin({}, "jr_1")
    history.add("TaskTimedOut", error="States.Timeout")
    machine.histories["live"] = list(history.events)
    return machine


def stop(machine: FakeStateMachine, glue: FakeGlue) -> Stopped:
    reader = ExecutionRepository(machine, live_cache_seconds=0)
    return stop_execution(Aws(machine, FakeLock(), glue), reader, "live", "ann", None)
