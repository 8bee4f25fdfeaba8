"""The times and the stops of executions."""

import json
import re
from functools import partial

from tests.support.probes.calls import (
    A_DAY,
    called_before,
    ended,
    event_types,
    execution_of,
    machine,
    started,
    stop,
)


def context_is_json() -> bool:
    text = "States.Format('at {}', $$.Execution.StartTime)"
    state = {"Type": "Pass", "Parameters": {"text.$": text}, "End": True}
    return ended(started(machine(state))).get("status") == "SUCCEEDED"


def entered_time_is_like_start_time() -> bool:
    state = {"Type": "Pass", "Parameters": {"text.$": "$$.State.EnteredTime"}, "End": True}
    output = ended(started(machine(state))).get("output", "{}")
    return bool(re.fullmatch(r"[\d-]{10}T[\d:]{8}\.\d{3}Z", json.loads(output).get("text", "")))


def times_are_compared_with_their_fractions() -> bool:
    now = {"Variable": "$$.State.EnteredTime", "TimestampLessThanPath": "$.later", "Next": "good"}
    states = {
        "given": {"Type": "Pass", "Result": {"later": "2999-01-01T00:00:00.123Z"}, "Next": "only"},
        "good": {"Type": "Succeed"},
        "bad": {"Type": "Fail"},
        "only": {"Type": "Choice", "Choices": [now], "Default": "bad"},
    }
    arn = machine({"Type": "Pass", "End": True}, States=states, StartAt="given")
    return ended(started(arn)).get("status") == "SUCCEEDED"


def stop_reaches_what_is_starting() -> bool:
    """Stop an execution just before its program starts, its states do, or a branch does."""
    program = "moto.stepfunctions.parser.asl.component.program.program:Program"
    parallel = "moto.stepfunctions.parser.asl.component.state.exec.state_parallel"
    branch = {
        "StartAt": "wait",
        "States": {"wait": {"Type": "Wait", "Seconds": A_DAY, "End": True}},
    }
    for owner, method in (
        (program, "eval"),
        (program, "_eval_body"),
        (f"{parallel}.branch_worker:BranchWorker", "start"),
    ):
        arn = machine({"Type": "Parallel", "Branches": [branch, branch], "End": True})
        with called_before(owner, method, partial(stop, execution_of(arn))):
            found = ended(started(arn))
        if (found.get("status"), event_types(execution_of(arn))[-1]) != (
            "ABORTED",
            "ExecutionAborted",
        ):
            return False
    return True


def stopped_executions_do_not_fail() -> bool:
    arn = machine({"Type": "Fail", "Error": "TooLate"})
    environment = "moto.stepfunctions.parser.asl.eval.environment:Environment"
    with called_before(environment, "set_error", partial(stop, execution_of(arn))):
        return ended(started(arn)).get("status") == "ABORTED"


def waits_are_short() -> bool:
    def lasts() -> float:
        found = ended(started(machine({"Type": "Wait", "Seconds": 1, "End": True})))
        return float((found["stopDate"] - found["startDate"]).total_seconds())

    # On a busy machine the rest may take longer.
    return any(lasts() < 1 for _ in range(3))


def data_is_measured_in_utf_8() -> bool:
    def passes_on(text: str) -> bool:
        state = {"Type": "Pass", "Result": text, "End": True}
        return bool(ended(started(machine(state)))["status"] == "SUCCEEDED")

    # With the two quotes around it.
    largest = "\U0001f600" * (64 * 1024 - 1) + "xx"
    return passes_on(largest) and not passes_on(f"{largest}x")


def parameters_have_a_limit() -> bool:
    half = {"Type": "Pass", "Result": {"half": "x" * 128 * 1024}, "Next": "only"}
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sns:publish",
        "Parameters": {"TopicArn": "any", "Message.$": "States.Format('{}{}', $.half, $.half)"},
        "End": True,
    }
    arn = machine(state, States={"half": half, "only": state}, StartAt="half")
    return ended(started(arn)).get("error") == "States.DataLimitExceeded"
