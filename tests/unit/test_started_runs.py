from datetime import timedelta

import pytest

from chalicelib.domain.execution import Execution, ExecutionDescription
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.glue import JobRun, JobRunState
from chalicelib.domain.read_execution import read_execution
from chalicelib.domain.started_runs import runs_started_by
from chalicelib.domain.statuses import ExecutionStatus
from tests.support.events import History, at
from tests.support.histories import pipeline_of

GIVEN = {"--X": "1"}


def execution(run_id: str | None, stopped: float | None = None) -> Execution:
    """Return one with a step whose run is known, or was just being started at second 2."""
    history = History()
    history.enter("stage", "Parallel", previous=0)
    history.enter("a-one")
    if run_id:
        history.begin(GIVEN, run_id)
    else:
        history.add("TaskScheduled", parameters='{"Arguments": {"--X": "1"}}')
    status = ExecutionStatus.RUNNING if stopped is None else ExecutionStatus.ABORTED
    ended = None if stopped is None else at(stopped)
    description = ExecutionDescription("e", status, at(0), ended, ExecutionInput())
    return read_execution(pipeline_of("a-one"), description, history.events)


def run(run_id: str, seconds: float = 4, previous: str | None = None, x: str = "1") -> JobRun:
    return JobRun(
        "j", run_id, JobRunState.RUNNING, {"--DEFAULT": "d", "--X": x}, at(seconds), previous
    )


def found(of: Execution, *recent: JobRun) -> list[str]:
    return [one.id for one in runs_started_by(of, recent)]


def test_a_run_that_the_history_names_was_begun_by_it() -> None:
    assert found(execution("jr_1"), run("jr_2"), run("jr_1")) == ["jr_1"]


def test_so_were_those_by_which_glue_retried_it() -> None:
    ours = (run("jr_3", previous="jr_2"), run("jr_2", previous="jr_1"))
    assert found(execution("jr_1"), *ours, run("jr_9", previous="x")) == ["jr_3", "jr_2"]


def test_a_run_of_another_job_was_not() -> None:
    assert found(execution(None), JobRun("other", "jr_1", JobRunState.RUNNING, GIVEN, at(4))) == []


@pytest.mark.parametrize("stopped", [None, 5])
def test_a_run_that_was_just_being_started_is_known_by_its_arguments_and_time(
    stopped: float | None,
) -> None:
    assert found(execution(None, stopped), run("jr_1")) == ["jr_1"]
    assert found(execution(None, stopped), run("jr_1", x="2")) == []
    assert found(execution(None, stopped), run("jr_1", seconds=-60)) == []
    assert found(execution(None, stopped), JobRun("j", "jr_1", JobRunState.RUNNING, GIVEN)) == []


def test_the_same_arguments_long_after_an_execution_ended_are_somebody_elses() -> None:
    later = timedelta(days=1).total_seconds()
    assert found(execution(None, 5), run("jr_1", seconds=later)) == []
