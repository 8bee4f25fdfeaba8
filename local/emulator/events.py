"""The events of the embedded AWS's executions, delivered by the rules of EventBridge.

moto has rules, patterns and targets. But its executions emit no events, and its rules start no
state machine.
"""

import json
from collections.abc import Mapping
from datetime import datetime, timezone
from functools import cache
from typing import Any
from uuid import uuid4

import boto3
from moto.events.models import Rule, events_backends
from moto.stepfunctions.parser.backend.execution import Execution

# https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
SOURCE = "aws.states"
DETAIL_TYPE = "Step Functions Execution Status Change"
# For input and output together, as in the event. The event omits larger ones.
MAX_DATA_BYTES = 248 * 1024


def emit_status_change(execution: Execution) -> None:
    """Deliver the end of an execution to the matching rules of its region."""
    event = _status_change(execution)
    bus = events_backends[event["account"]][event["region"]].event_buses["default"]
    for rule in list(bus.rules.values()):
        pattern = rule.event_pattern
        if rule.state == "ENABLED" and pattern.get_pattern() and pattern.matches_event(event):
            _deliver(rule, event)


def _status_change(execution: Execution) -> dict[str, Any]:
    stopped = execution.stop_date or datetime.now(timezone.utc)
    _, _, _, region, account, *_ = str(execution.exec_arn).split(":")
    execution_input = execution.execution_input
    included = len(json.dumps(execution_input)) <= MAX_DATA_BYTES
    return {
        "version": "0",
        "id": str(uuid4()),
        "source": SOURCE,
        "detail-type": DETAIL_TYPE,
        "account": account,
        "region": region,
        "time": stopped.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "resources": [execution.exec_arn],
        # A timeout has neither error nor cause: only the history has States.Timeout.
        "detail": {
            "executionArn": execution.exec_arn,
            "stateMachineArn": execution.state_machine_arn,
            "name": execution.name,
            "status": str(execution.exec_status.value),
            "startDate": _milliseconds(execution.start_date),
            "stopDate": _milliseconds(stopped),
            "input": execution_input if included else None,
            "inputDetails": {"included": included},
            "output": None,
            "outputDetails": None,
            "error": execution.error,
            "cause": execution.cause,
        },
    }


def _deliver(rule: Rule, event: Mapping[str, Any]) -> None:
    """Start the state machines that are the rule's targets, with the event as input.

    As on AWS, a target without a role is not started.
    """
    for number, target in enumerate(rule.targets):
        if ":states:" in target["Arn"] and target.get("RoleArn"):
            _stepfunctions().start_execution(
                stateMachineArn=target["Arn"],
                name=f"{event['id']}_{number}",
                input=json.dumps(event),
            )


@cache
def _stepfunctions() -> Any:
    # Several executions may end at once, and the session that all share is not thread-safe.
    return boto3.Session().client("stepfunctions")


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
