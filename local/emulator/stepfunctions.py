"""Where the API of moto's Step Functions is not like AWS's."""

from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any
from uuid import uuid4

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.stepfunctions.exceptions import ValidationException
from moto.stepfunctions.models import StateMachine
from moto.stepfunctions.parser.api import ExecutionStatus
from moto.stepfunctions.parser.asl.eval.program_state import ProgramStopped
from moto.stepfunctions.parser.backend.execution import (
    BaseExecutionWorkerCommunication,
    Execution,
)
from moto.stepfunctions.responses import StepFunctionResponse

from local.emulator.declaring import Fix, Replacement

Action = Callable[[StepFunctionResponse], ActionResult]
Reflect = Callable[[BaseExecutionWorkerCommunication], None]

RESPONSES = "moto.stepfunctions.responses:StepFunctionResponse"
REFERENCE = "https://docs.aws.amazon.com/step-functions/latest/apireference"


def _stop_execution(_: Action) -> Action:
    def stop_execution(self: StepFunctionResponse) -> ActionResult:
        execution = self.stepfunction_backend.describe_execution(self._get_param("executionArn"))
        now = utcnow()
        execution.stop(
            stop_date=now, error=self._get_param("error"), cause=self._get_param("cause")
        )
        return ActionResult({"stopDate": now})

    return stop_execution


def _reflect_execution_status(original: Reflect) -> Reflect:
    def reflect(self: BaseExecutionWorkerCommunication) -> None:
        original(self)
        state = self.execution.exec_worker.env.program_state()
        if isinstance(state, ProgramStopped):
            self.execution.error = state.error
            self.execution.cause = state.cause

    return reflect


STOP_KEEPS_ERROR_AND_CAUSE = Fix(
    name="stop_keeps_error_and_cause",
    service="Step Functions",
    moto="StopExecution drops its `error` and `cause`.",
    aws="They are kept with the execution.",
    docs=f"{REFERENCE}/API_StopExecution.html",
    replacements=(
        Replacement(RESPONSES, "stop_execution", _stop_execution),
        Replacement(
            "moto.stepfunctions.parser.backend.execution:BaseExecutionWorkerCommunication",
            "_reflect_execution_status",
            _reflect_execution_status,
        ),
    ),
)


def _describe_execution(original: Action) -> Action:
    def describe_execution(self: StepFunctionResponse) -> ActionResult:
        answer = original(self)
        execution = self.stepfunction_backend.describe_execution(self._get_param("executionArn"))
        if execution.status == ExecutionStatus.TIMED_OUT:
            answer._result["stopDate"] = execution.stop_date
        return answer

    return describe_execution


TIMED_OUT_HAS_A_STOP_DATE = Fix(
    name="timed_out_has_a_stop_date",
    service="Step Functions",
    moto="DescribeExecution leaves out `stopDate` where the execution timed out.",
    aws="Every execution that has ended has one.",
    docs=f"{REFERENCE}/API_DescribeExecution.html",
    replacements=(Replacement(RESPONSES, "describe_execution", _describe_execution),),
)


def _describe_state_machine_for_execution(_: Action) -> Action:
    def describe(self: StepFunctionResponse) -> ActionResult:
        execution: Execution = self.stepfunction_backend.describe_execution(
            self._get_param("executionArn")
        )
        machine: StateMachine = execution.state_machine
        return ActionResult(
            {
                "stateMachineArn": machine.arn,
                "name": machine.name,
                "definition": machine.definition,
                "roleArn": machine.roleArn,
                "updateDate": machine.update_date,
            }
        )

    return describe


EXECUTION_KEEPS_ITS_DEFINITION = Fix(
    name="execution_keeps_its_definition",
    service="Step Functions",
    moto="DescribeStateMachineForExecution tells the current definition, and no `updateDate`.",
    aws="It tells the one that the execution runs, and since when that was the state machine's.",
    docs=f"{REFERENCE}/API_DescribeStateMachineForExecution.html",
    replacements=(
        Replacement(
            RESPONSES,
            "describe_state_machine_for_execution",
            _describe_state_machine_for_execution,
        ),
    ),
)


WHAT_THE_PROVIDER_ASKS_IS_ANSWERED = Fix(
    name="what_the_provider_asks_is_answered",
    service="Step Functions",
    moto=(
        "ValidateStateMachineDefinition and ListStateMachineVersions are missing. Terraform's AWS "
        "provider calls both, the first again and again until it is answered."
    ),
    aws="Both are answered.",
    docs=f"{REFERENCE}/API_ValidateStateMachineDefinition.html",
    upstream=(
        "https://github.com/getmoto/moto/issues/9141",
        "https://github.com/getmoto/moto/pull/10106",
    ),
    replacements=(
        Replacement(
            RESPONSES,
            "validate_state_machine_definition",
            lambda _: lambda self: ActionResult({"result": "OK", "diagnostics": []}),
        ),
        Replacement(
            RESPONSES,
            "list_state_machine_versions",
            lambda _: lambda self: ActionResult({"stateMachineVersions": []}),
        ),
    ),
)

_starts = Lock()


def _start_execution(original: Callable[..., Execution]) -> Callable[..., Execution]:
    def start_execution(self: Any, machine_arn: str, name: str | None, given: str) -> Execution:
        with _starts:
            return original(self, machine_arn, name or str(uuid4()), given)

    return start_execution


A_NAME_IS_GIVEN_ONCE = Fix(
    name="a_name_is_given_once",
    service="Step Functions",
    moto=(
        "Of several StartExecutions with the same name at once, more than one can succeed; one "
        "without a name is called None."
    ),
    aws=(
        "One does, and those with the same input are answered as it is; one without a name gets a "
        "UUID."
    ),
    docs=f"{REFERENCE}/API_StartExecution.html",
    replacements=(
        Replacement(
            "moto.stepfunctions.parser.models:StepFunctionsParserBackend",
            "start_execution",
            _start_execution,
        ),
    ),
)


def _list_executions(original: Action) -> Action:
    def list_executions(self: StepFunctionResponse) -> ActionResult:
        if self._get_param("stateMachineArn") and self._get_param("statusFilter") == REDRIVABLE:
            raise ValidationException(f"{REDRIVABLE} is a filter for the executions of a map run")
        return original(self)

    return list_executions


REDRIVABLE = "PENDING_REDRIVE"

LISTS_REFUSE_WHAT_CANNOT_BE_FILTERED_BY = Fix(
    name="lists_refuse_what_cannot_be_filtered_by",
    service="Step Functions",
    moto=f"ListExecutions takes the filter {REDRIVABLE} beside a state machine, and lists nothing.",
    aws="It is a ValidationException: only a map run's executions can be filtered by it.",
    docs=f"{REFERENCE}/API_ListExecutions.html",
    replacements=(Replacement(RESPONSES, "list_executions", _list_executions),),
)


def _get_execution_history(original: Action) -> Action:
    def get_execution_history(self: StepFunctionResponse) -> ActionResult:
        events = list(original(self)._result["events"])
        if self._get_param("reverseOrder"):
            events.reverse()
        if self._get_param("includeExecutionData") is False:
            events = [_without_data(event) for event in events]
        first = int(self._get_param("nextToken") or 0)
        last = first + (self._get_param("maxResults") or len(events))
        more = {"nextToken": str(last)} if last < len(events) else {}
        return ActionResult({"events": events[first:last], **more})

    return get_execution_history


def _without_data(event: Mapping[str, Any]) -> dict[str, Any]:
    return {
        name: {inner: value[inner] for inner in value if inner not in ("input", "output")}
        if isinstance(value, dict)
        else value
        for name, value in event.items()
    }


HISTORIES_HAVE_PAGES = Fix(
    name="histories_have_pages",
    service="Step Functions",
    moto=(
        "GetExecutionHistory gives all events, oldest first, with their data, whatever was asked."
    ),
    aws=(
        "It gives so many as were asked for, from the newest on and without input and output where "
        "that was asked, and a token for the rest."
    ),
    docs=f"{REFERENCE}/API_GetExecutionHistory.html",
    replacements=(Replacement(RESPONSES, "get_execution_history", _get_execution_history),),
)

FIXES = (
    A_NAME_IS_GIVEN_ONCE,
    STOP_KEEPS_ERROR_AND_CAUSE,
    TIMED_OUT_HAS_A_STOP_DATE,
    EXECUTION_KEEPS_ITS_DEFINITION,
    WHAT_THE_PROVIDER_ASKS_IS_ANSWERED,
    LISTS_REFUSE_WHAT_CANNOT_BE_FILTERED_BY,
    HISTORIES_HAVE_PAGES,
)
