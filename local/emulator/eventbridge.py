"""Corrections of moto's EventBridge."""

from collections.abc import Callable

from moto.stepfunctions.parser.backend.execution import BaseExecutionWorkerCommunication

from local.emulator.declaring import Fix, Replacement
from local.emulator.events import emit_status_change

Terminated = Callable[[BaseExecutionWorkerCommunication], None]


def _terminated(original: Terminated) -> Terminated:
    def terminated(self: BaseExecutionWorkerCommunication) -> None:
        original(self)
        emit_status_change(self.execution)

    return terminated


EXECUTIONS_EMIT_THEIR_END = Fix(
    name="executions_emit_their_end",
    service="EventBridge",
    moto="An execution emits no event, and a rule starts no state machine.",
    aws=(
        "An execution emits its status changes. A rule that matches one starts the state machines "
        "that are its targets and have a role. The event of a timeout has no error and no cause. "
        "An event has no input if the input is too large."
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

FIXES = (EXECUTIONS_EMIT_THEIR_END,)
