"""The policy of whoever deploys, and what of it the tests cannot see being used."""

import json
from collections.abc import Iterator
from fnmatch import fnmatchcase
from typing import Any

from local.values import ENVIRONMENTS

POLICY: dict[str, Any] = json.loads((ENVIRONMENTS / "deployer-policy.json").read_text())
STATEMENTS: list[dict[str, Any]] = POLICY["Statement"]

# What creates a resource, by Terraform's type; what has no ARN of its own is left out.
CREATES = {
    "aws_api_gateway_rest_api": "apigateway:POST",
    "aws_api_gateway_stage": "apigateway:POST",
    "aws_cloudwatch_event_rule": "events:PutRule",
    "aws_cloudwatch_log_group": "logs:CreateLogGroup",
    "aws_cloudwatch_metric_alarm": "cloudwatch:PutMetricAlarm",
    "aws_dynamodb_table": "dynamodb:CreateTable",
    "aws_iam_role": "iam:CreateRole",
    "aws_kms_alias": "kms:CreateAlias",
    "aws_kms_key": "kms:ScheduleKeyDeletion",  # a new key has no ARN yet
    "aws_lambda_function": "lambda:CreateFunction",
    "aws_secretsmanager_secret": "secretsmanager:CreateSecret",
    "aws_sfn_state_machine": "states:CreateStateMachine",
    "aws_sns_topic": "sns:CreateTopic",
}
ARN_OF_ANOTHER = {
    "aws_cloudwatch_event_target",
    "aws_sns_topic_policy",
    "aws_sns_topic_subscription",
}

# What the policy has beyond the calls of an apply and a destroy on the embedded AWS, and why.
NOT_SEEN = {
    "tags that change; the emulator cannot change a gateway's": {
        *("cloudwatch:TagResource", "cloudwatch:UntagResource", "dynamodb:TagResource"),
        *("dynamodb:UntagResource", "events:TagResource", "events:UntagResource", "iam:TagRole"),
        *("iam:UntagRole", "kms:TagResource", "kms:UntagResource", "lambda:TagResource"),
        *("lambda:UntagResource", "logs:TagResource", "logs:UntagResource"),
        *("secretsmanager:TagResource", "secretsmanager:UntagResource", "sns:TagResource"),
        *("sns:UntagResource", "states:TagResource", "states:UntagResource"),
    },
    "a later version of this project": {
        *("iam:UpdateAssumeRolePolicy", "iam:UpdateRole", "kms:PutKeyPolicy", "kms:UpdateAlias"),
        *("lambda:UpdateFunctionCode", "secretsmanager:UpdateSecret"),
    },
    "manage_account_logging": {"iam:AttachRolePolicy", "iam:DetachRolePolicy"},
    "permissions_boundary": {
        *("iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary"),
    },
    "snap_start": {
        *("lambda:PublishVersion", "lambda:CreateAlias", "lambda:UpdateAlias", "lambda:GetAlias"),
        *("lambda:DeleteAlias", "lambda:GetFunctionConfiguration"),
    },
    "allowed_source_cidrs": {"apigateway:UpdateRestApiPolicy"},
    "a reserved_concurrency that is taken back": {"lambda:DeleteFunctionConcurrency"},
    "log groups that get a key, or keep their lines for ever": {
        *("logs:AssociateKmsKey", "logs:DisassociateKmsKey", "logs:DeleteRetentionPolicy"),
    },
    "what AWS demands of whoever makes these calls, and no emulator does": {
        *("iam:PassRole", "logs:CreateLogDelivery", "logs:GetLogDelivery"),
        *("logs:UpdateLogDelivery", "logs:DeleteLogDelivery", "logs:ListLogDeliveries"),
        *("logs:PutResourcePolicy", "logs:DescribeResourcePolicies"),
    },
}
# These are seen where the guide is followed.
OF_THE_BACKEND = {"s3:ListBucket", "s3:GetObject", "s3:PutObject", "s3:DeleteObject"}


def listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value


def allowed() -> set[str]:
    """Return every action of the policy."""
    return {action for statement in STATEMENTS for action in listed(statement["Action"])}


def is_allowed(action: str, arn: str) -> bool:
    """Say whether the policy allows an action on a resource, conditions aside."""
    return any(
        action in listed(statement["Action"])
        and any(fnmatchcase(arn, pattern) for pattern in listed(statement["Resource"]))
        for statement in STATEMENTS
    )


def resources(state: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield the type and the ARN of every resource of a state that has one of its own."""
    for resource in state["resources"]:
        if resource["mode"] == "managed" and resource["type"] not in ARN_OF_ANOTHER:
            for instance in resource["instances"]:
                if arn := instance["attributes"].get("arn"):
                    yield resource["type"], arn
