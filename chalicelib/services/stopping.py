"""Stop a refresh."""

from chalicelib.domain.execution import Execution
from chalicelib.errors import Conflict
from chalicelib.services.ports import StateMachine
from chalicelib.services.reader import ExecutionReader

ERROR = "StoppedByOperator"
ABORTED = "ABORTED"


def stop_execution(
    reader: ExecutionReader,
    state_machine: StateMachine,
    name: str,
    stopped_by: str,
    reason: str | None,
) -> Execution:
    """Stop a running execution and return it as Step Functions then tells it.

    Who stopped it and why become the execution's cause.

    Raises:
        NotFound: there is no such execution.
        Conflict: it has ended.
    """
    reader.forget_live()
    execution = reader.execution(name)
    if execution.facts.ended:
        raise Conflict(f"{name} cannot be stopped: it has ended as {execution.facts.status}")
    cause = f"stopped by {stopped_by}" + (f": {reason}" if reason else "")
    state_machine.stop(name, ERROR, cause)
    reader.forget_live()
    stopped = reader.execution(name)
    if stopped.facts.ended and stopped.facts.status != ABORTED:
        raise Conflict(f"{name} was not stopped: it had just ended as {stopped.facts.status}")
    return stopped
