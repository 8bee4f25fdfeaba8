"""Who began the Glue runs that go on before a start."""

from collections.abc import Iterator, Mapping

from chalicelib.domain.begun import CLOCK_SKEW, begun_by
from chalicelib.domain.execution import Execution
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.glue import JobRun
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.plan import FAILED, OK, WARNING, Check
from chalicelib.errors import RefreshError
from chalicelib.services.jobs import Looks
from chalicelib.services.listing import Filters, list_executions
from chalicelib.services.reader import ExecutionReader

NO_LIVE_RUNS = "no_live_runs"

# A run that goes on was begun by one of the newest executions. They are looked at only where there
# is such a run; what has ended is read once and kept.
LOOKED_AT = 10

Owners = Mapping[str, Execution]


def check_live_runs(
    reader: ExecutionReader,
    holder: Execution | None,
    pipeline: Pipeline,
    given: ExecutionInput,
    looks: Looks,
) -> Iterator[Check]:
    """Say of each step whether runs of its job go on, and whose they are.

    One that an earlier execution left stands in the way of every start, also of one that skips its
    step. One of other people does not, nor does one of the execution that holds the lock.
    """
    runs = [run for look in looks.values() if not isinstance(look, RefreshError) for run in look[1]]
    try:
        owners = _owners(reader, holder, runs)
        unknown = ""
    except RefreshError as exc:
        owners, unknown = {}, f" (whether an earlier execution began it could not be read: {exc})"
    for step in pipeline.steps:
        look = looks.get(step.job_name or "")
        if look is None:
            continue
        if isinstance(look, RefreshError):
            check = Check(NO_LIVE_RUNS, step.key, WARNING, "could not be checked")
        else:
            live = [run for run in look[1] if run.live]
            check = _check(step.key, look[0].name, live, owners, unknown)
        if step.key not in given.skip or check.status == FAILED:
            yield check


def _owners(reader: ExecutionReader, holder: Execution | None, recent: list[JobRun]) -> Owners:
    """Return who began each run that goes on, by its id; nobody where that is not known."""
    owners: dict[str, Execution] = {}
    live = {run.id: run for run in recent if run.live}

    def claim(execution: Execution) -> None:
        for run in begun_by(execution, recent):
            if live.pop(run.id, None):
                owners[run.id] = execution

    if holder:
        claim(holder)
    if live:
        begun = [run.started_at for run in live.values()]
        known = [moment for moment in begun if moment is not None]
        before = max(known) + CLOCK_SKEW if len(known) == len(begun) else None
        for execution in list_executions(reader, Filters(until=before), LOOKED_AT, None).items:
            claim(execution)
    return owners


def _check(key: str, job: str, live: list[JobRun], owners: Owners, unknown: str) -> Check:
    if not live:
        return Check(NO_LIVE_RUNS, key, OK, f"no run of {job} goes on")
    by_owner: dict[str, list[str]] = {}
    left = False
    for run in live:
        owner = owners.get(run.id)
        left = left or bool(owner and owner.facts.ended)
        by_owner.setdefault(_words(job, owner) + ("" if owner else unknown), []).append(run.id)
    details = "; ".join(f"{words}: {', '.join(ids)}" for words, ids in by_owner.items())
    return Check(NO_LIVE_RUNS, key, FAILED if left else WARNING, details)


def _words(job: str, owner: Execution | None) -> str:
    if owner is None:
        # Also one that the holder is just starting, where another has the same arguments.
        return f"{job} is being run outside of any refresh that is known to go on"
    name = owner.facts.name
    if not owner.facts.ended:
        return f"{job} is being run by {name}"
    ends = f"POST /executions/{name}/stop ends it"
    return f"{name}, which ended as {owner.facts.status}, left a run of {job} ({ends})"
