"""The role's policy holds what the API calls: neither less nor more."""

import ast
import re
from pathlib import Path

import boto3

ROOT = Path(__file__).parent.parent.parent
POLICY = ROOT / "terraform" / "modules" / "api" / "iam.tf"

# Which service each gateway asks, as boto3 and as IAM name it.
SERVICES = {
    "glue": ("glue", "glue"),
    "lock": ("dynamodb", "dynamodb"),
    "schedule": ("events", "events"),
    "state_machine": ("stepfunctions", "states"),
}


def called(gateway: str) -> set[str]:
    """Return the IAM actions of the calls that a module of chalicelib.aws makes of its client."""
    service, prefix = SERVICES[gateway]
    client = boto3.client(
        service,  # type: ignore[call-overload]
        region_name="us-east-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",
    )
    names = client.meta.method_to_api_mapping
    return {
        f"{prefix}:{names[node.func.attr]}"
        for node in ast.walk(ast.parse((ROOT / f"chalicelib/aws/{gateway}.py").read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "client"
    }


def test_the_api_may_do_exactly_what_it_calls() -> None:
    prefixes = "|".join(prefix for _, prefix in SERVICES.values())
    allowed = set(re.findall(rf'"((?:{prefixes}):\w+)"', POLICY.read_text()))
    assert allowed == set().union(*map(called, SERVICES))


def test_every_gateway_is_looked_at() -> None:
    gateways = {path.stem for path in (ROOT / "chalicelib" / "aws").glob("*.py")}
    assert gateways - {"__init__", "clients", "errors"} == set(SERVICES)
