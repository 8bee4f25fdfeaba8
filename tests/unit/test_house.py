"""The rules of the house that a machine can hold."""

import ast
import json
import subprocess
import sys

from tests.support.process import ROOT
from tests.support.sources import files, imports, modules, shipped

# Printed by a command, from what stands elsewhere.
GOLDEN = ROOT / "tests" / "fixtures" / "definition.yaml"


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
        "import app, chalicelib.authorizer, chalicelib.keeper\n"
        "from chalicelib.adapters.aws import clients\n"
        "from chalicelib.observability import logger\n"
        "made = (clients.stepfunctions, clients.secretsmanager, logger)\n"
        "print(json.dumps([f.cache_info().currsize for f in made]))\n"
        "both = (chalicelib.authorizer._environment, chalicelib.keeper._environment)\n"
        "print(json.dumps([[*vars(one)] for one in both]))\n"
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
    assert parts == [["_variables"]] * 2


def test_job_names_and_arguments_stand_in_one_file_only() -> None:
    values = ROOT / "terraform" / "environments" / "dev" / "terraform.tfvars.json"
    document = json.loads(values.read_text())
    secrets = {*document["job_names"].values()}
    for arguments in document["job_arguments"].values():
        secrets |= {value for value in arguments.values() if len(value) > 10}
    for path in files():
        if path in (values, GOLDEN):
            continue
        text = path.read_bytes().decode(errors="ignore")
        assert not [secret for secret in secrets if secret in text], path


def test_no_test_patches_what_it_tests() -> None:
    for path in (ROOT / "tests").rglob("*.py"):
        found = [name for name in imports(path) if name.startswith("unittest.mock")]
        assert not found, f"{path} uses {found}"


# One waits for all; the others set a pace that no test depends on.
MAY_SLEEP = {
    *("support/waiting.py", "support/probes/calls.py", "support/issuer.py"),
    "support/slow_aws.py",
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


MAX_LINES = 250
CODE = {".py", ".js", ".mjs", ".ts", ".css", ".tf", ".hcl", ".yaml"}
# Data, and what others wrote.
NOT_OURS = ("tests/fixtures/", "chalicelib/dashboard/vendor/")


def test_a_file_can_be_read_in_one_go() -> None:
    lines = {
        path.relative_to(ROOT).as_posix(): len(path.read_text().splitlines())
        for path in files()
        if path.suffix in CODE
    }
    long = [name for name, number in lines.items() if number > MAX_LINES]
    assert not [name for name in long if not name.startswith(NOT_OURS)]


def test_no_module_only_forwards() -> None:
    """Whoever needs a thing imports it from where it is."""
    for path in modules():
        statements = [
            node
            for node in ast.parse(path.read_text()).body
            if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))
        ]
        forwarding = [
            node
            for node in statements
            if isinstance(node, ast.Import | ast.ImportFrom)
            or (isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__")
        ]
        # A package may have nothing but its docstring.
        assert not statements or len(forwarding) < len(statements), path
