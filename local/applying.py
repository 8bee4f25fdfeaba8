"""Provisions the embedded AWS with Terraform, as a team deploys on AWS."""

import json
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from local.aws import ENVIRONMENT
from local.deployment import Deployment
from local.module import TERRAFORM
from local.provisioning import Deployed, create_jobs, create_mailbox, put_tokens
from local.terraform import Terraform
from local.values import ENVIRONMENTS
from release.archive import ARCHITECTURES
from release.package import build_package

MADE_BY_TERRAFORM = shutil.ignore_patterns(".terraform", ".terraform.lock.hcl", "*.tfstate*")

# The provider's own checks would call services that the emulator does not have.
OVERRIDE = """
provider "aws" {
  skip_credentials_validation = true
  skip_metadata_api_check     = true
  skip_requesting_account_id  = true
}
"""
# The state stays in the copy, whatever backend the environment has.
LOCAL_STATE = """
terraform {
  backend "local" {}
}
"""


class AppliedDeployment:
    """A deployment on an embedded AWS, applied from a copy of terraform/ in `workspace`.

    `variables` are options of every command. With `own_backend`, the state is where the backend of
    the environment keeps it.
    """

    def __init__(
        self,
        deployment: Deployment,
        aws_url: str,
        package: Path,
        workspace: Path,
        *,
        own_backend: bool = False,
    ) -> None:
        copy = workspace / "terraform"
        shutil.copytree(TERRAFORM, copy, ignore=MADE_BY_TERRAFORM)
        folder = copy / ENVIRONMENTS.name
        (folder / "embedded_override.tf").write_text(
            OVERRIDE if own_backend else OVERRIDE + LOCAL_STATE
        )
        values = {
            **deployment.values.model_dump(exclude_none=True),
            "pipeline_file": str(deployment.pipeline.file.resolve()),
            "package_directory": str(package),
        }
        (folder / "embedded.auto.tfvars.json").write_text(json.dumps(values))
        self.variables: list[str] = []
        settings = {"AWS_ENDPOINT_URL": aws_url, "TF_WORKSPACE": values["environment"]}
        self.terraform = Terraform(folder, {**ENVIRONMENT, **settings})

    def apply(self, **variables: str) -> Mapping[str, Any]:
        """Apply with these additional variables, and return the outputs that are not null.

        `terraform` must be initialised.

        Raises:
            TerraformFailed: with Terraform's output.
        """
        self.variables += [f"-var={name}={value}" for name, value in variables.items()]
        self.terraform.run("apply", "-auto-approve", *self.variables)
        return self.outputs()

    def outputs(self) -> Mapping[str, Any]:
        """Return the outputs that are not null."""
        outputs = json.loads(self.terraform.run("output", "-json"))
        return {name: output["value"] for name, output in outputs.items()}

    def plan(self) -> str:
        """Return Terraform's plan of another apply."""
        return self.terraform.run("plan", *self.variables)

    def state(self) -> dict[str, Any]:
        """Return Terraform's state."""
        state: dict[str, Any] = json.loads(self.terraform.run("state", "pull"))
        return state

    def destroy(self) -> None:
        """Destroy all resources, without a refresh: nothing else has changed them."""
        self.terraform.run("destroy", "-auto-approve", "-refresh=false", *self.variables)


def apply_deployment(
    deployment: Deployment, aws_url: str, refresh_url: str, workspace: Path
) -> Deployed:
    """Deploy on the embedded AWS as a team does, with the package of `make package`.

    Raises:
        TerraformMissing: terraform is not on the PATH.
        TerraformFailed: with Terraform's output.
        ReleaseError: the package cannot be built.
    """
    create_jobs(deployment.values.job_names.values())
    package = workspace / "package"
    build_package(TERRAFORM.parent, package, ARCHITECTURES[0])
    applied = AppliedDeployment(deployment, aws_url, package, workspace)
    applied.terraform.init()
    outputs = applied.apply(refresh_url=refresh_url)
    put_tokens(outputs["token_secret_arn"])
    mailbox = create_mailbox(outputs["sns_topic_arn"])
    return deployed_by(outputs, deployment.values.environment, mailbox)


def deployed_by(outputs: Mapping[str, Any], environment: str, queue_url: str) -> Deployed:
    """Return what an environment's outputs tell; `queue_url` is of the topic's mailbox, if any."""
    return Deployed(
        environment=environment,
        state_machine_arn=outputs["step_functions_state_machine_arn"],
        topic_arn=outputs["sns_topic_arn"],
        lock_table_name=outputs["lock_table_name"],
        records_table_name=outputs["records_table_name"],
        schedule_rule_name=schedule_rule_name(outputs),
        keeper_rule_name=outputs["keeper_rule_name"],
        queue_url=queue_url,
        token_secret_arn=outputs["token_secret_arn"],
    )


def schedule_rule_name(outputs: Mapping[str, Any]) -> str | None:
    """Return the name of the schedule's rule, if there is one; `outputs` has no null values."""
    rule_arn = outputs.get("eventbridge_rule_arn")
    return rule_arn.rpartition("/")[2] if rule_arn else None
