"""Fetch from AWS what a start needs, all at once, while the request is still being prepared.

So a start takes the time of three calls: these, the lock, and the start itself. The calls depend
neither on each other nor on what is requested. The Glue jobs are those of the pipeline as it was
known last; where another one is deployed by now, the rest is asked for when that is known.

So a start that is refused or invalid may have cost calls to Glue, too, and is answered when those
that have begun have ended. A container that has just seen the lock held asks Glue only when it has
found the lock free. So starts that are refused again and again cost no calls to Glue.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial

from chalicelib.domain.execution import ExecutionDescription
from chalicelib.domain.glue import Job, JobRun
from chalicelib.domain.lock import HeldLock
from chalicelib.domain.pipeline import Pipeline
from chalicelib.errors import NotFound, RefreshError, UpstreamRejected
from chalicelib.services.deployed import DeployedPipeline
from chalicelib.services.job_checks import InspectedJob, Inspections
from chalicelib.services.parallel import Calls, side_by_side
from chalicelib.services.ports import Aws
from chalicelib.services.repository import ExecutionRepository

# A client of AWS has this many connections.
MAX_AT_ONCE = 16

# What gives each job by its name, or raises why it could not be read.
ReadJobs = Mapping[str, Callable[[], Job]]


class Prefetched:
    """The answers that a start needs. Asked for one, it waits until AWS has given it."""

    def __init__(self, calls: Calls, aws: Aws, deployed: DeployedPipeline, key: str | None) -> None:
        self.aws = aws
        self._deployed = deployed
        self._calls = calls
        self._requested: dict[str, tuple[Callable[[], ReadJobs], Callable[[], list[JobRun]]]] = {}
        self._lock = self._calls.begin(aws.lock.read)
        self._described = self._calls.begin(aws.state_machine.describe, key) if key else None
        known = None if deployed.busy else deployed.last
        # In a thread of its own: so many calls take time to begin, and the caller has other work.
        self._last_requested = self._calls.begin(self._request_jobs, known) if known else None

    def begin(self, call: Callable[[], object]) -> Callable[[], object]:
        """Make another call beside what the caller does; return what waits for its end."""
        return self._calls.begin(call)

    def lock(self) -> HeldLock | None:
        """Return the lock if somebody holds it; raises what the port raises."""
        held = self._lock()
        self._deployed.locked(held=held is not None)
        return held

    def described(self) -> ExecutionDescription | None:
        """Return the execution that is named by the idempotency key, if there is one."""
        try:
            return self._described() if self._described else None
        except NotFound:
            return None

    def inspections(self, pipeline: Pipeline) -> Inspections:
        """Return each job of the pipeline with its newest runs, or why it could not be read."""
        if self._last_requested:
            self._last_requested()
        names = self._request_jobs(pipeline)
        return {name: self._inspected(name) for name in names}

    def _request_jobs(self, pipeline: Pipeline) -> list[str]:
        names = sorted({step.job_name for step in pipeline.steps if step.job_name})
        if new := [name for name in names if name not in self._requested]:
            jobs = self._calls.begin(self._read_jobs, new)
            for name in new:
                self._requested[name] = jobs, self._calls.begin(self.aws.glue.recent_runs, name)
        return names

    def _read_jobs(self, names: list[str]) -> ReadJobs:
        """Read the jobs in one call, and begin a call for each that it does not tell."""
        try:
            found = self.aws.glue.jobs(names)
        except (UpstreamRejected, NotFound):
            # The role may read each job, and yet lack the permission for this call.
            found = {}
        return {
            name: partial(found.__getitem__, name)
            if name in found
            else self._calls.begin(self.aws.glue.job, name)
            for name in names
        }

    def _inspected(self, name: str) -> InspectedJob | RefreshError:
        jobs, runs = self._requested[name]
        try:
            return InspectedJob(jobs()[name](), tuple(runs()))
        except RefreshError as exc:
            return exc


@contextmanager
def prefetching(aws: Aws, executions: ExecutionRepository, key: str | None) -> Iterator[Prefetched]:
    """Begin the calls for a start, and give their answers; `key` is its idempotency key, if any."""
    with side_by_side(MAX_AT_ONCE) as calls:
        yield Prefetched(calls, aws, executions.deployed, key)
