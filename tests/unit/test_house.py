"""The rules of the house that a machine can hold."""

import ast
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
# Printed by a command, from what stands elsewhere.
GOLDEN = ROOT / "tests" / "fixtures" / "definition.yaml"

# What each part may import of ours. Everything may import the errors.
ALLOWED = {
    "app": {"chalicelib.api"},
    "chalicelib.errors": set(),
    "chalicelib.settings": set(),
    "chalicelib.observability": set(),
    "chalicelib.deadline": set(),
    "chalicelib.domain": {"chalicelib.domain"},
    "chalicelib.aws": {"chalicelib.aws", "chalicelib.domain", "chalicelib.deadline"},
    "chalicelib.services": {
        *("chalicelib.services", "chalicelib.domain", "chalicelib.deadline"),
    },
    "chalicelib.api": {
        *("chalicelib.api", "chalicelib.services", "chalicelib.domain", "chalicelib.bootstrap"),
        *("chalicelib.observability", "chalicelib.deadline"),
    },
    "chalicelib.oidc": {"chalicelib.domain"},
    "chalicelib.bootstrap": {
        *("chalicelib.aws", "chalicelib.oidc", "chalicelib.services", "chalicelib.settings"),
    },
}
# And which libraries belong to one part only.
OWNED = {
    "boto3": {"chalicelib.aws"},
    "botocore": {"chalicelib.aws"},
    "chalice": {"app", "chalicelib.api"},
    "aws_lambda_powertools": {"chalicelib.observability"},
    "jwt": {"chalicelib.oidc"},
}


def shipped() -> list[Path]:
    return [ROOT / "app.py", *sorted((ROOT / "chalicelib").rglob("*.py"))]


def part_of(module: str) -> str:
    return max((p for p in ALLOWED if f"{module}.".startswith(f"{p}.")), key=len, default=module)


def imports(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are absolute"
            yield from (f"{node.module}.{name.name}" for name in node.names)


@pytest.mark.parametrize("path", shipped(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_inwards(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    part = part_of(module)
    for imported in imports(path):
        top = imported.split(".")[0]
        if top in OWNED:
            assert part in OWNED[top], f"{module} imports {imported}"
        if top in ("chalicelib", "app", "local", "tests") and imported != "chalicelib.VERSION":
            allowed = {*ALLOWED[part], "chalicelib.errors"}
            assert part_of(imported) in allowed, f"{module} imports {imported}"


def test_threads_are_started_where_they_are_handed_the_requests_deadline() -> None:
    """`in_parallel` does so. A pool of its own would ask AWS for longer than a request has."""
    starters = [
        path.name
        for path in shipped()
        # It asks an issuer of tokens, with limits of its own, and belongs to no request.
        if path.name != "oidc.py"
        if any(name.startswith(("concurrent.", "threading.Thread")) for name in imports(path))
    ]
    assert starters == ["parallel.py"]


def test_nothing_is_read_or_made_at_import() -> None:
    script = (
        "import json, os, sys\n"
        "import app\n"
        "from chalicelib.bootstrap import access, wiring\n"
        "from chalicelib.aws.clients import stepfunctions\n"
        "from chalicelib.observability import logger\n"
        "made = (access, wiring, stepfunctions, logger)\n"
        "print(json.dumps([f.cache_info().currsize for f in made]))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(answer.stdout) == [0, 0, 0, 0]


def test_job_names_and_arguments_stand_in_one_file_only() -> None:
    values = ROOT / "terraform" / "environments" / "dev" / "terraform.tfvars.json"
    document = json.loads(values.read_text())
    secrets = {*document["job_names"].values()}
    for arguments in document["job_arguments"].values():
        secrets |= {value for value in arguments.values() if len(value) > 10}
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split("\n")
    for name in filter(None, listed):
        path = ROOT / name
        if path in (values, GOLDEN) or not path.is_file():
            continue
        text = path.read_bytes().decode(errors="ignore")
        assert not [secret for secret in secrets if secret in text], name


def test_no_test_patches_what_it_tests() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        found = [name for name in imports(path) if name.startswith("unittest.mock")]
        assert not found, f"{path} uses {found}"


# One waits for all; the others are no tests, or set a pace that no test depends on.
MAY_SLEEP = {
    *("support/waiting.py", "support/probes.py", "support/issuer.py"),
    *("fixtures/record.py", "e2e/screenshots.py"),
}


def test_no_test_waits_for_a_time_to_pass() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        if str(path.relative_to(ROOT / "tests")) not in MAY_SLEEP:
            functions = [
                node.func
                for node in ast.walk(ast.parse(path.read_text()))
                if isinstance(node, ast.Call)
            ]
            called = {f.attr for f in functions if isinstance(f, ast.Attribute)}
            called |= {f.id for f in functions if isinstance(f, ast.Name)}
            assert not called & {"sleep", "wait_for_timeout", "monotonic", "perf_counter"}, path


def test_what_is_tested_is_what_ships() -> None:
    pinned = re.findall(
        r"^([\w.-]+)==([\w.]+) \\$", (ROOT / "requirements.txt").read_text(), re.MULTILINE
    )
    assert len(pinned) > 10
    assert {name: version(name) for name, _ in pinned} == dict(pinned)
