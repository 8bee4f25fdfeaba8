"""Executions in the table of records, on the embedded AWS: gone, redriven, and while it fails."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta, timezone

import pytest
from moto.stepfunctions.parser.api import ExecutionStatus

from chalicelib.adapters.aws.clients import dynamodb_for_records, stepfunctions
from local.aws import REGION
from local.provisioning import Deployed
from tests.support.calls import calls_of
from tests.support.client import Api, step
from tests.support.executions import forget, put_status, recorded_item
from tests.support.snapshot import content, new_container
from tests.support.wiring import RenewableWiring

FAIL, MEND = {"--SIMULATE": "fail"}, {"--SIMULATE": "no"}
READS = {"DescribeExecution", "GetExecutionHistory", "DescribeStateMachineForExecution"}


@pytest.fixture
def calls(api: Api) -> Iterator[Callable[[], list[str]]]:
    with calls_of(stepfunctions(REGION), dynamodb_for_records(REGION)) as taken:
        yield taken


@pytest.mark.usefixtures("what_is_said_is_good_for_an_hour")
def test_another_container_reads_what_one_has_recorded_and_asks_step_functions_for_nothing(
    api: Api, wiring: RenewableWiring, failed: str, calls: Callable[[], list[str]]
) -> None:
    first = api.execution(failed)
    wiring.renew(LIVE_CACHE_SECONDS="3600")
    calls()
    assert content(api.execution(failed)) == content(first)
    made = calls()
    assert not READS & {*made}
    # One more where others have started since: they tell what became of it.
    assert made.count("BatchGetItem") <= 2
    assert "PutItem" not in made


def test_without_a_snapshot_a_cold_list_asks_for_both_lists_and_once_for_the_records(
    api: Api, wiring: RenewableWiring, calls: Callable[[], list[str]]
) -> None:
    for _ in range(3):
        api.run({"only": ["job7"]})
    first = api.get("/executions?limit=3")
    new_container(wiring)
    calls()
    again = api.get("/executions?limit=3")
    assert again.headers["ETag"] == first.headers["ETag"]
    of_the_snapshot = ["BatchGetItem", "UpdateItem", "PutItem", "UpdateItem"]
    assert sorted(calls()) == sorted([*of_the_snapshot, "BatchGetItem", "ListExecutions", "Query"])


def test_what_step_functions_has_forgotten_is_listed_shown_compared_and_resumed(
    api: Api, wiring: RenewableWiring, calls: Callable[[], list[str]]
) -> None:
    name = api.run({"only": ["job5", "job6"], "overrides": {"job6": FAIL}})["name"]
    paths = (f"/executions/{name}", f"/executions/{name}/steps", "/executions?limit=2")
    before = [api.get(path) for path in paths]
    forget(name)
    # With no snapshot: one that others took a second ago may lack it.
    new_container(wiring)
    calls()
    for path, answer in zip(paths, before, strict=True):
        assert content(api.get(path).json()) == content(answer.json())
        tag = answer.headers["ETag"]
        assert api.get(path, **{"If-None-Match": tag}).status_code == 304
    assert not READS & {*calls()}
    answer = api.post(f"/executions/{name}/resume", {"overrides": {"job6": MEND}})
    assert answer.status_code == 202, answer.text
    again = api.ended(answer.json()["name"])
    assert (again["status"], again["lineage"]) == ("SUCCEEDED", [name])
    assert step(again, "job5")["completed_in"] == name
    assert api.execution(name)["superseded_by"] == again["name"]


def test_the_record_keeps_what_glue_said_of_each_run_and_the_revision(
    api: Api, wiring: RenewableWiring, deployed: Deployed, failed: str
) -> None:
    wiring.renew()
    kept = wiring.executions.get(failed)
    attempts = [attempt for step in kept.steps for attempt in step.attempts]
    assert {(a.run.worker_type, a.run.number_of_workers) for a in attempts if a.run} == {
        ("G.1X", 10)
    }
    assert all(attempt.run for attempt in attempts)
    assert kept.revised_at
    assert kept.revised_at < kept.started_at
    assert "run" not in step(api.execution(failed), "job6")["attempts"][0]
    texts = {name: value.get("S") for name, value in recorded_item(deployed, failed).items()}
    assert (texts["status"], texts["outcome"], texts["trigger"]) == ("FAILED", "FAILED", "api")
    assert texts["requested_by"] == "token:local-operator"


def test_a_redrive_makes_a_record_live_again_until_it_has_ended(
    api: Api, wiring: RenewableWiring, deployed: Deployed
) -> None:
    name = api.run({"only": ["job6"], "overrides": {"job6": FAIL}})["name"]
    put_status(name, ExecutionStatus.RUNNING, None)
    for _ in range(2):
        new_container(wiring)
        assert api.execution(name)["status"] == "RUNNING"
        assert name in [e["name"] for e in api.get("/executions?status=RUNNING").json()["items"]]
        assert name not in [
            found["name"] for found in api.get("/executions?status=FAILED").json()["items"]
        ]
    put_status(name, ExecutionStatus.ABORTED, datetime.now(timezone.utc) + timedelta(seconds=5))
    new_container(wiring)
    assert api.execution(name)["status"] == "ABORTED"
    assert recorded_item(deployed, name)["status"] == {"S": "ABORTED"}
    forget(name)
    wiring.renew()
    assert api.execution(name)["status"] == "ABORTED"


def test_without_the_setting_nothing_is_recorded(
    api: Api, wiring: RenewableWiring, calls: Callable[[], list[str]]
) -> None:
    name = api.run({"only": ["job7"]})["name"]
    wiring.renew(RECORDS_TABLE_NAME="")
    calls()
    assert api.execution(name)["status"] == "SUCCEEDED"
    made = {*calls()}
    wiring.renew()
    assert made <= {*READS, "ListExecutions"}
    assert "DescribeExecution" in made
