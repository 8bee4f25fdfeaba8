"""Whether what is to be resumed has been overtaken by an execution that succeeded since."""

from collections.abc import Collection
from datetime import timezone

from chalicelib.domain.execution import Execution
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.plan import OK, WARNING, Check
from chalicelib.errors import RefreshError
from chalicelib.services.listing import Filters, list_executions
from chalicelib.services.reader import ExecutionReader

# The newest of the later ones, so that what AWS is asked does not grow with their number.
LOOKED_AT = 5


def superseded(
    reader: ExecutionReader, given: ExecutionInput, to_run: Collection[str]
) -> tuple[Check, ...]:
    """Say whether a later execution has done any step that this resume would run again.

    Nothing, where the input is of no resume. A success of other steps alone does not count.
    """
    if given.resumed_from is None:
        return ()
    try:
        return (_check(reader, given.resumed_from, to_run),)
    except RefreshError as exc:
        return (_superseded(WARNING, f"could not be checked: {exc}"),)


def _check(reader: ExecutionReader, name: str, to_run: Collection[str]) -> Check:
    started_at = reader.execution(name).facts.started_at
    later = list_executions(reader, Filters("SUCCEEDED", since=started_at), LOOKED_AT, None)
    for execution in later.items:
        if again := [key for key in _ran(execution) if key in to_run]:
            begun = execution.facts.started_at.astimezone(timezone.utc)
            return _superseded(
                WARNING,
                f"{execution.facts.name} started after {name}, at {begun:%Y-%m-%dT%H:%M:%SZ}, and "
                f"succeeded; what it ran would run again: {', '.join(again)}",
            )
    if later.next:
        detail = f"more than {LOOKED_AT} executions have succeeded since {name} started; the newest"
        return _superseded(WARNING, f"{detail} {LOOKED_AT} ran other steps, the rest is not known")
    return _superseded(OK, f"nothing that started after {name} has done what is left of it")


def _ran(execution: Execution) -> list[str]:
    return [step.key for step in execution.steps if step.status == "SUCCEEDED"]


def _superseded(status: str, detail: str) -> Check:
    return Check("superseded", None, status, detail)
