"""What is sure to fail, and what may, before hours are spent on it."""

from collections.abc import Mapping
from dataclasses import dataclass

from chalicelib.domain.execution import Execution
from chalicelib.domain.plan import Check, CheckStatus
from chalicelib.errors import Conflict, FieldProblem, Invalid, RefreshError
from chalicelib.services.job_checks import check_jobs
from chalicelib.services.live_runs import NO_LIVE_RUNS, check_live_runs
from chalicelib.services.prefetching import Prefetched
from chalicelib.services.preparing import PreparedRefresh
from chalicelib.services.repository import ExecutionRepository
from chalicelib.services.superseded import check_superseded


@dataclass(frozen=True)
class Preflight:
    """The checks, and the default arguments that Glue has for a job, by the job's name."""

    checks: tuple[Check, ...]
    job_defaults: Mapping[str, Mapping[str, str]]


def preflight(
    prefetched: Prefetched,
    executions: ExecutionRepository,
    refresh: PreparedRefresh,
    holder: Execution | None,
) -> Preflight:
    """Check all that the refresh needs; `holder` is the execution that holds the lock."""
    superseded = check_superseded(executions, refresh)
    inspections = prefetched.inspections(refresh.pipeline)
    checks = (
        _lock_free(holder),
        *superseded,
        *check_jobs(refresh, inspections),
        *check_live_runs(executions, refresh, holder, inspections),
    )
    jobs = [found.job for found in inspections.values() if not isinstance(found, RefreshError)]
    return Preflight(checks, {job.name: job.default_arguments for job in jobs})


def refuse_what_failed(checks: tuple[Check, ...]) -> None:
    """Refuse a start where a check has failed.

    Raises:
        Invalid: what is requested is sure to fail.
        Conflict: a Glue run that an earlier execution left still goes on.
    """
    failed = [check for check in checks if check.status == CheckStatus.FAILED]
    left = [check for check in failed if check.check == NO_LIVE_RUNS]
    if wrong := [check for check in failed if check not in left]:
        raise Invalid([FieldProblem("", f"{c.step} cannot run: {c.detail}") for c in wrong])
    if left:
        raise Conflict("; ".join(dict.fromkeys(check.detail for check in left)))


def _lock_free(holder: Execution | None) -> Check:
    if holder:
        return Check("lock_free", None, CheckStatus.FAILED, f"{holder.name} is running")
    return Check("lock_free", None, CheckStatus.OK, "no other refresh is running")
