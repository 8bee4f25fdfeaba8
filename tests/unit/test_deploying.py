"""What `make plan` and `make deploy` run, and what they refuse before they run anything."""

import subprocess
from pathlib import Path

import pytest

from tests.support.process import ROOT, environment


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """Give a folder with the Makefile and the values, in which a test may write."""
    (tmp_path / "Makefile").write_text((ROOT / "Makefile").read_text())
    for name in ("dev", "prod"):
        folder = tmp_path / "terraform" / "environments" / name
        folder.mkdir(parents=True)
        (folder / "terraform.tfvars.json").write_text("{}")
    (tmp_path / "dist").mkdir()
    return tmp_path


def make(checkout: Path, *arguments: str) -> "subprocess.CompletedProcess[str]":
    """Say what make would run."""
    return subprocess.run(
        ["make", "--dry-run", "READY=", *arguments],
        cwd=checkout,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )


def commands(checkout: Path, *arguments: str) -> list[str]:
    ended = make(checkout, *arguments)
    assert ended.returncode == 0, ended.stderr
    return [line for line in ended.stdout.splitlines() if line.startswith(("terraform", "TF_"))]


def refusal(checkout: Path, *arguments: str) -> str:
    ended = make(checkout, *arguments)
    assert ended.returncode == 2
    assert "terraform -chdir" not in ended.stdout
    return ended.stderr


def test_a_plan_is_saved_beside_the_package(checkout: Path) -> None:
    *_, plan = commands(checkout, "plan", "ENV=prod")
    assert f'-out="{checkout}/dist/prod.tfplan"' in plan
    assert "-input=false" in plan


def test_a_saved_plan_is_applied_without_a_question_and_with_the_package_it_was_made_for(
    checkout: Path,
) -> None:
    (checkout / "dist" / "dev.tfplan").touch()
    ended = make(checkout, "deploy", "PLAN=dist/dev.tfplan")
    apply = ended.stdout.splitlines()[-1]
    assert apply.endswith(f'apply -input=false "{checkout}/dist/dev.tfplan"')
    assert "python -m release" not in ended.stdout
    absolute = commands(checkout, "deploy", f"PLAN={checkout}/dist/dev.tfplan")[-1]
    assert absolute == apply


def test_without_a_saved_plan_terraform_asks(checkout: Path) -> None:
    ended = make(checkout, "deploy")
    assert ended.stdout.splitlines()[-1].endswith("apply -var-file=dev/terraform.tfvars.json")
    assert "python -m release" in ended.stdout


def test_a_plan_that_is_not_there_or_of_another_environment_is_refused(checkout: Path) -> None:
    assert "`make plan ENV=dev` writes dist/dev.tfplan" in refusal(
        checkout, "deploy", "PLAN=dist/dev.tfplan"
    )
    (checkout / "dist" / "prod.tfplan").touch()
    said = refusal(checkout, "deploy", "PLAN=dist/prod.tfplan")
    assert "dist/prod.tfplan, and that is no plan of dev" in said


def test_ci_may_name_the_backends_settings(checkout: Path) -> None:
    root = checkout / "terraform" / "environments"
    (root / "backend.tf").write_text('terraform {\n  backend "s3" {\n  }\n}\n')
    (checkout / "ci.hcl").touch()
    first = commands(checkout, "plan", "BACKEND=ci.hcl")[0]
    assert f'-reconfigure -backend-config="{checkout}/ci.hcl"' in first
    assert "-backend-config" not in commands(checkout, "plan")[0]
    (root / "dev" / "backend.hcl").touch()
    own = f'-backend-config="{checkout}/terraform/environments/dev/backend.hcl"'
    assert own in commands(checkout, "plan")[0]


def test_settings_that_terraform_would_ignore_are_refused(checkout: Path) -> None:
    """Otherwise the state would be on the machine of CI, and lost with it."""
    assert "BACKEND is ci.hcl, and no such file is there" in refusal(
        checkout, "plan", "BACKEND=ci.hcl"
    )
    (checkout / "ci.hcl").touch()
    assert "no use without terraform/environments/backend.tf" in refusal(
        checkout, "plan", "BACKEND=ci.hcl"
    )
