"""Corrections of moto's Step Functions: errors, which moto treats too leniently."""

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


WILDCARDS_EXCLUDE_TERMINAL_ERRORS = Fix(
    name="wildcards_exclude_terminal_errors",
    service="Step Functions",
    moto="`States.ALL` retries and catches `States.Runtime` and `States.DataLimitExceeded`.",
    aws="`States.ALL` matches neither: both end the execution.",
    docs=f"{GUIDE}/concepts-error-handling.html",
    replacements=(
        Replacement(
            f"{ERROR_NAMES}.error_equals_decl:ErrorEqualsDecl", "_eval_body", _error_equals
        ),
    ),
)


def _failure_event(original: Callable[..., None]) -> Callable[..., None]:
    def initialise(self: FailureEvent, *args: Any, **kwargs: Any) -> None:
        original(self, *args, **kwargs)
        for details in (self.event_details or {}).values():
            if details.get("cause"):
                details["cause"] = details["cause"][:MAX_CAUSE_CHARACTERS]

    return initialise


CAUSES_ARE_TRUNCATED = Fix(
    name="causes_are_truncated",
    service="Step Functions",
    moto="A cause can have any length.",
    aws="A cause has at most 32,768 characters: a longer JobRun is truncated, and invalid JSON.",
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
            raise ValueError("The input of States.StringToJson is not valid JSON")
        original(self, env)

    return read


BLANK_TEXT_IS_INVALID_JSON = Fix(
    name="blank_text_is_invalid_json",
    service="Step Functions",
    moto="`States.StringToJson` returns null for a blank text.",
    aws="`States.StringToJson` fails for a blank text, as for any invalid JSON.",
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
    moto="If a branch of a Parallel or Map state fails with a `States.…` error, its cause is lost.",
    aws="The state fails with the error and the cause of its branch.",
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
                # moto turns an exception that is not the service's into States.Runtime.
                raise TypeError(
                    f"The Parameters '{json.dumps(normalised_parameters)}' could not be used to "
                    f"start the Task: [The value for the field '{name}' must be a STRING]"
                )
        original(self, env, resource_runtime_part, normalised_parameters, state_credentials)

    return call


GLUE_ARGUMENTS_ARE_TEXTS = Fix(
    name="glue_arguments_are_texts",
    service="Step Functions",
    moto="`glue:startJobRun` accepts numbers and objects as arguments.",
    aws="A job's arguments must be texts. Any other type ends the execution: `States.Runtime`.",
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
    GLUE_ARGUMENTS_ARE_TEXTS,
    BRANCHES_KEEP_THEIR_ERROR,
    WILDCARDS_EXCLUDE_TERMINAL_ERRORS,
    CAUSES_ARE_TRUNCATED,
    BLANK_TEXT_IS_INVALID_JSON,
)
