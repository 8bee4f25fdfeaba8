"""Corrections of moto's Step Functions: the start of an execution."""

from collections.abc import Callable
from typing import Any

from moto.stepfunctions.parser.api import (
    ExecutionStartedEventDetails,
    ExecutionStatus,
    HistoryEventExecutionDataDetails,
    HistoryEventType,
)
from moto.stepfunctions.parser.asl.eval.event.event_detail import EventDetails
from moto.stepfunctions.parser.asl.eval.program_state import ProgramRunning
from moto.stepfunctions.parser.asl.utils.encoding import to_json_str
from moto.stepfunctions.parser.backend.execution import Execution
from moto.stepfunctions.parser.backend.execution_worker import ExecutionWorker

from local.emulator.declaring import Fix, Replacement

_PACKAGE = "moto.stepfunctions.parser.backend"


def _execution(original: Callable[..., None]) -> Callable[..., None]:
    # moto lists an execution as soon as it is made, and calls its `start` later.
    def init(self: Execution, *given: Any, **named: Any) -> None:
        original(self, *given, **named)
        self.exec_worker = self._get_start_execution_worker()
        self.exec_status = ExecutionStatus.RUNNING

    return init


def _start(_: Any) -> Callable[[Execution], None]:
    def start(self: Execution) -> None:
        self.exec_worker.start()

    return start


def _worker(original: Callable[..., None]) -> Callable[..., None]:
    # moto does this later, at the beginning of `_execution_logic`, in the execution's thread.
    def init(self: ExecutionWorker, *given: Any, **named: Any) -> None:
        original(self, *given, **named)
        details = self._evaluation_details
        self.env = self._get_evaluation_environment()
        self.env._program_state = ProgramRunning()
        self.env.event_manager.add_event(
            context=self.env.event_history_context,
            event_type=HistoryEventType.ExecutionStarted,
            event_details=EventDetails(
                executionStartedEventDetails=ExecutionStartedEventDetails(
                    input=to_json_str(details.execution_details.inpt),
                    inputDetails=HistoryEventExecutionDataDetails(truncated=False),
                    roleArn=details.aws_execution_details.role_arn,
                )
            ),
            update_source_event_id=False,
        )

    return init


def _execution_logic(_: Any) -> Callable[[ExecutionWorker], None]:
    def run(self: ExecutionWorker) -> None:
        self._get_evaluation_entrypoint().eval(self.env)
        self._execution_communication.terminated()

    return run


EXECUTIONS_RUN_FROM_THEIR_START = Fix(
    name="executions_run_from_their_start",
    service="Step Functions",
    moto=(
        "Until its thread runs, an execution has no status and no events. A list that contains it "
        "is a server error. StopExecution fails, or does nothing."
    ),
    aws="From its start, an execution is running and has its first event.",
    docs="https://docs.aws.amazon.com/step-functions/latest/apireference/API_StartExecution.html",
    replacements=(
        Replacement(f"{_PACKAGE}.execution:Execution", "__init__", _execution),
        Replacement(f"{_PACKAGE}.execution:Execution", "start", _start),
        Replacement(f"{_PACKAGE}.execution_worker:ExecutionWorker", "__init__", _worker),
        Replacement(
            f"{_PACKAGE}.execution_worker:ExecutionWorker", "_execution_logic", _execution_logic
        ),
    ),
)

FIXES = (EXECUTIONS_RUN_FROM_THEIR_START,)
