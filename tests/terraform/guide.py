"""docs/guides/deploy.md, followed as it stands, in a folder like a checkout."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from local.api import environment_of
from local.applying import deployed_by
from local.aws import ENVIRONMENT
from local.terraform import Terraform
from tests.support.process import ROOT, environment, printing, without_make
from tests.support.programs import missing
from tests.terraform.applied import Applied

GUIDE = (ROOT / "docs" / "guides" / "deploy.md").read_text()
# The test of the other pages runs none of these; "here" is that test.
NOT_RUN = re.compile(
    r"^<!-- not run: (?!here;).+? -->\n```console\n.*?^```\n", re.MULTILINE | re.DOTALL
)
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COMMAND = re.compile(r"^\$ ((?:.*\\\n)*.*)$", re.MULTILINE)

# Programs that the guide demands besides Terraform, and a machine of a developer may lack.
PROGRAMS = ("aws", "curl", "jq")

# The packages are installed, and the package is made, before the tests begin. The gateway of the
# embedded AWS cannot be called, so its URL is that of a stand-in.
PRELUDE = """
set -euo pipefail
make() { command make -o .venv/.ready -o package "$@"; }
terraform() {
    if [ "$*" = "-chdir=terraform/environments output -raw api_url" ]; then
        [ -n "$(command terraform "$@")" ] && printf %s "$STAND_IN"
    else
        command terraform "$@"
    fi
}
[ ! -e .kept ] || . ./.kept
"""
# What a later section may use of an earlier one.
KEEP = """
{ declare -p VALUES ARN URL TOKEN NAME; declare -f ask field _read; } > .kept 2>/dev/null || true
"""


def missing_programs() -> list[str]:
    """Return the programs that the guide needs and that are not there."""
    return missing(PROGRAMS)


def section(head: str) -> list[str]:
    """Return the commands of the section whose head begins so, without those that are not run."""
    (found,) = (part for part in GUIDE.split("\n## ") if part.startswith(head))
    blocks = BLOCK.findall(NOT_RUN.sub("", found + "\n"))
    return [command for block in blocks for command in COMMAND.findall(block)]


def is_as_shown(printed: str, head: str) -> bool:
    """Say whether a section with one command shows what it prints; "…" stands for any text."""
    (command,) = section(head)
    shown = GUIDE.partition(f"\n## {head}")[2].partition(f"$ {command}\n")[2].partition("```")[0]
    parts = (re.escape(part) for part in shown.strip().split("…"))
    return re.fullmatch(".*".join(parts), printed.strip()) is not None


class Reader:
    """Somebody who follows the guide in the folder that has the copy of terraform/."""

    def __init__(self, terraform: Terraform, stand_in: str) -> None:
        self._terraform = terraform
        self._workspace = terraform.directory.parent.parent
        self._stand_in = stand_in
        for path in ROOT.iterdir():
            if path.name not in (".git", "dist", "terraform"):
                (self._workspace / path.name).symlink_to(path)
        (self._workspace / "dist").mkdir()

    def follow(self, head: str, **variables: str) -> str:
        """Run the commands of a section, and return what they print."""
        given = "".join(f"{name}={value}\n" for name, value in variables.items())
        script = "\n".join([PRELUDE, given, *section(head), KEEP])
        # As it is now: one process of the provider may serve all commands.
        inherited = without_make(self._terraform.environment)
        # It is the tests' own.
        inherited.pop("TF_WORKSPACE", None)
        ended = subprocess.run(
            ["bash", "-c", script],
            cwd=self._workspace,
            env={
                **inherited,
                "STAND_IN": self._stand_in,
                "AWS_PAGER": "",
            },
            capture_output=True,
            text=True,
            check=False,
        )
        assert ended.returncode == 0, f"{head}: {ended.stdout[-5000:]}{ended.stderr}"
        return ended.stdout


@contextmanager
def served_api(applied: Applied, name: str) -> Iterator[str]:
    """Serve the API of an environment that was applied, and give its URL."""
    deployed = deployed_by(applied.outputs[name], name, queue_url="")
    variables = {**ENVIRONMENT, "AWS_ENDPOINT_URL": applied.aws_url, **environment_of(deployed)}
    variables = {**environment(), **variables}
    with printing("tests.support.served", "WARNING", variables=variables) as url:
        yield url
