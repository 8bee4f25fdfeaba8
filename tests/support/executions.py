"""Executions past the API: as Step Functions tells them, and as the emulator here does."""

from copy import copy
from datetime import datetime, timedelta
from threading import Condition
from typing import Any

import boto3
from moto.stepfunctions.parser.api import ExecutionStatus
from moto.stepfunctions.parser.backend.execution import (
    BaseExecutionWorkerCommunication,
    Execution,
)
from moto.stepfunctions.parser.models import stepfunctions_parser_backends

from local.aws import REGION
from local.provisioning import Deployed
from tests.support.waiting import HANG_SECONDS, awaited

ACCOUNT = "123456789012"
# How the names of the state machines end that tell of others.
OUTCOME = "-db-refresh-outcome"

_told: set[str] = set()
_more_are_told = Condition()


def ended(client: Any, execution_arn: str) -> dict[str, Any]:
    """Wait for the end of an execution anywhere, and return what DescribeExecution says of it."""
    return dict(
        awaited(
            lambda: client.describe_execution(executionArn=execution_arn),
            lambda found: found["status"] != "RUNNING",
        )
    )


def ended_here(execution_arn: str) -> dict[str, Any]:
    """Return what DescribeExecution says of an execution of this process once it has ended."""
    wait_for_end(execution_arn)
    return ended(boto3.client("stepfunctions"), execution_arn)


def watch_ends() -> None:
    """Take note from now on of executions of this process that have ended and told so."""
    terminated = BaseExecutionWorkerCommunication.terminated

    def watched(self: BaseExecutionWorkerCommunication) -> None:
        try:
            terminated(self)
        finally:
            with _more_are_told:
                _told.add(self.execution.exec_arn)
                _more_are_told.notify_all()

    BaseExecutionWorkerCommunication.terminated = watched


def wait_for_end(execution_arn: str) -> None:
    """Wait until an execution of this process has ended, and all its notifications are sent."""
    with _more_are_told:
        told = _more_are_told.wait_for(lambda: execution_arn in _told, HANG_SECONDS)
    assert told, f"{execution_arn} has not ended"


def wait_for_all_that_ended() -> None:
    """Wait until the notifications of all executions that have ended are sent."""
    for execution in executions():
        if execution.status != "RUNNING":
            wait_for_end(execution.exec_arn)
    # By now the rules have started what tells of them.
    for execution in executions():
        if execution.state_machine.name.endswith(OUTCOME):
            wait_for_end(execution.exec_arn)


def wait_for_all() -> None:
    """Wait until no execution goes on, and all notifications are sent."""
    # The second time for those that the end of others has started.
    for _ in range(2):
        for execution in executions():
            wait_for_end(execution.exec_arn)


def forget(name: str) -> None:
    """Have Step Functions forget an execution, as it does 90 days after its end."""
    for machine in stepfunctions_parser_backends[ACCOUNT][REGION].state_machines:
        for execution in [found for found in machine.executions if found.name == name]:
            machine.executions.remove(execution)


def multiply(name: str, number: int) -> list[str]:
    """Have so many more executions that went as this one did, a second apart, and return the names.

    They were before it. Nobody is told of their ends, so a test forgets them in the end.
    """
    (original,) = (found for found in executions() if found.name == name)
    machine = original.state_machine
    (machine,) = (
        found
        for found in stepfunctions_parser_backends[ACCOUNT][REGION].state_machines
        if found.arn == machine.arn
    )
    names = []
    for n in range(number):
        other = copy(original)
        other.name = f"{name}-{n:03}"
        other.exec_arn = other.execution_arn = f"{original.exec_arn}-{n:03}"
        earlier = timedelta(seconds=n + 1)
        other.start_date = original.start_date - earlier
        other.stop_date = original.stop_date - earlier
        machine.executions.append(other)
        names.append(other.name)
    return names


def put_status(name: str, status: ExecutionStatus, stopped_at: datetime | None) -> None:
    """Have an execution stand so, as after a redrive."""
    (execution,) = (found for found in executions() if found.name == name)
    execution.exec_status, execution.stop_date = status, stopped_at


def executions() -> list[Execution]:
    """Return the executions of this process, of all its state machines."""
    machines = stepfunctions_parser_backends[ACCOUNT][REGION].state_machines
    return [execution for machine in list(machines) for execution in list(machine.executions)]


def recorded_item(deployed: Deployed, name: str) -> dict[str, Any]:
    """Return what the table of records has of an execution."""
    found: Any = boto3.client("dynamodb").get_item(
        TableName=deployed.records_table_name, Key={"name": {"S": name}}
    )
    return dict(found["Item"])
