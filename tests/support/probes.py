"""What AWS does and the emulator does not, one probe for each shim.

`python -m tests.support.probes [--without SHIM] PROBE...` starts an embedded AWS, runs the probes
and prints as JSON which of them saw what AWS does.
"""

import argparse
import json
import re
import time
from collections.abc import Callable
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError
from moto.stepfunctions.parser.asl.component.state.exec.state_parallel.branch_worker import (
    BranchWorker,
)
from moto.stepfunctions.parser.asl.eval.environment import Environment

from local import shims
from local.aws import EmbeddedAws
from local.provisioning import create_job

ROLE = "arn:aws:iam::123456789012:role/probe"
JOB = "probe"
JOB_SECONDS = 0.5
DEADLINE_SECONDS = 4

Definition = dict[str, Any]


def machine(name: str, state: Definition, **more: Any) -> str:
    definition = {"StartAt": "only", "States": {"only": state}, **more}
    answer = boto3.client("stepfunctions").create_state_machine(
        name=name, definition=json.dumps(definition), roleArn=ROLE
    )
    arn: str = answer["stateMachineArn"]
    return arn


def started(machine_arn: str) -> str:
    answer = boto3.client("stepfunctions").start_execution(
        stateMachineArn=machine_arn, name="probe", input="{}"
    )
    arn: str = answer["executionArn"]
    return arn


def ended(execution_arn: str) -> dict[str, Any]:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while time.monotonic() < deadline:
        found = boto3.client("stepfunctions").describe_execution(executionArn=execution_arn)
        if found["status"] != "RUNNING":
            return dict(found)
        time.sleep(0.1)
    return {}


def glue_sync_waits() -> bool:
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::glue:startJobRun.sync",
        "Parameters": {"JobName": JOB},
        "End": True,
    }
    return ended(started(machine("sync", state))).get("status") == "SUCCEEDED"


def context_is_json() -> bool:
    text = "States.Format('at {}', $$.Execution.StartTime)"
    state = {"Type": "Pass", "Parameters": {"text.$": text}, "End": True}
    return ended(started(machine("context", state))).get("status") == "SUCCEEDED"


def entered_time_is_like_start_time() -> bool:
    state = {"Type": "Pass", "Parameters": {"text.$": "$$.State.EnteredTime"}, "End": True}
    output = ended(started(machine("entered", state))).get("output", "{}")
    return bool(re.fullmatch(r"[\d-]{10}T[\d:]{8}\.\d{3}Z", json.loads(output).get("text", "")))


def aws_sdk_speaks_pascal_case() -> bool:
    arn = started(machine("described", {"Type": "Pass", "End": True}))
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:sfn:describeExecution",
        "Parameters": {"ExecutionArn": arn},
        "ResultSelector": {"status.$": "$.Status", "start.$": "$.StartDate"},
        "End": True,
    }
    return ended(started(machine("sdk", state))).get("status") == "SUCCEEDED"


def glue_errors_have_its_name() -> bool:
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::aws-sdk:glue:getJobRuns",
        "Parameters": {"JobName": "no-such-job"},
        "End": True,
    }
    return ended(started(machine("named", state))).get("error") == "Glue.EntityNotFoundException"


def stop_keeps_error_and_cause() -> bool:
    arn = started(machine("stop", {"Type": "Wait", "Seconds": 30, "End": True}))
    boto3.client("stepfunctions").stop_execution(executionArn=arn, error="Enough", cause="late")
    found = ended(arn)
    return (found.get("error"), found.get("cause")) == ("Enough", "late")


def stop_reaches_starting_branches() -> bool:
    branch = {"StartAt": "wait", "States": {"wait": {"Type": "Wait", "Seconds": 30, "End": True}}}
    arn = machine("branches", {"Type": "Parallel", "Branches": [branch, branch], "End": True})
    start = BranchWorker.start

    def stop_and_start(self: Any) -> None:
        BranchWorker.start = start
        name = f"{arn.replace('stateMachine', 'execution')}:probe"
        boto3.client("stepfunctions").stop_execution(executionArn=name)
        start(self)

    BranchWorker.start = stop_and_start
    return ended(started(arn)).get("status") == "ABORTED"


def what_was_stopped_does_not_fail() -> bool:
    arn = machine("stopped", {"Type": "Fail", "Error": "TooLate"})
    set_error = Environment.set_error

    def stop_and_set_error(self: Any, error: Any) -> None:
        Environment.set_error = set_error
        name = f"{arn.replace('stateMachine', 'execution')}:probe"
        boto3.client("stepfunctions").stop_execution(executionArn=name)
        set_error(self, error)

    Environment.set_error = stop_and_set_error
    return ended(started(arn)).get("status") == "ABORTED"


def timed_out_has_a_stop_date() -> bool:
    state = {"Type": "Wait", "Seconds": 30, "End": True}
    found = ended(started(machine("timeout", state, TimeoutSeconds=1)))
    return found.get("status") == "TIMED_OUT" and "stopDate" in found


def execution_keeps_its_definition() -> bool:
    client = boto3.client("stepfunctions")
    machine_arn = machine("definition", {"Type": "Pass", "End": True}, Comment="first")
    execution_arn = started(machine_arn)
    second = {"Comment": "second", "StartAt": "a", "States": {"a": {"Type": "Succeed"}}}
    client.update_state_machine(stateMachineArn=machine_arn, definition=json.dumps(second))
    found = client.describe_state_machine_for_execution(executionArn=execution_arn)
    return json.loads(found["definition"])["Comment"] == "first" and "updateDate" in found


def executions_tell_their_end() -> bool:
    sns: Any = boto3.client("sns")
    sqs: Any = boto3.client("sqs")
    events: Any = boto3.client("events")
    topic = sns.create_topic(Name="ends")["TopicArn"]
    queue = sqs.create_queue(QueueName="ends")["QueueUrl"]
    queue_arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn["QueueArn"])
    events.put_rule(Name="ends", EventPattern=json.dumps({"source": ["aws.states"]}))
    transformer = {"InputPathsMap": {"status": "$.detail.status"}, "InputTemplate": '"<status>"'}
    events.put_targets(
        Rule="ends",
        Targets=[{"Id": "t", "Arn": topic, "InputTransformer": transformer}],
    )
    ended(started(machine("ends", {"Type": "Pass", "End": True})))
    time.sleep(1)
    messages = sqs.receive_message(QueueUrl=queue).get("Messages", [])
    return [json.loads(m["Body"])["Message"] for m in messages] == ['"SUCCEEDED"']


def what_the_provider_asks_is_answered() -> bool:
    client = boto3.client("stepfunctions", config=Config(retries={"total_max_attempts": 1}))
    arn = machine("asked", {"Type": "Pass", "End": True})
    try:
        client.validate_state_machine_definition(definition="{}")
        client.list_state_machine_versions(stateMachineArn=arn)
    except ClientError:
        return False
    return True


def glue_runs_take_time() -> bool:
    glue = boto3.client("glue")
    run = glue.start_job_run(JobName=JOB, Arguments={shims.SIMULATE: "fail"})["JobRunId"]
    seen = []
    for seconds in (0, 2 * JOB_SECONDS):
        time.sleep(seconds)
        seen.append(glue.get_job_run(JobName=JOB, RunId=run)["JobRun"]["JobRunState"])
    return seen == ["RUNNING", "FAILED"]


def functions_keep_their_logging() -> bool:
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        },
    }
    role = boto3.client("iam").create_role(
        RoleName="probe", AssumeRolePolicyDocument=json.dumps(trust)
    )["Role"]["Arn"]
    client = boto3.client("lambda")
    archive = BytesIO()
    with ZipFile(archive, "w") as written:
        written.writestr("probe.py", "")
    client.create_function(
        FunctionName="probe",
        Role=role,
        Runtime="python3.12",
        Handler="probe.run",
        Code={"ZipFile": archive.getvalue()},
        LoggingConfig={"LogFormat": "JSON", "ApplicationLogLevel": "WARN"},
    )
    kept = client.get_function_configuration(FunctionName="probe").get("LoggingConfig", {})
    told = (kept.get("ApplicationLogLevel"), kept.get("LogGroup"))
    return told == ("WARN", "/aws/lambda/probe")


def glue_runs_can_be_stopped() -> bool:
    glue = boto3.client("glue", config=Config(retries={"total_max_attempts": 1}))
    first, second = (glue.start_job_run(JobName=JOB)["JobRunId"] for _ in range(2))
    try:
        glue.batch_stop_job_run(JobName=JOB, JobRunIds=[first])
    except ClientError:
        return False
    runs = glue.get_job_runs(JobName=JOB)["JobRuns"][:2]
    return [run["Id"] for run in runs] == [second, first] and runs[1]["JobRunState"] == "STOPPED"


def mocks_call_nothing() -> bool:
    mock = {"type": "mock", "requestTemplates": {"application/json": '{"statusCode": 204}'}}
    body = {
        "openapi": "3.0.1",
        "info": {"title": "probe", "version": "1"},
        "paths": {"/": {"options": {"x-amazon-apigateway-integration": mock}}},
    }
    client = boto3.client("apigateway", config=Config(retries={"total_max_attempts": 1}))
    api = client.create_rest_api(name="probe")["id"]
    try:
        client.put_rest_api(restApiId=api, body=json.dumps(body))
    except ClientError:
        return False
    return True


PROBES: dict[str, Callable[[], bool]] = {
    probe.__name__: probe
    for probe in (
        glue_sync_waits,
        context_is_json,
        entered_time_is_like_start_time,
        aws_sdk_speaks_pascal_case,
        glue_errors_have_its_name,
        stop_keeps_error_and_cause,
        stop_reaches_starting_branches,
        what_was_stopped_does_not_fail,
        timed_out_has_a_stop_date,
        execution_keeps_its_definition,
        executions_tell_their_end,
        what_the_provider_asks_is_answered,
        glue_runs_take_time,
        glue_runs_can_be_stopped,
        functions_keep_their_logging,
        mocks_call_nothing,
    )
}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--without")
    parser.add_argument("probes", nargs="+")
    options = parser.parse_args()
    shims.SHIMS = tuple(shim for shim in shims.SHIMS if shim.__name__ != options.without)
    EmbeddedAws(job_seconds=JOB_SECONDS).start()
    create_job(JOB)
    print(json.dumps({name: PROBES[name]() for name in options.probes}))


if __name__ == "__main__":
    main()
