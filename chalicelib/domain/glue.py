"""Glue jobs and their runs, as far as a refresh depends on them."""

from collections.abc import Mapping
from dataclasses import dataclass

# https://docs.aws.amazon.com/glue/latest/dg/job-run-statuses.html
ENDED = ("SUCCEEDED", "FAILED", "STOPPED", "TIMEOUT", "ERROR", "EXPIRED")


@dataclass(frozen=True)
class Job:
    """A Glue job."""

    name: str
    max_concurrent_runs: int


@dataclass(frozen=True)
class JobRun:
    """One run of a Glue job."""

    job_name: str
    id: str
    state: str
    arguments: Mapping[str, str]

    @property
    def live(self) -> bool:
        """Whether it may still go on; so may one in a state that is not known here."""
        return self.state not in ENDED
