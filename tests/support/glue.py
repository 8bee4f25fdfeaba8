"""What the tests do to Glue jobs that nobody can do on AWS: the emulator runs in this process."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import boto3
from moto.glue.models import FakeJobRun, glue_backends

ACCOUNT = "123456789012"
REGION = "us-east-1"
FOR_EVER = timedelta(days=1)


def runs_of(job_name: str) -> list[FakeJobRun]:
    """Return the runs of a job, oldest first, as the emulator has them."""
    return list(glue_backends[ACCOUNT][REGION].jobs[job_name].job_runs)


@contextmanager
def lasting(job_name: str) -> Iterator[None]:
    """Let no run of a job that begins in here end by itself before this does."""
    job = glue_backends[ACCOUNT][REGION].jobs[job_name]
    start_job_run = job.start_job_run
    begun: list[FakeJobRun] = []

    def start(**given: Any) -> str:
        run_id: str = start_job_run(**given)
        (run,) = (run for run in job.job_runs if run.job_run_id == run_id)
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


def start_run(job_name: str) -> str:
    """Start a run outside of any refresh."""
    run_id: str = boto3.client("glue").start_job_run(JobName=job_name)["JobRunId"]
    return run_id
