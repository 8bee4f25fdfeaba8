"""Check whether Glue runs still go on, and which execution started them."""

from collections.abc import Iterator, Mapping

from chalicelib.domain.execution import Execution
from chalicelib.domain.glue import JobRun
from chalicelib.domain.listing import Filters
from chalicelib.domain.plan import Check, CheckStatus
from chalicelib.domain.started_runs import CLOCK_SKEW, runs_started_by
from chalicelib.errors import RefreshError
from chalicelib.services.job_checks import Inspections
from chalicelib.services.listing import list_executions
from chalicelib.services.preparing import PreparedRefresh
from chalicelib.services.repository import ExecutionRepository

NO_LIVE_RUNS = "no_live_runs"

# One of the newest executions started a run that goes on. The API reads them only where there is
# such a run.
MAX_CANDIDATES = 10

Owners = Mapping[str, Execution]


def check_live_runs(
    executions: ExecutionRepository,
    refresh: PreparedRefresh,
    holder: Execution | None,
    inspections: Inspections,
) -> Iterator[Check]:
    """Check of each step whether runs of its job go on, and which execution started them.

    A run that an earlier execution left fails the check, even where the step is skipped. A run of
    other people does not, nor does a run of the execution that holds the lock.
    """
    read = [found for found in inspections.values() if not isinstance(found, RefreshError)]
    runs = [run for found in read for run in found.recent_runs]
    try:
        owners = _owners(executions, holder, runs)
        unknown = ""
    except RefreshError as exc:
        owners, unknown = {}, f" (whether an earlier execution started it could not be read: {exc})"
    for step in refresh.pipeline.steps:
        found = inspections.get(step.job_name or "")
        if found is None:
            continue
        if isinstance(found, RefreshError):
            check = Check(NO_LIVE_RUNS, step.key, CheckStatus.WARNING, "could not be checked")
        else:
            live = [run for run in found.recent_runs if run.live]
            check = _check(step.key, found.job.name, live, owners, unknown)
        if step.key not in refresh.input.skip or check.status == CheckStatus.FAILED:
            yield check


def _owners(
    executions: ExecutionRepository, holder: Execution | None, recent: list[JobRun]
) -> Owners:
    """Return the execution that started each live run, by the run's id, where it is known."""
    owners: dict[str, Execution] = {}
    live = {run.id: run for run in recent if run.live}

    def claim(execution: Execution) -> None:
        for run in runs_started_by(execution, recent):
            if live.pop(run.id, None):
                owners[run.id] = execution

    if holder:
        claim(holder)
    if live:
        begun = [run.started_at for run in live.values()]
        known = [moment for moment in begun if moment is not None]
        before = max(known) + CLOCK_SKEW if len(known) == len(begun) else None
        for execution in list_executions(
            executions, Filters(until=before), MAX_CANDIDATES, None
        ).items:
            claim(execution)
    return owners


def _check(key: str, job: str, live: list[JobRun], owners: Owners, unknown: str) -> Check:
    if not live:
        return Check(NO_LIVE_RUNS, key, CheckStatus.OK, f"no run of {job} goes on")
    by_owner: dict[str, list[str]] = {}
    left = False
    for run in live:
        owner = owners.get(run.id)
        left = left or bool(owner and owner.ended)
        by_owner.setdefault(_words(job, owner) + ("" if owner else unknown), []).append(run.id)
    details = "; ".join(f"{words}: {', '.join(ids)}" for words, ids in by_owner.items())
    return Check(NO_LIVE_RUNS, key, CheckStatus.FAILED if left else CheckStatus.WARNING, details)


def _words(job: str, owner: Execution | None) -> str:
    if owner is None:
        # The holder may be about to start it, where two steps have the same arguments.
        return f"{job} is being run outside of any refresh that is known to go on"
    name = owner.name
    if not owner.ended:
        return f"{job} is being run by {name}"
    ends = f"POST /executions/{name}/stop ends it"
    return f"{name}, which ended as {owner.status}, left a run of {job} ({ends})"
