"""`make run` and `python -m local` as processes, as a newcomer types them."""

import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from local.__main__ import main
from local.pipeline import read_pipeline_file
from tests.support.client import statuses, step
from tests.support.pipelines import PIPELINES
from tests.support.process import FAST, ROOT, environment, serving
from tests.support.programs import missing, skip_or_fail
from tests.support.waiting import HANG_SECONDS

STEPS = read_pipeline_file().steps


def run(*command: str, **variables: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        check=False,
        cwd=ROOT,
        env={**environment(), **variables},
        capture_output=True,
        text=True,
        timeout=HANG_SECONDS,
    )


def local(*options: str) -> subprocess.CompletedProcess[str]:
    return run(sys.executable, "-m", "local", *options)


def test_make_run_shows_a_whole_refresh_and_its_notification() -> None:
    ended = run("make", "run", f"PYTHON={sys.executable}", "ARGS=--once --job-seconds 0.2 --port 0")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    keys = "|".join(step.key for step in STEPS)
    steps = re.findall(rf"\b({keys})  .*succeeded +(\d)", ended.stdout)
    assert steps == [(step.key, "1") for step in STEPS]
    assert "The refresh in dev succeeded after" in ended.stdout
    assert f"{len(STEPS)} of {len(STEPS)} run" in ended.stdout
    assert "[dev] Database refresh succeeded" in ended.stdout
    # The link of the mail leads to this process, whichever port another one had.
    (api,) = re.findall(r"^API +(\S+)$", ended.stdout, re.MULTILINE)
    (link,) = re.findall(r"^(\S+)/#/runs/\S+$", ended.stdout, re.MULTILINE)
    assert link == api


def test_what_terraform_made_is_run_the_same() -> None:
    if missing(["terraform"]):
        skip_or_fail("terraform is not on the PATH; install 1.11 or newer")
    ended = local("--terraform", "--once", *FAST)
    assert ended.returncode == 0, ended.stdout + ended.stderr
    assert ended.stdout.count("✔  succeeded") == len(STEPS)
    assert "[dev] Database refresh succeeded" in ended.stdout


def test_without_terraform_it_says_so_in_one_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert main(["--terraform", *FAST]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert "terraform is not on the PATH" in line


def test_a_refresh_of_simulated_failures_can_be_watched_through_the_served_api() -> None:
    # What the environment says is for the API, such as who may call it.
    with serving("--no-demo", CORS_ORIGIN="https://ops.example.com") as served:
        api = served.api
        listed = api.get("/executions")
        assert listed.headers["Access-Control-Allow-Origin"] == "https://ops.example.com"
        assert listed.json()["items"] == []
        failed = api.start({"overrides": {"job2": {"--SIMULATE": "fail"}}})
        execution = api.ended(failed)
        assert execution["status"] == "FAILED"
        assert statuses(execution)["job1"] == "SUCCEEDED"
        assert len(step(execution, "job2")["attempts"]) == 3
        once = api.run({"overrides": {"job4": {"--SIMULATE": "fail-once"}}})
        assert once["status"] == "SUCCEEDED"
        assert len(step(once, "job4")["attempts"]) == 2


@pytest.fixture
def taken() -> Iterator[str]:
    """Give a port on which something listens."""
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        listening.listen()
        yield str(listening.getsockname()[1])


def test_a_port_in_use_is_one_clear_line(taken: str) -> None:
    # The embedded AWS is there by then, so this is a process.
    ended = local("--port", taken, "--once")
    assert ended.returncode == 2
    (line,) = ended.stderr.splitlines()
    assert f"port {taken}" in line
    assert "--port" in line


def test_a_port_in_use_of_the_embedded_aws_is_one_clear_line(
    taken: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--aws-port", taken, "--once"]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert f"port {taken}" in line
    assert "--aws-port" in line


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--port", "http"), '"http" is no port'),
        (("--port", "65536"), '"65536" is no port'),
        (("--job-seconds", "-1"), '"-1" is no duration'),
        (("--job-seconds", "nan"), '"nan" is no duration'),
        (("--once", "--no-demo"), "not allowed with"),
        (("--bogus",), "--bogus"),
        (("--pipeline", "nowhere.yaml"), "nowhere.yaml cannot be read: No such file"),
        (("--values", "nowhere.json"), "nowhere.json cannot be read: No such file"),
        (("--pipeline", str(PIPELINES / "catalogue.yaml")), "Missing: loader, match, publish"),
        (("--pipeline", str(ROOT / "Makefile")), "is no YAML"),
    ],
)
def test_a_wrong_option_is_refused(
    options: tuple[str, ...], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    try:
        code: object = main(options)
    except SystemExit as ended:
        code = ended.code
    assert code == 2
    assert said in capsys.readouterr().err
