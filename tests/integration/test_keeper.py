"""The keeper on the embedded AWS: a fresh table, its role, its handler, its rule."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

import boto3
import pytest
from moto.dynamodb.responses import DynamoHandler

from chalicelib import keeper
from chalicelib.adapters.aws.clients import stepfunctions
from chalicelib.bootstrap import Environment
from chalicelib.services.keeping import MAX_READ
from local.api import environment_of
from local.aws import REGION
from local.keeper import create_keeper_rule, start_keeper
from local.provisioning import Deployed, create_records_table
from tests.support.client import Api
from tests.support.executions import executions, forget, multiply
from tests.support.log import log_lines
from tests.support.refusing import refusing
from tests.support.waiting import awaited
from tests.support.wiring import RenewableWiring

MANY = 300


def empty(deployed: Deployed) -> None:
    """Make the table of records anew."""
    boto3.client("dynamodb").delete_table(TableName=deployed.records_table_name)
    create_records_table(deployed.records_table_name)


@pytest.fixture
def fresh(api: Api, deployed: Deployed, wiring: RenewableWiring) -> Iterator[dict[str, str]]:
    """Have one more execution and an empty table, and give the variables of the deployment."""
    api.run({"only": ["job7"]})
    empty(deployed)
    yield environment_of(deployed)
    wiring.renew()


@pytest.fixture
def described() -> Iterator[Counter[str]]:
    """Count the descriptions that are asked for, by the name of the execution."""
    counted: Counter[str] = Counter()

    def count(params: Any, **_: Any) -> None:
        counted[params["executionArn"].rpartition(":")[2]] += 1

    event = "provide-client-params.sfn.DescribeExecution"
    events = stepfunctions(REGION).meta.events
    events.register(event, count)
    yield counted
    events.unregister(event, count)


def bookmark(variables: Mapping[str, str]) -> dict[str, Any]:
    item = boto3.client("dynamodb").get_item(
        TableName=variables["RECORDS_TABLE_NAME"], Key={"name": {"S": "#bookmark"}}
    )["Item"]
    found: dict[str, Any] = json.loads(item["bookmark"]["S"])
    return found


def recorded(variables: Mapping[str, str]) -> dict[str, str]:
    scan = boto3.client("dynamodb").get_paginator("scan")
    pages = scan.paginate(TableName=variables["RECORDS_TABLE_NAME"])
    items = [item for page in pages for item in page["Items"] if "placed" in item]
    return {item["name"]["S"]: item["status"]["S"] for item in items}


def of_this_machine(deployed: Deployed) -> dict[str, str]:
    return {
        one.name: str(one.exec_status and one.exec_status.value)
        for one in executions()
        if one.state_machine_arn == deployed.state_machine_arn
    }


def test_a_fresh_table_gets_three_hundred_executions_over_several_runs_each_once(
    api: Api,
    deployed: Deployed,
    wiring: RenewableWiring,
    fresh: dict[str, str],
    described: Counter[str],
) -> None:
    name = api.run({"only": ["job7"]})["name"]
    others = multiply(name, MANY)
    try:
        expected = of_this_machine(deployed)
        assert len(expected) > MANY
        empty(deployed)
        described.clear()
        runs = 0
        while missing := len(expected) - len(recorded(fresh)):
            Environment(fresh).keep_records()
            runs += 1
            # How many depends on its time.
            assert 0 < missing - (len(expected) - len(recorded(fresh))) <= MAX_READ
        assert runs > MANY // MAX_READ
        assert described == Counter([*expected])
        assert recorded(fresh) == expected
        wiring.renew()
        first = api.get("/executions?limit=100").json()
        path = f"/executions?limit=100&cursor={first['next_cursor']}"
        before = api.get(path).json()["items"]
        for other in others:
            forget(other)
        wiring.renew()
        assert api.get(path).json()["items"] == before
        assert len(before) == 100
        assert api.execution(others[-1])["status"] == "SUCCEEDED"
    finally:
        for other in others:
            forget(other)


def test_once_all_is_recorded_it_says_what_can_change_no_more(
    deployed: Deployed, fresh: dict[str, str]
) -> None:
    while len(recorded(fresh)) < len(of_this_machine(deployed)) or bookmark(fresh)["sweep"]:
        Environment(fresh).keep_records()
    first = datetime.fromisoformat(bookmark(fresh)["settled_before"])
    Environment(fresh).keep_records()
    assert bookmark(fresh)["sweep"] is None
    # What the first sweep recorded, the second found in the index.
    assert datetime.fromisoformat(bookmark(fresh)["settled_before"]) >= first


def test_what_fails_is_logged_and_makes_the_function_fail_without_a_word_of_it(
    fresh: dict[str, str], monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(keeper, "_environment", Environment(fresh))
    with (
        refusing(DynamoHandler, "query", "AccessDeniedException"),
        pytest.raises(keeper.KeeperFailed) as failed,
    ):
        keeper.keep({}, None)
    assert "AccessDenied" not in str(failed.value)
    assert failed.value.__suppress_context__
    (line,) = [line for line in map(json.loads, log_lines(caplog)) if line["level"] == "ERROR"]
    assert "AccessDeniedException" in line["exception"]
    keeper.keep({}, None)


@pytest.mark.parametrize("missing", ["STATE_MACHINE_ARN", "RECORDS_TABLE_NAME"])
def test_a_keeper_that_is_not_configured_says_what_is_missing(
    missing: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    variables = {
        "STATE_MACHINE_ARN": "arn:aws:states:us-east-1:123456789012:stateMachine:m",
        "RECORDS_TABLE_NAME": "records",
    }
    del variables[missing]
    monkeypatch.setattr(keeper, "_environment", Environment(variables))
    with pytest.raises(keeper.KeeperFailed):
        keeper.keep({}, None)
    (line,) = map(json.loads, log_lines(caplog))
    assert f"{missing}: Field required" in line["exception"]


def test_its_rule_fires_here_while_it_is_on(fresh: dict[str, str], deployed: Deployed) -> None:
    events = boto3.client("events")
    rule = create_keeper_rule("keeper-of-the-tests", on=False)
    runs: list[str] = []

    def run() -> None:
        runs.append(events.describe_rule(Name=rule)["State"])
        Environment(fresh).keep_records()
        if len(runs) == 1:
            raise RuntimeError("told to")

    expected = of_this_machine(deployed)
    stopped = start_keeper(rule, run, divisor=6000)
    try:
        events.enable_rule(Name=rule)
        awaited(lambda: len(runs) > 1 and recorded(fresh) == expected)
        events.disable_rule(Name=rule)
    finally:
        stopped.set()
    assert {*runs} == {"ENABLED"}


def test_a_rule_of_another_kind_is_refused(deployed: Deployed) -> None:
    assert deployed.schedule_rule_name
    with pytest.raises(ValueError, match="no rate in minutes: cron"):
        start_keeper(deployed.schedule_rule_name, lambda: None)
