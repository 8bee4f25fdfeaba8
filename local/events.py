"""The events of the embedded AWS's executions, delivered through the rules that are deployed.

The emulator has rules, patterns and targets, but no execution tells of itself, and no rule tells a
topic.
"""

import json
import re
from collections.abc import Mapping
from datetime import datetime, timezone
from functools import cache
from typing import Any

import boto3
from moto.events.models import Rule, events_backends
from moto.stepfunctions.parser.backend.execution import Execution

# https://docs.aws.amazon.com/step-functions/latest/dg/eventbridge-integration.html
SOURCE = "aws.states"
DETAIL_TYPE = "Step Functions Execution Status Change"
ENDED_WITHOUT_WORDS = {"TIMED_OUT": "States.Timeout"}


def tell_end(execution: Execution) -> None:
    """Tell the rules of the execution's region that it has ended."""
    event = _status_change(execution)
    _, _, _, region, account, *_ = str(execution.exec_arn).split(":")
    bus = events_backends[account][region].event_buses["default"]
    for rule in list(bus.rules.values()):
        pattern = rule.event_pattern
        if rule.state == "ENABLED" and pattern.get_pattern() and pattern.matches_event(event):
            _deliver(rule, event)


def _status_change(execution: Execution) -> dict[str, Any]:
    status = str(execution.exec_status.value)
    stopped = execution.stop_date or datetime.now(timezone.utc)
    return {
        "source": SOURCE,
        "detail-type": DETAIL_TYPE,
        "time": stopped.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "resources": [execution.exec_arn],
        "detail": {
            "executionArn": execution.exec_arn,
            "stateMachineArn": execution.state_machine_arn,
            "name": execution.name,
            "status": status,
            "startDate": _milliseconds(execution.start_date),
            "stopDate": _milliseconds(stopped),
            "input": json.dumps(execution.input_data),
            "output": None,
            "error": execution.error or ENDED_WITHOUT_WORDS.get(status),
            "cause": execution.cause,
        },
    }


def _deliver(rule: Rule, event: Mapping[str, Any]) -> None:
    for target in rule.targets:
        if ":sns:" in target["Arn"]:
            transformer = target["InputTransformer"]
            message = fill(transformer["InputTemplate"], transformer["InputPathsMap"], event)
            _sns().publish(TopicArn=target["Arn"], Message=message)


@cache
def _sns() -> Any:
    return boto3.client("sns")


def fill(template: str, paths: Mapping[str, str], event: Mapping[str, Any]) -> str:
    """Return what an input transformer makes of an event; what is not there is empty.

    "EventBridge does not escape values extracted by Input Path": quotes stay as they are, also
    inside a quoted line.
    https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-transform-target-input.html
    """

    def value(match: re.Match[str]) -> str:
        found: Any = event
        for name in paths[match[1]].removeprefix("$.").split("."):
            found = found.get(name) if isinstance(found, Mapping) else None
        return "" if found is None else str(found)

    return re.sub(r"<(\w+)>", value, template)


def _milliseconds(moment: datetime) -> int:
    return int(moment.timestamp() * 1000)
