"""Every command of the pages is run, in the order of its page, and shows what the page shows.

Where a page needs an account, the embedded AWS stands in for it. A block that cannot be run has a
comment above it, `<!-- not run: why -->`, and is counted here.
"""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest

from local.aws import ENVIRONMENT
from tests.support.commands import (
    EMBEDDED,
    FAILURE,
    UNSETTLED,
    Command,
    Shell,
    blocks,
    checkout,
    commands,
    fits,
)
from tests.support.process import ROOT, Serving, serving
from tests.support.sources import files
from tests.support.waiting import awaited

PAGES = {
    str(path.relative_to(ROOT)): path.read_text()
    for path in files()
    if path.suffix == ".md" and "vendor" not in path.parts
}
WITH_COMMANDS = [name for name, page in PAGES.items() if commands(page)]

# How many blocks of each page are not run; each has its reason above it.
NOT_RUN: dict[str, int] = {}

# Programs that the pages use, and that a machine of a developer may lack.
PROGRAMS = ("aws", "jq")


@pytest.fixture(scope="module")
def served() -> Iterator[Serving]:
    """Serve one API for all pages that start none of their own."""
    with serving("--no-demo") as serving_one:
        yield serving_one


@pytest.fixture
def shell(served: Serving, tmp_path: Path) -> Iterator[Shell]:
    """Give a shell in a checkout of its own, and put back the list of tokens after it."""
    aws = EMBEDDED.search(served.output.read_text())
    assert aws
    secrets = boto3.client(
        "secretsmanager",
        endpoint_url=aws[1],
        region_name=ENVIRONMENT["AWS_REGION"],
        aws_access_key_id="local",
        aws_secret_access_key="local",
    )
    (secret,) = secrets.list_secrets()["SecretList"]
    before = secrets.get_secret_value(SecretId=secret["ARN"])["SecretString"]
    shell = Shell(
        checkout(tmp_path),
        {**ENVIRONMENT, "AWS_ENDPOINT_URL": aws[1], "URL": served.api.url, "AWS_PAGER": ""},
    )
    yield shell
    shell.close()
    if secrets.get_secret_value(SecretId=secret["ARN"])["SecretString"] != before:
        secrets.put_secret_value(SecretId=secret["ARN"], SecretString=before)
        awaited(lambda: served.api.get("/executions").ok)
    assert not served.api.get("/executions?status=RUNNING").json()["items"]


def run(shell: Shell, command: Command) -> None:
    """Run a command; one that looks is repeated until what it shows has settled."""
    looks = command.text.startswith("ask ") and not re.search(r" -[dX]\b", command.text)

    def is_settled(ended: tuple[int, str]) -> bool:
        return fits(ended[1], command.shown) or not UNSETTLED.search(ended[1])

    if looks and command.shown:
        code, output = awaited(lambda: shell.run(command.text), is_settled)
    else:
        code, output = shell.run(command.text)
    if command.shown:
        assert fits(output, command.shown), f"{command.text}\n{output}\n\nas shown:\n{command.shown}"
    if not FAILURE.search(command.shown):
        assert code == 0, f"{command.text}\n{output}"


@pytest.mark.parametrize("name", WITH_COMMANDS)
def test_the_commands_of_a_page_do_what_it_shows(name: str, shell: Shell) -> None:
    found = commands(PAGES[name])
    for program in PROGRAMS:
        if any(re.search(rf"(?:^|\W){program} ", command.text) for command in found):
            if not shutil.which(program):
                pytest.skip(f"{program} is not installed")
    for command in found:
        run(shell, command)


def test_what_is_not_run_is_counted_and_has_a_reason() -> None:
    """A reason of a word or two is none."""
    found = {
        name: [block.reason for block in blocks(page) if block.reason is not None]
        for name, page in PAGES.items()
    }
    assert {name: len(reasons) for name, reasons in found.items() if reasons} == NOT_RUN
    assert all(len(reason.split()) > 3 for reasons in found.values() for reason in reasons)
    # And the comment stands where it counts.
    for name, page in PAGES.items():
        assert page.count("<!-- not run:") == len(found[name]), name


LANGUAGES = {"console", "hcl", "json", "yaml", "python", "text", "mermaid", "javascript", "http"}


@pytest.mark.parametrize("name", PAGES)
def test_a_command_stands_in_no_other_kind_of_block(name: str) -> None:
    for block in blocks(PAGES[name]):
        assert block.language in LANGUAGES, block.text
        if block.language != "console":
            assert not block.text.startswith("$ "), block.text
