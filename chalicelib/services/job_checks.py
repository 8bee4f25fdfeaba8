"""Check whether the Glue jobs of the pipeline fit what is to be started."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from chalicelib.domain.arguments import check_arguments
from chalicelib.domain.glue import Job, JobRun
from chalicelib.domain.pipeline import Pipeline, Step
from chalicelib.domain.plan import Check, CheckStatus
from chalicelib.errors import NotFound, RefreshError
from chalicelib.services.preparing import PreparedRefresh


@dataclass(frozen=True)
class InspectedJob:
    """A job with its newest runs."""

    job: Job
    recent_runs: tuple[JobRun, ...]


# By the job's name; an error says why the job could not be read.
Inspections = Mapping[str, InspectedJob | RefreshError]


def check_jobs(refresh: PreparedRefresh, inspections: Inspections) -> Iterator[Check]:
    """Check of each step that would run whether its job exists, and is fit to run it."""
    execution_input = refresh.input
    steps = [step for step in refresh.pipeline.steps if step.key not in execution_input.skip]
    steps = [step for step in steps if step.job_name]
    yield from (_job_exists(step, inspections[str(step.job_name)]) for step in steps)
    yield from _room(refresh.pipeline, steps, inspections)
    for step in steps:
        found = inspections[str(step.job_name)]
        if not isinstance(found, RefreshError):
            overrides = execution_input.overrides.get(step.key, {})
            yield check_arguments(step, overrides, found.job)
            yield from _surprises(step, found.job)


def _job_exists(step: Step, inspected: InspectedJob | RefreshError) -> Check:
    if isinstance(inspected, NotFound):
        return Check("job_exists", step.key, CheckStatus.FAILED, str(inspected))
    if isinstance(inspected, RefreshError):
        detail = f"could not be checked: {inspected}"
        return Check("job_exists", step.key, CheckStatus.WARNING, detail)
    return Check("job_exists", step.key, CheckStatus.OK, f"{inspected.job.name} exists")


def _room(pipeline: Pipeline, steps: list[Step], inspections: Inspections) -> Iterator[Check]:
    """Find the steps of a stage that share a job, and check how many runs it takes at a time."""
    for stage in pipeline.stages:
        at_once = Counter(s.job_name for s in stage.steps if s in steps and s.job_name)
        for name, runs in at_once.items():
            found = inspections[name]
            if runs == 1 or isinstance(found, RefreshError):
                continue
            keys = ", ".join(step.key for step in stage.steps if step.job_name == name)
            limit = found.job.max_concurrent_runs
            detail = f"{keys} share {name}, which may run {limit} at a time"
            if runs > limit:
                detail += "; they will run one after the other"
            status = CheckStatus.WARNING if runs > limit else CheckStatus.OK
            yield Check("concurrency", None, status, detail)


def _surprises(step: Step, job: Job) -> Iterator[Check]:
    """Find what Glue does by itself, beside Step Functions."""
    if job.max_retries:
        yield Check(
            "glue_retries",
            step.key,
            CheckStatus.WARNING,
            f"{job.name} has MaxRetries {job.max_retries}: after a failure Glue starts a run by "
            "itself, beside the one by which the step is retried; set it to 0",
        )
    if job.queues:
        bound = f" of {step.timeout_seconds} s" if step.timeout_seconds else ""
        yield Check(
            "queuing",
            step.key,
            CheckStatus.WARNING,
            f"a run of {job.name} may be WAITING for room before it begins, and that time counts "
            f"against the step's timeout{bound}",
        )
