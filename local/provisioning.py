"""Creates the resources of the Terraform modules on the embedded AWS, without Terraform."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import boto3

from chalicelib.domain.access import Role, TokenEntry, TokenList, digest_of
from local.deployment import Deployment, read_deployment
from local.keeper import create_keeper_rule
from local.simulated import NO_SIMULATION, SIMULATE

# Not secret: they are valid only on this machine.
TOKENS = {Role.VIEWER: "local-viewer", Role.OPERATOR: "local-operator"}


@dataclass(frozen=True)
class Deployed:
    """The provisioned resources; `queue_url` is the mailbox, a queue for the notifications."""

    environment: str
    state_machine_arn: str
    topic_arn: str
    lock_table_name: str
    records_table_name: str
    schedule_rule_name: str | None
    keeper_rule_name: str
    queue_url: str
    token_secret_arn: str


def provision(refresh_url: str, deployment: Deployment | None = None) -> Deployed:
    """Create the resources of the Terraform modules, and a mailbox.

    `refresh_url` is the API's, for the links in the mails; `deployment` is dev's by default.
    """
    deployment = deployment or read_deployment()
    names = deployment.resources["names"]
    create_jobs(deployment.values.job_names.values())
    topic_arn = boto3.client("sns").create_topic(Name=names["notifications_topic"])["TopicArn"]
    table = _create_lock_table(names["lock_table"], **deployment.resources["lock"])
    machine_arn = _create_state_machine(
        names["state_machine"],
        deployment.definition(topic_arn, table, refresh_url),
        names["step_functions_role"],
    )
    outcome_arn = _create_state_machine(
        names["outcome_state_machine"],
        deployment.outcome_definition(topic_arn, refresh_url),
        names["outcome_role"],
    )
    _create_outcomes_rules(
        names["outcomes_rule"],
        deployment.outcomes(machine_arn),
        outcome_arn,
        _create_role(names["outcome_events_role"], "events"),
    )
    rule = None
    if deployment.values.enable_scheduled_execution:
        rule = names["schedule_rule"]
        role = _create_role(names["eventbridge_role"], "events")
        _create_schedule_rule(rule, deployment, machine_arn, role)
    return Deployed(
        deployment.values.environment,
        machine_arn,
        topic_arn,
        table,
        create_records_table(f"{deployment.name}-api-records"),
        rule,
        create_keeper_rule(f"{deployment.name}-api-keeper", on=deployment.values.keeper_enabled),
        create_mailbox(topic_arn),
        _create_token_secret(f"{deployment.name}-api-tokens"),
    )


def create_jobs(names: Iterable[str]) -> None:
    """Create the Glue jobs of an environment, which a deployment expects to exist."""
    for name in names:
        create_job(name)


def create_job(name: str, **more: Any) -> None:
    """Create a Glue job with at most two concurrent runs; `more` has parameters of CreateJob."""
    parameters: Any = {
        "Name": name,
        "Role": f"arn:aws:iam::123456789012:role/{name}",
        "Command": {"Name": "glueetl", "ScriptLocation": f"s3://local/{name}.py"},
        "DefaultArguments": {SIMULATE: NO_SIMULATION},
        "ExecutionProperty": {"MaxConcurrentRuns": 2},
        "GlueVersion": "5.0",
        "WorkerType": "G.1X",
        "NumberOfWorkers": 10,
    }
    boto3.client("glue").create_job(**(parameters | more))


def create_mailbox(topic_arn: str) -> str:
    """Subscribe a queue to the topic, instead of mail addresses, and return its URL."""
    sqs = boto3.client("sqs")
    queue_url: str = sqs.create_queue(QueueName=f"{topic_arn.rpartition(':')[2]}-mailbox")[
        "QueueUrl"
    ]
    queue_arn = sqs.get_queue_attributes(QueueUrl=queue_url, AttributeNames=["QueueArn"])[
        "Attributes"
    ]["QueueArn"]
    boto3.client("sns").subscribe(TopicArn=topic_arn, Protocol="sqs", Endpoint=queue_arn)
    return queue_url


def take_notifications(queue_url: str) -> list[dict[str, Any]]:
    """Remove all notifications from the queue, and return them as SNS sent them, oldest first."""
    sqs = _sqs()
    taken = []
    while messages := sqs.receive_message(QueueUrl=queue_url, MaxNumberOfMessages=10).get(
        "Messages"
    ):
        for message in messages:
            taken.append(json.loads(message["Body"]))
            sqs.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
    return taken


@cache
def _sqs() -> Any:
    return boto3.client("sqs")


def put_tokens(secret_arn: str) -> None:
    """Write the two tokens of this machine to the secret."""
    tokens = [
        TokenEntry(name=token, role=role, sha256=digest_of(token)) for role, token in TOKENS.items()
    ]
    boto3.client("secretsmanager").put_secret_value(
        SecretId=secret_arn, SecretString=TokenList(tokens=tuple(tokens)).model_dump_json()
    )


def _create_token_secret(name: str) -> str:
    arn: str = boto3.client("secretsmanager").create_secret(Name=name)["ARN"]
    put_tokens(arn)
    return arn


def _create_lock_table(name: str, hash_key: str, hash_key_type: Any) -> str:
    boto3.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[{"AttributeName": hash_key, "AttributeType": hash_key_type}],
        KeySchema=[{"AttributeName": hash_key, "KeyType": "HASH"}],
    )
    return name


# The attributes by which lists are filtered; records.tf of the module api has the same ones.
PROJECTED = ["outcome", "reason", "requested_by", "status", "stopped_at", "trigger"]


def create_records_table(name: str) -> str:
    """Create the table of records, as the module api does, and return its name."""
    boto3.client("dynamodb").create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        AttributeDefinitions=[
            {"AttributeName": attribute, "AttributeType": "S"}
            for attribute in ("name", "collection", "placed")
        ],
        KeySchema=[{"AttributeName": "name", "KeyType": "HASH"}],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "by_start",
                "KeySchema": [
                    {"AttributeName": "collection", "KeyType": "HASH"},
                    {"AttributeName": "placed", "KeyType": "RANGE"},
                ],
                "Projection": {"ProjectionType": "INCLUDE", "NonKeyAttributes": PROJECTED},
            }
        ],
    )
    return name


def _create_state_machine(name: str, definition: Mapping[str, Any], role_name: str) -> str:
    arn: str = boto3.client("stepfunctions").create_state_machine(
        name=name, definition=json.dumps(definition), roleArn=_create_role(role_name, "states")
    )["stateMachineArn"]
    return arn


def _create_outcomes_rules(
    prefix: str, outcomes: Mapping[str, Any], machine_arn: str, role_arn: str
) -> None:
    events = boto3.client("events")
    for outcome, rule in outcomes.items():
        name = f"{prefix}-{outcome}"
        events.put_rule(Name=name, EventPattern=json.dumps(rule["event_pattern"]))
        events.put_targets(
            Rule=name, Targets=[{"Id": "outcome", "Arn": machine_arn, "RoleArn": role_arn}]
        )


def _create_schedule_rule(
    name: str, deployment: Deployment, machine_arn: str, role_arn: str
) -> None:
    events = boto3.client("events")
    expression = deployment.values.schedule_expression
    on = deployment.values.schedule_initially_enabled
    events.put_rule(Name=name, ScheduleExpression=expression, State="ENABLED" if on else "DISABLED")
    events.put_targets(
        Rule=name,
        Targets=[
            {
                "Id": "refresh",
                "Arn": machine_arn,
                "RoleArn": role_arn,
                "Input": json.dumps(deployment.resources["schedule_input"]),
            }
        ],
    )


def _create_role(name: str, service: str) -> str:
    trust = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": {"Service": f"{service}.amazonaws.com"},
                "Action": "sts:AssumeRole",
            }
        ],
    }
    role = boto3.client("iam").create_role(
        RoleName=name, AssumeRolePolicyDocument=json.dumps(trust)
    )
    arn: str = role["Role"]["Arn"]
    return arn
