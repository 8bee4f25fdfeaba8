"""The policies of the API's functions, as `terraform apply` creates them.

`python -m tools.policies` writes them to tests/fixtures/policies. The integration tests check every
call of the API against them.
"""

import json
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import boto3

from local.applying import AppliedDeployment
from local.deployment import read_deployment
from local.embedded_aws import EmbeddedAws
from local.provisioning import create_jobs
from release.package import build_package
from tests.support.privileges import JOBS, POLICIES, RESOURCES, ROLES

ROOT = Path(__file__).parent.parent

# Secrets Manager appends six random characters to the ARN of a secret.
SUFFIX = re.compile(r"(:secret:[\w-]+)-[A-Za-z0-9]{6}\b")


def applied_policies(iam: Any, job_names: Iterable[str]) -> dict[str, Any]:
    """Return the policy of each function's role in dev, by the role's short name.

    `JOBS` replaces a list of resources that is exactly the jobs.
    """
    api = "omc-flywheel-dev-api"
    names = {role: api if role == "api" else f"{api}-{role}" for role in ROLES}
    jobs = {RESOURCES["JobName"].format(name) for name in job_names}
    found = {}
    for role in ROLES:
        document = iam.get_role_policy(RoleName=names[role], PolicyName=role)["PolicyDocument"]
        found[role] = json.loads(SUFFIX.sub(r"\1-??????", json.dumps(document)))
        for statement in found[role]["Statement"]:
            resources = statement["Resource"]
            if isinstance(resources, list) and set(resources) == jobs:
                statement["Resource"] = JOBS
    return found


def main() -> None:
    """Deploy dev on an embedded AWS, and write the policies."""
    url = EmbeddedAws().start()
    deployment = read_deployment()
    create_jobs(deployment.values.job_names.values())
    with tempfile.TemporaryDirectory() as folder:
        package = Path(folder, "package")
        build_package(ROOT, package, "x86_64")
        applied = AppliedDeployment(deployment, url, package, Path(folder, "workspace"))
        applied.terraform.init()
        applied.apply()
    POLICIES.mkdir(parents=True, exist_ok=True)
    job_names = deployment.values.job_names.values()
    for role, policy in applied_policies(boto3.client("iam"), job_names).items():
        (POLICIES / f"{role}.json").write_text(json.dumps(policy, indent=1) + "\n")


if __name__ == "__main__":
    main()
