"""Check whether executions that started since have overtaken what is to be resumed."""

from collections.abc import Iterable
from datetime import timedelta, timezone

from chalicelib.domain.execution import Execution
from chalicelib.domain.listing import Filters
from chalicelib.domain.plan import Check, CheckStatus
from chalicelib.domain.statuses import StepStatus
from chalicelib.errors import RefreshError
from chalicelib.services.listing import list_executions
from chalicelib.services.preparing import PreparedRefresh
from chalicelib.services.repository import ExecutionRepository

# The newest of the later ones, so that the number of calls to AWS does not grow with theirs.
MAX_LATER = 5


def check_superseded(
    executions: ExecutionRepository, refresh: PreparedRefresh
) -> tuple[Check, ...]:
    """Say which steps later executions have run that a resume would run again, or skip as done.

    Nothing, where the refresh resumes none. A step that a failed execution has run counts as well.
    """
    if refresh.resumes is None:
        return ()
    try:
        return (_check(executions, refresh, refresh.resumes),)
    except RefreshError as exc:
        return (_superseded(CheckStatus.WARNING, f"could not be checked: {exc}"),)


def _check(executions: ExecutionRepository, refresh: PreparedRefresh, earlier: Execution) -> Check:
    name = earlier.name
    to_run = [key for key in refresh.pipeline.keys if key not in refresh.input.skip]
    done = [key for key in refresh.pipeline.keys if key in refresh.input.completed_in]
    after = earlier.started_at + timedelta.resolution
    later = list_executions(executions, Filters(since=after), MAX_LATER, None)
    overtaking = [found for found in later.items if not _ran([found]).isdisjoint({*to_run, *done})]
    if not overtaking and later.next:
        return _superseded(
            CheckStatus.WARNING,
            f"more than {MAX_LATER} executions have started since {name}; the newest {MAX_LATER} "
            "ran none of its steps, the rest is not known",
        )
    if not overtaking:
        detail = f"nothing that started after {name} has run what it did or left"
        return _superseded(CheckStatus.OK, detail)
    newest, ran = overtaking[0], _ran(overtaking)
    begun = newest.started_at.astimezone(timezone.utc)
    details = [f"{newest.name} started after {name}, at {begun:%Y-%m-%dT%H:%M:%SZ}"]
    if again := [key for key in to_run if key in ran]:
        details.append(f"what was run since would run again: {', '.join(again)}")
    if replaced := [key for key in done if key in ran]:
        which = ", ".join(replaced)
        details.append(f"what was run since, maybe with other arguments, would be skipped: {which}")
    if later.next:
        details.append(f"only the newest {MAX_LATER} were looked at")
    return _superseded(CheckStatus.WARNING, "; ".join(details))


def _ran(executions: Iterable[Execution]) -> set[str]:
    return {
        step.key
        for execution in executions
        for step in execution.steps
        if step.status == StepStatus.SUCCEEDED
    }


def _superseded(status: CheckStatus, detail: str) -> Check:
    return Check("superseded", None, status, detail)
