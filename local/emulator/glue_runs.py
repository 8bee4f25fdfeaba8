"""Where moto's Glue jobs do not begin runs as AWS's do: those that wait for room, and retries."""

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

GOES_ON = ("STARTING", "RUNNING", "WAITING")

_runs_change = RLock()


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
    def start_job_run(self: FakeJob, **given: Any) -> str:
        with _runs_change:
            try:
                return original(self, **given)
            except ConcurrentRunsExceededException:
                if not getattr(self, "queues", False):
                    raise
            run = FakeJobRun(
                job_name=self.name,
                arguments={
                    **self.default_arguments,
                    **(given["arguments"] or {}),
                    **(self.non_overridable_arguments or {}),
                },
                timeout=given["timeout"] or self.timeout,
                worker_type=self.worker_type,
                number_of_workers=self.number_of_workers,
            )
            run.waits_at = self
            self.job_runs.append(run)
            run_id: str = run.job_run_id
            return run_id

    return start_job_run


def waits(run: FakeJobRun) -> bool:
    """Whether a run of a job that queues still waits for room; the first in the queue takes it."""
    with _runs_change:
        job = getattr(run, "waits_at", None)
        if job is None:
            return False
        queue = [other for other in job.job_runs if getattr(other, "waits_at", None)]
        begun = [other for other in job.job_runs if not getattr(other, "waits_at", None)]
        at_once = sum(other.status in GOES_ON for other in begun)
        if queue[0] is not run or at_once >= job.execution_property.get("MaxConcurrentRuns", 1):
            return True
        run.waits_at, run.began_on = None, utcnow()
        return False


GLUE_QUEUES_RUNS = Fix(
    name="glue_queues_runs",
    service="Glue",
    moto="A job forgets `JobRunQueuingEnabled`, and refuses a run that it has no room for.",
    aws="It keeps it; where it is on, such a run is WAITING until there is room.",
    docs="https://docs.aws.amazon.com/glue/latest/dg/job-run-statuses.html",
    replacements=(
        Replacement(RESPONSE, "create_job", _create_job),
        Replacement(JOB, "as_dict", _job_as_dict),
        Replacement(JOB, "start_job_run", _queueing_start),
    ),
)


def _after_retries(original: Callable[..., Any]) -> Callable[..., Any]:
    def get(self: GlueBackend, job_name: str, *given: Any, **named: Any) -> Any:
        _retry_what_failed(self.get_job(job_name))
        return original(self, job_name, *given, **named)

    return get


def _retry_what_failed(job: FakeJob) -> None:
    if not job.max_retries:
        return
    with _runs_change:
        # A retry can have failed by now too: it is looked at in its turn.
        for run in job.job_runs:
            attempt = getattr(run, "attempt", 0)
            if (
                run.status == "FAILED"
                and attempt < job.max_retries
                and not hasattr(run, "was_retried")
            ):
                run.was_retried = True
                job.job_runs.append(_retry_of(run, attempt + 1))


def _retry_of(run: FakeJobRun, attempt: int) -> FakeJobRun:
    again = copy(run)
    for own in ("was_retried", "fails", "waits_at", "began_on"):
        vars(again).pop(own, None)
    again.attempt = attempt
    again.previous_run_id = run.job_run_id
    again.job_run_id = f"{run.job_run_id.partition('_attempt_')[0]}_attempt_{attempt}"
    again.started_on = run.as_dict()["CompletedOn"]
    return again


GLUE_RETRIES_BY_ITSELF = Fix(
    name="glue_retries_by_itself",
    service="Glue",
    moto="A job's `MaxRetries` is told, and changes nothing.",
    aws=(
        "After a run that failed Glue starts another, up to so many times, with `PreviousRunId` "
        "and `Attempt`. One that reached its timeout is not followed by another."
    ),
    docs="https://docs.aws.amazon.com/glue/latest/dg/add-job.html",
    replacements=(
        Replacement(BACKEND, "get_job_run", _after_retries),
        Replacement(BACKEND, "get_job_runs", _after_retries),
    ),
)

FIXES = (GLUE_QUEUES_RUNS, GLUE_RETRIES_BY_ITSELF)
