"""The role's policy holds what the API calls: neither less nor more."""

import ast
import re
from pathlib import Path

import boto3

ROOT = Path(__file__).parent.parent.parent
POLICY = ROOT / "terraform" / "modules" / "api" / "iam.tf"


def called() -> set[str]:
    """Return the IAM actions of the calls that chalicelib.aws makes of its clients."""
    client = boto3.client(
        "stepfunctions", "us-east-1", aws_access_key_id="none", aws_secret_access_key="none"
    )
    names = client.meta.method_to_api_mapping
    return {
        f"states:{names[node.func.attr]}"
        for path in (ROOT / "chalicelib" / "aws").glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and isinstance(node.func.value, ast.Attribute)
        and node.func.value.attr == "client"
    }


def test_the_api_may_do_exactly_what_it_calls() -> None:
    allowed = set(re.findall(r'"(states:\w+)"', POLICY.read_text()))
    assert allowed == called()
    assert len(allowed) > 1
