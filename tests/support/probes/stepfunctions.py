"""The API of Step Functions."""

import json
from functools import partial
from typing import Any

from botocore.exceptions import ClientError

from tests.support.probes.calls import (
    A_DAY,
    called_before,
    client,
    ended,
    event_types,
    execution_of,
    machine,
    one_succeeds,
    started,
    stop,
)


def execution_names_are_unique() -> bool:
    arn = machine({"Type": "Pass", "End": True})

    def start(document: str) -> Any:
        return client("stepfunctions").start_execution(
            stateMachineArn=arn, name="probe", input=document
        )

    unnamed = client("stepfunctions").start_execution(stateMachineArn=arn)["executionArn"]
    owner = "moto.stepfunctions.models:StateMachine"
    method = "_handle_name_input_idempotency"
    return not unnamed.endswith(":None") and one_succeeds(
        owner, method, lambda: start('{"a": 1}'), lambda: start('{"a": 2}')
    )


def executions_run_from_their_start() -> bool:
    """Look at an execution as soon as it can be seen, and stop it."""
    machine_arn = machine({"Type": "Wait", "Seconds": A_DAY, "End": True})
    arn, sfn = execution_of(machine_arn), client("stepfunctions")
    seen_first: list[object] = []

    def look() -> None:
        [listed] = sfn.list_executions(stateMachineArn=machine_arn)["executions"]
        described = sfn.describe_execution(executionArn=arn)
        seen_first.extend((listed["status"], described["status"], event_types(arn)))
        stop(arn)

    with called_before("moto.stepfunctions.parser.backend.execution:Execution", "start", look):
        started(machine_arn)
    ended(arn)
    return [*seen_first, event_types(arn)] == [
        "RUNNING",
        "RUNNING",
        ["ExecutionStarted"],
        ["ExecutionStarted", "ExecutionAborted"],
    ]


def stop_keeps_error_and_cause() -> bool:
    arn = started(machine({"Type": "Wait", "Seconds": A_DAY, "End": True}))
    client("stepfunctions").stop_execution(executionArn=arn, error="Enough", cause="late")
    found = ended(arn)
    return (found.get("error"), found.get("cause")) == ("Enough", "late")


def timed_out_has_a_stop_date() -> bool:
    state = {"Type": "Wait", "Seconds": A_DAY, "End": True}
    found = ended(started(machine(state, TimeoutSeconds=1)))
    return found.get("status") == "TIMED_OUT" and "stopDate" in found


def execution_keeps_its_definition() -> bool:
    machine_arn = machine({"Type": "Pass", "End": True}, Comment="first")
    execution_arn = started(machine_arn)
    second = {"Comment": "second", "StartAt": "a", "States": {"a": {"Type": "Succeed"}}}
    client("stepfunctions").update_state_machine(
        stateMachineArn=machine_arn, definition=json.dumps(second)
    )
    found = client("stepfunctions").describe_state_machine_for_execution(executionArn=execution_arn)
    return json.loads(found["definition"])["Comment"] == "first" and "updateDate" in found


def provider_calls_are_answered() -> bool:
    arn = machine({"Type": "Pass", "End": True})
    client("stepfunctions").validate_state_machine_definition(definition="{}")
    client("stepfunctions").list_state_machine_versions(stateMachineArn=arn)
    return True


def lists_refuse_invalid_filters() -> bool:
    arn = machine({"Type": "Pass", "End": True})
    listed = partial(client("stepfunctions").list_executions, stateMachineArn=arn)
    listed(statusFilter="TIMED_OUT")
    try:
        listed(statusFilter="PENDING_REDRIVE")
    except ClientError as exc:
        return exc.response["Error"]["Code"] == "ValidationException"
    return False


def histories_have_pages() -> bool:
    arn = started(machine({"Type": "Pass", "End": True}))
    ended(arn)
    ask = partial(
        client("stepfunctions").get_execution_history,
        executionArn=arn,
        reverseOrder=True,
        includeExecutionData=False,
        maxResults=3,
    )
    first = ask()
    if "nextToken" not in first:
        return False
    events = [*first["events"], *ask(nextToken=first["nextToken"])["events"]]
    data = [event for event in events if {"input", "output"} & set(str(event).split("'"))]
    return [event["id"] for event in events] == [4, 3, 2, 1] and not data
