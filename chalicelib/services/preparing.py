"""Prepare what is to be started: a refresh, or the resume of an execution."""

from dataclasses import dataclass

from chalicelib.domain import resume_and_repeat
from chalicelib.domain.build_input import LeftOut, build_input, left_out
from chalicelib.domain.execution import Execution
from chalicelib.domain.execution_input import ExecutionInput
from chalicelib.domain.pipeline import Pipeline
from chalicelib.domain.request import NOTHING, Inheritance, RefreshRequest
from chalicelib.errors import FieldProblem, Invalid, NotFound
from chalicelib.services.repository import ExecutionRepository


@dataclass(frozen=True)
class PreparedRefresh:
    """A refresh that can be planned or started: an input that was built from the pipeline.

    `left_out` is what the request inherits for steps that neither run nor are completed. `resumes`
    is the execution that it resumes, if it resumes one.
    """

    pipeline: Pipeline
    input: ExecutionInput
    left_out: tuple[LeftOut, ...] = ()
    resumes: Execution | None = None


def prepare_refresh(
    executions: ExecutionRepository, request: RefreshRequest, requested_by: str
) -> PreparedRefresh:
    """Return the refresh that the request asks for.

    Raises:
        Invalid: the pipeline has no place for what is requested, or `like` names no execution.
        TooLarge: the input would not fit into the state machine's state.
    """
    pipeline = executions.pipeline()
    inherited = NOTHING
    if request.like is not None:
        try:
            earlier = executions.get(request.like)
        except NotFound as exc:
            raise Invalid([FieldProblem("/like", str(exc))]) from exc
        inherited = resume_and_repeat.repeat(pipeline, earlier, request)
    return _prepared(pipeline, request, inherited, requested_by)


def prepare_resume(
    executions: ExecutionRepository, name: str, request: RefreshRequest, requested_by: str
) -> PreparedRefresh:
    """Return the refresh that runs what an execution left undone.

    Raises:
        NotFound: no execution has this name.
        Conflict: nothing of the execution can be resumed.
        Invalid: the pipeline has no place for the overrides.
        TooLarge: the input would not fit into the state machine's state.
    """
    pipeline = executions.pipeline()
    executions.invalidate()
    earlier = executions.current(name)
    inherited = resume_and_repeat.resume(pipeline, earlier, request)
    return _prepared(pipeline, request, inherited, requested_by, earlier)


def _prepared(
    pipeline: Pipeline,
    request: RefreshRequest,
    inherited: Inheritance,
    requested_by: str,
    resumes: Execution | None = None,
) -> PreparedRefresh:
    built = build_input(pipeline, request, inherited, requested_by)
    dropped = left_out(pipeline, request, inherited, built.skip)
    return PreparedRefresh(pipeline, built, dropped, resumes)
