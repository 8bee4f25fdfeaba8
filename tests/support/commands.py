"""The commands of the pages, and a shell that runs them as a reader does."""

import os
import re
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.support.process import ROOT, environment
from tests.support.waiting import awaited

BLOCK = re.compile(
    r"^(?: *<!-- not run: (?P<reason>.+?) -->\n+)?(?P<indent> *)```(?P<language>\w*)\n"
    r"(?P<text>.*?)^(?P=indent)```$",
    re.MULTILINE | re.DOTALL,
)
ANYTHING = "…"
# A command may be repeated until what it shows has none of these.
UNSETTLED = re.compile(r"\b(?:PENDING|RUNNING|RETRYING)\b")
# The last line of a command that the page shows to fail.
FAILURE = re.compile(r"^(?:curl: \(\d+\)|make: \*\*\*)", re.MULTILINE)


@dataclass(frozen=True)
class Block:
    """A fenced block of a page; `reason` says why its commands are not run."""

    language: str
    text: str
    reason: str | None


@dataclass(frozen=True)
class Command:
    """A command, and what the page shows of its output: "" if nothing."""

    text: str
    shown: str


def blocks(page: str) -> list[Block]:
    """Return the fenced blocks of a page."""
    return [
        Block(found["language"], _dedented(found["text"], len(found["indent"])), found["reason"])
        for found in BLOCK.finditer(page)
    ]


def runnable(page: str) -> list[Block]:
    """Return the blocks of a page whose commands can be run."""
    return [b for b in blocks(page) if b.language == "console" and b.reason is None]


def commands(page: str) -> list[Command]:
    """Return the commands of a page that can be run, in their order."""
    return [command for block in runnable(page) for command in _commands(block.text)]


def _dedented(text: str, indent: int) -> str:
    return "".join(
        line[indent:] if line.strip() else line for line in text.splitlines(keepends=True)
    )


def _commands(text: str) -> Iterator[Command]:
    """Yield the commands of a block: each begins with "$ ", and may go on in the next lines."""
    lines = text.splitlines()
    while lines:
        line = lines.pop(0)
        assert line.startswith("$ "), f"no command begins here: {line}"
        command = line[2:]
        while _is_open(command):
            assert lines, f"a command has no end: {command}"
            command += f"\n{lines.pop(0)}"
        shown = []
        while lines and not lines[0].startswith("$ "):
            shown.append(lines.pop(0))
        yield Command(command, "\n".join(shown).strip())


def _is_open(command: str) -> bool:
    """Say whether a command goes on in the next line: a quote, a loop or a document is open."""
    read = subprocess.run(
        ["bash", "-n"], input=command, capture_output=True, text=True, check=False
    )
    return command.endswith("\\") or read.returncode != 0 or "here-document" in read.stderr


def fits(output: str, shown: str) -> bool:
    """Say whether an output is what a page shows; "…" stands for any text."""
    parts = (re.escape(part) for part in shown.split(ANYTHING))
    return re.fullmatch("[^§]*?".join(parts), output.strip()) is not None


def checkout(folder: Path) -> Path:
    """Return a folder like this checkout, whose files of Terraform a page may change."""
    for path in ROOT.iterdir():
        if path.name == "terraform":
            shutil.copytree(path, folder / path.name, ignore=shutil.ignore_patterns(".terraform*"))
        elif path.name not in (".git", "dist"):
            (folder / path.name).symlink_to(path)
    return folder


# Packages are installed before the tests begin. A reader's API has port 8000 and jobs of seconds.
PRELUDE = """
set -o pipefail
make() { command make --no-print-directory -o .venv/.ready -o .venv/.tools "$@"; }
terraform() {
    [ "${*:1:3}" = "-chdir=terraform/environments output -raw" ] || return 1
    printenv "OUTPUT_$4"
}
"""
FAST = "--job-seconds 0.2 --port 0"
SERVED = re.compile(r"^API +(http://\S+)$(?=.*^operator +\S)", re.MULTILINE | re.DOTALL)
# What the reader sees before anything else, unless no refresh was asked for.
STARTED = re.compile(r"^POST /refresh → 202", re.MULTILINE)
EMBEDDED = re.compile(r"^embedded AWS +(http://\S+)$", re.MULTILINE)


class Shell:
    """A shell that stays open; `make run` serves beside it, and from then on its API is asked.

    `url` is that of the API.
    """

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self._folder = folder
        self.url = variables["URL"]
        self._number = 0
        self._servers: list[tuple[subprocess.Popen[str], Path]] = []
        output = folder / ".output"
        # Only the shell has this open file: a seek in it would move where the shell writes.
        with output.open("w") as file:
            self._bash = subprocess.Popen(
                ["bash", "--norc"],
                cwd=folder,
                env={**environment(), **variables},
                stdin=subprocess.PIPE,
                stdout=file,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        self._output = output.open(errors="replace")
        self.run(PRELUDE)

    def run(self, command: str) -> tuple[int, str]:
        """Run a command, and return its exit code and what it printed."""
        if command.startswith("make run") and "--once" not in command:
            return self._serve(command)
        if command.startswith("make run"):
            command = _with_arguments(command, FAST)
        self._number += 1
        end = f"§{self._number}:"
        begin = self._output.seek(0, os.SEEK_END)
        assert self._bash.stdin is not None
        self._bash.stdin.write(f"{command}\necho '{end}'$?\n")
        self._bash.stdin.flush()

        def look() -> str:
            assert self._bash.poll() is None, "the shell has ended"
            self._output.seek(begin)
            return self._output.read()

        printed = awaited(look, lambda text: re.search(f"{end}\\d+\n$", text))
        text, _, code = printed.rpartition(end)
        return int(code), text

    def _serve(self, command: str) -> tuple[int, str]:
        output = self._folder / f".served-{len(self._servers)}"
        with output.open("w") as file:
            server = subprocess.Popen(
                ["bash", "-c", f"{PRELUDE}\n{_with_arguments(command, FAST)}"],
                cwd=self._folder,
                env={**environment(), "PYTHONUNBUFFERED": "1"},
                stdout=file,
                stderr=subprocess.STDOUT,
                text=True,
                start_new_session=True,
            )
        self._servers.append((server, output))

        def look() -> bool:
            assert server.poll() is None, output.read_text()
            printed = output.read_text()
            started = "--no-demo" in command or STARTED.search(printed)
            return bool(started and SERVED.search(printed))

        awaited(look)
        url, aws = SERVED.search(output.read_text()), EMBEDDED.search(output.read_text())
        assert url
        assert aws
        self.url = url[1]
        return self.run(f"export URL={url[1]} AWS_ENDPOINT_URL={aws[1]}")

    def served(self) -> str:
        """Return what the newest server has printed."""
        return self._servers[-1][1].read_text()

    def close(self) -> None:
        """End the shell and what it serves, each with Ctrl-C."""
        assert self._bash.stdin is not None
        self._bash.stdin.close()
        self._bash.wait()
        self._output.close()
        for server, output in self._servers:
            os.killpg(server.pid, signal.SIGINT)
            server.wait()
            assert "Stopped." in output.read_text(), output.read_text()


def _with_arguments(command: str, more: str) -> str:
    """Return a `make run` with more of its options."""
    words = shlex.split(command, comments=True)
    given = [word.removeprefix("ARGS=") for word in words if word.startswith("ARGS=")]
    others = [word for word in words if not word.startswith("ARGS=")]
    return shlex.join([*others, f"ARGS={' '.join([*given, more])}"])
