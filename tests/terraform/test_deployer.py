"""The policy of whoever deploys, as far as it can be checked without Terraform."""

import json
import re

from local.module import TERRAFORM
from local.values import ENVIRONMENTS
from tests.terraform.deployer import POLICY, STATEMENTS, allowed, listed

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
    "aws_secretsmanager": "secretsmanager",
    "aws_sfn": "states",
    "aws_sns": "sns",
}
# Only with a domain that has a zone. The README has what that takes.
WITH_A_DOMAIN = "aws_route53"

# These calls name no resource, or one that has no name before it is there.
# https://docs.aws.amazon.com/service-authorization/latest/reference/
ON_ANY_RESOURCE = {"Lists", "AccessLog", "NewKeys"}
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html
MAX_POLICY_CHARACTERS = 6144


def test_every_service_of_which_terraform_makes_something_is_in_the_policy() -> None:
    text = "".join(path.read_text() for path in (TERRAFORM / "modules").rglob("*.tf"))
    types = set(re.findall(r'^resource "(\w+)"', text, re.MULTILINE))
    services = {action.partition(":")[0] for action in allowed()}
    for kind in types:
        if kind.startswith(WITH_A_DOMAIN):
            assert "`route53:ChangeResourceRecordSets`" in (ENVIRONMENTS / "README.md").read_text()
            continue
        (service,) = (name for begin, name in SERVICES.items() if kind.startswith(begin))
        assert service in services, kind


def test_no_action_is_a_pattern_and_none_stands_twice_in_a_statement() -> None:
    for statement in STATEMENTS:
        actions = listed(statement["Action"])
        assert all(re.fullmatch(r"[a-z0-9]+:[A-Za-z]+", action) for action in actions)
        assert len(actions) == len(set(actions))


def test_only_what_names_no_resource_is_allowed_on_all() -> None:
    assert {s["Sid"] for s in STATEMENTS if "*" in listed(s["Resource"])} == ON_ANY_RESOURCE


def test_roles_are_passed_only_to_the_services_that_take_them() -> None:
    (passed,) = (s for s in STATEMENTS if "iam:PassRole" in s["Action"])
    services = passed["Condition"]["StringEquals"]["iam:PassedToService"]
    modules = "".join(path.read_text() for path in (TERRAFORM / "modules").rglob("*.tf"))
    assert services
    for service in services:
        assert service.removesuffix(".amazonaws.com") in modules


def test_a_deployer_reads_no_token() -> None:
    assert not {action for action in allowed() if action.endswith("SecretValue")}


def test_it_fits_into_one_managed_policy() -> None:
    assert len(re.sub(r"\s", "", json.dumps(POLICY))) <= MAX_POLICY_CHARACTERS
