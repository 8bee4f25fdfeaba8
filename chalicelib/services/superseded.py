"""Whether what is to be resumed has been overtaken by executions that started since."""

from collections.abc import Iterable
from datetime import timedelta, timezone

from chalicelib.domain.execution import SUCCEEDED, Execution
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.plan import OK, WARNING, Check
from chalicelib.errors import RefreshError
from chalicelib.services.listing import Filters, list_executions
from chalicelib.services.reader import ExecutionReader

# The newest of the later ones, so that what AWS is asked does not grow with their number.
LOOKED_AT = 5


def superseded(
    reader: ExecutionReader, pipeline: Pipeline, given: ExecutionInput
) -> tuple[Check, ...]:
    """Say which steps later executions have run that this resume would run again, or skip as done.

    Nothing, where the input is of no resume. What one ran that failed then counts as well.
    """
    if given.resumed_from is None:
        return ()
    try:
        return (_check(reader, pipeline, given, given.resumed_from),)
    except RefreshError as exc:
        return (_superseded(WARNING, f"could not be checked: {exc}"),)


def _check(reader: ExecutionReader, pipeline: Pipeline, given: ExecutionInput, name: str) -> Check:
    to_run = [key for key in pipeline.keys if key not in given.skip]
    done = [key for key in pipeline.keys if key in given.completed_in]
    after = reader.execution(name).facts.started_at + timedelta.resolution
    later = list_executions(reader, Filters(since=after), LOOKED_AT, None)
    overtaking = [found for found in later.items if not _ran([found]).isdisjoint({*to_run, *done})]
    if not overtaking and later.next:
        detail = (
            f"more than {LOOKED_AT} executions have started since {name}; the newest {LOOKED_AT}"
        )
        return _superseded(WARNING, f"{detail} ran none of its steps, the rest is not known")
    if not overtaking:
        return _superseded(OK, f"nothing that started after {name} has run what it did or left")
    newest, ran = overtaking[0].facts, _ran(overtaking)
    begun = newest.started_at.astimezone(timezone.utc)
    said = [f"{newest.name} started after {name}, at {begun:%Y-%m-%dT%H:%M:%SZ}"]
    if again := [key for key in to_run if key in ran]:
        said.append(f"what was run since would run again: {', '.join(again)}")
    if replaced := [key for key in done if key in ran]:
        which = ", ".join(replaced)
        said.append(f"what was run since, maybe with other arguments, would be skipped: {which}")
    if later.next:
        said.append(f"only the newest {LOOKED_AT} were looked at")
    return _superseded(WARNING, "; ".join(said))


def _ran(executions: Iterable[Execution]) -> set[str]:
    return {
        step.key for execution in executions for step in execution.steps if step.status == SUCCEEDED
    }


def _superseded(status: str, detail: str) -> Check:
    return Check("superseded", None, status, detail)
