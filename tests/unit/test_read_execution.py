"""An execution with its steps: what its description and its history tell together."""

import json
from dataclasses import replace

from tests.support.events import History, at
from tests.support.histories import in_stage, read, statuses


def test_before_anything_ran_every_step_is_pending_with_the_arguments_it_would_get() -> None:
    execution = read(History(), given={"overrides": {"b": {"--X": "other"}}})
    assert statuses(execution) == ["PENDING", "PENDING"]
    assert [step.arguments for step in execution.steps] == [{"--X": "default"}, {"--X": "other"}]


def test_an_abort_in_the_middle_of_a_stage_leaves_what_had_ended_as_it_was() -> None:
    history, stage = in_stage()
    a = history.enter("a-one", previous=stage)
    a = history.begin({}, "jr_a", previous=a)
    b = history.enter("b-two", previous=stage)
    b = history.begin({}, "jr_b", previous=b)
    history.succeed("jr_a", previous=a)
    history.add("TaskStateAborted", previous=b)
    history.add("ParallelStateAborted")
    history.add("ExecutionAborted")
    execution = read(history, "ABORTED")
    assert statuses(execution) == ["SUCCEEDED", "CANCELLED"]
    assert execution.progress.failed == ()


def test_a_step_that_was_stopped_between_two_attempts_was_cancelled() -> None:
    history, stage = in_stage()
    history.enter("a-one", previous=stage)
    history.begin({}, "jr_1")
    history.add("TaskFailed", error="States.TaskFailed", cause="out of memory")
    assert read(history).steps[0].status == "RETRYING"
    execution = read(history, "ABORTED")
    view = execution.steps[0]
    assert (view.status, view.message) == (*("CANCELLED", "cut off when the refresh was stopped"),)
    assert view.attempts[0].message == "out of memory (States.TaskFailed)"
    assert execution.progress.failed == ()


def test_a_step_that_was_stopped_before_its_first_attempt_was_cancelled() -> None:
    history, stage = in_stage()
    history.enter("a-one", previous=stage)
    view = read(history, "TIMED_OUT").steps[0]
    assert (view.status, view.stopped_at) == ("CANCELLED", at(len(history.events)))


def test_an_execution_that_ran_out_of_time_says_so_in_words_of_our_own() -> None:
    assert (
        read(History(), "TIMED_OUT").message == "it did not end in time; no step was running then"
    )
    history, stage = in_stage()
    history.enter("a-one", previous=stage)
    assert read(history, "TIMED_OUT").message == "it did not end in time; a was running then"


def test_an_execution_says_why_it_ended_in_the_words_of_its_cause() -> None:
    execution = read(History(), "ABORTED")
    assert execution.message is None
    assert replace(execution, error="Stopped", cause="wrong day").message == "wrong day"


def answer_of_glue(history: History, *runs: tuple[str, str, str]) -> None:
    """Let Glue be asked for a job's runs, and tell these: job, id and state."""
    told = [{"JobName": job, "Id": run, "JobRunState": state} for job, run, state in runs]
    history.enter("Look for runs", previous=1)
    history.add("TaskScheduled", resource="getJobRuns")
    history.add("TaskSucceeded", resource="getJobRuns", output=json.dumps({"JobRuns": told}))


def waited_for(history: History, status: str = "RUNNING") -> list[tuple[str, str]]:
    return [(run.job_name, run.id) for run in read(history, status).waiting_for]


def test_a_takeover_waits_for_the_runs_that_went_on_when_glue_was_asked_last() -> None:
    history = History()
    assert waited_for(history) == []
    answer_of_glue(history, ("one", "jr_1", "RUNNING"), ("one", "jr_0", "FAILED"))
    answer_of_glue(history, ("two", "jr_2", "STOPPING"), ("two", "jr_3", "WAITING"))
    answer_of_glue(history)
    assert waited_for(history) == [("one", "jr_1"), ("two", "jr_2"), ("two", "jr_3")]
    assert waited_for(history, "ABORTED") == []
    answer_of_glue(history, ("two", "jr_2", "STOPPED"), ("two", "jr_3", "RUNNING"))
    assert waited_for(history) == [("one", "jr_1"), ("two", "jr_3")]
    history.enter("stage", "Parallel")
    assert waited_for(history) == []
