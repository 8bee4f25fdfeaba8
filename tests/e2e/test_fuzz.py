"""schemathesis asks the API all that its OpenAPI document allows, and much that it does not."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from chalicelib.domain.access import Role
from local.provisioning import TOKENS
from tests.support.process import Serving, serving
from tests.support.waiting import HANG_SECONDS

CONFIG = Path(__file__).parent / "schemathesis.toml"
# So many of each operation in each phase, so that every machine tries the same; or for so long.
EXAMPLES = "5"
SECONDS = os.environ.get("FUZZ_SECONDS")
BOUND = ("--max-time", SECONDS) if SECONDS else ("--max-examples", EXAMPLES)

# A viewer's request to change something is refused, whatever it says.
FOR_A_VIEWER = """
[[operations]]
include-method-regex = "POST|PUT"
checks.positive_data_acceptance.expected-statuses = ["403"]
checks.negative_data_rejection.expected-statuses = ["403"]
"""


@pytest.fixture(scope="module")
def served() -> Iterator[Serving]:
    with serving("--no-demo") as process:
        yield process


@pytest.mark.parametrize("role", TOKENS)
def test_no_request_makes_the_api_break_its_own_description(
    role: Role, served: Serving, tmp_path: Path
) -> None:
    said_before = len(served.output.read_text())
    fuzz(served.api.url, role, tmp_path)
    logged = served.output.read_text()[said_before:]
    assert '"message":"answered"' in logged
    assert "unexpected error" not in logged


def fuzz(url: str, role: Role, tmp_path: Path) -> None:
    config = tmp_path / "schemathesis.toml"
    config.write_text(CONFIG.read_text() + (FOR_A_VIEWER if role is Role.VIEWER else ""))
    run = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "--config-file", str(config), "run"),
            f"{url}/openapi.json",
            *("--header", f"Authorization: Bearer {TOKENS[role]}"),
            *("--checks", "all", *BOUND, "--continue-on-failure", "--no-color"),
            *("--request-timeout", str(HANG_SECONDS), "--suppress-health-check", "too_slow"),
        ],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-20_000:] + run.stderr
