"""Glue jobs and their runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from chalicelib.domain.statuses import OpenStrEnum


class JobRunState(OpenStrEnum):
    """The state of a Glue run.

    https://docs.aws.amazon.com/glue/latest/dg/job-run-statuses.html
    """

    STARTING = "STARTING"
    RUNNING = "RUNNING"
    STOPPING = "STOPPING"
    STOPPED = "STOPPED"
    SUCCEEDED = "SUCCEEDED"
    FAILED = "FAILED"
    TIMEOUT = "TIMEOUT"
    ERROR = "ERROR"
    WAITING = "WAITING"
    EXPIRED = "EXPIRED"


ENDED = frozenset(
    {
        *(JobRunState.SUCCEEDED, JobRunState.FAILED, JobRunState.STOPPED),
        *(JobRunState.TIMEOUT, JobRunState.ERROR, JobRunState.EXPIRED),
    }
)


@dataclass(frozen=True)
class Job:
    """A Glue job.

    `queues` says whether a run may wait for capacity. `max_retries` is how often Glue itself starts
    another run after a failure. A run's arguments override the `default_arguments`, and the
    `fixed_arguments` override both.
    """

    name: str
    max_concurrent_runs: int
    max_retries: int = 0
    queues: bool = False
    default_arguments: Mapping[str, str] = field(default_factory=dict)
    fixed_arguments: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class JobRun:
    """One run of a Glue job; `previous_run_id` names the run that Glue retried with it."""

    job_name: str
    id: str
    state: JobRunState
    arguments: Mapping[str, str]
    started_at: datetime | None = None
    previous_run_id: str | None = None

    @property
    def live(self) -> bool:
        """Whether the run may still go on. A run in an unknown state may."""
        return self.state not in ENDED


@dataclass(frozen=True)
class RunFacts:
    """What Glue said of a run that had ended: on what it ran, and how long; `None` is not said.

    `dpu_seconds` is said of runs whose capacity changes while they go on.
    """

    worker_type: str | None = None
    number_of_workers: int | None = None
    max_capacity: float | None = None
    dpu_seconds: float | None = None
    execution_seconds: float | None = None


def read_run_facts(job_run: Mapping[str, Any]) -> RunFacts | None:
    """Return what a JobRun, as Step Functions keeps it, says; `None` where it says nothing."""
    worker_type = job_run.get("WorkerType")
    workers = _number(job_run.get("NumberOfWorkers"))
    facts = RunFacts(
        worker_type=worker_type if isinstance(worker_type, str) else None,
        number_of_workers=None if workers is None else round(workers),
        max_capacity=_number(job_run.get("MaxCapacity")),
        dpu_seconds=_number(job_run.get("DPUSeconds")),
        execution_seconds=_number(job_run.get("ExecutionTime")),
    )
    return None if facts == RunFacts() else facts


def _number(value: Any) -> float | None:
    return value if isinstance(value, int | float) and not isinstance(value, bool) else None


def with_retries(run_ids: Iterable[str], recent: Iterable[JobRun]) -> set[str]:
    """Return the ids of these runs, and of the recent runs with which Glue retried them."""
    found = set(run_ids)
    # Glue may retry a retry.
    waiting = [run for run in recent if run.previous_run_id]
    while more := [run for run in waiting if run.previous_run_id in found and run.id not in found]:
        found.update(run.id for run in more)
    return found
