"""Terraform and Python make one definition of a pipeline, or refuse it with the same words."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.deployment import read_deployment
from local.pipeline import PIPELINE, PipelineInvalid, read_pipeline_file
from local.terraform import Terraform, TerraformFailed
from local.values import VALUES, read_values
from tests.support.bad_pipelines import BAD_PIPELINES

MODULE = "modules/orchestration"
OTHERS = Path(__file__).parent.parent / "pipelines"
TOPIC_ARN = (
    "arn:aws:sns:eu-west-1:123456789012:omc-flywheel-test-notifications"  # the made-up AWS's
)


def composing_run(pipeline: Path, values: Path, expected: Path) -> dict[str, Any]:
    """Return a run of `terraform test` in which the module composes as Python does."""
    deployment = read_deployment(values, pipeline)
    table = deployment.resources["names"]["lock_table"]
    refresh = deployment.definition(TOPIC_ARN, table, "…")
    outcome = deployment.outcome_definition(TOPIC_ARN, "…")
    expected.write_text(json.dumps([refresh, outcome]))
    machines = "[for machine in [aws_sfn_state_machine.refresh, aws_sfn_state_machine.outcome] :"
    made = f"jsonencode({machines} jsondecode(machine.definition)])"
    awaited = f'jsonencode(jsondecode(file("{expected.name}")))'
    inputs = {**read_values(values), "pipeline_file": str(pipeline)}
    of_the_root = ("manage_account_logging", "token_recovery_days")
    return {
        "variables": {n: literal(v) for n, v in inputs.items() if n not in of_the_root},
        "assert": [
            {"condition": f"${{{made} == {awaited}}}", "error_message": "It is another definition."}
        ],
    }


def literal(value: Any) -> Any:
    """Return a value as JSON of Terraform has it, where a text is a template."""
    if isinstance(value, str):
        return value.replace("${", "$${").replace("%{", "%%{")
    if isinstance(value, dict):
        return {name: literal(inner) for name, inner in value.items()}
    return value


def test_terraform_and_python_compose_the_same_definition(
    terraform_files: Path, initialised: Callable[[str], Terraform]
) -> None:
    folder = terraform_files / MODULE
    pairs = [(PIPELINE, VALUES)]
    pairs += [(path, path.with_suffix(".tfvars.json")) for path in sorted(OTHERS.glob("*.yaml"))]
    runs = {
        pipeline.stem: composing_run(pipeline, values, folder / f"{pipeline.stem}.json")
        for pipeline, values in pairs
    }
    assert len(runs) >= 4
    mocks = {"aws": {"source": "./tests/aws"}}
    test = folder / "tests" / "composing.tftest.json"
    test.write_text(json.dumps({"mock_provider": mocks, "run": runs}))
    try:
        said = initialised(MODULE).run("test", f"-filter=tests/{test.name}")
    finally:
        test.unlink()
    assert f"{len(runs)} passed, 0 failed" in said


MANY_MODULES = """
terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

module "bad" {
  for_each = fileset(path.module, "*.yaml")
  source   = "../modules/orchestration"

  environment   = "test"
  pipeline_file = "${path.module}/${each.key}"
  job_names     = {}
}
"""
ONE_RUN = """
mock_provider "aws" {
  source = "../modules/orchestration/tests/aws"
}

run "plan" {
  command = plan
  # What refuses a bad pipeline. A plan of all resources takes twice the time.
  plan_options {
    target = [%s]
  }
}
"""
TARGET = 'module.bad["%s.yaml"].aws_sfn_state_machine.refresh'


@pytest.fixture(scope="session")
def told_by_terraform(
    terraform_files: Path, initialised: Callable[[str], Terraform]
) -> Callable[[str], str]:
    """Give a function that returns what Terraform says of a bad pipeline; one plan has them all."""
    folder = terraform_files / "bad-pipelines"
    folder.mkdir()
    (folder / "main.tf").write_text(MANY_MODULES)
    targets = ", ".join(TARGET % name for name in BAD_PIPELINES)
    (folder / "all.tftest.hcl").write_text(ONE_RUN % targets)
    for name, (text, _) in BAD_PIPELINES.items():
        (folder / f"{name}.yaml").write_text(text)
    with pytest.raises(TerraformFailed) as failed:
        initialised(folder.name).run("test")
    said = plain(str(failed.value))

    def of(name: str) -> str:
        found = re.search(rf"\./{name}\.yaml is wrong: (.*?)(?: Error: | ?$)", said)
        assert found, said
        return found[1]

    return of


def plain(text: str) -> str:
    """Return a text without its line breaks, which depend on the reader."""
    return " ".join(text.split())


@pytest.mark.parametrize("name", BAD_PIPELINES)
def test_a_bad_pipeline_is_told_by_terraform_and_python_alike(
    name: str, told_by_terraform: Callable[[str], str], tmp_path: Path
) -> None:
    text, expected = BAD_PIPELINES[name]
    path = tmp_path / f"{name}.yaml"
    path.write_text(text)
    with pytest.raises(PipelineInvalid) as refused:
        read_pipeline_file(path)
    words = plain(str(refused.value).partition("is wrong:")[2])
    assert expected in words
    assert told_by_terraform(name) == words
