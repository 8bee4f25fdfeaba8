import pytest

from chalicelib.domain.glue import JobRun
from chalicelib.errors import Conflict, NotFound
from chalicelib.services import stopping
from chalicelib.services.ports import Aws
from chalicelib.services.reader import ExecutionReader
from chalicelib.services.stopping import stop_execution
from tests.support.events import History
from tests.support.machine import MemoryGlue, MemoryLock, MemoryMachine


def aws(machine: MemoryMachine) -> Aws:
    return Aws(machine, MemoryLock(), MemoryGlue())


class EndsBeforeTheStop(MemoryMachine):
    """Its executions succeed in the moment in which they are to be stopped."""

    def stop(self, name: str, error: str, cause: str) -> None:
        self.put(name, "SUCCEEDED")


def test_who_stopped_it_and_why_become_its_cause() -> None:
    machine = MemoryMachine()
    machine.put("live", "RUNNING")
    reader = ExecutionReader(machine, live_cache_seconds=3600)
    stopped = stop_execution(aws(machine), reader, "live", "ann", "wrong snapshot").execution
    assert (stopped.facts.status, stopped.facts.cause) == (
        *("ABORTED", "stopped by ann: wrong snapshot"),
    )


def test_a_stop_that_came_too_late_is_a_conflict() -> None:
    machine = EndsBeforeTheStop()
    machine.put("live", "RUNNING")
    reader = ExecutionReader(machine, live_cache_seconds=3600)
    with pytest.raises(Conflict, match="it has ended as SUCCEEDED"):
        stop_execution(aws(machine), reader, "live", "ann", None)


def test_what_does_not_exist_cannot_be_stopped() -> None:
    machine = MemoryMachine()
    with pytest.raises(NotFound):
        stop_execution(aws(machine), ExecutionReader(machine, 0), "nobody", "ann", None)
    assert "stop" not in machine.asked


def test_a_glue_run_that_does_not_stop_is_told_as_not_confirmed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    machine = MemoryMachine()
    machine.put("live", "RUNNING")
    history = History()
    history.enter("one", "Parallel", previous=0)
    history.enter("a-first")
    history.begin({}, "jr_1")
    machine.histories["live"] = list(history.events)
    glue = MemoryGlue(JobRun("j", "jr_1", "RUNNING", {}))
    glue.obeys = False
    reader = ExecutionReader(machine, live_cache_seconds=0)
    with monkeypatch.context() as patch:
        patch.setattr(stopping, "CONFIRM_SECONDS", 0)
        stopped = stop_execution(Aws(machine, MemoryLock(), glue), reader, "live", "ann", None)
    assert stopped.execution.facts.status == "ABORTED"
    assert not stopped.confirmed
    (run,) = stopped.runs
    assert (run.step, run.job_run_id, run.state, run.confirmed) == ("a", "jr_1", "RUNNING", False)
    # Asked again, it tries again.
    glue.obeys = True
    again = stop_execution(Aws(machine, MemoryLock(), glue), reader, "live", "ann", None)
    assert (again.confirmed, again.runs[0].state) == (True, "STOPPED")


def test_the_glue_run_of_an_attempt_that_timed_out_is_stopped_too() -> None:
    machine = MemoryMachine()
    machine.put("live", "RUNNING")
    history = History()
    history.enter("one", "Parallel", previous=0)
    history.enter("a-first")
    history.begin({}, "jr_1")
    history.add("TaskTimedOut", error="States.Timeout")
    machine.histories["live"] = list(history.events)
    glue = MemoryGlue(JobRun("j", "jr_1", "RUNNING", {}))
    reader = ExecutionReader(machine, live_cache_seconds=0)
    stopped = stop_execution(Aws(machine, MemoryLock(), glue), reader, "live", "ann", None)
    assert stopped.confirmed
    assert glue.runs["jr_1"].state == "STOPPED"


def test_an_execution_that_was_redriven_is_stopped_again() -> None:
    machine = MemoryMachine()
    machine.put("again", "ABORTED")
    reader = ExecutionReader(machine, live_cache_seconds=0)
    reader.execution("again")
    machine.put("again", "RUNNING")
    stopped = stop_execution(aws(machine), reader, "again", "ann", None)
    assert stopped.execution.facts.cause == "stopped by ann"
