"""The walks that the docs draw, held against the code as it runs."""

import re
import time
from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest

from chalicelib.adapters.aws.clients import stepfunctions
from chalicelib.domain.access import Role
from local.aws import REGION
from local.provisioning import TOKENS, Deployed
from tests.support.client import Api
from tests.support.executions import ended_here
from tests.support.in_process import InProcessApi, gateway_of
from tests.support.lock import STEPS, start_with
from tests.support.process import ROOT
from tests.support.snapshot import new_container
from tests.support.walks import Walk, walk_of
from tests.support.wiring import RenewableWiring

VALUE = "a-value-to-follow"
OVERRIDES = {"overrides": {"job4": {"--MAX_COLS": VALUE}}}
FAILS = {
    "overrides": {"job4": {"--MAX_COLS": VALUE, "--SIMULATE": "fail"}},
    "only": ["job4"],
}

# What is handed on, with its own functions: these are asked wherever it goes.
VALUES = {
    *("domain/execution.py", "domain/execution_input.py", "domain/pipeline.py"),
    *("domain/request.py", "domain/record.py", "domain/listing.py", "domain/run_facts.py"),
    *("api/operation.py", "domain/glue.py", "domain/snapshot.py"),
    "adapters/aws/date_header.py",
}
# They surround every request.
AROUND = {"api/middleware.py", "api/app.py", "api/read_request.py"}


@pytest.fixture(scope="module")
def client() -> Any:
    """Give the client by which the API asks Step Functions."""
    return stepfunctions(REGION)


@pytest.fixture
def called(wiring: RenewableWiring) -> InProcessApi:
    """Give the API without a server, so that a request is answered in this thread."""
    return InProcessApi(gateway_of(wiring), TOKENS[Role.OPERATOR])


def forget_record(deployed: Deployed, wiring: RenewableWiring, name: str) -> None:
    """Have an execution read from Step Functions again."""
    boto3.client("dynamodb").delete_item(
        TableName=deployed.records_table_name, Key={"name": {"S": name}}
    )
    wiring.renew(LIVE_CACHE_SECONDS="3600")


@pytest.fixture
def newer_than_the_snapshot(
    wiring: RenewableWiring, deployed: Deployed, called: InProcessApi
) -> Iterator[str]:
    """Give the name of an execution that the snapshot has not."""
    new_container(wiring, LIVE_CACHE_SECONDS="3600")
    assert called.get("/executions").ok
    name = f"newer-{time.time_ns()}"
    given = {
        "overrides": FAILS["overrides"],
        "skip": {step: True for step in STEPS if step != "job4"},
    }
    ended_here(start_with(deployed, name, given))
    yield name
    new_container(wiring)


def mentions(text: str) -> Callable[[Any], bool]:
    return lambda value: isinstance(value, str) and text in value


def drawn(title: str) -> set[tuple[str, str]]:
    """Return which file hands on to which, by the indentation of the drawing of this title."""
    page = "".join((ROOT / "docs" / name).read_text() for name in ("architecture.md", "reading.md"))
    found = re.search(rf"^{re.escape(title)}\n\n```text\n(.*?)```", page, re.DOTALL | re.MULTILINE)
    assert found, title
    above: list[tuple[int, str]] = []
    pairs = set()
    for line in found[1].splitlines():
        depth, file = len(line) - len(line.lstrip()), line.split()[0]
        above = [parent for parent in above if parent[0] < depth]
        if above:
            pairs.add((above[-1][1], file))
        above.append((depth, file))
    return pairs


def between_stations(way: list[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    for giver, receiver in way:
        if receiver not in VALUES and giver not in AROUND | VALUES:
            yield giver, receiver


def is_passed_once(walk: Walk) -> None:
    """Check that no file is handed the value by two others, on the way in or on the way out."""
    for way in (walk.way_in, walk.way_out):
        receivers = [receiver for _, receiver in between_stations(way)]
        assert receivers
        assert sorted(receivers) == sorted(set(receivers)), way


def is_as_drawn(walk: Walk, way_in: str, way_out: str) -> None:
    assert set(between_stations(walk.way_in)) == drawn(way_in)
    assert set(between_stations(walk.way_out)) == drawn(way_out)


def test_an_override_passes_every_file_once_on_its_way_to_step_functions(
    called: InProcessApi, client: Any
) -> None:
    with walk_of(mentions(VALUE), client, "StartExecution") as walk:
        assert called.post("/refresh", OVERRIDES).status_code == 202
    is_passed_once(walk)
    is_as_drawn(walk, "The way in of an override:", "The way out of the started execution:")


def test_what_a_resume_and_a_repetition_inherit_passes_every_file_once_too(
    api: Api, called: InProcessApi, client: Any
) -> None:
    earlier = api.run(FAILS)["name"]
    for path, body in (
        (f"/executions/{earlier}/resume", {}),
        ("/refresh", {"like": earlier}),
    ):
        with walk_of(mentions(VALUE), client, "StartExecution") as walk:
            answer = called.post(path, body)
        assert answer.status_code == 202, answer.text
        is_passed_once(walk)
        api.ended(answer.json()["name"])


def test_an_event_of_the_history_passes_every_file_once_on_its_way_to_the_page(
    called: InProcessApi,
    client: Any,
    wiring: RenewableWiring,
    deployed: Deployed,
    newer_than_the_snapshot: str,
) -> None:
    name = newer_than_the_snapshot
    with walk_of(mentions(name), client, "GetExecutionHistory") as asked:
        (step,) = (s for s in called.get(f"/executions/{name}").json()["steps"] if s["job_run_id"])
    forget_record(deployed, wiring, name)
    with walk_of(mentions(step["job_run_id"]), client, "GetExecutionHistory") as told:
        assert called.get(f"/executions/{name}").ok
    walk = Walk(asked.way_in, told.way_out)
    is_passed_once(walk)
    is_as_drawn(
        walk, "The way in of an execution's name:", "The way out of an event of its history:"
    )
