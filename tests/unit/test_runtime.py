"""Which Pythons a package is made for."""

import re
from pathlib import Path

import boto3
import pytest
from chalice.deploy import packager

from release import ReleaseError
from release.runtime import LOCK_FILE, OLDEST, TAKEN_SINCE, runtime_of, this_python

ROOT = Path(__file__).parent.parent.parent
LOCKED = """
provider "registry.terraform.io/hashicorp/random" {{
  version = "1.2.3"
}}

provider "registry.terraform.io/hashicorp/aws" {{
  version     = "{version}"
  constraints = ">= 5.100.0, < 7.0.0"
}}
"""


def initialised(folder: Path, version: str) -> Path:
    (folder / LOCK_FILE).parent.mkdir(parents=True)
    (folder / LOCK_FILE).write_text(LOCKED.format(version=version))
    return folder


@pytest.mark.parametrize("python", ["python3.9", "python3.10", "python3.15", "python3.99"])
def test_a_python_that_cannot_be_deployed_is_refused(tmp_path: Path, python: str) -> None:
    with pytest.raises(ReleaseError, match=rf"no Lambda runtime {python} .* or python3\.14"):
        runtime_of(python, tmp_path)


@pytest.mark.parametrize("version", ["5.100.0", "6.0.0", "6.19.0"])
def test_a_python_that_the_provider_does_not_know_is_refused(tmp_path: Path, version: str) -> None:
    project = initialised(tmp_path, version)
    with pytest.raises(ReleaseError) as refused:
        runtime_of("python3.14", project)
    (line,) = str(refused.value).splitlines()
    assert f"needs version 6.20 of Terraform's AWS provider, and {LOCK_FILE} has {version}" in line
    assert "python3.12 or python3.13" in line
    assert runtime_of("python3.13", project) == "python3.13"


@pytest.mark.parametrize("version", ["6.20.0", "6.100.0"])
def test_a_newer_provider_takes_it(tmp_path: Path, version: str) -> None:
    assert runtime_of("python3.14", initialised(tmp_path, version)) == "python3.14"


@pytest.mark.parametrize("python", TAKEN_SINCE)
def test_what_is_not_initialised_yet_will_have_the_newest(tmp_path: Path, python: str) -> None:
    assert runtime_of(python, tmp_path) == python


def test_lambda_and_chalice_know_every_runtime() -> None:
    model = boto3.client("lambda", region_name="us-east-1").meta.service_model
    assert set(TAKEN_SINCE) <= set(model.shape_for("Runtime").enum)
    chalices = packager.BaseLambdaDeploymentPackager._RUNTIME_TO_ABI  # noqa: SLF001  # no other list
    assert set(TAKEN_SINCE) <= set(chalices)


def test_the_modules_and_the_root_ask_for_the_same_provider() -> None:
    pins = {
        re.search(r'source\s+= "hashicorp/aws"\s+version = "([^"]+)"', path.read_text())[1]  # type: ignore[index]
        for path in (ROOT / "terraform").rglob("versions.tf")
    }
    assert pins == {f">= {'.'.join(map(str, OLDEST))}, < 7"}


def test_this_python_is_one_that_can_be_deployed() -> None:
    assert runtime_of(this_python(), ROOT) == this_python()
