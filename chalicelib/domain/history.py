"""What each step did, read from an execution's history.

The events are those of GetExecutionHistory, oldest first. An event names the state it belongs to
only when the state is entered; every later one is tied to it by `previousEventId`, also where
branches run side by side and their events interleave. Event types that are not known here (Map,
Lambda, whatever comes) carry that tie on and change nothing else.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.domain.failure import ended_as, explain, parse_object
from chalicelib.domain.glue import JobRun
from chalicelib.domain.pipeline import Pipeline, Step

Event = Mapping[str, Any]


@dataclass
class Attempt:
    """One try of a step; `error` is the name Step Functions gives it, `message` says why.

    A start that Glue refused is one too, without a `job_run_id`.
    """

    number: int
    status: str
    started_at: datetime
    stopped_at: datetime | None = None
    job_run_id: str | None = None
    error: str | None = None
    message: str | None = None


@dataclass
class StepRun:
    """What one step did in one execution, as far as its events tell.

    `arguments` are those of the latest attempt, or `None` where none was made or they were too
    large for the history.
    """

    step: Step
    attempts: list[Attempt] = field(default_factory=list)
    arguments: Mapping[str, Any] | None = None
    entered_at: datetime | None = None
    exited_at: datetime | None = None


def read_steps(pipeline: Pipeline, events: Iterable[Event]) -> dict[str, StepRun]:
    """Return what every step of the pipeline did, by its key."""
    runs = {step.key: StepRun(step) for step in pipeline.steps}
    by_state_name = {run.step.state_name: run for run in runs.values()}
    run_of: dict[int, StepRun | None] = {0: None}
    for event in events:
        kind = event["type"]
        if kind.endswith("StateEntered"):
            run = by_state_name.get(event["stateEnteredEventDetails"]["name"])
            if run:
                run.entered_at = run.entered_at or event["timestamp"]
                run.exited_at = None
        else:
            run = run_of.get(event.get("previousEventId", 0))
            read = _READERS.get(kind)
            if run and read:
                read(run, event)
        run_of[event["id"]] = run
    return runs


class Takeover:
    """What an execution waits for before its first stage: the Glue runs that a dead holder left.

    It learns it from the events that pass through `watched`: each job is asked for its runs, again
    and again until none goes on.
    """

    def __init__(self) -> None:
        self._runs: dict[str, list[JobRun]] = {}

    @property
    def waits_for(self) -> tuple[JobRun, ...]:
        """The runs that went on when Glue was asked last; none once a stage has begun."""
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
        runs = [JobRun(run["JobName"], run["Id"], run["JobRunState"], {}) for run in found]
        self._runs.update({run.job_name: [] for run in runs})
        for run in runs:
            if run.live:
                self._runs[run.job_name].append(run)


def _scheduled(run: StepRun, event: Event) -> None:
    run.attempts.append(Attempt(len(run.attempts) + 1, "RUNNING", event["timestamp"]))
    parameters = parse_object(event["taskScheduledEventDetails"].get("parameters"))
    arguments = parameters.get("Arguments")
    run.arguments = arguments if isinstance(arguments, dict) else None


def _submitted(run: StepRun, event: Event) -> None:
    attempt = _current_attempt(run, event)
    attempt.job_run_id = parse_object(event["taskSubmittedEventDetails"].get("output")).get(
        "JobRunId"
    )


def _current_attempt(run: StepRun, event: Event) -> Attempt:
    """Return the attempt that is going on; a task can fail before it was ever scheduled."""
    if not run.attempts or run.attempts[-1].stopped_at:
        run.attempts.append(Attempt(len(run.attempts) + 1, "RUNNING", event["timestamp"]))
    return run.attempts[-1]


def _succeeded(run: StepRun, event: Event) -> None:
    attempt = _current_attempt(run, event)
    job_run = parse_object(event["taskSucceededEventDetails"].get("output"))
    attempt.stopped_at = event["timestamp"]
    attempt.job_run_id = job_run.get("Id", attempt.job_run_id)
    # A run that someone stopped can end its task without an error.
    state = job_run.get("JobRunState", "SUCCEEDED")
    attempt.status = "SUCCEEDED" if state == "SUCCEEDED" else "FAILED"
    attempt.message = None if state == "SUCCEEDED" else ended_as(state)


def _failed(details_name: str) -> Callable[[StepRun, Event], None]:
    def read(run: StepRun, event: Event) -> None:
        attempt = _current_attempt(run, event)
        details = event.get(details_name, {})
        cause = details.get("cause")
        attempt.status = "FAILED"
        attempt.stopped_at = event["timestamp"]
        attempt.job_run_id = attempt.job_run_id or parse_object(cause).get("Id")
        attempt.error = details.get("error")
        attempt.message = explain(details.get("error"), cause)

    return read


def _exited(run: StepRun, event: Event) -> None:
    run.exited_at = event["timestamp"]


_READERS: Mapping[str, Callable[[StepRun, Event], None]] = {
    "TaskScheduled": _scheduled,
    "TaskSubmitted": _submitted,
    "TaskSucceeded": _succeeded,
    "TaskFailed": _failed("taskFailedEventDetails"),
    "TaskStartFailed": _failed("taskStartFailedEventDetails"),
    "TaskSubmitFailed": _failed("taskSubmitFailedEventDetails"),
    "TaskTimedOut": _failed("taskTimedOutEventDetails"),
    "TaskStateExited": _exited,
}
