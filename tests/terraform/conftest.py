"""What the tests of the Terraform code share: it runs on a copy, so that nothing that `init` makes
is left in the checkout.
"""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from local.applying import MADE_BY_TERRAFORM
from local.deployment import TERRAFORM
from local.terraform import Terraform, TerraformMissing


@pytest.fixture(scope="session")
def terraform_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a copy of the folder `terraform`; skip where there is no terraform, but fail in CI."""
    copy = tmp_path_factory.mktemp("terraform") / "terraform"
    try:
        Terraform(TERRAFORM)
    except TerraformMissing as missing:
        if os.environ.get("CI") == "true":
            pytest.fail(str(missing))
        pytest.skip(str(missing))
    shutil.copytree(TERRAFORM, copy, ignore=MADE_BY_TERRAFORM)
    return copy


@pytest.fixture(scope="session")
def initialised(terraform_files: Path) -> Callable[[str], Terraform]:
    """Give a function that returns terraform in a folder of the copy, initialised once."""
    ready: dict[str, Terraform] = {}

    def terraform_in(folder: str) -> Terraform:
        if folder not in ready:
            terraform = Terraform(terraform_files / folder)
            terraform.init()
            ready[folder] = terraform
        return ready[folder]

    return terraform_in
