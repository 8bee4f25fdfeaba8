"""Start a refresh, or say what starting it would do."""

from dataclasses import replace
from datetime import datetime

from chalicelib.domain.refresh import RefreshRequest, build_input, not_taken_over
from chalicelib.domain.repeating import like_request
from chalicelib.errors import FieldProblem, Invalid, NotFound
from chalicelib.services.launching import Caller, Launch, Started, launch
from chalicelib.services.planning import Plan, Prepared, plan
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
    ready = _prepare(reader, request, caller)
    asked = Launch(ready.pipeline, ready.document, "manual", caller.key)
    return replace(launch(aws, reader, asked, now), left_out=ready.left_out)


def plan_refresh(
    aws: Aws, reader: ExecutionReader, request: RefreshRequest, caller: Caller
) -> Plan:
    """Return what `start_refresh` would do, and start nothing.

    Raises:
        Invalid: the pipeline has no place for what is asked.
        TooLarge: likewise.
    """
    return plan(aws, reader, _prepare(reader, request, caller), {})


def _prepare(reader: ExecutionReader, request: RefreshRequest, caller: Caller) -> Prepared:
    pipeline = reader.pipeline()
    if request.like is not None:
        try:
            facts = reader.execution(request.like).facts
        except NotFound as exc:
            raise Invalid([FieldProblem("/like", str(exc))]) from exc
        request = like_request(pipeline, facts, request)
    document = build_input(pipeline, request, caller.name)
    return Prepared(pipeline, document, not_taken_over(pipeline, request))
