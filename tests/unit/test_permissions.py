"""The roles' policies hold what the functions call: neither less nor more."""

import ast
import re
from pathlib import Path

import boto3
import pytest

ROOT = Path(__file__).parent.parent.parent
MODULE = ROOT / "terraform" / "modules" / "api"

# Which service each gateway asks, as boto3 and as IAM name it.
SERVICES = {
    "glue": ("glue", "glue"),
    "lease": ("dynamodb", "dynamodb"),
    "lock": ("dynamodb", "dynamodb"),
    "records": ("dynamodb", "dynamodb"),
    "schedule": ("events", "events"),
    "snapshots": ("dynamodb", "dynamodb"),
    "state_machine": ("stepfunctions", "states"),
    "switch_note": ("dynamodb", "dynamodb"),
    "token_secret": ("secretsmanager", "secretsmanager"),
}

# Which gateways each function has, by the file with its role's policy.
GATEWAYS = {
    "iam.tf": {
        *("glue", "lease", "lock", "records", "schedule", "snapshots", "state_machine"),
        "switch_note",
    },
    "authorizer.tf": {"token_secret"},
    "keeper.tf": {"lease", "records", "state_machine"},
}
# What its gateways can do and the keeper does not: it starts and stops nothing, and looks nothing
# up by its name.
LEFT_OUT = {
    "keeper.tf": {
        *("states:StartExecution", "states:StopExecution", "states:DescribeStateMachine"),
        "dynamodb:BatchGetItem",
    },
}


def called(gateway: str) -> set[str]:
    """Return the IAM actions of the calls that an adapter of AWS makes of its client."""
    service, prefix = SERVICES[gateway]
    client = boto3.client(
        service,  # type: ignore[call-overload]
        region_name="us-east-1",
        aws_access_key_id="none",
        aws_secret_access_key="none",
    )
    names = client.meta.method_to_api_mapping
    source = (ROOT / f"chalicelib/adapters/aws/{gateway}.py").read_text()
    return {
        f"{prefix}:{names[node.func.attr]}"
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr in ("client", "_client")
    }


@pytest.mark.parametrize("file", GATEWAYS)
def test_a_function_may_do_exactly_what_it_calls(file: str) -> None:
    prefixes = "|".join(prefix for _, prefix in SERVICES.values())
    allowed = set(re.findall(rf'"((?:{prefixes}):[\w*]+)"', (MODULE / file).read_text()))
    callable_ = set().union(*map(called, GATEWAYS[file]))
    assert allowed == callable_ - LEFT_OUT.get(file, set())


def test_every_gateway_is_looked_at() -> None:
    gateways = {path.stem for path in (ROOT / "chalicelib" / "adapters" / "aws").glob("*.py")}
    assert gateways - {"__init__", "clients", "date_header", "errors", "moments"} == set(SERVICES)
    assert set().union(*GATEWAYS.values()) == set(SERVICES)
