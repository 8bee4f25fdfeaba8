"""What the roles that Terraform made allow, held against every call that the API makes.

The emulator takes any credentials and knows policies by action alone, so the policies are evaluated
here, resource by resource: https://docs.aws.amazon.com/service-authorization/latest/reference/
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from fnmatch import fnmatchcase
from itertools import product
from pathlib import Path
from typing import Any

from chalicelib.adapters.aws import clients
from local.aws import REGION
from tests.support.pipelines import eight_steps

# As `terraform apply` makes them for dev; tests/terraform/test_apply.py sees that they still are.
POLICIES = Path(__file__).parent.parent / "fixtures" / "policies"
ROLES = ("api", "authorizer", "keeper")

PREFIXES = {
    "DynamoDB": "dynamodb",
    "EventBridge": "events",
    "Glue": "glue",
    "Secrets Manager": "secretsmanager",
    "SFN": "states",
}
ACCOUNT = "123456789012"

# Stands for all jobs of the environment.
JOBS = "jobs"

# By which parameter a call names what it touches, and how an ARN is made of it.
RESOURCES = {
    "stateMachineArn": "{}",
    "executionArn": "{}",
    "SecretId": "{}",
    "TableName": f"arn:aws:dynamodb:{REGION}:{ACCOUNT}:table/{{}}",
    "JobName": f"arn:aws:glue:{REGION}:{ACCOUNT}:job/{{}}",
}
# https://docs.aws.amazon.com/service-authorization/latest/reference/list_glue.html
NEEDS_TOO = {"glue:BatchGetJobs": ("glue:GetJob",)}

Policy = Mapping[str, Any]


def fixture_of(role: str) -> Policy:
    """Return the policy of a function's role, as it was written down."""
    policy: Policy = json.loads((POLICIES / f"{role}.json").read_text())
    return policy


def policy_of(role: str) -> Policy:
    """Return the policy of a function's role, for the Glue jobs that the tests run."""
    policy = fixture_of(role)
    for statement in policy["Statement"]:
        if statement["Resource"] == JOBS:
            names = eight_steps().values.job_names.values()
            statement["Resource"] = [RESOURCES["JobName"].format(name) for name in names]
    return policy


def allows(policy: Policy, action: str, resource: str) -> bool:
    """Return whether the policy allows the action on the resource, and nothing in it denies it."""
    effects = {
        statement["Effect"]
        for statement in policy["Statement"]
        if _matches(statement["Action"], action) and _matches(statement["Resource"], resource)
    }
    # These are evaluated without their conditions, so there must be none.
    assert not any("Condition" in statement for statement in policy["Statement"])
    return effects == {"Allow"}


def _matches(patterns: str | list[str], name: str) -> bool:
    given = [patterns] if isinstance(patterns, str) else patterns
    return any(fnmatchcase(name, pattern) for pattern in given)


class Watch:
    """Every call of the API's own clients: which were made, and which its role does not allow."""

    def __init__(self) -> None:
        self.made: set[tuple[str, str]] = set()
        self.refused: list[tuple[str, str]] = []
        self._is_keeper = False
        self._policies = {role: policy_of(role) for role in ROLES}

    @contextmanager
    def of_keeper(self) -> Iterator[set[tuple[str, str]]]:
        """Take every call inside for the keeper's, and give them apart from all others."""
        others, self.made, self._is_keeper = self.made, set(), True
        try:
            yield self.made
        finally:
            self.made, self._is_keeper = others, False

    def attach(self) -> None:
        """Watch the clients that there are; a test may have had new ones made."""
        for make in (
            *(clients.stepfunctions, clients.glue, clients.dynamodb, clients.events),
            *(clients.dynamodb_for_records, clients.secretsmanager),
        ):
            events = make(REGION).meta.events
            events.register("before-parameter-build", self._look, unique_id="privileges")

    def _look(self, params: Mapping[str, Any], model: Any, **_: Any) -> None:
        prefix = PREFIXES[model.service_model.service_id]
        called = f"{prefix}:{model.name}"
        others = "keeper" if self._is_keeper else "api"
        role = "authorizer" if prefix == "secretsmanager" else others
        needed = product((called, *NEEDS_TOO.get(called, ())), _resources(prefix, params))
        for action, resource in needed:
            self.made.add((action, resource))
            if not allows(self._policies[role], action, resource):
                self.refused.append((action, resource))


def _resources(prefix: str, params: Mapping[str, Any]) -> list[str]:
    if "JobNames" in params:
        return [RESOURCES["JobName"].format(name) for name in params["JobNames"]]
    return [_resource(prefix, params)]


def _resource(prefix: str, params: Mapping[str, Any]) -> str:
    if "IndexName" in params:
        return f"{RESOURCES['TableName'].format(params['TableName'])}/index/{params['IndexName']}"
    if "RequestItems" in params:
        (table,) = params["RequestItems"]
        return RESOURCES["TableName"].format(table)
    for name, arn in RESOURCES.items():
        if name in params:
            return arn.format(params[name])
    assert prefix == "events", (prefix, params)
    return f"arn:aws:events:{REGION}:{ACCOUNT}:rule/{params['Name']}"
