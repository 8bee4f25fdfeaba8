"""The tasks of a state machine, and the errors that they end with."""

import json
import re

from local.simulated import SIMULATE
from tests.support.probes.calls import ended, job, machine, started


def glue_sync_waits() -> bool:
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::glue:startJobRun.sync",
        "Parameters": {"JobName": job()},
        "End": True,
    }
    return ended(started(machine(state))).get("status") == "SUCCEEDED"


def aws_sdk_uses_pascal_case() -> bool:
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:sfn:describeExecution",
        "Parameters": {"ExecutionArn": started(machine({"Type": "Pass", "End": True}))},
        "ResultSelector": {"status.$": "$.Status", "start.$": "$.StartDate"},
        "End": True,
    }
    output = json.loads(ended(started(machine(state))).get("output", "{}"))
    return bool(re.fullmatch(r"[\d-]{10}T[\d:]{8}\.\d{3}Z", output.get("start", "")))


def glue_errors_have_its_name() -> bool:
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:glue:getJobRuns",
        "Parameters": {"JobName": "no-such-job"},
        "End": True,
    }
    return ended(started(machine(state))).get("error") == "Glue.EntityNotFoundException"


def glue_arguments_are_texts() -> bool:
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::glue:startJobRun",
        "Parameters": {"JobName": job(), "Arguments": {"--A": 200}},
        "End": True,
    }
    return ended(started(machine(state))).get("error") == "States.Runtime"


def branches_keep_their_error() -> bool:
    read = {"Type": "Pass", "Parameters": {"x.$": "States.StringToJson('no JSON')"}, "End": True}
    branch = {"StartAt": "read", "States": {"read": read}}
    found = ended(started(machine({"Type": "Parallel", "Branches": [branch], "End": True})))
    return found["error"] == "States.Runtime" and "prefix" not in found["cause"]


def wildcards_exclude_terminal_errors() -> bool:
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sns:publish",
        "Parameters": {"TopicArn": "any", "Message.$": "States.StringToJson('no JSON')"},
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "end"}],
        "End": True,
    }
    found = ended(started(machine(state, States={"only": state, "end": {"Type": "Succeed"}})))
    return (found["status"], found.get("error")) == ("FAILED", "States.Runtime")


def causes_are_truncated() -> bool:
    arguments = {SIMULATE: "fail", "--LONG": "x" * 40_000}
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::glue:startJobRun.sync",
        "Parameters": {"JobName": job(), "Arguments": arguments},
        "End": True,
    }
    return len(ended(started(machine(state)))["cause"]) == 32_768


def blank_text_is_invalid_json() -> bool:
    state = {"Type": "Pass", "Parameters": {"x.$": "States.StringToJson(' ')"}, "End": True}
    return bool(ended(started(machine(state)))["status"] == "FAILED")
