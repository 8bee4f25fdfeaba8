"""The lock, and executions started past the API, as one sees them at the console."""

import json
from typing import Any

import boto3

from chalicelib.adapters.aws.state_machine import execution_arn
from local.provisioning import Deployed

KEY = {"lock": {"S": "refresh"}}
# Of the item that tells who switched the schedule.
NOTE_KEY = {"lock": {"S": "schedule"}}
STEPS = ("job1", "job2", "job3a", "job3b", "job4", "job5", "job6", "job7")


def arn_of(deployed: Deployed, name: str) -> str:
    """Return the ARN of an execution of this name."""
    return execution_arn(deployed.state_machine_arn, name)


def lock_item(deployed: Deployed) -> Any:
    """Return the lock as it is in the table, or nothing where nobody holds it."""
    return (
        boto3.client("dynamodb").get_item(TableName=deployed.lock_table_name, Key=KEY).get("Item")
    )


def put_lock(deployed: Deployed, holder: str, **more: str) -> None:
    """Write an ARN, or anything, into the lock."""
    texts = {"holder": holder, **more}
    boto3.client("dynamodb").put_item(
        TableName=deployed.lock_table_name,
        Item={**KEY, **{name: {"S": text} for name, text in texts.items()}},
    )


def let_a_minute_pass(deployed: Deployed) -> None:
    """Have the execution that the lock is held for be awaited no longer."""
    boto3.client("dynamodb").update_item(
        TableName=deployed.lock_table_name,
        Key=KEY,
        UpdateExpression="SET awaited_until = :past",
        ConditionExpression="attribute_exists(awaited_until)",
        ExpressionAttributeValues={":past": {"S": "2026-11-01T00:00:00.000Z"}},
    )


def delete_lock(deployed: Deployed) -> None:
    """Take the lock away from whoever holds it."""
    boto3.client("dynamodb").delete_item(TableName=deployed.lock_table_name, Key=KEY)


def start_directly(deployed: Deployed, name: str, *only: str) -> str:
    """Start an execution of these steps by StartExecution, and return its ARN."""
    return start_with(deployed, name, {"skip": {step: True for step in STEPS if step not in only}})


def start_with(deployed: Deployed, name: str, document: Any) -> str:
    """Start an execution with any input by StartExecution, and return its ARN."""
    arn: str = boto3.client("stepfunctions").start_execution(
        stateMachineArn=deployed.state_machine_arn, name=name, input=json.dumps(document)
    )["executionArn"]
    return arn
