"""Every module in terraform/modules: written, valid, tested by Terraform itself and described."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from local.module import MODULE
from local.terraform import Terraform
from local.values import ENVIRONMENTS, Values
from tools.markdown import MarkerMissing
from tools.readme_tables import modules, parsed, with_tables

Initialised = Callable[[str], Terraform]

of_every_module = pytest.mark.parametrize("module", modules(), ids=lambda module: module.name)


def test_the_files_are_written_as_terraform_writes_them(terraform_files: Path) -> None:
    Terraform(terraform_files).run("fmt", "-check", "-recursive", "-diff")


@of_every_module
def test_the_module_is_valid_and_its_own_tests_pass(module: Path, initialised: Initialised) -> None:
    # Each run validates the module before it plans.
    said = initialised(f"modules/{module.name}").run("test")
    assert re.search(r"\b[1-9]\d* passed, 0 failed", said)


@of_every_module
def test_the_tables_in_the_readme_are_current(module: Path) -> None:
    readme = (module / "README.md").read_text()
    assert with_tables(readme, module) == readme, "python -m tools.readme_tables"


@of_every_module
def test_the_readme_links_to_files_that_are_there(module: Path) -> None:
    for part in (module / "README.md").read_text().split("](")[1:]:
        target = part.partition(")")[0].partition("#")[0]
        if target and "://" not in target:
            assert (module / target).exists(), target


def test_a_readme_without_a_place_for_tables_is_told(tmp_path: Path) -> None:
    with pytest.raises(MarkerMissing, match=tmp_path.name):
        with_tables("# no place", tmp_path)


# Inputs of the root that both modules have, but not with one value.
OF_ONE_MODULE = ("log_level", "log_retention_days", "kms_key_arn")
# Inputs of a module that the root itself gives.
WIRED = {"state_machine_arn", "lock_table_name", "glue_job_arns", "schedule_rule_name"}


def declared(folder: Path) -> dict[str, dict[str, Any]]:
    files = [parsed(path) for path in folder.glob("*.tf")]
    blocks = [block for file in files for block in file.get("variable", [])]
    return {name.strip('"'): body for block in blocks for name, body in block.items()}


@of_every_module
def test_the_root_takes_every_input_of_a_module_and_hands_it_on(module: Path) -> None:
    root = declared(ENVIRONMENTS)
    files = [parsed(path) for path in ENVIRONMENTS.glob("*.tf")]
    calls = [call for file in files for call in file.get("module", [])]
    handed = next(body for call in calls for name, body in call.items() if module.name in name)
    for name, variable in declared(module).items():
        if name in WIRED:
            assert "module.orchestration" in handed[name]
            continue
        own = f"{module.name}_{name}" if name in OF_ONE_MODULE else name
        assert f"var.{own}" in handed[name]
        assert root[own]["type"] == variable["type"], own
        # What both modules have, each says in its own words.
        if own not in set(declared(MODULE)) & set(declared(MODULE.parent / "api")):
            assert root[own]["description"] == variable["description"], own
        assert ("default" in variable) == ("default" in root[own]) or own == "package_directory"
        # The root gives null where the values say nothing, and so does not repeat a default.
        if variable.get("default", "null") not in (None, "null", "${null}"):
            assert variable["nullable"] is False, name


@pytest.mark.parametrize("name", ["dev", "prod"])
def test_the_values_are_all_declared(name: str) -> None:
    values = json.loads((ENVIRONMENTS / name / "terraform.tfvars.json").read_text())
    assert set(values) <= set(declared(ENVIRONMENTS))
    assert values["environment"] == name


@pytest.mark.parametrize("name", ["name_prefix", "schedule_expression"])
def test_the_embedded_aws_has_the_modules_own_defaults(name: str) -> None:
    assert json.loads(declared(MODULE)[name]["default"]) == Values.model_fields[name].default
