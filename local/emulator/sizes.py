"""Corrections of moto's Step Functions: the size of the data that states pass on."""

import json
from collections.abc import Callable
from typing import Any

from moto.stepfunctions.parser.api import HistoryEventType, TaskFailedEventDetails
from moto.stepfunctions.parser.asl.component.common.error_name.failure_event import (
    FailureEvent,
    FailureEventException,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name import (
    StatesErrorName,
)
from moto.stepfunctions.parser.asl.component.common.error_name.states_error_name_type import (
    StatesErrorNameType,
)
from moto.stepfunctions.parser.asl.component.state.exec.state_task.state_task import StateTask
from moto.stepfunctions.parser.asl.eval.environment import Environment
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails

from local.emulator.declaring import Fix, Replacement
from local.emulator.loading import TASKS
from local.emulator.running import GUIDE, STATES

MAX_STATE_BYTES = 256 * 1024
TOO_LARGE = StatesErrorNameType.StatesStatesDataLimitExceeded


def _is_within_size_quota(_: Any) -> Callable[[Any], bool]:
    return _fits


def _fits(value: Any) -> bool:
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=str)
    return len(text.encode("utf-8", "surrogatepass")) <= MAX_STATE_BYTES


DATA_IS_MEASURED_IN_UTF_8 = Fix(
    name="data_is_measured_in_utf_8",
    service="Step Functions",
    moto=(
        "For the limit of 256 KiB, a letter outside ASCII counts as 6 or 12 bytes, and the JSON "
        "has spaces."
    ),
    aws="The limit is for JSON in UTF-8, in which a letter has at most 4 bytes.",
    docs=f"{GUIDE}/service-quotas.html",
    replacements=tuple(
        Replacement(module, "is_within_size_quota", _is_within_size_quota)
        for module in (f"{STATES}.state", f"{TASKS}.state_task_service")
    ),
)


def _eval_parameters(
    original: Callable[[StateTask, Environment], dict[str, Any]],
) -> Callable[[StateTask, Environment], dict[str, Any]]:
    def evaluate(self: StateTask, env: Environment) -> dict[str, Any]:
        parameters = original(self, env)
        if not _fits(parameters):
            cause = f"The parameters of the state '{self.name}' are too large."
            details = TaskFailedEventDetails(error=TOO_LARGE.to_name(), cause=cause)
            raise FailureEventException(
                FailureEvent(
                    env=env,
                    error_name=StatesErrorName(TOO_LARGE),
                    event_type=HistoryEventType.TaskFailed,
                    event_details=EventDetails(taskFailedEventDetails=details),
                )
            )
        return parameters

    return evaluate


PARAMETERS_HAVE_A_LIMIT = Fix(
    name="parameters_have_a_limit",
    service="Step Functions",
    moto="The parameters of a task can have any size.",
    aws="Parameters above 256 KiB are a `States.DataLimitExceeded`.",
    docs=f"{GUIDE}/concepts-error-handling.html",
    replacements=(
        Replacement(
            f"{STATES}.exec.state_task.state_task:StateTask", "_eval_parameters", _eval_parameters
        ),
    ),
)

FIXES = (DATA_IS_MEASURED_IN_UTF_8, PARAMETERS_HAVE_A_LIMIT)
