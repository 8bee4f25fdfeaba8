"""One execution of the pipeline, as everyone sees it: its own facts and what each step did."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.glue import JobRun
from chalicelib.domain.history import Attempt, Event, StepRun, Takeover, read_steps
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.text import duration, listed

# https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
EXECUTION_NAME = re.compile(r"""[^\s<>{}\[\]?*"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f]{1,80}""")

RUNNING = "RUNNING"
TIMED_OUT = "TIMED_OUT"
REFUSAL = "RefreshAlreadyRunning"  # as refresh.asl.yaml has it
REFUSED = "REFUSED"
SUCCEEDED = "SUCCEEDED"
SKIPPED = "SKIPPED"
STOPPED = ("SUCCEEDED", "FAILED", "CANCELLED")
# How an execution ended that left steps undone, as the verb of a sentence.
VERBS = {
    "FAILED": "failed",
    TIMED_OUT: "timed out",
    "ABORTED": "was stopped",
    REFUSED: "was refused",
}


@dataclass(frozen=True)
class ExecutionFacts:
    """What Step Functions says of the execution as a whole."""

    name: str
    status: str
    started_at: datetime
    stopped_at: datetime | None
    input: ExecutionInput
    error: str | None = None
    cause: str | None = None

    @property
    def ended(self) -> bool:
        """Whether it has ended. Only a redrive, from outside, makes it run again."""
        return self.status not in (RUNNING, "PENDING_REDRIVE")

    @property
    def refused_by(self) -> str | None:
        """The name of the execution that held the lock when this one was refused, if it was."""
        return (self.cause or "").rpartition(":")[2] if self.error == REFUSAL else None

    @property
    def outcome(self) -> str | None:
        """How it ended; one that was refused has not failed. `None` while it goes on."""
        if not self.ended:
            return None
        return REFUSED if self.error == REFUSAL else self.status


@dataclass(frozen=True)
class StepView:
    """One step of one execution; times in UTC.

    `completed_in` names the earlier execution in which a step of a resume was completed.
    """

    key: str
    title: str
    stage: str
    status: str
    job_name: str | None
    job_run_id: str | None
    arguments: Mapping[str, Any]
    started_at: datetime | None
    stopped_at: datetime | None
    message: str | None
    attempts: tuple[Attempt, ...]
    completed_in: str | None = None


@dataclass(frozen=True)
class Progress:
    """How far an execution is: `done` counts the steps that succeeded in it.

    `skipped` counts those that it leaves out, as asked or because an earlier execution did them.
    """

    done: int
    skipped: int
    total: int
    running: tuple[str, ...]
    failed: tuple[str, ...]


@dataclass(frozen=True)
class Execution:
    """An execution with its steps, in the order of the pipeline.

    `timeout_seconds` is how long the whole of it may take, where its definition bounds that.
    `waiting_for` are the Glue runs of an earlier execution that have to end before a step begins.
    """

    facts: ExecutionFacts
    steps: tuple[StepView, ...]
    timeout_seconds: int | None = None
    waiting_for: tuple[JobRun, ...] = ()

    @property
    def message(self) -> str | None:
        """Why it ended as it did, in words."""
        if self.facts.refused_by:
            return f"refused, because {self.facts.refused_by} was running then; nothing was run"
        if self.facts.status == TIMED_OUT and not self.facts.cause:
            return self._why_timed_out()
        return self.facts.cause

    def _why_timed_out(self) -> str:
        """Say what Step Functions does not: it gives such an execution no error and no cause."""
        bound = f"within {duration(self.timeout_seconds)}" if self.timeout_seconds else "in time"
        cut_off = [step.key for step in self.steps if step.status == "CANCELLED"]
        verb = "was" if len(cut_off) == 1 else "were"
        then = f"{listed(cut_off)} {verb}" if cut_off else "no step was"
        return f"it did not end {bound}; {then} running then"

    @property
    def overridden(self) -> tuple[str, ...]:
        """The keys of the steps that were given arguments of their own."""
        given = self.facts.input.overrides
        return tuple(step.key for step in self.steps if given.get(step.key))

    @cached_property
    def progress(self) -> Progress:
        """How far it is."""
        return Progress(
            done=sum(step.status == SUCCEEDED for step in self.steps),
            skipped=sum(step.status == SKIPPED for step in self.steps),
            total=len(self.steps),
            running=tuple(s.key for s in self.steps if s.status in (RUNNING, "RETRYING")),
            failed=tuple(s.key for s in self.steps if s.status == "FAILED"),
        )


def is_execution_name(text: str) -> bool:
    """Tell whether Step Functions would take this as an execution's name."""
    return EXECUTION_NAME.fullmatch(text) is not None


def read_execution(pipeline: Pipeline, facts: ExecutionFacts, events: Iterable[Event]) -> Execution:
    """Return the execution with its steps as its history tells them."""
    takeover = Takeover()
    runs = read_steps(pipeline, takeover.watched(events))
    steps = tuple(_view(run, facts) for run in runs.values())
    waiting_for = () if facts.ended else takeover.waits_for
    return Execution(facts, steps, pipeline.timeout_seconds, waiting_for)


def _view(run: StepRun, facts: ExecutionFacts) -> StepView:
    last = run.attempts[-1] if run.attempts else None
    status = _status(run, facts)
    message = last.message if last else None
    if status == "CANCELLED":
        message = f"cut off when the refresh {_verb(facts)}"
    if last and last.status == RUNNING and facts.ended:
        last.status, last.stopped_at, last.message = status, facts.stopped_at, message
    step = run.step
    arguments: Mapping[str, Any] | None = {} if status == SKIPPED else run.arguments
    if arguments is None:
        arguments = {**step.defaults, **facts.input.overrides.get(step.key, {})}
    stopped_at = last.stopped_at if last else run.exited_at
    return StepView(
        key=step.key,
        title=step.title,
        stage=step.stage,
        status=status,
        job_name=step.job_name,
        job_run_id=last.job_run_id if last else None,
        arguments=arguments,
        started_at=run.attempts[0].started_at if run.attempts else run.entered_at,
        stopped_at=stopped_at or facts.stopped_at if status in STOPPED else None,
        message=message or _why_not_run(step.key, status, facts),
        attempts=tuple(run.attempts),
        completed_in=facts.input.completed_in.get(step.key) if status == SKIPPED else None,
    )


def _status(run: StepRun, facts: ExecutionFacts) -> str:
    if run.entered_at is None:
        if run.step.key in facts.input.skip:
            return SKIPPED
        return "NOT_RUN" if facts.ended else "PENDING"
    last = run.attempts[-1].status if run.attempts else None
    if last == "SUCCEEDED":
        return last
    if run.exited_at:
        return "FAILED"
    if not facts.ended:
        return "RETRYING" if last == "FAILED" else RUNNING
    # The execution ended in the midst of it: by the step's own error, or by a stop or timeout.
    return "FAILED" if facts.status == "FAILED" and last != RUNNING else "CANCELLED"


def why_skipped(key: str, given: ExecutionInput) -> str:
    """Say why a step is skipped: done by an earlier execution, or because the caller said so."""
    if key in given.completed_in:
        return f"succeeded in {given.completed_in[key]}"
    return "left out as asked"


def _why_not_run(key: str, status: str, facts: ExecutionFacts) -> str | None:
    if status == SKIPPED:
        return why_skipped(key, facts.input)
    if status == "NOT_RUN":
        return f"not reached, because the refresh {_verb(facts)}"
    if status == "FAILED":
        return "it could not be started"
    return None


def _verb(facts: ExecutionFacts) -> str:
    return VERBS.get(facts.outcome or "", f"ended as {facts.outcome}")
