"""The Glue runs that an execution started. Glue does not tell who started a run."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from chalicelib.domain.execution import ExecutedStep, Execution
from chalicelib.domain.glue import JobRun, with_retries
from chalicelib.domain.statuses import StepStatus

# The clocks of two services differ, and a call may be under way when an execution is stopped.
CLOCK_SKEW = timedelta(seconds=5)
MAX_CALL_DURATION = timedelta(minutes=1)


def runs_started_by(execution: Execution, recent: Sequence[JobRun]) -> list[JobRun]:
    """Return the recent runs, of any job, that the execution started."""
    found = (
        run for step in execution.steps for run in runs_started_by_step(execution, step, recent)
    )
    return list({run.id: run for run in found}.values())


def runs_started_by_step(
    execution: Execution, step: ExecutedStep, recent: Iterable[JobRun]
) -> list[JobRun]:
    """Return the recent runs that one step of an execution started.

    These are the runs of its attempts, and the runs with which Glue retried them. Where the last
    attempt has no run id, a run with the same arguments that began with the attempt is one as well.
    """
    runs = [run for run in recent if run.job_name == step.job_name]
    known = with_retries((a.job_run_id for a in step.attempts if a.job_run_id), runs)
    return [run for run in runs if run.id in known or _is_unknown(execution, step, run)]


def has_unknown_run(step: ExecutedStep) -> bool:
    """Return whether the last attempt may have started a run whose id is not known."""
    last = step.attempts[-1] if step.attempts else None
    return bool(
        last
        and last.job_run_id is None
        and last.status not in (StepStatus.SUCCEEDED, StepStatus.FAILED)
    )


def _is_unknown(execution: Execution, step: ExecutedStep, run: JobRun) -> bool:
    if not has_unknown_run(step) or run.started_at is None or run.previous_run_id:
        return False
    stopped_at = execution.stopped_at
    # Glue lists the default arguments of the job among those of the run.
    return (
        all(run.arguments.get(name) == value for name, value in step.arguments.items())
        and run.started_at >= step.attempts[-1].started_at - CLOCK_SKEW
        and (stopped_at is None or run.started_at <= stopped_at + MAX_CALL_DURATION)
    )
