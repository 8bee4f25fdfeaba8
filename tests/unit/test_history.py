import json
from dataclasses import replace
from typing import Any

from chalicelib.domain.executed import read_execution
from chalicelib.domain.execution import Execution, ExecutionDescription
from chalicelib.domain.execution_input import read_input
from chalicelib.domain.pipeline import read_pipeline
from chalicelib.domain.statuses import ExecutionStatus
from tests.support.causes import job_run
from tests.support.events import History, at

GLUE = "arn:aws:states:::glue:startJobRun.sync"


def pipeline_of(*state_names: str) -> Any:
    """Return a pipeline of one stage with these steps."""
    branches = [
        {
            "StartAt": name,
            "States": {
                name: {
                    "Type": "Task",
                    "Resource": GLUE,
                    "Parameters": {"JobName": "j", "Arguments": {"--X": "default"}},
                }
            },
        }
        for name in state_names
    ]
    states = {"stage": {"Type": "Parallel", "Branches": branches, "End": True}}
    return read_pipeline({"StartAt": "stage", "States": states})


def read(history: History, status: str = "RUNNING", given: Any = None) -> Execution:
    stopped = None if status == "RUNNING" else at(len(history.events))
    description = ExecutionDescription(
        "e", ExecutionStatus(status), at(0), stopped, read_input(given or {})
    )
    return read_execution(pipeline_of("a-one", "b-two"), description, history.events)


def in_stage() -> tuple[History, int]:
    history = History()
    history.enter("stage", "Parallel", previous=0)
    return history, history.add("ParallelStateStarted")


def statuses(execution: Execution) -> list[str]:
    return [step.status for step in execution.steps]


def test_before_anything_ran_every_step_is_pending_with_the_arguments_it_would_get() -> None:
    execution = read(History(), given={"overrides": {"b": {"--X": "other"}}})
    assert statuses(execution) == ["PENDING", "PENDING"]
    assert [step.arguments for step in execution.steps] == [{"--X": "default"}, {"--X": "other"}]


def test_a_state_that_was_entered_but_not_scheduled_is_running() -> None:
    history, stage = in_stage()
    history.enter("a-one", previous=stage)
    execution = read(history)
    assert statuses(execution) == ["RUNNING", "PENDING"]
    assert execution.steps[0].started_at == at(3)
    assert execution.progress.running == ("a",)


def test_interleaved_branches_are_told_apart_by_their_ties() -> None:
    history, stage = in_stage()
    a = history.enter("a-one", previous=stage)
    b = history.enter("b-two", previous=stage)
    b = history.begin({}, "jr_b", previous=b)
    a = history.begin({}, "jr_a", previous=a)
    history.succeed("jr_b", previous=b)
    execution = read(history)
    assert statuses(execution) == ["RUNNING", "SUCCEEDED"]
    assert [step.job_run_id for step in execution.steps] == ["jr_a", "jr_b"]


def test_between_two_attempts_a_step_is_retrying_and_says_why() -> None:
    history, stage = in_stage()
    history.enter("a-one", previous=stage)
    history.begin({"--X": "1"}, "jr_1")
    cause = job_run(Id="jr_1", ErrorMessage="no snapshot")
    history.add("TaskFailed", error="States.TaskFailed", cause=cause)
    step = read(history).steps[0]
    assert (step.status, step.message, step.stopped_at) == ("RETRYING", "no snapshot", None)
    history.begin({"--X": "1"}, "jr_2")
    step = read(history).steps[0]
    assert (step.status, step.message, step.job_run_id) == ("RUNNING", None, "jr_2")
    assert step.started_at == at(4)


def test_a_run_that_could_not_be_submitted_is_a_failed_attempt() -> None:
    history, stage = in_stage()
    history.enter("a-one", previous=stage)
    history.add("TaskScheduled", parameters="{}")
    history.add("TaskStarted")
    history.add("TaskSubmitFailed", error="Glue.ConcurrentRunsExceededException", cause="busy")
    attempt = read(history).steps[0].attempts[0]
    assert (attempt.status, attempt.job_run_id) == ("FAILED", None)
    assert attempt.message == "busy (Glue.ConcurrentRunsExceededException)"


def test_a_timeout_without_details_is_told() -> None:
    history, stage = in_stage()
    history.enter("a-one", previous=stage)
    history.begin({}, "jr_1")
    history.add("TaskTimedOut")
    history.add("TaskStateExited")
    step = read(history).steps[0]
    assert (step.status, step.message, step.job_run_id) == ("FAILED", "unknown error", "jr_1")


def test_a_run_that_someone_stopped_has_failed_although_its_task_ended_well() -> None:
    history, stage = in_stage()
    history.enter("a-one", previous=stage)
    history.begin({}, "jr_1")
    history.succeed("jr_1", state="STOPPED")
    step = read(history).steps[0]
    assert (step.status, step.message) == ("FAILED", "the Glue run ended as STOPPED")


def test_a_step_that_left_without_an_attempt_could_not_be_started() -> None:
    history, stage = in_stage()
    history.enter("a-one", previous=stage)
    history.add("TaskStateExited")
    step = read(history).steps[0]
    assert (step.status, step.message) == ("FAILED", "it could not be started")


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


def test_map_lambda_and_unknown_events_change_nothing_and_break_no_tie() -> None:
    history = History()
    history.enter("each", "Map", previous=0)
    history.add("MapStateStarted", length=1)
    history.add("MapIterationStarted", name="each", index=0)
    history.enter("inner", "Task")
    history.add("LambdaFunctionScheduled", resource="arn:aws:lambda:r:1:function:f", input="{}")
    history.add("LambdaFunctionStarted")
    history.add("LambdaFunctionSucceeded", output="{}")
    history.add("TaskStateExited")
    history.add("MapIterationSucceeded", name="each", index=0)
    history.add("MapStateSucceeded")
    history.add("MapStateExited")
    history.enter("stage", "Parallel")
    stage = history.add("ParallelStateStarted")
    history.enter("a-one", previous=stage)
    history.add("EvaluationSomethingNew", location="here")
    history.begin({"--X": "1"}, "jr_1")
    history.add("TaskHeartbeatOfTheFuture")
    history.succeed("jr_1")
    execution = read(history)
    assert statuses(execution) == ["SUCCEEDED", "PENDING"]
    assert execution.steps[0].arguments == {"--X": "1"}


def test_payloads_that_were_cut_off_are_told_as_far_as_is_known() -> None:
    history, stage = in_stage()
    history.enter("a-one", previous=stage)
    history.add("TaskScheduled", parameters='{"JobName": "j", "Argum')
    history.add("TaskStarted")
    history.add("TaskSubmitted", output="")
    history.add("TaskFailed", error="States.TaskFailed", cause='{"Id": "jr_1", "Err')
    step = read(history).steps[0]
    assert step.arguments == {"--X": "default"}
    assert (step.job_run_id, step.status) == (None, "RETRYING")


def test_a_redriven_step_starts_over() -> None:
    history, stage = in_stage()
    history.enter("a-one", previous=stage)
    history.begin({}, "jr_1")
    history.add("TaskFailed", error="States.TaskFailed", cause="no")
    history.add("TaskStateExited")
    history.add("ExecutionFailed", error="RefreshFailed")
    history.add("ExecutionRedriven", redriveCount=1)
    history.enter("a-one", previous=2)
    history.begin({}, "jr_2")
    step = read(history).steps[0]
    assert (step.status, len(step.attempts)) == ("RUNNING", 2)


def test_any_input_that_the_console_takes_can_be_read() -> None:
    odd: list[Any] = [None, [], "text", {"overrides": [], "skip": "job1"}, {"overrides": {"a": 1}}]
    for document in odd:
        given = read_input(document)
        assert (given.overrides, given.skip, given.trigger) == ({}, (), "other")
        assert (given.requested_by, given.reason, given.resumed_from) == (None, None, None)


def test_the_trigger_is_what_the_input_says() -> None:
    assert read_input({"trigger": "schedule"}).trigger == "schedule"
    assert read_input({"trigger": "api", "resumed_from": "x"}).trigger == "resume"


def test_a_task_that_failed_before_it_was_scheduled_is_a_failed_attempt() -> None:
    history, stage = in_stage()
    history.enter("a-one", previous=stage)
    history.add("TaskFailed", error="States.Runtime", cause="no such path")
    history.add("TaskStateExited")
    view = read(history, "FAILED").steps[0]
    assert (view.status, view.message) == ("FAILED", "no such path (States.Runtime)")
    assert [attempt.error for attempt in view.attempts] == ["States.Runtime"]


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


def test_an_error_that_no_state_catches_fails_its_step() -> None:
    history, stage = in_stage()
    history.enter("a-one", previous=stage)
    history.begin({}, "jr_1")
    history.add("TaskFailed", error="States.TaskFailed", cause="out of memory")
    view = read(history, "FAILED").steps[0]
    assert (view.status, view.message) == ("FAILED", "out of memory (States.TaskFailed)")


def test_a_glue_run_that_ended_in_a_state_we_do_not_know_failed() -> None:
    history, stage = in_stage()
    history.enter("a-one", previous=stage)
    history.begin({}, "jr_1")
    history.succeed("jr_1", state="VANISHED")
    view = read(history, "FAILED").steps[0]
    assert (view.status, view.message) == ("FAILED", "the Glue run ended as VANISHED")


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
