"""Every command of the pages is run, in the order of its page, and shows what the page shows.

Where a page needs an account, the embedded AWS stands in for it. A block that cannot be run has a
comment above it, `<!-- not run: why -->`, and is counted here.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import boto3
import pytest

from local.aws import ENVIRONMENT
from tests.support.client import Api
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
    runnable,
)
from tests.support.process import ROOT, Serving, serving
from tests.support.programs import missing, skip_without
from tests.support.sources import files
from tests.support.waiting import awaited

PAGES = {
    str(path.relative_to(ROOT)): path.read_text()
    for path in files()
    if path.suffix == ".md" and "vendor" not in path.parts
}
WITH_COMMANDS = [name for name, page in PAGES.items() if runnable(page)]

# How many blocks of each page are not run; each has its reason above it.
NOT_RUN = {
    "CONTRIBUTING.md": 2,
    "README.md": 1,
    "docs/guides/add-a-step.md": 1,
    "docs/guides/clients.md": 4,
    "docs/guides/deploy.md": 11,
    "docs/guides/operate-at-night.md": 1,
    "docs/guides/sign-in.md": 1,
    "docs/guides/tear-down.md": 2,
    "docs/guides/tokens.md": 2,
    "docs/guides/upgrade.md": 2,
    "docs/guides/your-own-pipeline.md": 1,
    "docs/reference/make.md": 2,
    "docs/tutorial/account.md": 1,
    "terraform/environments/README.md": 3,
    "terraform/modules/api/README.md": 1,
    "terraform/modules/orchestration/README.md": 1,
}

# Programs that the pages use, and that a machine of a developer may lack.
PROGRAMS = ("aws", "jq")


@pytest.fixture(scope="module")
def shared() -> Iterator[Serving]:
    """Serve one API for all pages."""
    with serving("--no-demo") as served:
        yield served


@contextmanager
def account(served: Serving) -> Iterator[dict[str, str]]:
    """Give the variables of a shell for which the embedded AWS is an account with one environment.

    `OUTPUT_…` are the outputs of Terraform. In the end nothing runs.
    """
    url = awaited(lambda: EMBEDDED.search(served.output.read_text()))
    assert url

    def client(service: str) -> Any:
        made: Any = boto3.client(
            service,  # type: ignore[call-overload]
            endpoint_url=url[1],
            region_name=ENVIRONMENT["AWS_REGION"],
            aws_access_key_id=ENVIRONMENT["AWS_ACCESS_KEY_ID"],
            aws_secret_access_key=ENVIRONMENT["AWS_SECRET_ACCESS_KEY"],
        )
        return made

    tables = client("dynamodb").list_tables()["TableNames"]
    machines = client("stepfunctions").list_state_machines()["stateMachines"]
    outputs = {
        "api_url": served.api.url,
        "token_secret_arn": client("secretsmanager").list_secrets()["SecretList"][0]["ARN"],
        "sns_topic_arn": client("sns").list_topics()["Topics"][0]["TopicArn"],
        "step_functions_state_machine_arn": min(m["stateMachineArn"] for m in machines),
        "records_table_name": next(name for name in tables if name.endswith("records")),
    }
    yield {
        **ENVIRONMENT,
        **{f"OUTPUT_{name}": value for name, value in outputs.items()},
        "AWS_ENDPOINT_URL": url[1],
        "AWS_PAGER": "",
        "URL": served.api.url,
    }
    running = client("stepfunctions").list_executions(
        stateMachineArn=outputs["step_functions_state_machine_arn"], statusFilter="RUNNING"
    )
    assert not running["executions"]


def run(shell: Shell, command: Command) -> None:
    """Run a command; one that looks is repeated until what it shows has settled."""
    looks = command.text.startswith("ask ") and not re.search(r" -[dX]\b", command.text)

    def is_settled(ended: tuple[int, str]) -> bool:
        return fits(ended[1], command.shown) or not UNSETTLED.search(ended[1])

    ended = shell.run(command.text)
    if looks and command.shown and not is_settled(ended):
        # To ask from here costs less than two programs each time.
        awaited(lambda: not Api(shell.url).get("/executions?status=RUNNING").json()["items"])
        ended = awaited(lambda: shell.run(command.text), is_settled)
    code, output = ended
    if command.shown:
        assert fits(output, command.shown), f"{command.text}\n{output}\nThe page: {command.shown}"
    if not FAILURE.search(command.shown):
        assert code == 0, f"{command.text}\n{output}"


def run_all(found: list[Command], served: Serving, folder: Path) -> None:
    """Run the commands of a page in a checkout of its own."""
    with account(served) as variables:
        shell = Shell(checkout(folder), variables)
        try:
            for command in found:
                run(shell, command)
        finally:
            shell.close()


@pytest.mark.parametrize("name", WITH_COMMANDS)
def test_the_commands_of_a_page_do_what_it_shows(
    name: str, shared: Serving, tmp_path: Path
) -> None:
    found = commands(PAGES[name])
    text = "\n".join(command.text for command in found)
    used = [program for program in PROGRAMS if re.search(rf"(?:^|\W){program} ", text, re.M)]
    if lacking := missing(used):
        skip_without(name, lacking)
    run_all(found, shared, tmp_path)


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


SHELLS = {"", "bash", "sh", "shell", "zsh"}


@pytest.mark.parametrize("name", PAGES)
def test_a_command_stands_in_no_other_kind_of_block(name: str) -> None:
    for block in blocks(PAGES[name]):
        assert block.language not in SHELLS, block.text
        if block.language != "console":
            assert not block.text.startswith("$ "), block.text
