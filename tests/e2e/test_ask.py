"""docs/ask.sh, and the wait of docs/DB_REFRESH_AUTOMATION.md that uses it, in several shells."""

import json
import re
import subprocess
from pathlib import Path

import pytest

from local.aws import free_port
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
def test_what_may_fail_is_printed_below_the_steps_of_a_plan(shell: str) -> None:
    plan = {
        "steps": [
            {"key": "job1", "action": "run", "why": "as asked"},
            {"key": "publish", "action": "run"},
        ],
        "preflight": [
            {"status": "ok", "detail": "nothing runs"},
            {"status": "warning", "detail": "its work is done"},
            {"status": "failed", "detail": "no such job"},
        ],
    }
    asked = run(shell, f"echo '{json.dumps(plan)}' | steps")
    expected = "job1    run as asked\npublish run\nwarning: its work is done\nfailed: no such job\n"
    assert (asked.stdout, asked.stderr) == (expected, "")


@shells
def test_without_an_answer_it_says_whom_it_asked(shell: str) -> None:
    url = f"http://localhost:{free_port(0)}"
    asked = run(shell, "ask /executions/some-name | field status", URL=url)
    assert asked.returncode == 1
    *_, line = asked.stderr.splitlines()
    assert line == f"no answer; URL is {url}"
    assert "Traceback" not in asked.stderr


@shells
def test_an_answer_of_something_else_is_told(shell: str) -> None:
    asked = run(shell, "echo '<html>Sign in</html>' | steps", URL="https://proxy.example.com")
    assert asked.returncode == 1
    assert asked.stderr == "the answer is no JSON; URL is https://proxy.example.com\n"
    assert "Traceback" not in asked.stderr


@shells
@pytest.mark.parametrize("path", ["/executions/$NAME", "/executions/$NAME/resume", "/schedule/"])
def test_a_name_that_is_not_set_asks_nothing(shell: str, path: str) -> None:
    asked = run(shell, f'ask "{path}"', URL="http://localhost:1", NAME="")
    assert (asked.returncode, asked.stdout) == (2, "")
    assert asked.stderr.endswith("lacks a name; is the variable set?\n")


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
