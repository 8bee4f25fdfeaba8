"""The rules of the house that a machine can hold."""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
# Printed by a command, from what stands elsewhere.
GOLDEN = ROOT / "tests" / "fixtures" / "definition.yaml"

# What each room may import of ours. Everything may import the errors.
ALLOWED = {
    "app": {"chalicelib.api.app", "chalicelib.bootstrap"},
    "chalicelib.authorizer": {"chalicelib.api", "chalicelib.bootstrap"},
    "chalicelib.errors": set(),
    "chalicelib.settings": set(),
    "chalicelib.observability": set(),
    "chalicelib.deadline": set(),
    "chalicelib.domain": {"chalicelib.domain"},
    "chalicelib.services": {"chalicelib.services", "chalicelib.domain", "chalicelib.deadline"},
    "chalicelib.adapters.aws": {
        *("chalicelib.adapters.aws", "chalicelib.domain", "chalicelib.deadline"),
    },
    "chalicelib.adapters.oidc": {"chalicelib.adapters.oidc", "chalicelib.domain"},
    "chalicelib.api": {
        *("chalicelib.api", "chalicelib.api.responses", "chalicelib.services"),
        *("chalicelib.domain", "chalicelib.settings", "chalicelib.observability"),
    },
    "chalicelib.api.responses": {
        *("chalicelib.api.responses", "chalicelib.services", "chalicelib.domain"),
    },
    "chalicelib.api.routes": {
        *("chalicelib.api", "chalicelib.api.responses", "chalicelib.api.routes"),
        *("chalicelib.services", "chalicelib.domain", "chalicelib.observability"),
    },
    "chalicelib.api.app": {
        *("chalicelib.api", "chalicelib.api.routes", "chalicelib.deadline"),
        "chalicelib.observability",
    },
    "chalicelib.bootstrap": {
        *("chalicelib.adapters", "chalicelib.adapters.aws", "chalicelib.adapters.oidc"),
        *("chalicelib.services", "chalicelib.settings"),
    },
    # What does not ship.
    "gateway": {"gateway", "chalicelib.api", "chalicelib.api.responses"},
    "release": {"release", "gateway", "chalicelib.api.app", "chalicelib.domain"},
}
# And which libraries belong to one room only.
OWNED = {
    "boto3": {"chalicelib.adapters.aws"},
    "botocore": {"chalicelib.adapters.aws"},
    "chalice": {
        *("chalicelib.api", "chalicelib.api.app", "chalicelib.api.responses"),
        "chalicelib.api.routes",
    },
    "aws_lambda_powertools": {"chalicelib.observability"},
    "jwt": {"chalicelib.adapters.oidc"},
}
OURS = ("app", "chalicelib", "gateway", "release", "local", "tests")


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


def in_rooms() -> list[Path]:
    return [*shipped(), *(ROOT / "gateway").glob("*.py"), *(ROOT / "release").glob("*.py")]


@pytest.mark.parametrize("path", in_rooms(), ids=lambda path: str(path.relative_to(ROOT)))
def test_imports_point_inwards(path: Path) -> None:
    module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
    part = part_of(module)
    for imported in imports(path):
        top = imported.split(".")[0]
        if top in OWNED and path in shipped():
            assert part in OWNED[top], f"{module} imports {imported}"
        if top in OURS and imported != "chalicelib.VERSION":
            allowed = {*ALLOWED[part], "chalicelib.errors"}
            assert part_of(imported) in allowed, f"{module} imports {imported}"


def test_threads_are_started_where_they_are_handed_the_requests_deadline() -> None:
    """`in_parallel` does so. A pool of its own would ask AWS for longer than a request has."""
    starters = [
        path.name
        for path in shipped()
        # It asks an issuer of tokens, with limits of its own, and belongs to no request.
        if "oidc" not in path.parts
        if any(name.startswith(("concurrent.", "threading.Thread")) for name in imports(path))
    ]
    assert starters == ["parallel.py"]


def test_nothing_is_read_or_made_at_import() -> None:
    script = (
        "import json, os, sys\n"
        "import app, chalicelib.authorizer\n"
        "from chalicelib.adapters.aws import clients\n"
        "from chalicelib.observability import logger\n"
        "made = (clients.stepfunctions, clients.secretsmanager, logger)\n"
        "print(json.dumps([f.cache_info().currsize for f in made]))\n"
        "print(json.dumps([*vars(chalicelib.authorizer._environment)]))\n"
    )
    answer = subprocess.run(
        [sys.executable, "-c", script],
        cwd=ROOT,
        env={"PATH": "/usr/bin:/bin"},
        capture_output=True,
        text=True,
        check=True,
    )
    made, parts = map(json.loads, answer.stdout.splitlines())
    assert made == [0, 0, 0]
    assert parts == ["_variables"]


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
