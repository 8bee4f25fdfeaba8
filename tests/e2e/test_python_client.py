"""The client that docs/guides/clients.md generates, and its program, as they stand there."""

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.client import Api
from tests.support.process import ROOT, environment
from tests.support.waiting import HANG_SECONDS
from tests.support.wiring import RenewableWiring

GUIDE = (ROOT / "docs" / "guides" / "clients.md").read_text().partition("## TypeScript")[0]
(PROGRAM,) = re.findall(r"^```python\n(.*?)^```", GUIDE, re.MULTILINE | re.DOTALL)
GENERATE, RUN = re.findall(r"^\$ ((?:openapi-python-client|python) .*)$", GUIDE, re.MULTILINE)
KEY = "the-clients-key"


@pytest.fixture(scope="module")
def client(api: Api, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Generate the client in a folder beside its program; a warning is an error."""
    folder = tmp_path_factory.mktemp("client")
    (folder / "refresh.py").write_text(PROGRAM)
    ended = run(f"{GENERATE} --fail-on-warning", folder, api.url)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    return folder


@pytest.fixture(autouse=True)
def polled_often(wiring: RenewableWiring) -> Iterator[None]:
    wiring.renew(POLL_AFTER_SECONDS="0.2")
    yield
    wiring.renew()


def run(
    command: str, folder: Path, url: str, token: str = "local-operator"
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        ["bash", "-c", command.replace('"try-$(date +%s)"', KEY)],
        cwd=folder,
        env={**environment(), "URL": url, "TOKEN": token},
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )


def test_its_program_starts_a_refresh_and_waits_for_its_end(api: Api, client: Path) -> None:
    ended = run(RUN, client, api.url)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    execution = api.execution(KEY)
    assert execution["reason"] == "try the client"
    assert ended.stdout.splitlines() == [
        f"{step['key']} {step['status']} {step['duration_seconds']}" for step in execution["steps"]
    ]
    assert ended.stdout.startswith("job1 SUCCEEDED ")


def test_its_program_says_why_the_api_refuses_it(api: Api, client: Path) -> None:
    refused = run(RUN, client, api.url, token="local-viewer")
    assert refused.returncode == 1
    assert refused.stderr.startswith("not started: ProblemDocument(")
    assert "status=403" in refused.stderr
