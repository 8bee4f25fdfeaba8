"""Every module in terraform/modules: written, valid, tested by Terraform itself and described."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from local.deployment import TERRAFORM
from local.terraform import Terraform
from tests.terraform.readme_tables import TablesMissing, modules, with_tables

Initialised = Callable[[str], Terraform]

of_every_module = pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)


def test_the_files_are_written_as_terraform_writes_them(terraform_files: Path) -> None:
    Terraform(terraform_files).run("fmt", "-check", "-recursive", "-diff")


@of_every_module
def test_the_module_is_valid(module: Path, initialised: Initialised) -> None:
    assert "Success" in initialised(f"modules/{module.name}").run("validate")


@of_every_module
def test_the_modules_own_tests_pass(module: Path, initialised: Initialised) -> None:
    said = initialised(f"modules/{module.name}").run("test")
    assert re.search(r"\b[1-9]\d* passed, 0 failed", said)


@of_every_module
def test_the_tables_in_the_readme_are_current(module: Path) -> None:
    readme = (module / "README.md").read_text()
    assert with_tables(readme, module) == readme, "python -m tests.terraform.readme_tables"


@of_every_module
def test_the_readme_links_to_files_that_are_there(module: Path) -> None:
    for part in (module / "README.md").read_text().split("](")[1:]:
        target = part.partition(")")[0].partition("#")[0]
        if target and "://" not in target:
            assert (module / target).exists(), target


def test_a_readme_without_a_place_for_tables_is_told(tmp_path: Path) -> None:
    with pytest.raises(TablesMissing, match=tmp_path.name):
        with_tables("# no place", tmp_path)


@pytest.mark.parametrize("name", ["main.tf", "versions.tf", "variables.tf", "outputs.tf"])
def test_the_environments_differ_in_their_values_only(name: str) -> None:
    environments = [path for path in (TERRAFORM / "environments").iterdir() if path.is_dir()]
    assert len(environments) == 2
    assert len({(path / name).read_text() for path in environments}) == 1


@pytest.mark.parametrize("name", ["dev", "prod"])
def test_the_values_are_all_declared(name: str) -> None:
    folder = TERRAFORM / "environments" / name
    declared = set(re.findall(r'^variable "(\w+)"', (folder / "variables.tf").read_text(), re.M))
    assert set(json.loads((folder / "terraform.tfvars.json").read_text())) <= declared
