"""docs/ask.sh, and the wait of docs/DB_REFRESH_AUTOMATION.md that uses it, in several shells."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.support.client import Api
from tests.support.process import ROOT, environment
from tests.support.waiting import HANG_SECONDS

PAGE = (ROOT / "docs" / "DB_REFRESH_AUTOMATION.md").read_text()
(ENDED,) = re.findall(r"^\$ (ended\(\) \{\n.*?^  \}\n)", PAGE, re.MULTILINE | re.DOTALL)
# Instead of the API: each call gives the next line of the file "answers", or fails with "no".
# Nothing sleeps: the seconds are printed.
STAND_INS = """
ask() {
    answer_now=$(head -n 1 answers) && sed -i.bak 1d answers
    [ "$answer_now" != no ] && printf '%s\\n' "$answer_now"
}
sleep() { [ "$1" = 0 ] || echo "slept $1"; }
"""
RUNNING = '{"poll_after_seconds": 7, "outcome": null}'
FAILED = '{"poll_after_seconds": null, "outcome": "FAILED"}'

shells = pytest.mark.parametrize("shell", ["sh", "bash"])


def run(
    shell: str, *lines: str, folder: Path = ROOT, **variables: str
) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(
        [shell, "-c", "\n".join([f". {ROOT}/docs/ask.sh", *lines])],
        env={**environment(), **variables},
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
        check=False,
    )


@shells
def test_the_api_can_be_asked_from_any_shell(api: Api, shell: str) -> None:
    asked = run(
        shell,
        "ask /pipeline | field stages.0.name stages.0.steps.0.key",
        """ask /refresh -d '{"only": ["job7"], "dry_run": true}' | steps | tail -1""",
        URL=api.url,
    )
    assert asked.stderr == ""
    assert asked.stdout == "split\njob1\njob7  run as asked\n"


@shells
def test_a_problem_is_said_in_its_own_words(api: Api, shell: str) -> None:
    asked = run(shell, "ask /executions/none | field name", URL=api.url)
    assert asked.returncode == 1
    assert "404" in asked.stderr
    assert "Not found: no execution of this state machine is named" in asked.stderr


@shells
def test_a_script_waits_on_where_an_answer_fails(shell: str, tmp_path: Path) -> None:
    (tmp_path / "answers").write_text(f"no\n{RUNNING}\nno\nno\n{FAILED}\n")
    waited = run(shell, STAND_INS, ENDED, "ended some-name", folder=tmp_path)
    assert waited.stdout.splitlines() == [
        *("slept 30", "slept 7", "slept 30", "slept 30"),
        "FAILED",
    ]
    assert waited.returncode == 0


@shells
def test_a_script_gives_up_where_every_answer_fails(shell: str, tmp_path: Path) -> None:
    (tmp_path / "answers").write_text("no\n" * 20)
    waited = run(shell, STAND_INS, ENDED, "ended some-name", folder=tmp_path)
    assert waited.stdout.splitlines() == ["slept 30"] * 9
    assert waited.returncode == 1
