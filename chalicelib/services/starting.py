"""Start a refresh, or say what starting it would do."""

from datetime import datetime

from chalicelib.domain.refresh import RefreshRequest, build_input
from chalicelib.services.launching import Caller, Launch, Started, launch
from chalicelib.services.planning import Plan, plan
from chalicelib.services.ports import Aws
from chalicelib.services.reader import ExecutionReader


def start_refresh(
    aws: Aws,
    reader: ExecutionReader,
    request: RefreshRequest,
    caller: Caller,
    now: datetime,
) -> Started:
    """Start a refresh and return it once it holds the lock. `now` is in UTC.

    Raises:
        Invalid: the pipeline has no place for what is asked, or it is sure to fail.
        TooLarge: likewise.
        AlreadyRunning: another refresh runs.
        Conflict: a Glue run goes on that an earlier execution left.
    """
    pipeline = reader.pipeline()
    document = build_input(pipeline, request, caller.name)
    return launch(aws, reader, Launch(pipeline, document, "manual", caller.key), now)


def plan_refresh(
    aws: Aws, reader: ExecutionReader, request: RefreshRequest, caller: Caller
) -> Plan:
    """Return what `start_refresh` would do, and start nothing.

    Raises:
        Invalid: the pipeline has no place for what is asked.
        TooLarge: likewise.
    """
    pipeline = reader.pipeline()
    return plan(aws, reader, pipeline, build_input(pipeline, request, caller.name), {})
