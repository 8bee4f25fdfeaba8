from collections import Counter

from chalicelib.domain.execution import ExecutedStep, Execution, Progress
from tests.support.recorded import recorded

ALL = ("job1", "job2", "job3a", "job3b", "job4", "job5", "job6", "job7")


def step(execution: Execution, key: str) -> ExecutedStep:
    return next(step for step in execution.steps if step.key == key)


def test_a_success_shows_every_step_with_one_attempt_and_its_glue_run() -> None:
    execution = recorded("succeeded")
    assert tuple(s.key for s in execution.steps) == ALL
    for view in execution.steps:
        assert (view.status, len(view.attempts), view.message) == ("SUCCEEDED", 1, None)
        assert view.job_run_id is not None
        assert view.job_run_id.startswith("jr_")
        assert view.started_at is not None
        assert view.stopped_at is not None
        assert view.started_at < view.stopped_at
    assert execution.progress == Progress(done=8, skipped=0, total=8, running=(), failed=())
    assert (execution.input.requested_by, execution.input.reason) == ("ann", "test")


def test_attempts_of_parallel_steps_are_not_mixed_up() -> None:
    execution = recorded("succeeded")
    run_ids = [step(execution, key).job_run_id for key in ALL]
    assert len(set(run_ids)) == 8
    assert step(execution, "job2").job_name == "etl-job2"


def test_a_failed_step_shows_every_attempt_and_its_siblings_finish() -> None:
    execution = recorded("failed")
    failed = step(execution, "job2")
    assert failed.status == "FAILED"
    assert [(a.number, a.status, a.error) for a in failed.attempts] == [
        (n, "FAILED", "States.TaskFailed") for n in (1, 2, 3)
    ]
    assert failed.message == "simulated failure of etl-job2"
    assert failed.arguments == {"--SNAPSHOT_DT": "_NONE_", "--SIMULATE": "fail"}
    assert Counter(s.status for s in execution.steps) == {"SUCCEEDED": 1, "FAILED": 1, "NOT_RUN": 6}
    assert execution.progress.failed == ("job2",)
    assert step(execution, "job4").message == "not reached, because the refresh failed"


def test_a_step_that_succeeds_at_the_second_attempt_keeps_the_first() -> None:
    retried = step(recorded("retried"), "job4")
    assert retried.status == "SUCCEEDED"
    assert [a.status for a in retried.attempts] == ["FAILED", "SUCCEEDED"]
    assert retried.attempts[0].message == "simulated failure of etl-job4"
    assert retried.job_run_id == retried.attempts[1].job_run_id
    assert retried.message is None


def test_skipped_steps_are_counted_by_themselves_and_say_where_they_were_done() -> None:
    execution = recorded("skipped")
    said = {"job1": ("succeeded in earlier", "earlier"), "job3b": ("left out as asked", None)}
    for key, (message, completed_in) in said.items():
        skipped = step(execution, key)
        assert (skipped.status, skipped.attempts) == ("SKIPPED", ())
        assert (skipped.message, skipped.completed_in) == (message, completed_in)
        assert skipped.started_at is None
    assert (execution.progress.done, execution.progress.skipped) == (6, 2)
    assert step(execution, "job2").completed_in is None
    assert execution.input.trigger == "resume"


def test_an_abort_cancels_what_ran() -> None:
    execution = recorded("aborted")
    assert (execution.error, execution.cause) == ("Stopped", "by ann")
    for key in ("job1", "job2"):
        cancelled = step(execution, key)
        assert cancelled.status == "CANCELLED"
        assert cancelled.attempts[0].status == "CANCELLED"
        assert cancelled.stopped_at == execution.stopped_at
        assert cancelled.message == "cut off when the refresh was stopped"
    assert step(execution, "job7").status == "NOT_RUN"


def test_a_timeout_of_the_execution_cancels_what_ran() -> None:
    execution = recorded("execution-timed-out")
    assert step(execution, "job1").message == "cut off when the refresh timed out"
    assert execution.progress.running == ()
    assert execution.error is None
    assert execution.message == "it did not end within 1 second; job1 and job2 were running then"


def test_a_timeout_of_a_step_is_retried_and_told() -> None:
    timed_out = step(recorded("step-timed-out"), "job1")
    assert timed_out.status == "FAILED"
    assert [a.error for a in timed_out.attempts] == ["States.Timeout"] * 2
    assert timed_out.message == "it did not end within its timeout (States.Timeout)"
