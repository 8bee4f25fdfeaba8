"""Where moto is kinder than Step Functions to what fails."""

from collections.abc import Callable
from typing import Any

from moto.stepfunctions.parser.asl.component.common.error_name.error_equals_decl import (
    ErrorEqualsDecl,
)
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent
from moto.stepfunctions.parser.asl.component.intrinsic.function.statesfunction.json_manipulation.string_to_json import (  # noqa: E501
    StringToJson,
)
from moto.stepfunctions.parser.asl.eval.environment import Environment

from local.emulator.declaring import Fix, Replacement
from local.emulator.running import GUIDE

NEVER_CAUGHT = ("States.Runtime", "States.DataLimitExceeded")
WILDCARDS = {"States.ALL", "States.TaskFailed"}
MAX_CAUSE_CHARACTERS = 32_768

COMPONENT = "moto.stepfunctions.parser.asl.component"
ERROR_NAMES = f"{COMPONENT}.common.error_name"


def _error_equals(
    original: Callable[[ErrorEqualsDecl, Environment], None],
) -> Callable[[ErrorEqualsDecl, Environment], None]:
    def matches(self: ErrorEqualsDecl, env: Environment) -> None:
        error = env.stack[-1]
        names = {name.error_name for name in self.error_names}
        if error and error.error_name in NEVER_CAUGHT and names <= WILDCARDS:
            env.stack[-1] = False
        else:
            original(self, env)

    return matches


WILDCARDS_LEAVE_OUT_WHAT_IS_TERMINAL = Fix(
    name="wildcards_leave_out_what_is_terminal",
    service="Step Functions",
    moto="`States.ALL` retries and catches `States.Runtime` and `States.DataLimitExceeded`.",
    aws="It matches neither: they end the execution.",
    docs=f"{GUIDE}/concepts-error-handling.html",
    replacements=(
        Replacement(
            f"{ERROR_NAMES}.error_equals_decl:ErrorEqualsDecl", "_eval_body", _error_equals
        ),
    ),
)


def _failure_event(original: Callable[..., None]) -> Callable[..., None]:
    def initialise(self: FailureEvent, *given: Any, **named: Any) -> None:
        original(self, *given, **named)
        for details in (self.event_details or {}).values():
            if details.get("cause"):
                details["cause"] = details["cause"][:MAX_CAUSE_CHARACTERS]

    return initialise


CAUSES_ARE_CUT_OFF = Fix(
    name="causes_are_cut_off",
    service="Step Functions",
    moto="A cause may be of any length.",
    aws="It has 32,768 characters at most: a JobRun that is longer is cut off, and no JSON.",
    docs="https://docs.aws.amazon.com/step-functions/latest/apireference/API_TaskFailedEventDetails.html",
    replacements=(
        Replacement(f"{ERROR_NAMES}.failure_event:FailureEvent", "__init__", _failure_event),
    ),
)


def _string_to_json(
    original: Callable[[StringToJson, Environment], None],
) -> Callable[[StringToJson, Environment], None]:
    def read(self: StringToJson, env: Environment) -> None:
        self.argument_list.eval(env=env)
        (text,) = env.stack[-1]
        env.stack.pop()
        if not text.strip():
            raise ValueError("States.StringToJson was given no JSON")
        original(self, env)

    return read


BLANK_TEXT_IS_NO_JSON = Fix(
    name="blank_text_is_no_json",
    service="Step Functions",
    moto="`States.StringToJson` makes null of a blank text.",
    aws="It fails, as with all that is no JSON.",
    docs=f"{GUIDE}/intrinsic-functions.html",
    replacements=(
        Replacement(
            f"{COMPONENT}.intrinsic.function.statesfunction.json_manipulation.string_to_json"
            ":StringToJson",
            "_eval_body",
            _string_to_json,
        ),
    ),
)

FIXES = (WILDCARDS_LEAVE_OUT_WHAT_IS_TERMINAL, CAUSES_ARE_CUT_OFF, BLANK_TEXT_IS_NO_JSON)
