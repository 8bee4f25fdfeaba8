"""Containers that share a snapshot over the embedded AWS: threads, processes, and its faults."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from threading import Barrier

import boto3
import pytest
from moto.dynamodb.responses import DynamoHandler
from moto.stepfunctions.parser.api import ExecutionStatus
from moto.stepfunctions.responses import StepFunctionResponse

from chalicelib.adapters.aws.clients import dynamodb_for_records, stepfunctions
from chalicelib.adapters.aws.lease import lease_key
from chalicelib.adapters.aws.snapshots import DOCUMENT, HEAD
from chalicelib.bootstrap import Environment
from chalicelib.services.views import View
from local.api import environment_of
from local.aws import REGION
from local.provisioning import Deployed
from tests.support.calls import calls_of
from tests.support.client import Api, step
from tests.support.executions import put_status
from tests.support.glue import lasting
from tests.support.refusing import refusing
from tests.support.snapshot import new_container
from tests.support.waiting import HANG_SECONDS, awaited
from tests.support.wiring import RenewableWiring

CONTAINERS = 6


@pytest.fixture
def calls(api: Api) -> Iterator[Callable[[], list[str]]]:
    with calls_of(stepfunctions(REGION), dynamodb_for_records(REGION)) as taken:
        yield taken


@pytest.fixture
def shared(wiring: RenewableWiring) -> Iterator[RenewableWiring]:
    """Give the wiring of a first container, whose snapshot is good for long."""
    new_container(wiring, LIVE_CACHE_SECONDS="3600")
    yield wiring
    new_container(wiring)


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Give who asked the embedded AWS for its list of executions, in which process ever."""
    asked: list[str] = []
    original = StepFunctionResponse.list_executions

    def noted(self: StepFunctionResponse) -> object:
        asked.append("list")
        return original(self)

    monkeypatch.setattr(StepFunctionResponse, "list_executions", noted)
    return asked


def statuses_of(api: Api) -> dict[str, str]:
    return {item["name"]: item["status"] for item in api.get("/executions").json()["items"]}


def test_a_cold_list_is_one_call_to_dynamodb_and_so_is_a_cold_look_at_what_runs(
    api: Api, wiring: RenewableWiring, calls: Callable[[], list[str]]
) -> None:
    with lasting(api.job_names()["job5"]):
        name = api.start({"only": ["job5"]})
        new_container(wiring, LIVE_CACHE_SECONDS="3600")
        for path in ("/executions", "/executions?status=RUNNING", f"/executions/{name}"):
            first = api.get(path)
            assert name in first.text
            wiring.renew(LIVE_CACHE_SECONDS="3600")
            calls()
            again = api.get(path)
            assert again.json() == first.json()
            assert calls() == ["BatchGetItem"]
            tag = again.headers["ETag"]
            assert api.get(path, **{"If-None-Match": tag}).status_code == 304
            assert calls() == []
        new_container(wiring)


def test_of_containers_in_threads_that_find_none_at_once_one_asks(
    shared: RenewableWiring, deployed: Deployed, listed: list[str]
) -> None:
    together = Barrier(CONTAINERS, timeout=HANG_SECONDS)
    variables = {**environment_of(deployed), "LIVE_CACHE_SECONDS": "3600"}

    def look(_: int) -> object:
        executions = Environment(variables).executions
        together.wait()
        return View(executions).version

    with ThreadPoolExecutor(CONTAINERS) as pool:
        seen = {*pool.map(look, range(CONTAINERS))}
    assert len(seen) == 1
    assert None not in seen
    assert listed == ["list"]


LOOKS = """
import sys
from chalicelib.bootstrap import Environment
from chalicelib.services.views import View
executions = Environment().executions
print("ready", flush=True)
sys.stdin.readline()
print(View(executions).version, flush=True)
"""


def test_of_containers_in_processes_that_find_none_at_once_one_asks(
    shared: RenewableWiring,
    deployed: Deployed,
    listed: list[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in {**environment_of(deployed), "LIVE_CACHE_SECONDS": "3600"}.items():
        monkeypatch.setenv(name, value)
    processes = [
        subprocess.Popen(
            [sys.executable, "-c", LOOKS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in range(3)
    ]
    for process in processes:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    seen = {process.communicate(timeout=HANG_SECONDS)[0].strip() for process in processes}
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert len(seen) == 1
    assert "None" not in seen
    assert listed == ["list"]


def test_a_start_by_another_container_is_seen_within_the_pace(
    api: Api, wiring: RenewableWiring, deployed: Deployed
) -> None:
    new_container(wiring)
    other = Environment({**environment_of(deployed), "LIVE_CACHE_SECONDS": "2"}).executions
    assert View(other).snapshot
    with lasting(api.job_names()["job5"]):
        name = api.start({"only": ["job5"]})
        started = datetime.now().astimezone()
        seen = awaited(lambda: View(other), lambda view: name in str(view.snapshot))
    # The pace, the second of the header, and the second for which a process looks at nothing.
    assert seen.as_of - started < timedelta(seconds=4)


@pytest.mark.parametrize("code", ["ThrottlingException", "InternalFailure"])
def test_while_step_functions_cannot_be_asked_polls_are_answered_with_the_age(
    api: Api, wiring: RenewableWiring, code: str
) -> None:
    with lasting(api.job_names()["job5"]):
        name = api.start({"only": ["job5"]})
        # Until then, each snapshot tells more.
        awaited(
            lambda: api.get(f"/executions/{name}/steps").text,
            lambda steps: '"RUNNING"' in steps,
        )
        new_container(wiring)
        paths = ("/executions", f"/executions/{name}", f"/executions/{name}/steps")
        before = [api.get(path) for path in paths]
        with (
            refusing(StepFunctionResponse, "list_executions", code),
            refusing(StepFunctionResponse, "describe_execution", code),
        ):
            wiring.renew()
            aged = awaited(lambda: api.get(paths[0]), lambda answer: int(answer.headers["Age"]) > 1)
            after = [api.get(path) for path in paths]
            assert api.post("/refresh", {}).status_code in (409, 429, 503)
        for first, answer in zip(before, after, strict=True):
            assert answer.status_code == 200, answer.text
            assert answer.json()["as_of"] == aged.json()["as_of"]
            assert answer.headers["ETag"] == first.headers["ETag"]
    new_container(wiring)


def test_a_document_of_no_use_is_made_anew(
    api: Api, wiring: RenewableWiring, deployed: Deployed
) -> None:
    new_container(wiring)
    listed = api.get("/executions").json()["items"]
    client, table = boto3.client("dynamodb"), deployed.records_table_name
    garbage = {"version": {"S": "v"}, "document": {"B": b"garbage"}}
    for name in (HEAD, DOCUMENT):
        old = client.get_item(TableName=table, Key=lease_key(name))["Item"]
        client.put_item(TableName=table, Item={**old, **garbage})  # type: ignore[dict-item]
    wiring.renew()
    assert api.get("/executions").json()["items"] == listed
    mended = client.get_item(TableName=table, Key=lease_key(DOCUMENT))["Item"]
    assert mended["version"] != {"S": "v"}


@pytest.mark.parametrize("call", ["update_item", "put_item", "get_item", "batch_get_item"])
def test_whatever_the_table_refuses_the_list_and_what_runs_are_told(
    api: Api, wiring: RenewableWiring, deployed: Deployed, call: str
) -> None:
    with lasting(api.job_names()["job5"]):
        name = api.start({"only": ["job5"]})
        # By then the state machine has taken the lock, which is an item, too.
        awaited(lambda: step(api.execution(name), "job5")["status"] == "RUNNING")
        # Without the table, what Step Functions has forgotten is not listed.
        there = boto3.client("stepfunctions").list_executions(
            stateMachineArn=deployed.state_machine_arn
        )["executions"]
        listed = {n: s for n, s in statuses_of(api).items() if n in {e["name"] for e in there}}
        for start in (new_container, RenewableWiring.renew):
            start(wiring)
            with refusing(DynamoHandler, call, "AccessDeniedException"):
                for _ in range(3):
                    assert statuses_of(api).items() >= listed.items()
                    assert api.execution(name)["status"] == "RUNNING"
    new_container(wiring)


def test_a_redriven_execution_runs_again_for_all_that_had_it_recorded(
    api: Api, wiring: RenewableWiring, deployed: Deployed
) -> None:
    name = api.run({"only": ["job7"]})["name"]
    other = Environment(environment_of(deployed)).executions
    assert View(other).get(name).ended
    put_status(name, ExecutionStatus.RUNNING, None)
    awaited(lambda: api.execution(name)["status"], lambda status: status == "RUNNING")
    awaited(lambda: View(other).get(name).status, lambda status: status == "RUNNING")
    put_status(name, ExecutionStatus.SUCCEEDED, datetime.now().astimezone())
    awaited(lambda: api.execution(name)["status"], lambda status: status == "SUCCEEDED")
