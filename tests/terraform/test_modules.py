"""Every module in terraform/modules: written, valid, tested by Terraform itself and described."""

from collections.abc import Callable
from pathlib import Path

import pytest

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
    assert "0 passed" not in said
    assert " 0 failed" in said


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
