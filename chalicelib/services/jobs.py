"""What Glue says of the pipeline's jobs, and what that means for a start."""

from collections import Counter
from collections.abc import Iterator, Mapping

from chalicelib.domain.arguments import check_arguments
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.glue import Job, JobRun
from chalicelib.domain.pipeline import Pipeline, Step
from chalicelib.domain.plan import FAILED, OK, WARNING, Check
from chalicelib.errors import NotFound, RefreshError
from chalicelib.services.parallel import in_parallel
from chalicelib.services.ports import Glue

Look = tuple[Job, list[JobRun]] | RefreshError
Looks = Mapping[str, Look]


def look_at_jobs(glue: Glue, pipeline: Pipeline) -> Looks:
    """Return each job and its newest runs by the job's name, or why that could not be read."""
    names = sorted({step.job_name for step in pipeline.steps if step.job_name})
    found = in_parallel(lambda name: _look(glue, name), names)
    return dict(zip(names, found, strict=True))


def _look(glue: Glue, name: str) -> Look:
    try:
        return glue.job(name), glue.recent_runs(name)
    except RefreshError as exc:
        return exc


def check_jobs(pipeline: Pipeline, given: ExecutionInput, looks: Looks) -> Iterator[Check]:
    """Say of the steps that would run whether their jobs are there, and fit to run them."""
    steps = [step for step in pipeline.steps if step.key not in given.skip and step.job_name]
    yield from (_job_exists(step, looks[str(step.job_name)]) for step in steps)
    yield from _room(pipeline, steps, looks)
    for step in steps:
        look = looks[str(step.job_name)]
        if not isinstance(look, RefreshError):
            yield check_arguments(step, given.overrides.get(step.key, {}), look[0])
            yield from _surprises(step, look[0])


def _job_exists(step: Step, look: Look) -> Check:
    if isinstance(look, NotFound):
        return Check("job_exists", step.key, FAILED, str(look))
    if isinstance(look, RefreshError):
        return Check("job_exists", step.key, WARNING, f"could not be checked: {look}")
    return Check("job_exists", step.key, OK, f"{look[0].name} exists")


def _room(pipeline: Pipeline, steps: list[Step], looks: Looks) -> Iterator[Check]:
    """Find steps of one stage that share a job which cannot run as often at a time."""
    for stage in pipeline.stages:
        at_once = Counter(s.job_name for s in stage.steps if s in steps and s.job_name)
        for name, runs in at_once.items():
            look = looks[name]
            if runs == 1 or isinstance(look, RefreshError):
                continue
            keys = ", ".join(step.key for step in stage.steps if step.job_name == name)
            limit = look[0].max_concurrent_runs
            detail = f"{keys} share {name}, which may run {limit} at a time"
            if runs > limit:
                detail += "; they will run one after the other"
            yield Check("concurrency", None, WARNING if runs > limit else OK, detail)


def _surprises(step: Step, job: Job) -> Iterator[Check]:
    """Find what Glue does by itself beside what Step Functions does."""
    if job.max_retries:
        yield Check(
            "glue_retries",
            step.key,
            WARNING,
            f"{job.name} has MaxRetries {job.max_retries}: after a failure Glue starts a run by "
            "itself, beside the one by which the step is retried; set it to 0",
        )
    if job.queues:
        bound = f" of {step.timeout_seconds} s" if step.timeout_seconds else ""
        yield Check(
            "queuing",
            step.key,
            WARNING,
            f"a run of {job.name} may be WAITING for room before it begins, and that time counts "
            f"against the step's timeout{bound}",
        )
