"""Stop an execution and its Glue runs, and confirm that both have ended."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import cache

from chalicelib.deadline import Patience
from chalicelib.domain.execution import ExecutedStep, Execution
from chalicelib.domain.glue import JobRunState
from chalicelib.domain.started_runs import has_unknown_run, runs_started_by_step
from chalicelib.domain.statuses import ExecutionStatus, StepStatus
from chalicelib.errors import (
    Conflict,
    NotFound,
    RefreshError,
    UpstreamRejected,
    UpstreamThrottled,
    UpstreamUnavailable,
)
from chalicelib.services.ports import Aws
from chalicelib.services.repository import ExecutionRepository

ERROR = "StoppedByOperator"

# The gateway waits for 29 s. Most Glue runs stop in less.
CONFIRM_SECONDS = 18
POLL_INTERVAL_SECONDS = 0.3
THROTTLED_INTERVAL_SECONDS = 2


@dataclass(frozen=True)
class StoppedRun:
    """A Glue run of the execution, with its last known `state`; `None` where it is not known.

    Without a run id, it stands for runs that could not be looked for. `unread` says why the state
    could not be read, `refused` why Glue does not stop the run.
    """

    step: str
    job_name: str
    job_run_id: str | None
    state: JobRunState | None
    confirmed: bool
    unread: str | None = None
    refused: str | None = None

    @property
    def may_end(self) -> bool:
        """Whether polling it again is of use."""
        return not self.confirmed and self.job_run_id is not None

    @property
    def message(self) -> str | None:
        """Why the end of the run is not confirmed, where that is known."""
        return None if self.confirmed else self.unread or self.refused


@dataclass(frozen=True)
class Stopped:
    """An execution that was stopped, with the Glue runs that went on at that time."""

    execution: Execution
    runs: tuple[StoppedRun, ...]

    @property
    def confirmed(self) -> bool:
        """Whether the execution and all of its runs are known to have ended."""
        return self.execution.ended and all(run.confirmed for run in self.runs)


def stop_execution(
    aws: Aws, executions: ExecutionRepository, name: str, stopped_by: str, reason: str | None
) -> Stopped:
    """Stop an execution and its Glue runs, and wait a while for both to end.

    It is stopped before it is read: AWS has a quota of its own for stops, and so no reader stands
    in their way. The execution's cause names who stopped it and why. If the execution has ended
    before, only its remaining Glue runs are stopped.

    Raises:
        NotFound: no execution has this name.
        Conflict: the execution has succeeded, and left no run.
        RefreshError: saying whether Step Functions has taken the stop.
    """
    patience = Patience(CONFIRM_SECONDS)
    cause = f"stopped by {stopped_by}" + (f": {reason}" if reason else "")
    try:
        aws.state_machine.stop(name, ERROR, cause)
    except (NotFound, UpstreamRejected):
        # It may be recorded, and what has ended need not be stopped: its Glue runs do.
        execution = executions.current(name)
        if not execution.ended:
            raise
    else:
        with stop_was_taken():
            execution = _ended(executions, name, patience)
            executions.changed()
    runs = tuple(_stopped(aws, run) for run in _runs(aws, execution))
    if execution.status == ExecutionStatus.SUCCEEDED and all(run.confirmed for run in runs):
        raise Conflict(f"{name} cannot be stopped: it has ended as SUCCEEDED, and left no run")
    while any(run.may_end for run in runs) and patience.pause(POLL_INTERVAL_SECONDS):
        runs = tuple(_polled(aws, run) if run.may_end else run for run in runs)
    return Stopped(execution, runs)


@contextmanager
def stop_was_taken() -> Iterator[None]:
    """Have errors of AWS from the code inside say that the stop itself was taken."""
    try:
        yield
    except (UpstreamThrottled, UpstreamRejected, UpstreamUnavailable) as exc:
        taken = "the stop was taken, but what came of it cannot be told"
        raise type(exc)(f"{taken}: {exc}", logged=f"{taken}: {exc.for_log}") from exc


def _ended(executions: ExecutionRepository, name: str, patience: Patience) -> Execution:
    """Return an execution when it has ended, or as it is when patience ends.

    While AWS throttles whoever reads it, it is read again.
    """
    while True:
        executions.invalidate()
        try:
            execution = executions.current(name)
        except UpstreamThrottled:
            if not patience.pause(THROTTLED_INTERVAL_SECONDS):
                raise
        else:
            if execution.ended or not patience.pause(POLL_INTERVAL_SECONDS):
                return execution


def _runs(aws: Aws, execution: Execution) -> Iterator[StoppedRun]:
    """Yield the Glue runs of an execution that may still go on.

    Runs of failed attempts are among them: nothing stops the run of a task that timed out, and Glue
    may have retried a run that failed.
    """
    recent = cache(aws.glue.recent_runs)
    for step in execution.steps:
        known = [
            a.job_run_id for a in step.attempts if a.status != StepStatus.SUCCEEDED and a.job_run_id
        ]
        if step.job_name and (known or has_unknown_run(step)):
            yield from (_run(step, run_id) for run_id in known)
            try:
                more = runs_started_by_step(execution, step, recent(step.job_name))
            except RefreshError as exc:
                yield replace(_run(step, None), unread=str(exc))
            else:
                yield from (_run(step, run.id) for run in more if run.live and run.id not in known)


def _run(step: ExecutedStep, run_id: str | None) -> StoppedRun:
    return StoppedRun(step.key, str(step.job_name), run_id, None, confirmed=False)


def _stopped(aws: Aws, run: StoppedRun) -> StoppedRun:
    polled = _polled(aws, run)
    if polled.confirmed or run.job_run_id is None:
        return polled
    try:
        refused = aws.glue.stop(run.job_name, [run.job_run_id])
    except RefreshError as exc:
        return replace(polled, refused=str(exc))
    return replace(polled, refused=refused.get(run.job_run_id))


def _polled(aws: Aws, run: StoppedRun) -> StoppedRun:
    if run.job_run_id is None:
        return run
    try:
        found = aws.glue.run(run.job_name, run.job_run_id)
    except RefreshError as exc:
        return replace(run, unread=str(exc))
    return replace(run, state=found.state, confirmed=not found.live, unread=None)
