"""Corrections of moto's Glue: the queue of runs, and Glue's own retries."""

from collections.abc import Callable
from copy import copy
from threading import RLock
from typing import Any

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.glue.exceptions import ConcurrentRunsExceededException
from moto.glue.models import FakeJob, FakeJobRun, GlueBackend
from moto.glue.responses import GlueResponse

from local.emulator.declaring import Fix, Replacement

JOB = "moto.glue.models:FakeJob"
BACKEND = "moto.glue.models:GlueBackend"
RESPONSE = "moto.glue.responses:GlueResponse"

LIVE_STATES = ("STARTING", "RUNNING", "WAITING")

_runs_lock = RLock()


def _create_job(
    original: Callable[[GlueResponse], ActionResult],
) -> Callable[[GlueResponse], ActionResult]:
    def create_job(self: GlueResponse) -> ActionResult:
        answer = original(self)
        job = self.glue_backend.get_job(self._get_param("Name"))
        job.queues = bool(self._get_param("JobRunQueuingEnabled"))
        return answer

    return create_job


def _job_as_dict(
    original: Callable[[FakeJob], dict[str, Any]],
) -> Callable[[FakeJob], dict[str, Any]]:
    return lambda self: {**original(self), "JobRunQueuingEnabled": getattr(self, "queues", False)}


def _queueing_start(original: Callable[..., str]) -> Callable[..., str]:
    def start_job_run(self: FakeJob, **kwargs: Any) -> str:
        with _runs_lock:
            try:
                return original(self, **kwargs)
            except ConcurrentRunsExceededException:
                if not getattr(self, "queues", False):
                    raise
            run = FakeJobRun(
                job_name=self.name,
                arguments={
                    **self.default_arguments,
                    **(kwargs["arguments"] or {}),
                    **(self.non_overridable_arguments or {}),
                },
                timeout=kwargs["timeout"] or self.timeout,
                worker_type=self.worker_type,
                number_of_workers=self.number_of_workers,
            )
            run.queued_job = self
            self.job_runs.append(run)
            run_id: str = run.job_run_id
            return run_id

    return start_job_run


def still_queued(run: FakeJobRun) -> bool:
    """Return whether a run still waits in its job's queue; start it if it is first and may run."""
    with _runs_lock:
        job = getattr(run, "queued_job", None)
        if job is None:
            return False
        queue = [other for other in job.job_runs if getattr(other, "queued_job", None)]
        started = [other for other in job.job_runs if not getattr(other, "queued_job", None)]
        live = sum(other.status in LIVE_STATES for other in started)
        if queue[0] is not run or live >= job.execution_property.get("MaxConcurrentRuns", 1):
            return True
        run.queued_job, run.dequeued_on = None, utcnow()
        return False


GLUE_QUEUES_RUNS = Fix(
    name="glue_queues_runs",
    service="Glue",
    moto="A job loses `JobRunQueuingEnabled`, and refuses runs above `MaxConcurrentRuns`.",
    aws=(
        "A job keeps `JobRunQueuingEnabled`. If it is on, a run above `MaxConcurrentRuns` is "
        "WAITING until it may run."
    ),
    docs="https://docs.aws.amazon.com/glue/latest/dg/job-run-statuses.html",
    replacements=(
        Replacement(RESPONSE, "create_job", _create_job),
        Replacement(JOB, "as_dict", _job_as_dict),
        Replacement(JOB, "start_job_run", _queueing_start),
    ),
)


def _keeping_max_retries(original: Callable[..., str]) -> Callable[..., str]:
    def start_job_run(self: GlueBackend, name: str, *args: Any) -> str:
        with _runs_lock:  # Nobody may see the run before it has its retries.
            run_id = original(self, name, *args)
            job = self.get_job(name)
            job.get_job_run(run_id).max_retries = job.max_retries or 0
            return run_id

    return start_job_run


def _after_retries(original: Callable[..., Any]) -> Callable[..., Any]:
    def get(self: GlueBackend, job_name: str, *args: Any, **kwargs: Any) -> Any:
        _retry_failed_runs(self.get_job(job_name))
        return original(self, job_name, *args, **kwargs)

    return get


def _retry_failed_runs(job: FakeJob) -> None:
    with _runs_lock:
        # The loop also reaches the retries that it appends: they may have failed by now, too.
        for run in job.job_runs:
            attempt = getattr(run, "attempt", 0)
            # The status last: the first look at it may take a turn of "fail-once".
            if (
                attempt < getattr(run, "max_retries", 0)
                and not hasattr(run, "was_retried")
                and run.status == "FAILED"
            ):
                run.was_retried = True
                job.job_runs.append(_retry_of(run, attempt + 1))


def _retry_of(run: FakeJobRun, attempt: int) -> FakeJobRun:
    retry = copy(run)
    for own in ("was_retried", "fails", "queued_job", "dequeued_on"):
        vars(retry).pop(own, None)
    retry.attempt = attempt
    retry.previous_run_id = run.job_run_id
    retry.job_run_id = f"{run.job_run_id.partition('_attempt_')[0]}_attempt_{attempt}"
    retry.started_on = run.as_dict()["CompletedOn"]
    return retry


GLUE_RETRIES_FAILED_RUNS = Fix(
    name="glue_retries_failed_runs",
    service="Glue",
    moto="A job's `MaxRetries` has no effect.",
    aws=(
        "Glue retries a failed run up to `MaxRetries` times, with `PreviousRunId` and `Attempt`. "
        "It does not retry a run that reached its timeout. The emulator counts by the job as it "
        "was when the run started; AWS does not document which moment counts."
    ),
    docs="https://docs.aws.amazon.com/glue/latest/dg/add-job.html",
    replacements=(
        Replacement(BACKEND, "start_job_run", _keeping_max_retries),
        Replacement(BACKEND, "get_job_run", _after_retries),
        Replacement(BACKEND, "get_job_runs", _after_retries),
    ),
)

FIXES = (GLUE_QUEUES_RUNS, GLUE_RETRIES_FAILED_RUNS)
