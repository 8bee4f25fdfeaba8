"""One execution of the pipeline, as everyone sees it: how it stands, and what each step did."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.glue import JobRun
from chalicelib.domain.history import Attempt
from chalicelib.domain.pipeline import StepInput
from chalicelib.domain.statuses import ExecutionStatus, Outcome, StepStatus
from chalicelib.domain.text import duration, listed
from chalicelib.errors import Holder

# https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html
MAX_NAME_CHARACTERS = 80
NOT_IN_NAMES = r"""\s<>{}\[\]?*"#%\\^|~`$&,;:/\x00-\x1f\x7f-\x9f"""
EXECUTION_NAME = re.compile(rf"[^{NOT_IN_NAMES}]{{1,{MAX_NAME_CHARACTERS}}}")

# What a caller may name an execution by: a part of the names that is safe in URLs and shells.
IDEMPOTENCY_KEY = re.compile(rf"[A-Za-z0-9_-]{{1,{MAX_NAME_CHARACTERS}}}")

REFUSAL = "RefreshAlreadyRunning"  # as refresh.asl.yaml has it


@dataclass(frozen=True)
class ExecutionListItem:
    """An execution in the list that Step Functions gives."""

    name: str
    status: ExecutionStatus
    started_at: datetime
    stopped_at: datetime | None = None


@dataclass(frozen=True)
class ExecutionListPage:
    """A page of the list, newest first; `next_token` is `None` on the last one."""

    items: tuple[ExecutionListItem, ...]
    next_token: str | None

    @cached_property
    def by_name(self) -> Mapping[str, ExecutionListItem]:
        """Its items, by their names."""
        return {item.name: item for item in self.items}


@dataclass(frozen=True)
class ExecutionDescription:
    """What Step Functions says of the execution as a whole; times in UTC."""

    name: str
    status: ExecutionStatus
    started_at: datetime
    stopped_at: datetime | None
    input: ExecutionInput
    error: str | None = None
    cause: str | None = None

    @property
    def ended(self) -> bool:
        """Whether the execution has ended."""
        return self.status.ended

    @property
    def refused_by(self) -> str | None:
        """The name of the execution that held the lock when this one was refused, if it was."""
        return (self.cause or "").rpartition(":")[2] if self.error == REFUSAL else None

    @property
    def outcome(self) -> Outcome | None:
        """How the execution ended; `None` while it goes on."""
        if not self.ended:
            return None
        return Outcome.REFUSED if self.error == REFUSAL else Outcome(self.status)


@dataclass(frozen=True)
class ExecutedStep(StepInput):
    """One step of one execution; times in UTC.

    `arguments` are those of the latest attempt, or those that one would get; none where the step is
    skipped. `completed_in` names the earlier execution in which a step of a resume was completed.
    `attempts_left_out` counts the oldest attempts for which the record had no room.
    """

    status: StepStatus
    job_run_id: str | None
    started_at: datetime | None
    stopped_at: datetime | None
    message: str | None
    attempts: tuple[Attempt, ...]
    completed_in: str | None = None
    attempts_left_out: int = 0


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
class Execution(ExecutionDescription):
    """An execution with its steps, in the order of the pipeline.

    `timeout_seconds` is how long the whole of it may take, where its definition bounds that.
    `waiting_for` are the Glue runs of an earlier execution that have to end before a step begins.
    `revised_at` is since when its definition had been the state machine's.
    """

    steps: tuple[ExecutedStep, ...] = ()
    timeout_seconds: int | None = None
    waiting_for: tuple[JobRun, ...] = ()
    revised_at: datetime | None = None

    @property
    def message(self) -> str | None:
        """Why the execution ended as it did, in words."""
        if self.refused_by:
            return f"refused, because {self.refused_by} was running then; nothing was run"
        if self.status == ExecutionStatus.TIMED_OUT and not self.cause:
            return self._why_timed_out()
        return self.cause

    def _why_timed_out(self) -> str:
        """Say what Step Functions does not: it gives such an execution no error and no cause."""
        bound = f"within {duration(self.timeout_seconds)}" if self.timeout_seconds else "in time"
        cut_off = [step.key for step in self.steps if step.status == StepStatus.CANCELLED]
        verb = "was" if len(cut_off) == 1 else "were"
        then = f"{listed(cut_off)} {verb}" if cut_off else "no step was"
        return f"it did not end {bound}; {then} running then"

    @property
    def overridden(self) -> tuple[str, ...]:
        """The keys of the steps that were given arguments of their own."""
        return tuple(step.key for step in self.steps if self.input.overrides.get(step.key))

    @cached_property
    def progress(self) -> Progress:
        """How far the execution is."""
        return Progress(
            done=sum(step.status == StepStatus.SUCCEEDED for step in self.steps),
            skipped=sum(step.status == StepStatus.SKIPPED for step in self.steps),
            total=len(self.steps),
            running=tuple(step.key for step in self.steps if step.status.active),
            failed=tuple(step.key for step in self.steps if step.status == StepStatus.FAILED),
        )

    def as_holder(self) -> Holder:
        """Return what a refused start is told of this execution, which holds the lock."""
        return Holder(
            name=self.name,
            requested_by=self.input.requested_by,
            reason=self.input.reason,
            started_at=self.started_at,
            running=self.progress.running,
        )


def is_execution_name(text: str) -> bool:
    """Tell whether Step Functions would take this as an execution's name."""
    return EXECUTION_NAME.fullmatch(text) is not None


def is_idempotency_key(text: str) -> bool:
    """Tell whether a caller may name an execution so."""
    return IDEMPOTENCY_KEY.fullmatch(text) is not None
