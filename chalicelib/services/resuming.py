"""Go on where an execution failed, or say what that would do."""

from dataclasses import dataclass, replace
from datetime import datetime

from chalicelib.domain.execution import Execution
from chalicelib.domain.inheriting import Given
from chalicelib.domain.refresh import Origin, build_input, not_taken_over
from chalicelib.domain.resume import resume_request
from chalicelib.services.launching import Caller, Launch, Started, launch
from chalicelib.services.planning import Plan, Prepared, plan
from chalicelib.services.ports import Aws
from chalicelib.services.reader import ExecutionReader


@dataclass(frozen=True)
class ResumeRequest:
    """What a caller asks for."""

    name: str
    overrides: Given
    reason: str | None


def resume_execution(
    aws: Aws, reader: ExecutionReader, request: ResumeRequest, caller: Caller, now: datetime
) -> Started:
    """Start an execution of what did not succeed, once it holds the lock. `now` is in UTC.

    Raises:
        NotFound: there is no such execution.
        Conflict: it has nothing to resume, or a Glue run goes on that an earlier execution left.
        Invalid: the overrides have no place in what would run, or it is sure to fail.
        AlreadyRunning: another refresh runs.
    """
    ready, _ = _prepare(reader, request, caller)
    asked = Launch(ready.pipeline, ready.document, "resume", caller.key)
    return replace(launch(aws, reader, asked, now), left_out=ready.left_out)


def plan_resume(aws: Aws, reader: ExecutionReader, request: ResumeRequest, caller: Caller) -> Plan:
    """Return what `resume_execution` would do, and start nothing.

    Raises:
        NotFound: there is no such execution.
        Conflict: it has nothing to resume.
        Invalid: the overrides have no place in what would run.
    """
    ready, execution = _prepare(reader, request, caller)
    statuses = {step.key: step.status for step in execution.steps}
    return plan(aws, reader, ready, statuses)


def _prepare(
    reader: ExecutionReader, request: ResumeRequest, caller: Caller
) -> tuple[Prepared, Execution]:
    pipeline = reader.pipeline()
    reader.forget_live(request.name)
    execution = reader.execution(request.name)
    resumption = resume_request(pipeline, execution, request.overrides, request.reason)
    origin = Origin("resume", resumption.resumed_from, resumption.completed_in)
    document = build_input(pipeline, resumption.request, caller.name, origin)
    # What a step that is done had inherited has had its effect.
    left_out = not_taken_over(pipeline, resumption.request, resumption.completed_in)
    return Prepared(pipeline, document, left_out), execution
