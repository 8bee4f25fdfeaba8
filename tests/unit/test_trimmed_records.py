"""Executions whose records have no room for all attempts: whoever reads them anew has all."""

import random

import pytest

from chalicelib.domain.execution import Execution
from chalicelib.domain.glue import JobRun, JobRunState
from chalicelib.services.ports import Aws
from chalicelib.services.stopping import stop_execution
from tests.fakes.containers import container
from tests.fakes.glue import FakeGlue
from tests.fakes.lock import FakeLock
from tests.fakes.records import FakeRecords
from tests.fakes.state_machine import FakeStateMachine
from tests.support.events import History

ATTEMPTS = 700


@pytest.fixture
def machine() -> FakeStateMachine:
    noise = random.Random(1)
    machine = FakeStateMachine()
    history = History()
    history.enter("one", "Parallel", previous=0)
    before = history.enter("a-first")
    for number in range(ATTEMPTS):
        begun = history.begin({}, f"jr_{number}", before)
        before = history.add("TaskFailed", begun, error="E", cause=noise.randbytes(900).hex())
    machine.histories["done"] = list(history.events)
    machine.put("done", "FAILED")
    return machine


@pytest.fixture
def records() -> FakeRecords:
    return FakeRecords()


def left_out(execution: Execution) -> int:
    (step,) = execution.steps
    assert len(step.attempts) + step.attempts_left_out == ATTEMPTS
    assert [attempt.job_run_id for attempt in step.attempts] == [
        f"jr_{number}" for number in range(step.attempts_left_out, ATTEMPTS)
    ]
    return step.attempts_left_out


def test_what_is_read_of_step_functions_has_every_attempt_and_its_record_has_the_newest(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    reader = container(machine, records)
    for execution in (reader.get("done"), reader.get("done"), reader.current("done")):
        assert left_out(execution) == 0
    recalled = container(machine, records).get("done")
    assert left_out(recalled) > 0


def test_a_record_without_the_oldest_attempts_is_written_once(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    first = container(machine, records)
    for _ in range(3):
        first.current("done")
    other = container(machine, records)
    assert left_out(other.get("done")) > 0
    for _ in range(3):
        assert left_out(other.current("done")) == 0
    assert records.asked.count("put") == 1


def test_a_stop_reaches_the_run_of_the_oldest_attempt(
    machine: FakeStateMachine, records: FakeRecords
) -> None:
    container(machine, records).get("done")
    ended = (JobRun("j", f"jr_{n}", JobRunState.FAILED, {}) for n in range(1, ATTEMPTS))
    glue = FakeGlue(JobRun("j", "jr_0", JobRunState.RUNNING, {}), *ended)
    aws = Aws(machine, FakeLock(), glue)
    stopped = stop_execution(aws, container(machine, records), "done", "ann", None)
    assert stopped.confirmed
    assert glue.runs["jr_0"].state == JobRunState.STOPPED
