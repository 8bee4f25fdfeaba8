"""The AWS provider takes the runtimes that packages are made for."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from local.terraform import Terraform, TerraformFailed
from release.runtime import LOCK_FILE, TAKEN_SINCE

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
    terraform_files: Path, initialised: Callable[[str], Terraform]
) -> None:
    root, folder = terraform_files / "environments", terraform_files / "runtimes"
    folder.mkdir()
    (folder / "versions.tf").write_text(
        re.sub(r'provider "aws" .*', "", (root / "versions.tf").read_text(), flags=re.DOTALL)
    )
    runtimes = list(TAKEN_SINCE)
    (folder / "main.tf").write_text(
        "".join(FUNCTION.format(number=n, runtime=name) for n, name in enumerate(runtimes))
    )
    terraform = initialised(folder.name)
    # Only the folder that installed the provider has one.
    (lock,) = terraform_files.rglob(LOCK_FILE.name)
    locked = re.search(r'version\s+= "([\d.]+)"', lock.read_text())
    assert locked
    version = tuple(int(part) for part in locked[1].split("."))
    refused = {name for name, since in TAKEN_SINCE.items() if version < since}
    if not refused:
        assert "Success" in terraform.run("validate")
        return
    with pytest.raises(TerraformFailed) as failed:
        terraform.run("validate")
    said = str(failed.value)
    assert set(re.findall(r"got (python[\d.]+)", said.replace('"', ""))) == refused, said
