"""What is sure to fail, and what may, before hours are spent on it."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.execution import Execution
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.plan import FAILED, OK, Check
from chalicelib.errors import Conflict, FieldProblem, Invalid, RefreshError
from chalicelib.services.jobs import check_jobs, look_at_jobs
from chalicelib.services.live_runs import NO_LIVE_RUNS, check_live_runs
from chalicelib.services.locking import holder_of
from chalicelib.services.ports import Aws
from chalicelib.services.reader import ExecutionReader
from chalicelib.services.superseded import superseded


@dataclass(frozen=True)
class Preflight:
    """What was looked at, and the default arguments that Glue has for a job, by its name."""

    checks: tuple[Check, ...]
    job_defaults: Mapping[str, Mapping[str, str]]


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
) -> Preflight:
    """Look at all that an execution with this input needs; `holder` is who holds the lock."""
    looks = look_at_jobs(aws.glue, pipeline)
    checks = (
        _lock_free(holder),
        *superseded(reader, pipeline, given),
        *check_jobs(pipeline, given, looks),
        *check_live_runs(reader, holder, pipeline, given, looks),
    )
    jobs = [look[0] for look in looks.values() if not isinstance(look, RefreshError)]
    return Preflight(checks, {job.name: job.default_arguments for job in jobs})


def refuse_what_failed(checks: tuple[Check, ...]) -> None:
    """Refuse a start where a check has failed.

    Raises:
        Invalid: what is asked is sure to fail.
        Conflict: a Glue run goes on that an earlier execution left.
    """
    failed = [check for check in checks if check.status == FAILED]
    left = [check for check in failed if check.check == NO_LIVE_RUNS]
    if wrong := [check for check in failed if check not in left]:
        raise Invalid([FieldProblem("", f"{c.step} cannot run: {c.detail}") for c in wrong])
    if left:
        raise Conflict("; ".join(dict.fromkeys(check.detail for check in left)))


def _lock_free(holder: Execution | None) -> Check:
    if holder:
        return Check("lock_free", None, FAILED, f"{holder.facts.name} is running")
    return Check("lock_free", None, OK, "no other refresh is running")
