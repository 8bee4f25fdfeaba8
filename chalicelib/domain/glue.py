"""Glue jobs and their runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

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


def with_retries(run_ids: Iterable[str], recent: Iterable[JobRun]) -> set[str]:
    """Return the ids of these runs, and of the recent runs with which Glue retried them."""
    found = set(run_ids)
    # Glue may retry a retry.
    waiting = [run for run in recent if run.previous_run_id]
    while more := [run for run in waiting if run.previous_run_id in found and run.id not in found]:
        found.update(run.id for run in more)
    return found
