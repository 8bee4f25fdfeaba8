"""The policies of the API's two functions, as `terraform apply` makes them.

`python -m tests.terraform.policies` writes them to tests/fixtures/policies, where the integration
tests hold every call of the API against them.
"""

import json
import re
import tempfile
from pathlib import Path
from typing import Any

import boto3

from local.applying import AppliedEnvironment
from local.aws import EmbeddedAws
from local.deployment import read_values
from local.provisioning import create_jobs
from release.package import build_package
from tests.support.privileges import POLICIES, ROLES

ROOT = Path(__file__).parent.parent.parent

# Secrets Manager ends the ARN of a secret with six characters of its own.
SUFFIX = re.compile(r"(:secret:[\w-]+)-[A-Za-z0-9]{6}\b")


def applied_policies(iam: Any) -> dict[str, Any]:
    """Return the policy of each function's role in dev, by the role's short name."""
    names = {"api": "omc-flywheel-dev-api", "authorizer": "omc-flywheel-dev-api-authorizer"}
    found = {}
    for role in ROLES:
        document = iam.get_role_policy(RoleName=names[role], PolicyName=role)["PolicyDocument"]
        found[role] = json.loads(SUFFIX.sub(r"\1-??????", json.dumps(document)))
    return found


def main() -> None:
    """Apply dev to an embedded AWS and write the policies."""
    url = EmbeddedAws().start()
    values = read_values()
    create_jobs(values)
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder, "package")
        build_package(ROOT, package, "x86_64")
        workspace = Path(folder, "workspace")
        AppliedEnvironment(values["environment"], url, package, workspace).apply()
    POLICIES.mkdir(parents=True, exist_ok=True)
    for role, policy in applied_policies(boto3.client("iam")).items():
        text = json.dumps(policy, indent=1)
        # Jobs by their keys: their names stand in one place only.
        for key, name in values["job_names"].items():
            text = text.replace(f':job/{name}"', f':job/<{key}>"')
        (POLICIES / f"{role}.json").write_text(text + "\n")


if __name__ == "__main__":
    main()
