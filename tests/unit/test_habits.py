"""What a contributor finds: one version, the same checks everywhere, and pinned actions."""

import json
import re
import subprocess
from typing import Any

import yaml

from chalicelib import VERSION
from chalicelib.api.app import ROUTES
from chalicelib.api.openapi import describe
from tests.support.process import ROOT, environment
from tests.support.sources import files

GITHUB = ROOT / ".github"
CHANGELOG = (ROOT / "CHANGELOG.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()


def read(path: str) -> Any:
    return yaml.safe_load((ROOT / path).read_text())


def steps() -> list[dict[str, Any]]:
    (job,) = read(".github/workflows/checks.yml")["jobs"].values()
    found: list[dict[str, Any]] = job["steps"]
    return found


def test_the_changelog_begins_with_what_is_not_released_and_then_has_this_version() -> None:
    heads = re.findall(r"^## \[(.+?)\](?: - (\d{4}-\d\d-\d\d))?$", CHANGELOG, re.MULTILINE)
    assert heads[0] == ("Unreleased", "")
    released = heads[1:]
    assert released[0][0] == VERSION
    assert all(date for _, date in released)
    assert [date for _, date in released] == sorted((date for _, date in released), reverse=True)


def test_the_changelog_keeps_to_the_kinds_of_changes() -> None:
    """https://keepachangelog.com/en/1.1.0/"""
    kinds = set(re.findall(r"^### (.+)$", CHANGELOG, re.MULTILINE))
    assert kinds <= {"Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"}


def test_the_version_stands_in_one_place() -> None:
    assert re.fullmatch(r"\d+\.\d+\.\d+", VERSION)
    assert describe(ROUTES, "")["info"]["version"] == VERSION
    assigned = re.compile(rf"""version"?\s*[:=]\s*["']{re.escape(VERSION)}["']""", re.IGNORECASE)
    own = [path for path in files() if path.suffix in (".py", ".toml", ".json", ".tf", ".js")]
    assert [
        path.relative_to(ROOT).as_posix()
        for path in own
        if path.name != "package-lock.json" and assigned.search(path.read_text())
    ] == ["chalicelib/__init__.py"]


def test_make_help_lists_every_target_but_those_that_others_need() -> None:
    printed = subprocess.run(
        ["make", "help"], cwd=ROOT, env=environment(), capture_output=True, text=True, check=True
    )
    listed = [line.split()[1] for line in printed.stdout.splitlines()]
    inner = {"checked-clients", "checked-page", "environment", "initialised", "planned"}
    targets = {*re.findall(r"^([a-z][a-z-]*):(?!=)", MAKEFILE, re.MULTILINE)}
    assert sorted(listed) == sorted(targets - inner)


def test_the_workflow_runs_what_a_developer_runs() -> None:
    assert [step["run"] for step in steps() if "run" in step][-1] == ".ci/run"
    workflow = read(".github/workflows/checks.yml")
    assert workflow["permissions"] == {"contents": "read"}
    # YAML 1.1 reads the key `on` as true.
    assert {"push", "pull_request"} == set(workflow[True])


def test_actions_are_pinned_by_commit_with_the_version_beside_it() -> None:
    text = (GITHUB / "workflows" / "checks.yml").read_text()
    used = [step["uses"] for step in steps() if "uses" in step]
    assert len(used) == 5
    for action in used:
        assert re.fullmatch(r"[\w-]+/[\w-]+@[0-9a-f]{40}", action)
        assert re.search(rf"{action} # v\d+\.\d+\.\d+$", text, re.MULTILINE)


def test_the_caches_are_renewed_with_every_lock() -> None:
    (cache,) = (step for step in steps() if step.get("id") == "cache")
    for pattern in re.findall(r"'(.+?)'", cache["with"]["key"]):
        assert list(ROOT.glob(pattern)), pattern


def test_dependabot_looks_into_every_folder_that_has_packages() -> None:
    told: dict[str, list[str]] = {}
    for update in read(".github/dependabot.yml")["updates"]:
        folders = update.get("directories") or [update["directory"]]
        told[update["package-ecosystem"]] = [folder.strip("/") for folder in folders]
    locks = {
        path.parent.relative_to(ROOT).as_posix().removeprefix(".")
        for path in files()
        if path.name == "package-lock.json"
    }
    assert set(told["npm"]) == locks
    assert {"pip", "npm", "terraform", "github-actions"} == set(told)
    for folder in told["terraform"]:
        assert list(ROOT.glob(f"{folder}/versions.tf")), folder


def test_the_hooks_before_a_commit_run_the_linters_of_make() -> None:
    (repository,) = read(".pre-commit-config.yaml")["repos"]
    entries = {hook["id"]: hook["entry"] for hook in repository["hooks"]}
    for command in ("ruff check", "ruff format --check", "mypy"):
        assert f"$(BIN)/{command}" in MAKEFILE
        assert any(entry.startswith(f".venv/bin/{command}") for entry in entries.values())
    assert "lint-page: $(READY)" in MAKEFILE
    assert entries["lint-page"].endswith(" lint-page")
    assert entries["terraform-fmt"] == "terraform fmt -check -recursive terraform"


def test_the_forms_for_issues_ask_for_what_they_say() -> None:
    for name in ("bug", "idea"):
        form = read(f".github/ISSUE_TEMPLATE/{name}.yml")
        fields = [field for field in form["body"] if field["type"] != "markdown"]
        assert len({field["id"] for field in fields}) == len(fields) > 2
    assert "SECURITY.md" in (GITHUB / "ISSUE_TEMPLATE" / "bug.yml").read_text()


def test_nothing_of_node_ships_a_version_of_its_own() -> None:
    for path in ("package.json", "tests/clients/package.json"):
        assert "version" not in json.loads((ROOT / path).read_text())


def test_what_shows_a_promise_of_security_is_there() -> None:
    text = (ROOT / "SECURITY.md").read_text()
    shown = set(re.findall(r"`(tests/[\w/.]+)`", text))
    assert len(shown) > 10
    assert [path for path in shown if not (ROOT / path).is_file()] == []
    # The others of a cell stand without their folder.
    names = {path.name for path in (ROOT / "tests").rglob("*.*")}
    assert [
        name for name in re.findall(r"`(\w+\.(?:test\.js|py))`", text) if name not in names
    ] == []
