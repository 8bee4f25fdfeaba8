"""What a deployer may do is told for everything that Terraform makes."""

import re

from local.module import TERRAFORM
from local.values import ENVIRONMENTS

# By how Terraform's type begins, the service's name in its actions.
SERVICES = {
    "aws_api_gateway": "apigateway",
    "aws_cloudwatch_event": "events",
    "aws_cloudwatch_log": "logs",
    "aws_cloudwatch_metric": "cloudwatch",
    "aws_dynamodb": "dynamodb",
    "aws_iam": "iam",
    "aws_kms": "kms",
    "aws_lambda": "lambda",
    "aws_route53": "route53",
    "aws_secretsmanager": "secretsmanager",
    "aws_sfn": "states",
    "aws_sns": "sns",
}


def test_every_service_that_is_used_is_in_the_list_of_what_a_deployer_may_do() -> None:
    text = "".join(path.read_text() for path in (TERRAFORM / "modules").rglob("*.tf"))
    types = set(re.findall(r'^resource "(\w+)"', text, re.MULTILINE))
    told = (ENVIRONMENTS / "README.md").read_text()
    for kind in types:
        (service,) = (name for begin, name in SERVICES.items() if kind.startswith(begin))
        assert f"`{service}:" in told, kind


def test_what_the_provider_asks_before_it_plans_is_in_the_list() -> None:
    assert "`states:ValidateStateMachineDefinition`" in (ENVIRONMENTS / "README.md").read_text()
