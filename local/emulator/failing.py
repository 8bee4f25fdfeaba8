"""Where moto is kinder than Step Functions to what fails."""

import json
from collections.abc import Callable
from typing import Any

from moto.stepfunctions.parser.asl.component.common.error_name.custom_error_name import (
    CustomErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.error_equals_decl import (
    ErrorEqualsDecl,
)
from moto.stepfunctions.parser.asl.component.common.error_name.error_name import ErrorName
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import FailureEvent
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import (
    StatesErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import (
    StatesErrorNameType,
)
from moto.stepfunctions.parser.asl.component.intrinsic.function.statesfunction.json_manipulation.string_to_json import (  # noqa: E501
    StringToJson,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.credentials import (
    StateCredentials,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.resource import (
    ResourceRuntimePart,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.service.state_task_service_glue import (  # noqa: E501
    StateTaskServiceGlue,
)
from moto.stepfunctions.parser.asl.eval.environment import Environment

from local.emulator.declaring import Fix, Replacement
from local.emulator.loading import TASKS
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


def _error_name(original: type[CustomErrorName]) -> Callable[[str | None], ErrorName]:
    def named(error_name: str | None) -> ErrorName:
        if error_name and error_name.startswith("States."):
            return StatesErrorName(StatesErrorNameType.from_name(error_name))
        return original(error_name=error_name)

    return named


BRANCHES_KEEP_THEIR_ERROR = Fix(
    name="branches_keep_their_error",
    service="Step Functions",
    moto="A Parallel or Map state whose branch ends with an error of Step Functions' own is lost.",
    aws="It fails with its branch's error and cause.",
    docs=f"{GUIDE}/state-parallel.html",
    replacements=tuple(
        Replacement(f"{COMPONENT}.state.exec.{module}", "CustomErrorName", _error_name)
        for module in ("state_parallel.branches_decl", "state_map.iteration.iteration_worker")
    ),
)


def _eval_service_task(original: Callable[..., None]) -> Callable[..., None]:
    def call(
        self: StateTaskServiceGlue,
        env: Environment,
        resource_runtime_part: ResourceRuntimePart,
        normalised_parameters: dict[str, Any],
        state_credentials: StateCredentials,
    ) -> None:
        for name, value in (normalised_parameters.get("Arguments") or {}).items():
            if not isinstance(value, str):
                # What is no failure of the service's becomes States.Runtime.
                raise TypeError(
                    f"The Parameters '{json.dumps(normalised_parameters)}' could not be used to "
                    f"start the Task: [The value for the field '{name}' must be a STRING]"
                )
        original(self, env, resource_runtime_part, normalised_parameters, state_credentials)

    return call


GLUE_TAKES_TEXTS = Fix(
    name="glue_takes_texts",
    service="Step Functions",
    moto="`glue:startJobRun` takes numbers and objects for arguments.",
    aws="A job's arguments are texts: with others the execution ends with `States.Runtime`.",
    docs="https://docs.aws.amazon.com/glue/latest/webapi/API_StartJobRun.html",
    replacements=(
        Replacement(
            f"{TASKS}.state_task_service_glue:StateTaskServiceGlue",
            "_eval_service_task",
            _eval_service_task,
        ),
    ),
)

FIXES = (
    GLUE_TAKES_TEXTS,
    BRANCHES_KEEP_THEIR_ERROR,
    WILDCARDS_LEAVE_OUT_WHAT_IS_TERMINAL,
    CAUSES_ARE_CUT_OFF,
    BLANK_TEXT_IS_NO_JSON,
)
