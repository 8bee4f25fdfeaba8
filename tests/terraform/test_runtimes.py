"""The AWS provider takes the runtimes that packages are made for."""

import re
from pathlib import Path

import pytest

from local.terraform import Terraform, TerraformFailed
from release.runtime import LOCK_FILE, TAKEN_SINCE
from tests.terraform.one_provider import one_provider

FUNCTION = """
resource "aws_lambda_function" "of_{number}" {{
  function_name = "f"
  role          = "arn:aws:iam::123456789012:role/r"
  handler       = "app.app"
  filename      = "deployment.zip"
  runtime       = "{runtime}"
}}
"""


def test_the_provider_takes_the_runtimes_of_its_version(
    terraform_files: Path, tmp_path: Path
) -> None:
    root = terraform_files / "environments"
    (tmp_path / "versions.tf").write_text(
        re.sub(r'provider "aws" .*', "", (root / "versions.tf").read_text(), flags=re.DOTALL)
    )
    runtimes = list(TAKEN_SINCE)
    (tmp_path / "main.tf").write_text(
        "".join(FUNCTION.format(number=n, runtime=name) for n, name in enumerate(runtimes))
    )
    terraform = Terraform(tmp_path)
    terraform.init()
    locked = re.search(r'version\s+= "([\d.]+)"', (tmp_path / LOCK_FILE.name).read_text())
    assert locked
    version = tuple(int(part) for part in locked[1].split("."))
    refused = {name for name, since in TAKEN_SINCE.items() if version < since}
    with one_provider(terraform):
        if not refused:
            assert "Success" in terraform.run("validate")
            return
        with pytest.raises(TerraformFailed) as failed:
            terraform.run("validate")
    said = str(failed.value)
    assert set(re.findall(r"got (python[\d.]+)", said.replace('"', ""))) == refused, said
