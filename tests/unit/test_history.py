"""What a history tells of each attempt of a step."""

from tests.support.causes import job_run
from tests.support.events import History, at
from tests.support.histories import in_stage, read, statuses


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


def test_a_task_that_failed_before_it_was_scheduled_is_a_failed_attempt() -> None:
    history, stage = in_stage()
    history.enter("a-one", previous=stage)
    history.add("TaskFailed", error="States.Runtime", cause="no such path")
    history.add("TaskStateExited")
    view = read(history, "FAILED").steps[0]
    assert (view.status, view.message) == ("FAILED", "no such path (States.Runtime)")
    assert [attempt.error for attempt in view.attempts] == ["States.Runtime"]


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
