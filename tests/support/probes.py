"""What AWS does and the emulator does not, one probe for each fix.

`python -m tests.support.probes` starts an embedded AWS, runs every probe with all fixes in place,
then each without its fix, and prints as JSON which of them saw what AWS does (`Probed`). It is a
process of its own, for nothing else may call an emulator that lacks a fix.
"""

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass
from functools import cache, partial
from io import BytesIO
from itertools import count
from pkgutil import resolve_name
from threading import Thread
from typing import Any
from zipfile import ZipFile

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError

from local.aws import EmbeddedAws
from local.emulator.catalog import all_fixes
from local.emulator.declaring import Fix, Kind
from local.emulator.simulation import SIMULATE
from local.provisioning import create_job
from tests.support.waiting import HANG_SECONDS

ROLE = "arn:aws:iam::123456789012:role/probe"
JOB_SECONDS = 0.5
A_DAY = 86400
# How long what lacks its fix may take to do as AWS does; it would be a fraction of a second.
GIVEN_UP_SECONDS = 2
# How long somebody who comes in between may take, where the fix lets nobody in.
COMING_IN_SECONDS = 1

Definition = dict[str, Any]
_numbers = count()


class Patience:
    """How long an execution, or an answer, is waited for. With all fixes only a hang gets there."""

    seconds: float = HANG_SECONDS


@dataclass(frozen=True)
class Probed:
    """What the probes saw, by the name of the fix; `None` is said of one that did not end in time.

    `left` names the fixes after whose undoing something of them was left in the emulator.
    """

    with_all: dict[str, bool | None]
    without_its_own: dict[str, bool | None]
    left: list[str]


@cache
def client(service: str) -> Any:
    config = Config(
        connect_timeout=Patience.seconds,
        read_timeout=Patience.seconds,
        retries={"total_max_attempts": 1},
    )
    return boto3.client(service, config=config)  # type: ignore[call-overload]


def unique(name: str) -> str:
    return f"{name}-{next(_numbers)}"


def job(**more: Any) -> str:
    name = unique("probe")
    create_job(name, **more)
    return name


def machine(state: Definition, **more: Any) -> str:
    definition = {"StartAt": "only", "States": {"only": state}, **more}
    answer = client("stepfunctions").create_state_machine(
        name=unique("probe"), definition=json.dumps(definition), roleArn=ROLE
    )
    arn: str = answer["stateMachineArn"]
    return arn


def started(machine_arn: str) -> str:
    answer = client("stepfunctions").start_execution(
        stateMachineArn=machine_arn, name="probe", input="{}"
    )
    arn: str = answer["executionArn"]
    return arn


def execution_of(machine_arn: str) -> str:
    return f"{machine_arn.replace('stateMachine', 'execution')}:probe"


def seen(look: Callable[[], Any]) -> Any:
    """Look until there is something to see, but not for long."""
    deadline = time.monotonic() + Patience.seconds
    while not (found := look()) and time.monotonic() < deadline:
        time.sleep(0.05)
    return found


def ended(execution_arn: str) -> dict[str, Any]:
    def look() -> dict[str, Any]:
        found = client("stepfunctions").describe_execution(executionArn=execution_arn)
        return dict(found) if found["status"] != "RUNNING" else {}

    return dict(seen(look))


@contextmanager
def stopped_before(owner: str, method: str, execution_arn: str) -> Iterator[None]:
    """Have the first call of an emulator's method stop the execution before it is made."""
    kind = resolve_name(owner)
    original = getattr(kind, method)

    def stop_and_call(*given: Any, **named: Any) -> Any:
        setattr(kind, method, original)
        client("stepfunctions").stop_execution(executionArn=execution_arn)
        return original(*given, **named)

    setattr(kind, method, stop_and_call)
    try:
        yield
    finally:
        setattr(kind, method, original)


@contextmanager
def overtaken(owner: str, method: str, other: Callable[[], Any]) -> Iterator[None]:
    """Have somebody else come in after the first call of an emulator's function, if that can be."""
    kind = resolve_name(owner)
    original = getattr(kind, method)
    coming = Thread(target=other, daemon=True)

    def call(*given: Any, **named: Any) -> Any:
        setattr(kind, method, original)
        found = original(*given, **named)
        coming.start()
        coming.join(COMING_IN_SECONDS)
        return found

    setattr(kind, method, call)
    try:
        yield
    finally:
        setattr(kind, method, original)
        coming.join(Patience.seconds)


def one_succeeds(
    owner: str, method: str, first: Callable[[], Any], other: Callable[[], Any]
) -> bool:
    """Return whether of two calls that come at once exactly one succeeds."""
    succeeded: list[int] = []

    def tried(number: int, call: Callable[[], Any]) -> None:
        with suppress(ClientError):
            call()
            succeeded.append(number)

    with overtaken(owner, method, lambda: tried(2, other)):
        tried(1, first)
    return len(succeeded) == 1


def glue_sync_waits() -> bool:
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::glue:startJobRun.sync",
        "Parameters": {"JobName": job()},
        "End": True,
    }
    return ended(started(machine(state))).get("status") == "SUCCEEDED"


def context_is_json() -> bool:
    text = "States.Format('at {}', $$.Execution.StartTime)"
    state = {"Type": "Pass", "Parameters": {"text.$": text}, "End": True}
    return ended(started(machine(state))).get("status") == "SUCCEEDED"


def entered_time_is_like_start_time() -> bool:
    state = {"Type": "Pass", "Parameters": {"text.$": "$$.State.EnteredTime"}, "End": True}
    output = ended(started(machine(state))).get("output", "{}")
    return bool(re.fullmatch(r"[\d-]{10}T[\d:]{8}\.\d{3}Z", json.loads(output).get("text", "")))


def aws_sdk_speaks_pascal_case() -> bool:
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


def stop_keeps_error_and_cause() -> bool:
    arn = started(machine({"Type": "Wait", "Seconds": A_DAY, "End": True}))
    client("stepfunctions").stop_execution(executionArn=arn, error="Enough", cause="late")
    found = ended(arn)
    return (found.get("error"), found.get("cause")) == ("Enough", "late")


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


def a_name_is_given_once() -> bool:
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


def conditions_hold_until_the_write() -> bool:
    name = unique("probe")
    client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
    )
    key = {"k": {"S": "a"}}

    def update() -> Any:
        return client("dynamodb").update_item(
            TableName=name,
            Key=key,
            UpdateExpression="SET taken = :by",
            ConditionExpression="attribute_not_exists(taken)",
            ExpressionAttributeValues={":by": {"S": "first"}},
        )

    def put() -> Any:
        return client("dynamodb").put_item(
            TableName=name,
            Item={**key, "taken": {"S": "other"}},
            ConditionExpression="attribute_not_exists(taken)",
        )

    # By then the item has been looked up.
    return one_succeeds("moto.dynamodb.models", "create_condition_expression_parser", update, put)


def stop_reaches_starting_branches() -> bool:
    branch = {
        "StartAt": "wait",
        "States": {"wait": {"Type": "Wait", "Seconds": A_DAY, "End": True}},
    }
    arn = machine({"Type": "Parallel", "Branches": [branch, branch], "End": True})
    worker = (
        "moto.stepfunctions.parser.asl.component.state.exec.state_parallel.branch_worker"
        ":BranchWorker"
    )
    with stopped_before(worker, "start", execution_of(arn)):
        return ended(started(arn)).get("status") == "ABORTED"


def what_was_stopped_does_not_fail() -> bool:
    arn = machine({"Type": "Fail", "Error": "TooLate"})
    environment = "moto.stepfunctions.parser.asl.eval.environment:Environment"
    with stopped_before(environment, "set_error", execution_of(arn)):
        return ended(started(arn)).get("status") == "ABORTED"


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


def executions_tell_their_end() -> bool:
    """Look at what a rule's state machine is given when an execution times out, and when one with
    a large input does.
    """
    events, pattern = (
        client("events"),
        {"source": ["aws.states"], "detail": {"status": ["TIMED_OUT"]}},
    )
    name = unique("ends")
    started_by_it = machine({"Type": "Pass", "End": True})
    events.put_rule(Name=name, EventPattern=json.dumps(pattern))
    target = {"Arn": started_by_it, "RoleArn": ROLE, "Id": "t"}
    events.put_targets(Rule=name, Targets=[target])
    slow = machine({"Type": "Wait", "Seconds": A_DAY, "End": True}, TimeoutSeconds=1)
    given = json.dumps("a" * 250 * 1024)
    client("stepfunctions").start_execution(stateMachineArn=slow, name="large", input=given)
    started(slow)
    found = seen(lambda: told(started_by_it) if len(told(started_by_it)) == 2 else {})
    events.remove_targets(Rule=name, Ids=["t"])
    events.delete_rule(Name=name)
    empty = {detail[field] for detail in found.values() for field in ("error", "cause")}
    inputs = {told_of: detail["input"] for told_of, detail in found.items()}
    return (inputs, empty) == ({"probe": "{}", "large": None}, {None})


def told(machine_arn: str) -> dict[str, dict[str, Any]]:
    """Return the details of the events by which a rule has started a state machine, by name."""
    sfn = client("stepfunctions")
    listed = sfn.list_executions(stateMachineArn=machine_arn)["executions"]
    inputs = [sfn.describe_execution(executionArn=e["executionArn"])["input"] for e in listed]
    details = [json.loads(given)["detail"] for given in inputs]
    return {detail["name"]: detail for detail in details}


def what_the_provider_asks_is_answered() -> bool:
    arn = machine({"Type": "Pass", "End": True})
    client("stepfunctions").validate_state_machine_definition(definition="{}")
    client("stepfunctions").list_state_machine_versions(stateMachineArn=arn)
    return True


def lists_refuse_what_cannot_be_filtered_by() -> bool:
    arn = machine({"Type": "Pass", "End": True})
    listed = partial(client("stepfunctions").list_executions, stateMachineArn=arn)
    listed(statusFilter="TIMED_OUT")
    try:
        listed(statusFilter="PENDING_REDRIVE")
    except ClientError as exc:
        return exc.response["Error"]["Code"] == "ValidationException"
    return False


def glue_runs_take_time() -> bool:
    name = job()
    run = client("glue").start_job_run(JobName=name, Arguments={SIMULATE: "fail"})["JobRunId"]

    def ended_run() -> dict[str, Any]:
        found = client("glue").get_job_run(JobName=name, RunId=run)["JobRun"]
        return found if found["JobRunState"] != "RUNNING" else {}

    found = seen(ended_run)
    lasted = (found["CompletedOn"] - found["StartedOn"]).total_seconds()
    return bool(found["JobRunState"] == "FAILED" and round(lasted, 1) == JOB_SECONDS)


def waits_are_short() -> bool:
    def lasts() -> float:
        found = ended(started(machine({"Type": "Wait", "Seconds": 1, "End": True})))
        return float((found["stopDate"] - found["startDate"]).total_seconds())

    # On a busy machine the rest may take longer.
    return any(lasts() < 1 for _ in range(3))


def functions_keep_their_logging() -> bool:
    name = unique("probe")
    trust = {
        "Version": "2012-10-17",
        "Statement": {
            "Effect": "Allow",
            "Principal": {"Service": "lambda.amazonaws.com"},
            "Action": "sts:AssumeRole",
        },
    }
    role = client("iam").create_role(RoleName=name, AssumeRolePolicyDocument=json.dumps(trust))
    archive = BytesIO()
    with ZipFile(archive, "w") as written:
        written.writestr("probe.py", "")
    client("lambda").create_function(
        FunctionName=name,
        Role=role["Role"]["Arn"],
        Runtime="python3.12",
        Handler="probe.run",
        Code={"ZipFile": archive.getvalue()},
        LoggingConfig={"LogFormat": "JSON", "ApplicationLogLevel": "WARN"},
    )
    answer = client("lambda").get_function_configuration(FunctionName=name)
    kept = answer.get("LoggingConfig", {})
    told = (kept.get("ApplicationLogLevel"), kept.get("LogGroup"))
    return told == ("WARN", f"/aws/lambda/{name}")


def glue_takes_texts() -> bool:
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


def wildcards_leave_out_what_is_terminal() -> bool:
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::sns:publish",
        "Parameters": {"TopicArn": "any", "Message.$": "States.StringToJson('no JSON')"},
        "Catch": [{"ErrorEquals": ["States.ALL"], "Next": "end"}],
        "End": True,
    }
    found = ended(started(machine(state, States={"only": state, "end": {"Type": "Succeed"}})))
    return (found["status"], found.get("error")) == ("FAILED", "States.Runtime")


def causes_are_cut_off() -> bool:
    arguments = {SIMULATE: "fail", "--LONG": "x" * 40_000}
    state = {
        "Type": "Task",
        "Resource": "arn:aws:states:::glue:startJobRun.sync",
        "Parameters": {"JobName": job(), "Arguments": arguments},
        "End": True,
    }
    return len(ended(started(machine(state)))["cause"]) == 32_768


def blank_text_is_no_json() -> bool:
    state = {"Type": "Pass", "Parameters": {"x.$": "States.StringToJson(' ')"}, "End": True}
    return bool(ended(started(machine(state)))["status"] == "FAILED")


def glue_runs_can_be_stopped() -> bool:
    name = job()
    first, second = (client("glue").start_job_run(JobName=name)["JobRunId"] for _ in range(2))
    client("glue").batch_stop_job_run(JobName=name, JobRunIds=[first])
    (error,) = client("glue").batch_stop_job_run(JobName=name, JobRunIds=[first])["Errors"]
    runs = client("glue").get_job_runs(JobName=name)["JobRuns"]
    return (
        [run["Id"] for run in runs] == [second, first]
        and runs[1]["JobRunState"] == "STOPPED"
        and "STOPPED" in error["ErrorDetail"]["ErrorMessage"]
    )


def glue_queues_runs() -> bool:
    name = job(JobRunQueuingEnabled=True, ExecutionProperty={"MaxConcurrentRuns": 1})
    first, second = (client("glue").start_job_run(JobName=name)["JobRunId"] for _ in range(2))

    def state() -> str:
        run = client("glue").get_job_run(JobName=name, RunId=second)["JobRun"]
        return str(run["JobRunState"])

    before = state()
    client("glue").batch_stop_job_run(JobName=name, JobRunIds=[first])
    told = client("glue").get_job(JobName=name)["Job"].get("JobRunQueuingEnabled")
    return (told, before, state()) == (True, "WAITING", "RUNNING")


def glue_timeouts_have_bounds() -> bool:
    name = job()
    client("glue").start_job_run(JobName=name, Timeout=10080)
    try:
        client("glue").start_job_run(JobName=name, Timeout=10081)
    except ClientError as exc:
        return exc.response["Error"]["Code"] == "InvalidInputException"
    return False


def glue_retries_by_itself() -> bool:
    name = job(MaxRetries=1)
    first = client("glue").start_job_run(JobName=name, Arguments={SIMULATE: "fail"})["JobRunId"]

    def retried() -> Any:
        runs = client("glue").get_job_runs(JobName=name)["JobRuns"]
        return [(run.get("PreviousRunId"), run["Attempt"]) for run in runs if run["Id"] != first]

    return bool(seen(retried) == [(first, 1)])


def mocks_call_nothing() -> bool:
    mock = {"type": "mock", "requestTemplates": {"application/json": '{"statusCode": 204}'}}
    body = {
        "openapi": "3.0.1",
        "info": {"title": "probe", "version": "1"},
        "paths": {"/": {"options": {"x-amazon-apigateway-integration": mock}}},
    }
    api = client("apigateway").create_rest_api(name=unique("probe"))["id"]
    client("apigateway").put_rest_api(restApiId=api, body=json.dumps(body))
    return True


def the_current_secret_is_the_labelled_one() -> bool:
    secret = {"SecretId": unique("probe")}
    client("secretsmanager").create_secret(Name=secret["SecretId"], SecretString="before")
    before = client("secretsmanager").get_secret_value(**secret)["VersionId"]
    after = client("secretsmanager").put_secret_value(
        **secret, SecretString="after", VersionStages=["AWSPENDING"]
    )["VersionId"]
    client("secretsmanager").update_secret_version_stage(
        **secret,
        VersionStage="AWSCURRENT",
        MoveToVersionId=after,
        RemoveFromVersionId=before,
    )
    text: str = client("secretsmanager").get_secret_value(**secret)["SecretString"]
    return text == "after"


PROBES: dict[str, Callable[[], bool]] = {
    probe.__name__: probe
    for probe in (
        glue_sync_waits,
        context_is_json,
        entered_time_is_like_start_time,
        times_are_compared_with_their_fractions,
        a_name_is_given_once,
        conditions_hold_until_the_write,
        aws_sdk_speaks_pascal_case,
        glue_errors_have_its_name,
        stop_keeps_error_and_cause,
        stop_reaches_starting_branches,
        what_was_stopped_does_not_fail,
        timed_out_has_a_stop_date,
        glue_takes_texts,
        branches_keep_their_error,
        wildcards_leave_out_what_is_terminal,
        causes_are_cut_off,
        blank_text_is_no_json,
        execution_keeps_its_definition,
        executions_tell_their_end,
        what_the_provider_asks_is_answered,
        lists_refuse_what_cannot_be_filtered_by,
        histories_have_pages,
        glue_runs_take_time,
        waits_are_short,
        glue_runs_can_be_stopped,
        glue_queues_runs,
        glue_timeouts_have_bounds,
        glue_retries_by_itself,
        functions_keep_their_logging,
        mocks_call_nothing,
        the_current_secret_is_the_labelled_one,
    )
}


def probed(probe: Callable[[], bool]) -> bool | None:
    """Run a probe, and give up on it after a while; what AWS says no to, it does not do."""
    answers: list[bool] = []

    def run() -> None:
        try:
            answers.append(probe())
        except ClientError:
            answers.append(False)

    thread = Thread(target=run, daemon=True)
    thread.start()
    # Two executions that do not end, and their calls.
    thread.join(5 * Patience.seconds)
    return answers[0] if answers else None


def replaced(fix: Fix) -> list[Any]:
    """Return what stands where the fix replaces something."""
    owners = [(resolve_name(part.owner), part.name) for part in fix.replacements]
    return [
        (owner if isinstance(owner, dict) else vars(owner)).get(name, "nothing")
        for owner, name in owners
    ]


def main() -> None:
    fixes = {fix.name: fix for fix in all_fixes() if fix.kind is not Kind.SPEED}
    aws = EmbeddedAws(job_seconds=JOB_SECONDS)
    before = {name: replaced(fix) for name, fix in fixes.items() if not fix.package}
    aws.start()
    with_all = {name: probed(probe) for name, probe in PROBES.items()}
    without, left = {}, []
    Patience.seconds = GIVEN_UP_SECONDS
    client.cache_clear()
    for name, probe in PROBES.items():
        with aws.fixes.without(fixes[name]):
            without[name] = probed(probe)
            if name in before and before[name] != replaced(fixes[name]):
                left.append(name)
    print(json.dumps(asdict(Probed(with_all, without, left))))


if __name__ == "__main__":
    main()
