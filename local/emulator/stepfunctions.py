"""Corrections of moto's Step Functions: its API."""

from collections.abc import Callable
from threading import Lock
from typing import Any
from uuid import uuid4

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
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
    aws="The execution keeps both.",
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
    moto="DescribeExecution omits the `stopDate` of an execution that timed out.",
    aws="Every execution that has ended has a `stopDate`.",
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
    moto="DescribeStateMachineForExecution returns the current definition, and no `updateDate`.",
    aws="It returns the definition that the execution runs, with the `updateDate` of that one.",
    docs=f"{REFERENCE}/API_DescribeStateMachineForExecution.html",
    replacements=(
        Replacement(
            RESPONSES,
            "describe_state_machine_for_execution",
            _describe_state_machine_for_execution,
        ),
    ),
)


PROVIDER_CALLS_ARE_ANSWERED = Fix(
    name="provider_calls_are_answered",
    service="Step Functions",
    moto=(
        "ValidateStateMachineDefinition and ListStateMachineVersions are missing. Terraform's AWS "
        "provider calls both, and repeats the first until it is answered."
    ),
    aws="AWS answers both.",
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
    def start_execution(self: Any, machine_arn: str, name: str | None, text: str) -> Execution:
        with _starts:
            return original(self, machine_arn, name or str(uuid4()), text)

    return start_execution


EXECUTION_NAMES_ARE_UNIQUE = Fix(
    name="execution_names_are_unique",
    service="Step Functions",
    moto=(
        "If several StartExecutions have the same name at the same time, more than one can start "
        "an execution. An execution without a name is called None."
    ),
    aws=(
        "One starts an execution. Those with the same input get the same answer. An execution "
        "without a name gets a UUID."
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


FIXES = (
    EXECUTION_NAMES_ARE_UNIQUE,
    STOP_KEEPS_ERROR_AND_CAUSE,
    TIMED_OUT_HAS_A_STOP_DATE,
    EXECUTION_KEEPS_ITS_DEFINITION,
    PROVIDER_CALLS_ARE_ANSWERED,
)
