"""The history of each step, read from the events of an execution.

The events are those of GetExecutionHistory, oldest first. An event names the state it belongs to
only when the state is entered; every later one is tied to it by `previousEventId`, also where
branches run side by side and their events interleave. Event types that are not known here (Map,
Lambda, whatever comes) carry that tie on and change nothing else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Self

from chalicelib.domain.failure import ended_as, explain, parse_object
from chalicelib.domain.glue import JobRun, JobRunState
from chalicelib.domain.pipeline import Pipeline, Step
from chalicelib.domain.run_facts import RunFacts, read_run_facts
from chalicelib.domain.statuses import StepStatus

Event = Mapping[str, Any]


@dataclass(frozen=True)
class Attempt:
    """One try of a step; `error` is the name Step Functions gives it, `message` says why.

    A start that Glue refused is an attempt without a `job_run_id`. `run` is what Glue said of the
    run when it had ended.
    """

    number: int
    status: StepStatus
    started_at: datetime
    stopped_at: datetime | None = None
    job_run_id: str | None = None
    error: str | None = None
    message: str | None = None
    run: RunFacts | None = None


@dataclass(frozen=True)
class StepHistory:
    """The history of one step in one execution, as far as its events tell.

    `arguments` are those of the latest attempt, or `None` where none was made or they were too
    large for the history.
    """

    step: Step
    attempts: tuple[Attempt, ...] = ()
    arguments: Mapping[str, Any] | None = None
    entered_at: datetime | None = None
    exited_at: datetime | None = None

    @property
    def last(self) -> Attempt | None:
        """The latest attempt, if there is one."""
        return self.attempts[-1] if self.attempts else None

    def with_last(self, attempt: Attempt, **changes: Any) -> Self:
        """Return the history with this attempt over the one of the same number, and changes."""
        attempts = (*self.attempts[: attempt.number - 1], attempt)
        return replace(self, attempts=attempts, **changes)


_Reader = Callable[[StepHistory, Event], StepHistory]


def read_steps(pipeline: Pipeline, events: Iterable[Event]) -> dict[str, StepHistory]:
    """Return the history of every step of the pipeline, by its key."""
    histories = {step.key: StepHistory(step) for step in pipeline.steps}
    key_by_state = {step.state_name: step.key for step in pipeline.steps}
    key_by_event: dict[int, str | None] = {0: None}
    for event in events:
        kind = event["type"]
        if kind.endswith("StateEntered"):
            key = key_by_state.get(event["stateEnteredEventDetails"]["name"])
            read: _Reader | None = _entered
        else:
            key = key_by_event.get(event.get("previousEventId", 0))
            read = _READERS.get(kind)
        if key and read:
            histories[key] = read(histories[key], event)
        key_by_event[event["id"]] = key
    return histories


class Takeover:
    """What an execution waits for before its first stage: the Glue runs that a dead holder left.

    It learns it from the events that pass through `watched`: each job is asked for its runs, again
    and again until none goes on.
    """

    def __init__(self) -> None:
        self._runs: dict[str, list[JobRun]] = {}

    @property
    def waits_for(self) -> tuple[JobRun, ...]:
        """The runs that went on at the latest answer of Glue; none once a stage has begun."""
        return tuple(run for runs in self._runs.values() for run in runs)

    def watched(self, events: Iterable[Event]) -> Iterator[Event]:
        """Yield the events as they are."""
        for event in events:
            if event["type"] == "ParallelStateEntered":
                self._runs.clear()
            elif event["type"] == "TaskSucceeded":
                self._answered(event["taskSucceededEventDetails"])
            yield event

    def _answered(self, details: Mapping[str, Any]) -> None:
        if details.get("resource") != "getJobRuns":
            return
        found = parse_object(details.get("output")).get("JobRuns", ())
        runs = [
            JobRun(run["JobName"], run["Id"], JobRunState(run["JobRunState"]), {}) for run in found
        ]
        self._runs.update({run.job_name: [] for run in runs})
        for run in runs:
            if run.live:
                self._runs[run.job_name].append(run)


def _entered(history: StepHistory, event: Event) -> StepHistory:
    return replace(history, entered_at=history.entered_at or event["timestamp"], exited_at=None)


def _scheduled(history: StepHistory, event: Event) -> StepHistory:
    parameters = parse_object(event["taskScheduledEventDetails"].get("parameters"))
    arguments = parameters.get("Arguments")
    return history.with_last(
        _next_attempt(history, event),
        arguments=arguments if isinstance(arguments, dict) else None,
    )


def _next_attempt(history: StepHistory, event: Event) -> Attempt:
    return Attempt(len(history.attempts) + 1, StepStatus.RUNNING, event["timestamp"])


def _current_attempt(history: StepHistory, event: Event) -> Attempt:
    """Return the attempt that is going on; a task can fail before it was ever scheduled."""
    last = history.last
    return last if last and not last.stopped_at else _next_attempt(history, event)


def _submitted(history: StepHistory, event: Event) -> StepHistory:
    output = parse_object(event["taskSubmittedEventDetails"].get("output"))
    attempt = _current_attempt(history, event)
    return history.with_last(replace(attempt, job_run_id=output.get("JobRunId")))


def _succeeded(history: StepHistory, event: Event) -> StepHistory:
    job_run = parse_object(event["taskSucceededEventDetails"].get("output"))
    # The task of a run that somebody stopped can end without an error.
    state = job_run.get("JobRunState", "SUCCEEDED")
    succeeded = state == "SUCCEEDED"
    attempt = _current_attempt(history, event)
    return history.with_last(
        replace(
            attempt,
            status=StepStatus.SUCCEEDED if succeeded else StepStatus.FAILED,
            stopped_at=event["timestamp"],
            job_run_id=job_run.get("Id", attempt.job_run_id),
            message=None if succeeded else ended_as(state),
            run=read_run_facts(job_run),
        )
    )


def _failed(details_name: str) -> _Reader:
    def read(history: StepHistory, event: Event) -> StepHistory:
        details = event.get(details_name, {})
        error, cause = details.get("error"), details.get("cause")
        job_run = parse_object(cause)
        attempt = _current_attempt(history, event)
        return history.with_last(
            replace(
                attempt,
                status=StepStatus.FAILED,
                stopped_at=event["timestamp"],
                job_run_id=attempt.job_run_id or job_run.get("Id"),
                error=error,
                message=explain(error, cause, job_run),
                run=read_run_facts(job_run),
            )
        )

    return read


def _exited(history: StepHistory, event: Event) -> StepHistory:
    return replace(history, exited_at=event["timestamp"])


_READERS: Mapping[str, _Reader] = {
    "TaskScheduled": _scheduled,
    "TaskSubmitted": _submitted,
    "TaskSucceeded": _succeeded,
    "TaskFailed": _failed("taskFailedEventDetails"),
    "TaskStartFailed": _failed("taskStartFailedEventDetails"),
    "TaskSubmitFailed": _failed("taskSubmitFailedEventDetails"),
    "TaskTimedOut": _failed("taskTimedOutEventDetails"),
    "TaskStateExited": _exited,
}
