"""While the table of executions fails, or has what others wrote, on the embedded AWS."""

import json
import time
from itertools import product
from typing import Any

import boto3
import pytest
from moto.dynamodb.responses import DynamoHandler

from local.provisioning import Deployed, create_records_table
from tests.support.client import Api
from tests.support.executions import ended_here, recorded_item
from tests.support.lock import start_directly
from tests.support.log import log_lines
from tests.support.refusing import refusing
from tests.support.snapshot import content, new_container
from tests.support.wiring import RenewableWiring


def warnings(caplog: pytest.LogCaptureFixture) -> list[dict[str, Any]]:
    lines = [json.loads(line) for line in log_lines(caplog)]
    return [line for line in lines if "table of records" in line["message"]]


THROTTLED, DENIED = "ProvisionedThroughputExceededException", "AccessDeniedException"
TRIES = {THROTTLED: 2, DENIED: 1}  # boto3 itself tries once more what was throttled


@pytest.mark.parametrize(("call", "code"), [*product(["batch_get_item", "query"], TRIES)])
def test_a_table_that_cannot_be_read_is_left_alone_and_step_functions_asked(
    api: Api, wiring: RenewableWiring, call: str, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    # Two, so that Step Functions has a next page: it may have been made to forget all before.
    for _ in range(2):
        first = api.run({"only": ["job7"]})
    path = f"/executions/{first['name']}"
    listed = content(api.get("/executions?limit=1").json())
    new_container(wiring)
    with refusing(DynamoHandler, call, code) as refused:
        tries = []
        for _ in range(5):
            assert content(api.get("/executions?limit=1").json()) == listed
            assert content(api.get(path).json()) == content(first)
            tries.append(len(refused))
    wiring.renew()
    # For a snapshot that is throttled, the first reader waits a moment.
    waits = (call, code) == ("batch_get_item", THROTTLED)
    assert {*tries} == {tries[0] if waits else TRIES[code]}
    (warning,) = warnings(caplog)
    assert code in warning["detail"]


@pytest.mark.parametrize("code", TRIES)
def test_a_table_that_cannot_be_written_is_left_alone_and_a_later_reader_writes(
    api: Api,
    wiring: RenewableWiring,
    deployed: Deployed,
    caplog: pytest.LogCaptureFixture,
    code: str,
) -> None:
    # Past the API, which writes the lock by the same call.
    name = f"unwritten-{time.time_ns()}"
    ended_here(start_directly(deployed, name, "job7"))
    with refusing(DynamoHandler, "put_item", code) as refused:
        first = api.execution(name)
        assert len(refused) == TRIES[code]
        assert content(api.execution(name)) == content(first)
        assert len(refused) == TRIES[code]
    (warning,) = warnings(caplog)
    assert code in warning["detail"]
    wiring.renew()
    assert content(api.execution(name)) == content(first)
    assert recorded_item(deployed, name)["status"] == {"S": "SUCCEEDED"}


def test_without_its_table_everything_is_told_by_step_functions(
    api: Api, wiring: RenewableWiring, deployed: Deployed, failed: str
) -> None:
    first = api.execution(failed)
    boto3.client("dynamodb").delete_table(TableName=deployed.records_table_name)
    wiring.renew()
    try:
        shown = api.execution(failed)
        listed = api.get("/executions?limit=5")
        resumed = api.post(f"/executions/{failed}/resume", {"dry_run": True})
    finally:
        create_records_table(deployed.records_table_name)
        wiring.renew()
    assert content(shown) == content(first)
    assert (listed.status_code, resumed.status_code) == (200, 200)
    # Now it is recorded anew.
    api.execution(failed)
    assert recorded_item(deployed, failed)


def test_a_corrupt_item_is_read_anew_and_mended(
    api: Api, wiring: RenewableWiring, deployed: Deployed, failed: str
) -> None:
    first = api.execution(failed)
    good = recorded_item(deployed, failed)
    boto3.client("dynamodb").put_item(
        TableName=deployed.records_table_name, Item={**good, "document": {"B": b"garbage"}}
    )
    new_container(wiring)
    assert content(api.execution(failed)) == content(first)
    assert recorded_item(deployed, failed)["document"] == good["document"]


def test_an_item_that_somebody_wrote_by_hand_hides_no_other(
    api: Api, wiring: RenewableWiring, deployed: Deployed, failed: str
) -> None:
    new_container(wiring)
    before = api.get("/executions").json()
    placed = {"S": "2026 by hand"}
    boto3.client("dynamodb").put_item(
        TableName=deployed.records_table_name,
        Item={"name": {"S": "odd-item"}, "collection": {"S": "executions"}, "placed": placed},
    )
    new_container(wiring)
    assert api.get("/executions").json()["items"] == before["items"]
    assert api.get("/executions/odd-item").status_code == 404
