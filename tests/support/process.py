"""`python -m local` as a process of its own."""

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.support.client import Api
from tests.support.waiting import HANG_SECONDS, awaited

ROOT = Path(__file__).parent.parent.parent
FAST = ("--job-seconds", "0.2", "--port", "0")
# What make hands to a make inside, by how the names begin.
OF_MAKE = ("MAKE", "MFLAGS")
# A variable of its command line, in MAKEFLAGS: each is in the environment, too.
OVERRIDDEN = re.compile(r"(?:^|(?<!\\) )(\w+)=")


@dataclass(frozen=True)
class Serving:
    """A process that serves; its output goes to a file, for nothing may wait for a reader."""

    api: Api
    output: Path


def without_make(variables: Mapping[str, str]) -> dict[str, str]:
    """Return the variables without what an outer make hands to an inner one."""
    overridden = OVERRIDDEN.findall(variables.get("MAKEFLAGS", "").partition(" -- ")[2])
    return {k: v for k, v in variables.items() if not k.startswith(OF_MAKE) and k not in overridden}


def environment() -> dict[str, str]:
    """Return the environment without an outer make's, and without the settings of a deployment.

    Its `python3` is the Python that runs the tests. The shim of a version manager is slow to start.
    """
    ours = without_make(os.environ)
    kept = {k: v for k, v in ours.items() if not k.startswith(("AWS_", "OIDC_"))}
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return {**kept, "PATH": path}


@contextmanager
def printing(
    module: str, *arguments: str, variables: Mapping[str, str] | None = None
) -> Iterator[str]:
    """Run a module that serves until its input ends, and give the first line that it prints.

    Without `variables`, it has those of this process.
    """
    with subprocess.Popen(
        [sys.executable, "-m", module, *arguments],
        cwd=ROOT,
        env=variables,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdin
        assert process.stdout
        yield process.stdout.readline().strip()
        process.stdin.close()


@contextmanager
def serving(*options: str, **variables: str) -> Iterator[Serving]:
    """Serve in a process of its own, with more of an environment, and end it with Ctrl-C."""
    with TemporaryDirectory() as folder:
        output = Path(folder, "output")
        with output.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-m", "local", *FAST, *options],
                cwd=ROOT,
                env={**environment(), "PYTHONUNBUFFERED": "1", **variables},
                stdout=file,
                stderr=subprocess.STDOUT,
            )
        try:
            yield Serving(Api(_url(process, output)), output)
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(HANG_SECONDS)
            finally:
                process.kill()  # nothing, where it has ended
        assert process.returncode == 0, output.read_text()
        assert "Stopped." in output.read_text()


def _url(process: "subprocess.Popen[bytes]", output: Path) -> str:
    def look() -> str | None:
        told = output.read_text()
        assert process.poll() is None, told
        found = re.search(r"^API +(http://\S+)$", told, re.MULTILINE)
        return found and found[1]

    return str(awaited(look))
