"""Where moto's EventBridge is not like AWS's."""

from collections.abc import Callable

from moto.stepfunctions.parser.backend.execution import BaseExecutionWorkerCommunication

from local.emulator.declaring import Fix, Replacement
from local.emulator.events import tell_end

Terminated = Callable[[BaseExecutionWorkerCommunication], None]


def _terminated(original: Terminated) -> Terminated:
    def terminated(self: BaseExecutionWorkerCommunication) -> None:
        original(self)
        tell_end(self.execution)

    return terminated


EXECUTIONS_TELL_THEIR_END = Fix(
    name="executions_tell_their_end",
    service="EventBridge",
    moto="An execution emits no event, and a rule starts no state machine.",
    aws=(
        "Rules match the status changes of executions, and start state machines, by a role. The "
        "event has no error and no cause where the execution timed out, and no input that is too "
        "large for it."
    ),
    docs="https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html",
    replacements=(
        Replacement(
            "moto.stepfunctions.parser.backend.execution:BaseExecutionWorkerCommunication",
            "terminated",
            _terminated,
        ),
    ),
)

FIXES = (EXECUTIONS_TELL_THEIR_END,)
