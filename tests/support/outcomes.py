"""Ends of refreshes that nobody can bring about, told to what tells of them."""

import json
import time
from typing import Any

import boto3

from local.provisioning import Deployed
from tests.support.executions import OUTCOME, ended_here
from tests.support.lock import arn_of

ASKED = {"overrides": {"job5": {"--A": 'say "x"'}}, "requested_by": "ann", "reason": "late"}


def told(deployed: Deployed, **detail: Any) -> dict[str, Any]:
    """Return how what tells of outcomes ended, given an event with these details."""
    given = {
        "executionArn": arn_of(deployed, "some"),
        "name": "some",
        "status": "ABORTED",
        "startDate": 1793498400000,
        "input": json.dumps(ASKED),
        "error": None,
        "cause": None,
        **detail,
    }
    event = {
        "source": "aws.states",
        "detail-type": "Step Functions Execution Status Change",
        "time": "2026-11-01T03:00:00Z",
        "detail": {name: value for name, value in given.items() if value != "absent"},
    }
    machine = deployed.state_machine_arn.removesuffix("-db-refresh") + OUTCOME
    arn = boto3.client("stepfunctions").start_execution(
        stateMachineArn=machine, name=f"told-{time.time_ns()}", input=json.dumps(event)
    )["executionArn"]
    return ended_here(arn)
