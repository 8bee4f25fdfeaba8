"""Corrections of moto's Step Functions: the run of a state machine."""

from collections.abc import Callable
from datetime import datetime, timezone
from threading import Thread
from typing import Any

from moto.stepfunctions.parser.asl.component.program.program import Program
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.evaluation_details import ExecutionDetails
from moto.stepfunctions.parser.backend.execution import Execution
from moto.stepfunctions.parser.utils import TMP_THREADS

from local.emulator.declaring import Fix, Replacement

GUIDE = "https://docs.aws.amazon.com/step-functions/latest/dg"
STATES = "moto.stepfunctions.parser.asl.component.state"


def _get_start_execution_details(
    original: Callable[[Execution], ExecutionDetails],
) -> Callable[[Execution], ExecutionDetails]:
    def details(self: Execution) -> ExecutionDetails:
        found = original(self)
        found.start_time = as_text(self.start_date)
        return found

    return details


def as_text(moment: datetime) -> str:
    """Return a time in Step Functions' format and UTC, such as 2026-11-01T02:00:00.123Z."""
    return moment.astimezone(timezone.utc).isoformat(timespec="milliseconds")[:-6] + "Z"


CONTEXT_IS_JSON = Fix(
    name="context_is_json",
    service="Step Functions",
    moto="`$$.Execution.StartTime` is not text. A state that uses it fails with `States.Runtime`.",
    aws="`$$.Execution.StartTime` is text.",
    docs=f"{GUIDE}/input-output-contextobject.html",
    replacements=(
        Replacement(
            "moto.stepfunctions.parser.backend.execution:Execution",
            "get_start_execution_details",
            _get_start_execution_details,
        ),
    ),
)


def _state_data(_: Any) -> Callable[..., dict[str, str]]:
    def entered(EnteredTime: str, Name: str) -> dict[str, str]:  # noqa: N803 - moto's names
        return {"EnteredTime": as_text(datetime.fromisoformat(EnteredTime)), "Name": Name}

    return entered


ENTERED_TIME_IS_LIKE_START_TIME = Fix(
    name="entered_time_is_like_start_time",
    service="Step Functions",
    moto="`$$.State.EnteredTime` has microseconds and `+00:00`.",
    aws="`$$.State.EnteredTime` has milliseconds and a `Z`, as `$$.Execution.StartTime` has.",
    docs=f"{GUIDE}/input-output-contextobject.html",
    replacements=(Replacement(f"{STATES}.state", "StateData", _state_data),),
)


def _string_to_timestamp(_: Any) -> Any:
    def read(string: str) -> datetime | None:
        try:
            moment = datetime.fromisoformat(string)
        except (TypeError, ValueError):
            return None
        return moment if moment.tzinfo else None

    return staticmethod(read)


TIMES_ARE_COMPARED_WITH_THEIR_FRACTIONS = Fix(
    name="times_are_compared_with_their_fractions",
    service="Step Functions",
    moto="A Choice accepts no time with a fraction of a second, such as `$$.State.EnteredTime`.",
    aws="A time may have a fraction of a second.",
    docs=f"{GUIDE}/state-choice.html",
    replacements=(
        Replacement(
            f"{STATES}.choice.comparison.operator.implementations.is_operator:IsTimestamp",
            "string_to_timestamp",
            _string_to_timestamp,
        ),
    ),
)


def _eval(_: Any) -> Callable[[Program, Environment], None]:
    """Return moto's `Program.eval`, except for a program that is stopped before its first state.

    moto then raises an error in a thread where nobody catches it, or skips what ends the program.
    """

    def run(self: Program, env: Environment) -> None:
        with env._state_mutex:
            # Without a state, nothing has begun.
            if env.program_state() is None or env.is_running():
                env.next_state_name = self.start_at.start_at_name
                env.next_field_name = self._field_name()
        states = Thread(target=self._eval_body, args=(env,), daemon=True)
        TMP_THREADS.append(states)
        states.start()
        states.join(self.timeout_seconds.timeout_seconds if self.timeout_seconds else None)
        if states.is_alive():
            env.set_timed_out()

    return run


STOP_REACHES_WHAT_IS_STARTING = Fix(
    name="stop_reaches_what_is_starting",
    service="Step Functions",
    moto=(
        "If an execution is stopped before its first state, or before the first state of a branch, "
        "it never ends or lacks its last event."
    ),
    aws="The execution ends as ABORTED, and its last event says so.",
    docs="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html",
    replacements=(
        Replacement(
            "moto.stepfunctions.parser.asl.component.program.program:Program", "eval", _eval
        ),
    ),
)


def _set_error(
    original: Callable[[Environment, Any], None],
) -> Callable[[Environment, Any], None]:
    def set_error(self: Environment, error: Any) -> None:
        with self._state_mutex:
            if self.is_running():
                original(self, error)

    return set_error


STOPPED_EXECUTIONS_DO_NOT_FAIL = Fix(
    name="stopped_executions_do_not_fail",
    service="Step Functions",
    moto="If a task fails while its execution is stopped, the execution becomes FAILED.",
    aws="The execution stays ABORTED.",
    docs="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StopExecution.html",
    replacements=(
        Replacement(
            "moto.stepfunctions.parser.asl.eval.environment:Environment", "set_error", _set_error
        ),
    ),
)

FIXES = (
    CONTEXT_IS_JSON,
    ENTERED_TIME_IS_LIKE_START_TIME,
    TIMES_ARE_COMPARED_WITH_THEIR_FRACTIONS,
    STOP_REACHES_WHAT_IS_STARTING,
    STOPPED_EXECUTIONS_DO_NOT_FAIL,
)
