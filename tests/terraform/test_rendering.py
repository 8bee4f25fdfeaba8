"""Terraform and Python render one file: what the embedded AWS runs is what is deployed."""

import json
from collections.abc import Callable
from pathlib import Path

from local.deployment import VALUES, read_values, render_definition
from local.terraform import Terraform

MODULE = "modules/orchestration"

# The module itself renders, with a made-up AWS; only the comparison is written here.
COMPARISON = """
mock_provider "aws" {
  source = "./tests/aws"
}

run "the_definition_is_what_python_renders" {
  assert {
    condition = jsonencode(jsondecode(aws_sfn_state_machine.refresh.definition)) == jsonencode(
      jsondecode(file("expected.json"))
    )
    error_message = "The definitions are different."
  }
}
"""
RESOURCES = {
    "topic_arn": "arn:aws:sns:eu-west-1:123456789012:omc-flywheel-test-notifications",
    "lock_table_name": "omc-flywheel-dev-db-refresh-lock",
    "refresh_url": "…",
}


def test_terraform_and_python_render_the_same_definition(
    terraform_files: Path, initialised: Callable[[str], Terraform]
) -> None:
    terraform = initialised(MODULE)
    folder = terraform_files / MODULE
    comparison = folder / "tests" / "rendering.tftest.hcl"
    comparison.write_text(COMPARISON)
    (folder / "expected.json").write_text(json.dumps(render_definition(read_values(), RESOURCES)))
    values = f"-var-file={terraform_files / 'environments' / 'dev' / VALUES.name}"
    said = terraform.run("test", "-filter=tests/rendering.tftest.hcl", values)
    comparison.unlink()
    assert "1 passed, 0 failed" in said
