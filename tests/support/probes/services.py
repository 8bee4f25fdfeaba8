"""The services around a state machine."""

import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from botocore.exceptions import ClientError

from tests.support.probes.calls import (
    A_DAY,
    ROLE,
    client,
    machine,
    one_succeeds,
    seen,
    started,
    unique,
)


def table() -> str:
    name = unique("probe")
    client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": "k", "AttributeType": "S"}],
        KeySchema=[{"AttributeName": "k", "KeyType": "HASH"}],
    )
    return name


def conditions_hold_until_the_write() -> bool:
    name = table()
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


def keys_have_a_limit() -> bool:
    name = table()
    client("dynamodb").get_item(TableName=name, Key={"k": {"S": "é" * 1024}})
    try:
        client("dynamodb").get_item(TableName=name, Key={"k": {"S": "é" * 1024 + "x"}})
    except ClientError as exc:
        return exc.response["Error"]["Code"] == "ValidationException"
    return False


def values_of_two_types_do_not_compare() -> bool:
    name = table()
    client("dynamodb").put_item(TableName=name, Item={"k": {"S": "a"}, "v": {"N": "7"}})
    for compares in ("v < :t", "v <= :t", "v > :t", "v >= :t", "v BETWEEN :t AND :t"):
        client("dynamodb").update_item(
            TableName=name,
            Key={"k": {"S": "a"}},
            UpdateExpression="SET met = :t",
            ConditionExpression=f"NOT ({compares})",
            ExpressionAttributeValues={":t": {"S": "text"}},
        )
    return True


def executions_emit_their_end() -> bool:
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


def mocks_need_no_uri() -> bool:
    mock = {"type": "mock", "requestTemplates": {"application/json": '{"statusCode": 204}'}}
    body = {
        "openapi": "3.0.1",
        "info": {"title": "probe", "version": "1"},
        "paths": {"/": {"options": {"x-amazon-apigateway-integration": mock}}},
    }
    api = client("apigateway").create_rest_api(name=unique("probe"))["id"]
    client("apigateway").put_rest_api(restApiId=api, body=json.dumps(body))
    return True


def current_secret_has_the_label() -> bool:
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
