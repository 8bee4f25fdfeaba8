"""Go on where an execution failed, or say what that would do."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from chalicelib.domain.execution import Execution
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.refresh import Origin, build_input
from chalicelib.domain.resume import resume_request
from chalicelib.services.launching import Caller, Launch, Started, launch
from chalicelib.services.planning import Plan, plan
from chalicelib.services.ports import Aws
from chalicelib.services.reader import ExecutionReader


@dataclass(frozen=True)
class ResumeRequest:
    """What a caller asks for."""

    name: str
    overrides: Mapping[str, Mapping[str, str]]
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
    pipeline, document, _ = _prepare(reader, request, caller)
    return launch(aws, reader, Launch(pipeline, document, "resume", caller.key), now)


def plan_resume(aws: Aws, reader: ExecutionReader, request: ResumeRequest, caller: Caller) -> Plan:
    """Return what `resume_execution` would do, and start nothing.

    Raises:
        NotFound: there is no such execution.
        Conflict: it has nothing to resume.
        Invalid: the overrides have no place in what would run.
    """
    pipeline, document, execution = _prepare(reader, request, caller)
    statuses = {step.key: step.status for step in execution.steps}
    return plan(aws, reader, pipeline, document, statuses)


def _prepare(
    reader: ExecutionReader, request: ResumeRequest, caller: Caller
) -> tuple[Pipeline, dict[str, Any], Execution]:
    pipeline = reader.pipeline()
    reader.forget_live(request.name)
    execution = reader.execution(request.name)
    resumption = resume_request(pipeline, execution, request.overrides, request.reason)
    origin = Origin("resume", resumption.resumed_from, resumption.completed_in)
    document = build_input(pipeline, resumption.request, caller.name, origin)
    return pipeline, document, execution
