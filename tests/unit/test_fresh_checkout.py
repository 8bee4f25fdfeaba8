"""What the commands of make print where they first have to set up their environment."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.process import ROOT, environment

# Takes the place of Python: it tells on its stdout what it is told to do, and installs nothing.
INTERPRETER = """#!{python}
import pathlib, sys

arguments = sys.argv[1:]
if arguments[0] == "-m":
    print("told:", *arguments)
if arguments[:2] == ["-m", "venv"]:
    bin = pathlib.Path(arguments[-1], "bin")
    bin.mkdir(parents=True)
    (bin / "python").symlink_to(pathlib.Path(__file__).resolve())
sys.exit(arguments[:3] == ["-m", "uv", "--version"] and {without_uv})
"""


@pytest.mark.parametrize("without_uv", [False, True], ids=["with uv", "with pip"])
@pytest.mark.parametrize(
    ("command", "module"),
    [
        (("token", "NAME=ci", "ROLE=viewer"), "release.token"),
        (("definition",), "local.definition"),
    ],
)
def test_a_command_prints_only_its_own_words_to_stdout_on_a_fresh_checkout(
    tmp_path: Path, command: tuple[str, ...], module: str, *, without_uv: bool
) -> None:
    for name in ("Makefile", "requirements.txt", "requirements-local.txt"):
        (tmp_path / name).write_text((ROOT / name).read_text())
    values = tmp_path / "terraform" / "environments" / "dev" / "terraform.tfvars.json"
    values.parent.mkdir(parents=True)
    values.write_text("{}")
    interpreter = tmp_path / "interpreter"
    interpreter.write_text(INTERPRETER.format(python=sys.executable, without_uv=without_uv))
    interpreter.chmod(0o755)
    ended = subprocess.run(
        ["make", f"PYTHON={interpreter}", *command],
        cwd=tmp_path,
        env=environment(),
        capture_output=True,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    (line,) = ended.stdout.splitlines()
    assert line.startswith(f"told: -m {module} ")
    assert "Setting up .venv" in ended.stderr
    assert ("installing with pip" in ended.stderr) == without_uv
    assert "told: -m venv --clear .venv" in ended.stderr
