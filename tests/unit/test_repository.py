from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from chalicelib.domain.glue import JobRun, JobRunState
from chalicelib.errors import NotFound, UpstreamThrottled
from chalicelib.services.repository import ExecutionRepository
from tests.fakes.glue import FakeGlue
from tests.fakes.state_machine import FakeStateMachine
from tests.support.events import History
from tests.support.waiting import awaited

LONG = 3600


def test_an_execution_that_has_ended_is_read_once() -> None:
    machine = FakeStateMachine()
    machine.put("done")
    reader = ExecutionRepository(machine, live_cache_seconds=0)
    assert {reader.get("done").status for _ in range(5)} == {"SUCCEEDED"}
    assert machine.asked.count("describe") == 1


def test_a_running_execution_is_read_again_when_what_is_known_is_old() -> None:
    machine = FakeStateMachine()
    machine.put("live", "RUNNING")
    reader = ExecutionRepository(machine, live_cache_seconds=0)
    for _ in range(3):
        reader.get("live")
    assert machine.asked.count("describe") == 3


def test_viewers_who_ask_at_the_same_time_share_one_answer() -> None:
    machine = FakeStateMachine()
    machine.put("live", "RUNNING")
    reader = ExecutionRepository(machine, live_cache_seconds=LONG)
    machine.gate.clear()
    with ThreadPoolExecutor(20) as pool:
        asked = [pool.submit(reader.get, "live") for _ in range(20)]
        awaited(lambda: machine.asked)
        machine.gate.set()
        assert {answer.result().name for answer in asked} == {"live"}
    assert machine.asked.count("describe") == 1


def test_what_was_asked_before_a_change_is_not_taken_after_it() -> None:
    machine = FakeStateMachine()
    machine.put("live", "RUNNING")
    reader = ExecutionRepository(machine, live_cache_seconds=LONG)
    machine.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        before = pool.submit(reader.get, "live")
        awaited(lambda: "describe" in machine.asked)
        machine.stop("live", "E", "c")
        reader.invalidate()
        machine.gate.set()
        assert reader.get("live").status == "ABORTED"
        before.result()
    assert reader.get("live").status == "ABORTED"


def test_an_execution_that_was_redriven_is_read_anew() -> None:
    machine = FakeStateMachine()
    machine.put("again", "ABORTED")
    reader = ExecutionRepository(machine, live_cache_seconds=0)
    assert reader.get("again").status == "ABORTED"
    machine.put("again", "RUNNING")
    ((_, execution),) = reader.get_listed(reader.page(None, None).items)
    assert execution.status == "RUNNING"


def test_one_answer_about_the_definition_serves_all_executions_of_its_time() -> None:
    machine = FakeStateMachine()
    reader = ExecutionRepository(machine, live_cache_seconds=0)
    for number in reversed(range(30)):
        machine.put(f"e{number}", seconds=number)
        reader.get(f"e{number}")
    assert machine.asked.count("revision_of") == 1


def test_a_new_definition_is_asked_for() -> None:
    machine = FakeStateMachine()
    machine.put("old", seconds=0)
    reader = ExecutionRepository(machine, live_cache_seconds=0)
    reader.get("old")
    machine.updated_at += timedelta(days=2)
    machine.put("new", seconds=3 * 86400)
    reader.get("new")
    assert machine.asked.count("revision_of") == 2


def test_an_unknown_execution_is_not_found_each_time() -> None:
    reader = ExecutionRepository(FakeStateMachine(), live_cache_seconds=LONG)
    for _ in range(2):
        with pytest.raises(NotFound):
            reader.get("nobody")


class CountingGlue(FakeGlue):
    """It counts how often it is asked for a run, and can be made to throttle."""

    def __init__(self, *runs: JobRun) -> None:
        super().__init__(*runs)
        self.asked = 0
        self.throttles = False

    def run(self, job_name: str, run_id: str) -> JobRun:
        self.asked += 1
        if self.throttles:
            raise UpstreamThrottled("slow")
        return super().run(job_name, run_id)

    def put(self, state: str) -> None:
        """Let its run be in this state."""
        self.runs["jr_1"] = JobRun("j", "jr_1", JobRunState(state), {})


def with_a_running_step() -> tuple[FakeStateMachine, CountingGlue]:
    machine, glue = FakeStateMachine(), CountingGlue()
    machine.put("live", "RUNNING")
    history = History()
    history.enter("one", "Parallel", previous=0)
    history.enter("a-first")
    history.begin({}, "jr_1")
    machine.histories["live"] = list(history.events)
    return machine, glue


def test_glue_is_asked_whether_a_run_waits_until_it_has_begun() -> None:
    machine, glue = with_a_running_step()
    reader = ExecutionRepository(machine, 0, glue)
    said = []
    for state in ("WAITING", "STARTING", "RUNNING", "RUNNING", "RUNNING"):
        glue.put(state)
        (step,) = reader.get("live").steps
        said.append((step.status, "WAITING" in (step.message or "")))
    assert said == [("RUNNING", True), *[("RUNNING", False)] * 4]
    assert glue.asked == 3


def test_whether_a_run_waits_is_asked_once_for_all_viewers() -> None:
    machine, glue = with_a_running_step()
    glue.put("WAITING")
    reader = ExecutionRepository(machine, LONG, glue)
    for _ in range(20):
        reader.get("live")
    assert glue.asked == 1


def test_an_execution_is_shown_where_glue_does_not_say_whether_a_run_waits() -> None:
    machine, glue = with_a_running_step()
    glue.throttles = True
    (step,) = ExecutionRepository(machine, 0, glue).get("live").steps
    assert (step.status, step.message) == (
        *("RUNNING", "whether its Glue run has begun is not known: slow"),
    )


def test_an_execution_that_has_ended_asks_glue_for_nothing() -> None:
    machine, glue = with_a_running_step()
    machine.put("live", "ABORTED")
    ExecutionRepository(machine, 0, glue).get("live")
    assert glue.asked == 0
