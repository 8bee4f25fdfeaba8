"""Stop a refresh and its Glue runs, and make sure of both."""

from dataclasses import dataclass, replace

from chalicelib.deadline import Patience
from chalicelib.domain.execution import Execution, StepView
from chalicelib.errors import Conflict, RefreshError
from chalicelib.services.ports import Aws
from chalicelib.services.reader import ExecutionReader

ERROR = "StoppedByOperator"
ABORTED = "ABORTED"

# The gateway waits for 29 s; a Glue run mostly takes less to stop.
CONFIRM_SECONDS = 18
LOOK_AGAIN_SECONDS = 0.3


@dataclass(frozen=True)
class StoppedRun:
    """A Glue run of the execution, and the last that Glue said of it; `None` where it did not.

    Without an id, it is one that was just being started.
    """

    step: str
    job_name: str
    job_run_id: str | None
    state: str | None
    confirmed: bool
    message: str | None = None


@dataclass(frozen=True)
class Stopped:
    """An execution that was told to stop, with the Glue runs that went on at that time."""

    execution: Execution
    runs: tuple[StoppedRun, ...]

    @property
    def confirmed(self) -> bool:
        """Whether all of it is known to have stopped."""
        return self.execution.facts.ended and all(run.confirmed for run in self.runs)


def stop_execution(
    aws: Aws, reader: ExecutionReader, name: str, stopped_by: str, reason: str | None
) -> Stopped:
    """Stop an execution and its Glue runs, and wait a while for both to have ended.

    Who stopped it and why become the execution's cause. For one that was stopped before, nothing is
    changed but what of it still goes on.

    Raises:
        NotFound: there is no such execution.
        Conflict: it has ended by itself.
    """
    patience = Patience(CONFIRM_SECONDS)
    execution = _read(reader, name)
    _must_be_stoppable(execution)
    if not execution.facts.ended:
        cause = f"stopped by {stopped_by}" + (f": {reason}" if reason else "")
        aws.state_machine.stop(name, ERROR, cause)
        while not (execution := _read(reader, name)).facts.ended:
            if not patience.pause(LOOK_AGAIN_SECONDS):
                break
        _must_be_stoppable(execution)
    runs = tuple(_stopped(aws, run) for step in execution.steps for run in _runs(aws, step))
    while not all(run.confirmed for run in runs) and patience.pause(LOOK_AGAIN_SECONDS):
        runs = tuple(run if run.confirmed else _looked_at(aws, run) for run in runs)
    return Stopped(execution, runs)


def _read(reader: ExecutionReader, name: str) -> Execution:
    reader.forget_live(name)
    return reader.execution(name)


def _must_be_stoppable(execution: Execution) -> None:
    facts = execution.facts
    if facts.ended and facts.status != ABORTED:
        raise Conflict(f"{facts.name} cannot be stopped: it has ended as {facts.status}")


def _runs(aws: Aws, step: StepView) -> list[StoppedRun]:
    """Return the Glue runs of a step that may still go on.

    Those of attempts that failed are among them: Step Functions stops the run of a task that timed
    out, but does not wait for it.
    """
    if step.job_name is None:
        return []
    runs = [
        StoppedRun(step.key, step.job_name, attempt.job_run_id, None, confirmed=False)
        for attempt in step.attempts
        if attempt.status != "SUCCEEDED" and attempt.job_run_id
    ]
    last = step.attempts[-1] if step.attempts else None
    if last and last.job_run_id is None and last.status not in ("SUCCEEDED", "FAILED"):
        runs += _being_started(aws, step)
    return runs


def _being_started(aws: Aws, step: StepView) -> list[StoppedRun]:
    """Find a run that only Glue knows yet, by its arguments."""
    job_name = str(step.job_name)
    try:
        found = aws.glue.live_runs(job_name)
    except RefreshError as exc:
        return [StoppedRun(step.key, job_name, None, None, confirmed=False, message=str(exc))]
    return [
        StoppedRun(step.key, job_name, run.id, run.state, confirmed=False)
        for run in found
        if run.arguments == step.arguments
    ]


def _stopped(aws: Aws, run: StoppedRun) -> StoppedRun:
    looked_at = _looked_at(aws, run)
    if looked_at.confirmed or run.job_run_id is None:
        return looked_at
    try:
        aws.glue.stop(run.job_name, [run.job_run_id])
    except RefreshError as exc:
        return replace(looked_at, message=str(exc))
    return looked_at


def _looked_at(aws: Aws, run: StoppedRun) -> StoppedRun:
    if run.job_run_id is None:
        return run
    try:
        found = aws.glue.run(run.job_name, run.job_run_id)
    except RefreshError as exc:
        return replace(run, message=str(exc))
    return replace(run, state=found.state, confirmed=not found.live, message=None)
