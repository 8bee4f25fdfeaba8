"""What the tests do to Glue jobs that nobody can do on AWS: the emulator runs in this process."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from moto.core.exceptions import JsonRESTError
from moto.glue.models import FakeJobRun, glue_backends

from local.emulator.glue_runs import LIVE_STATES
from tests.support.waiting import until

ACCOUNT = "123456789012"
REGION = "us-east-1"
FOR_EVER = timedelta(days=1)


def runs_of(job_name: str) -> list[FakeJobRun]:
    """Return the runs of a job, oldest first, as the emulator has them."""
    return list(glue_backends[ACCOUNT][REGION].jobs[job_name].job_runs)


def run_of(job_name: str, run_id: str) -> FakeJobRun:
    """Return a run of a job, as the emulator has it."""
    (run,) = (run for run in runs_of(job_name) if run.job_run_id == run_id)
    return run


def wait_for_all_runs() -> None:
    """Wait until no Glue run of this process goes on.

    A step that fails does not end the runs of the steps beside it.
    """
    until(lambda: [run.job_run_id for run in _all_runs() if run.status in LIVE_STATES], [])


def _all_runs() -> Iterator[FakeJobRun]:
    for job_name in list(glue_backends[ACCOUNT][REGION].jobs):
        yield from runs_of(job_name)


@contextmanager
def lasting(job_name: str) -> Iterator[None]:
    """Let no run of a job that begins in here end by itself before this does."""
    job = glue_backends[ACCOUNT][REGION].jobs[job_name]
    start_job_run = job.start_job_run
    begun: list[FakeJobRun] = []

    def start(**given: Any) -> str:
        run_id: str = start_job_run(**given)
        run = run_of(job_name, run_id)
        run.started_on += FOR_EVER
        begun.append(run)
        return run_id

    job.start_job_run = start
    try:
        yield
    finally:
        del job.start_job_run
        for run in begun:
            run.started_on -= FOR_EVER


@contextmanager
def room_for(job_name: str, runs: int) -> Iterator[None]:
    """Let so many runs of a job go on at a time; with 0, its steps wait until they may."""
    limit = glue_backends[ACCOUNT][REGION].jobs[job_name].execution_property
    before = limit.get("MaxConcurrentRuns", 1)
    limit["MaxConcurrentRuns"] = runs
    try:
        yield
    finally:
        limit["MaxConcurrentRuns"] = before


@contextmanager
def set_up(job_name: str, **attributes: Any) -> Iterator[None]:
    """Let a job be set up otherwise; the attributes are as the emulator calls them."""
    job = glue_backends[ACCOUNT][REGION].jobs[job_name]
    before = {name: getattr(job, name, None) for name in attributes}
    vars(job).update(attributes)
    try:
        yield
    finally:
        vars(job).update(before)


@contextmanager
def refusing_starts(job_name: str, codes: Sequence[str]) -> Iterator[list[str]]:
    """Have the first starts of a job refused, each with one of these errors; give those left."""
    job = glue_backends[ACCOUNT][REGION].jobs[job_name]
    start_job_run = job.start_job_run
    left = list(codes)

    def start(**given: Any) -> Any:
        if left:
            raise JsonRESTError(left.pop(0), "told to")
        return start_job_run(**given)

    job.start_job_run = start
    try:
        yield left
    finally:
        del job.start_job_run


@contextmanager
def refusing_parts(job_name: str, messages: Mapping[str, str]) -> Iterator[None]:
    """Have the starts with one of these values of --PART refused for good, in these words."""
    job = glue_backends[ACCOUNT][REGION].jobs[job_name]
    start_job_run = job.start_job_run

    def start(**given: Any) -> Any:
        if message := messages.get(given["arguments"]["--PART"]):
            raise JsonRESTError("InvalidInputException", message)
        return start_job_run(**given)

    job.start_job_run = start
    try:
        yield
    finally:
        del job.start_job_run


def let_time_run_out(run: FakeJobRun) -> None:
    """Let a run have begun so long ago that Glue's `Timeout` of it is over."""
    run.started_on -= timedelta(minutes=run.timeout)


def let_glue_retry(run: FakeJobRun) -> None:
    """Let Glue retry a run once that its job does not retry."""
    run.max_retries = 1


def let_go_on(run: FakeJobRun) -> None:
    """Let a run begin so late that it does not end by itself."""
    run.started_on += FOR_EVER
