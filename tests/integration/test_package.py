"""The package runs on what Lambda brings and on nothing else."""

import base64
import hashlib
import json
import os
import platform
import subprocess
import sys
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path, PurePosixPath
from typing import Any
from zipfile import ZipFile

import pytest

from chalicelib.api.app import ROUTES
from gateway.body import gateway_body
from local.provisioning import Deployed
from release.package import Manifest, build_package
from tests.support import lambda_host
from tests.support.waiting import HANG_SECONDS

ROOT = Path(__file__).parent.parent.parent
MAX_BYTES = 15_000_000

# https://docs.aws.amazon.com/lambda/latest/dg/lambda-python.html
LAMBDAS_OWN = ("boto3", "botocore", "jmespath", "dateutil", "s3transfer", "six", "urllib3")

# The architectures that Lambda has, by the machines' own names for them.
MACHINES = {"x86_64": "x86_64", "aarch64": "arm64"}
# And by what a library says in its header (ELF, e_machine).
ELF_MACHINES = {"x86_64": b"\x3e\x00", "arm64": b"\xb7\x00"}
HERE = MACHINES.get(platform.machine()) if sys.platform == "linux" else None

Answers = dict[str, Any]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("package")


@pytest.fixture(scope="module")
def manifest(folder: Path) -> Manifest:
    return build_package(ROOT, folder, HERE or "x86_64")


@pytest.fixture(scope="module")
def unpacked(
    folder: Path, manifest: Manifest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, Path]:
    """Lambda's folders: that of the package, and that of its own libraries."""
    if manifest.architecture != HERE:
        pytest.skip(f"the wheels are Linux's, for {manifest.architecture}; this is another machine")
    task, runtime = (tmp_path_factory.mktemp(name) for name in ("task", "runtime"))
    with ZipFile(folder / manifest.archive) as archive:
        archive.extractall(task)
    for name in LAMBDAS_OWN:
        source = _installed(name)
        (runtime / source.name).symlink_to(source)
    return task, runtime


@pytest.fixture(scope="module")
def served(unpacked: tuple[Path, Path], manifest: Manifest, deployed: Deployed) -> Answers:
    """What the package answers to GET /health and to GET /executions, and what it loaded."""
    events = [_event("/health"), _event("/executions")]
    return _run(unpacked, manifest.handler, events, _environment(deployed))


def _run(
    unpacked: tuple[Path, Path],
    handler: str,
    events: list[dict[str, Any]],
    environment: dict[str, str],
) -> Answers:
    task, runtime = unpacked
    talk = runtime.parent
    (talk / "events").write_text(json.dumps(events))
    ended = subprocess.run(
        [
            *(sys.executable, "-I", "-S", lambda_host.__file__, str(task), str(runtime), handler),
            *(str(talk / "events"), str(talk / "answers")),
        ],
        cwd=task,
        env=environment,
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    document: Answers = json.loads((talk / "answers").read_text())
    return {**document, "task": str(task), "runtime": str(runtime), "log": ended.stdout}


def _installed(name: str) -> Path:
    spec = find_spec(name)
    origin = Path(str(spec and spec.origin))
    return origin.parent if origin.name == "__init__.py" else origin


def _environment(deployed: Deployed) -> dict[str, str]:
    """Return what Lambda and the module set, and where the embedded AWS is."""
    return {
        **{name: value for name, value in os.environ.items() if name.startswith("AWS_")},
        "AWS_LAMBDA_FUNCTION_NAME": "refresh-api",
        "ENVIRONMENT": deployed.environment,
        "STATE_MACHINE_ARN": deployed.state_machine_arn,
        "LOCK_TABLE_NAME": deployed.lock_table_name,
        "POWERTOOLS_LOG_LEVEL": "INFO",
        # The event is of a signed request.
        "AUTHENTICATION": "iam",
    }


def _event(path: str) -> dict[str, Any]:
    # https://docs.aws.amazon.com/apigateway/latest/developerguide/set-up-lambda-proxy-integrations.html
    return {
        "resource": path,
        "path": path,
        "httpMethod": "GET",
        "headers": {"Accept": "application/json"},
        "multiValueHeaders": {"Accept": ["application/json"]},
        "queryStringParameters": None,
        "multiValueQueryStringParameters": None,
        "pathParameters": None,
        "stageVariables": None,
        "requestContext": {
            "resourcePath": path,
            "path": f"/api{path}",
            "httpMethod": "GET",
            "stage": "api",
            "requestId": "from-the-gateway",
            "identity": {"userArn": "arn:aws:iam::123456789012:user/viewer"},
        },
        "body": None,
        "isBase64Encoded": False,
    }


def test_the_package_is_small(folder: Path, manifest: Manifest) -> None:
    assert (folder / manifest.archive).stat().st_size < MAX_BYTES


def test_the_manifest_tells_the_facts_of_the_zip(folder: Path, manifest: Manifest) -> None:
    assert json.loads((folder / "manifest.json").read_text()) == asdict(manifest)
    digest = hashlib.sha256((folder / manifest.archive).read_bytes()).digest()
    assert manifest.sha256 == base64.b64encode(digest).decode()
    assert manifest.runtime == f"python3.{sys.version_info.minor}"


def test_the_zip_holds_the_app_and_its_libraries_alone(folder: Path, manifest: Manifest) -> None:
    names = ZipFile(folder / manifest.archive).namelist()
    assert {"chalicelib/dashboard/index.html", "chalicelib/dashboard/vendor/htm.mjs"} <= set(names)
    assert {"app.py", "chalicelib/bootstrap.py", "chalice/app.py"} <= set(names)
    assert names == sorted(set(names))
    tops = {name.split("/")[0] for name in names}
    assert not tops & {
        "local",
        "tests",
        "gateway",
        "release",
        "terraform",
        "boto3",
        "botocore",
        "moto",
    }


def test_every_module_ships_with_its_byte_code(folder: Path, manifest: Manifest) -> None:
    names = set(ZipFile(folder / manifest.archive).namelist())
    tag = sys.implementation.cache_tag
    compiled = {PurePosixPath(name) for name in names if name.endswith(f".{tag}.pyc")}
    modules = {PurePosixPath(name) for name in names if name.endswith(".py")}
    assert {p.parent.parent / f"{p.name.split('.')[0]}.py" for p in compiled} == modules


def test_the_gateway_is_that_of_the_apps_routes(folder: Path, manifest: Manifest) -> None:
    assert json.loads((folder / "gateway.json").read_text()) == gateway_body(ROUTES)


def test_a_second_build_is_the_same(manifest: Manifest, tmp_path: Path) -> None:
    assert build_package(ROOT, tmp_path, manifest.architecture) == manifest


def test_it_can_be_made_for_the_other_architecture(manifest: Manifest, tmp_path: Path) -> None:
    other = "x86_64" if manifest.architecture == "arm64" else "arm64"
    made = build_package(ROOT, tmp_path, other)
    with ZipFile(tmp_path / made.archive) as archive:
        compiled = {n: archive.read(n)[18:20] for n in archive.namelist() if n.endswith(".so")}
    assert made.architecture == other
    assert set(compiled.values()) == {ELF_MACHINES[other]}, compiled


def test_health_is_served_from_the_package(served: Answers) -> None:
    answer = served["answers"][0]
    assert answer["statusCode"] == 200
    assert json.loads(answer["body"])["status"] == "ok"


def test_executions_are_served_from_the_package(served: Answers) -> None:
    answer = served["answers"][1]
    assert answer["statusCode"] == 200, answer["body"]
    assert isinstance(json.loads(answer["body"])["items"], list)
    headers = answer["multiValueHeaders"] | answer["headers"]
    assert "from-the-gateway" in headers["X-Request-Id"]


def test_the_authorizer_answers_from_the_package(
    unpacked: tuple[Path, Path], manifest: Manifest, deployed: Deployed
) -> None:
    tokens = ("Bearer local-viewer", "Bearer local-viewe", "Bearer local-viewers")
    arn = "arn:aws:execute-api:us-east-1:123456789012:abc123/api/GET/executions"
    asked = _run(
        unpacked,
        manifest.authorizer_handler,
        [{"type": "TOKEN", "authorizationToken": token, "methodArn": arn} for token in tokens],
        {
            **{name: value for name, value in os.environ.items() if name.startswith("AWS_")},
            "AWS_LAMBDA_FUNCTION_NAME": "refresh-api-authorizer",
            "TOKEN_SECRET_ARN": deployed.token_secret_arn,
        },
    )
    known, *unknown = asked["answers"]
    assert (known["context"]["role"], known["context"]["required_role"]) == ("viewer", "operator")
    # API Gateway answers 401 to this message, and to no other.
    assert [answer["errorMessage"] for answer in unknown] == ["Unauthorized"] * 2
    assert "app" not in asked["modules"]
    assert "Bearer" not in asked["log"]


def test_the_keeper_runs_from_the_package(
    unpacked: tuple[Path, Path], manifest: Manifest, deployed: Deployed
) -> None:
    variables = _environment(deployed) | {"RECORDS_TABLE_NAME": deployed.records_table_name}
    ran = _run(unpacked, manifest.keeper_handler, [{}], variables)
    assert ran["answers"] == [None]
    assert '"message":"kept"' in ran["log"]
    assert not {"app", "chalice"} & {*ran["modules"]}


def test_every_library_is_the_packages_or_lambdas(served: Answers) -> None:
    modules = served["modules"]
    assert modules["pydantic"].startswith(served["task"])
    assert modules["botocore"].startswith(served["runtime"])
    elsewhere = [file for file in modules.values() if "site-packages" in file]
    assert elsewhere == []
