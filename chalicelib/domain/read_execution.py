"""An execution with its steps, as its description and its history tell it."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from chalicelib.domain.execution import ExecutedStep, Execution, ExecutionDescription
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.history import Event, StepHistory, Takeover, read_steps
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.statuses import ExecutionStatus, Outcome, StepStatus

# How an execution ended that left steps undone, as the verb of a sentence.
VERBS = {
    Outcome.FAILED: "failed",
    Outcome.TIMED_OUT: "timed out",
    Outcome.ABORTED: "was stopped",
    Outcome.REFUSED: "was refused",
}


def read_execution(
    pipeline: Pipeline, description: ExecutionDescription, events: Iterable[Event]
) -> Execution:
    """Return the execution with its steps as its history tells them."""
    takeover = Takeover()
    histories = read_steps(pipeline, takeover.watched(events))
    return Execution(
        name=description.name,
        status=description.status,
        started_at=description.started_at,
        stopped_at=description.stopped_at,
        input=description.input,
        error=description.error,
        cause=description.cause,
        steps=tuple(_executed(history, description) for history in histories.values()),
        timeout_seconds=pipeline.timeout_seconds,
        waiting_for=() if description.ended else takeover.waits_for,
    )


def why_skipped(key: str, execution_input: ExecutionInput) -> str:
    """Say why a step is skipped: done by an earlier execution, or because the caller said so."""
    if key in execution_input.completed_in:
        return f"succeeded in {execution_input.completed_in[key]}"
    return "left out as asked"


def _executed(history: StepHistory, execution: ExecutionDescription) -> ExecutedStep:
    step, last = history.step, history.last
    status = _status(history, execution)
    message = last.message if last else None
    if status == StepStatus.CANCELLED:
        message = f"cut off when the refresh {_verb(execution)}"
    if last and last.status == StepStatus.RUNNING and execution.ended:
        last = replace(last, status=status, stopped_at=execution.stopped_at, message=message)
        history = history.with_last(last)
    skipped = status == StepStatus.SKIPPED
    arguments: Mapping[str, Any] | None = {} if skipped else history.arguments
    if arguments is None:
        arguments = {**step.defaults, **execution.input.overrides.get(step.key, {})}
    started_at = history.attempts[0].started_at if history.attempts else history.entered_at
    stopped_at = last.stopped_at if last else history.exited_at
    return ExecutedStep(
        step=step,
        arguments=arguments,
        status=status,
        job_run_id=last.job_run_id if last else None,
        started_at=started_at,
        stopped_at=stopped_at or execution.stopped_at if status.stopped else None,
        message=message or _why_not_run(step.key, status, execution),
        attempts=history.attempts,
        completed_in=execution.input.completed_in.get(step.key) if skipped else None,
    )


def _status(history: StepHistory, execution: ExecutionDescription) -> StepStatus:
    if history.entered_at is None:
        if history.step.key in execution.input.skip:
            return StepStatus.SKIPPED
        return StepStatus.NOT_RUN if execution.ended else StepStatus.PENDING
    last = history.last.status if history.last else None
    if last == StepStatus.SUCCEEDED:
        return last
    if history.exited_at:
        return StepStatus.FAILED
    if not execution.ended:
        return StepStatus.RETRYING if last == StepStatus.FAILED else StepStatus.RUNNING
    # The execution ended in the midst of it: by the step's own error, or by a stop or timeout.
    failed = execution.status == ExecutionStatus.FAILED and last != StepStatus.RUNNING
    return StepStatus.FAILED if failed else StepStatus.CANCELLED


def _why_not_run(key: str, status: StepStatus, execution: ExecutionDescription) -> str | None:
    if status == StepStatus.SKIPPED:
        return why_skipped(key, execution.input)
    if status == StepStatus.NOT_RUN:
        return f"not reached, because the refresh {_verb(execution)}"
    if status == StepStatus.FAILED:
        return "it could not be started"
    return None


def _verb(execution: ExecutionDescription) -> str:
    outcome = execution.outcome
    return VERBS.get(outcome, f"ended as {outcome}") if outcome else f"ended as {outcome}"
