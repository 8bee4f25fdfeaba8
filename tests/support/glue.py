"""What the tests do to Glue jobs that nobody can do on AWS: the emulator runs in this process."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from threading import Thread

import boto3
from moto.glue.models import FakeJobRun, glue_backends

ACCOUNT = "123456789012"
REGION = "us-east-1"


def runs_of(job_name: str) -> list[FakeJobRun]:
    """Return the runs of a job, oldest first, as the emulator has them."""
    return list(glue_backends[ACCOUNT][REGION].jobs[job_name].job_runs)


def prolong(job_name: str, seconds: float) -> None:
    """Let the latest run of a job last longer."""
    runs_of(job_name)[-1].started_on += timedelta(seconds=seconds)


def prolong_next(job_name: str, seconds: float) -> Thread:
    """Let the next run of a job last longer; the thread that is returned ends with that done."""
    before = len(runs_of(job_name))

    def watch() -> None:
        while len(runs_of(job_name)) == before:
            time.sleep(0.005)
        prolong(job_name, seconds)

    thread = Thread(target=watch, daemon=True)
    thread.start()
    return thread


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
