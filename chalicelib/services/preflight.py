"""What is sure to fail, and what may, before hours are spent on it."""

from collections import Counter
from collections.abc import Iterator

from chalicelib.domain.execution import Execution
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.glue import Job, JobRun
from chalicelib.domain.pipeline import Pipeline, Step
from chalicelib.domain.plan import FAILED, OK, WARNING, Check
from chalicelib.errors import NotFound, RefreshError
from chalicelib.services.locking import holder_of
from chalicelib.services.parallel import in_parallel
from chalicelib.services.ports import Aws, Glue
from chalicelib.services.reader import ExecutionReader
from chalicelib.services.superseded import superseded

Look = tuple[Job, list[JobRun]] | RefreshError


def lock_holder(aws: Aws, reader: ExecutionReader) -> Execution | None:
    """Return the execution that holds the lock and runs, or is about to, if there is one."""
    held = aws.lock.read()
    return holder_of(reader, held) if held else None


def preflight(
    aws: Aws,
    reader: ExecutionReader,
    holder: Execution | None,
    pipeline: Pipeline,
    given: ExecutionInput,
) -> tuple[Check, ...]:
    """Look at all that an execution with this input needs; `holder` is who holds the lock."""
    steps = [step for step in pipeline.steps if step.key not in given.skip]
    names = sorted({step.job_name for step in steps if step.job_name})
    found = in_parallel(lambda name: _look(aws.glue, name), names)
    looks = dict(zip(names, found, strict=True))
    return (
        _lock_free(holder),
        *superseded(reader, given, [step.key for step in steps]),
        *(_job_exists(step, looks[step.job_name]) for step in steps if step.job_name),
        *_room(pipeline, steps, looks),
        *(_no_live_runs(step, looks[step.job_name], holder) for step in steps if step.job_name),
    )


def _look(glue: Glue, name: str) -> Look:
    try:
        return glue.job(name), glue.live_runs(name)
    except RefreshError as exc:
        return exc


def _lock_free(holder: Execution | None) -> Check:
    if holder:
        return Check("lock_free", None, FAILED, f"{holder.facts.name} is running")
    return Check("lock_free", None, OK, "no other refresh is running")


def _job_exists(step: Step, look: Look) -> Check:
    if isinstance(look, NotFound):
        return Check("job_exists", step.key, FAILED, str(look))
    if isinstance(look, RefreshError):
        return Check("job_exists", step.key, WARNING, f"could not be checked: {look}")
    return Check("job_exists", step.key, OK, f"{look[0].name} exists")


def _room(pipeline: Pipeline, steps: list[Step], looks: dict[str, Look]) -> Iterator[Check]:
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


def _no_live_runs(step: Step, look: Look, holder: Execution | None) -> Check:
    if isinstance(look, RefreshError):
        return Check("no_live_runs", step.key, WARNING, "could not be checked")
    job, runs = look
    if not runs:
        return Check("no_live_runs", step.key, OK, f"no run of {job.name} goes on")
    by_owner: dict[str, list[str]] = {}
    for run in runs:
        by_owner.setdefault(_owner(run, holder), []).append(run.id)
    details = (f"{job.name} is being run {who}: {', '.join(ids)}" for who, ids in by_owner.items())
    return Check("no_live_runs", step.key, WARNING, "; ".join(details))


def _owner(run: JobRun, holder: Execution | None) -> str:
    attempts = (attempt for step in holder.steps for attempt in step.attempts) if holder else ()
    if holder and any(attempt.job_run_id == run.id for attempt in attempts):
        return f"by {holder.facts.name}"
    # A run that the holder is just starting is not in its history yet.
    return "outside of any refresh that is known to go on"
