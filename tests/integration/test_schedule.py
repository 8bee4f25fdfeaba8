"""The schedule on AWS: its rule, and the note of who switched it."""

from collections.abc import Callable, Iterator
from typing import Any

import boto3
import pytest
from moto.dynamodb.responses import DynamoHandler

from chalicelib.adapters.aws.clients import dynamodb, events
from local.aws import REGION
from local.provisioning import Deployed
from tests.support.calls import calls_of
from tests.support.client import Api, is_refused
from tests.support.lock import NOTE_KEY, lock_item
from tests.support.refusing import refusing
from tests.support.waiting import until


def told(api: Api) -> dict[str, Any]:
    document: dict[str, Any] = api.get("/schedule").json()
    return document


def put(api: Api, body: Any) -> dict[str, Any]:
    answer = api.put("/schedule", body)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


@pytest.fixture(autouse=True)
def as_it_was_deployed(api: Api, deployed: Deployed) -> Iterator[None]:
    """Leave the schedule on, as if nobody had ever switched it. The API knows so in a moment."""
    yield
    put(api, {"enabled": True})
    boto3.client("dynamodb").delete_item(TableName=deployed.lock_table_name, Key=NOTE_KEY)


@pytest.fixture
def calls(api: Api) -> Iterator[Callable[[], list[str]]]:
    """Give a function that returns what was asked about the schedule since it was asked last."""
    api.get("/schedule")
    with calls_of(events(REGION), dynamodb(REGION)) as taken:
        yield taken


def test_a_switch_reaches_the_rule_and_who_did_it_is_kept_beside_the_lock(
    api: Api, deployed: Deployed
) -> None:
    why = "the source is being moved"
    for enabled in (False, True):
        switched = put(api, {"enabled": enabled, "reason": why})["switched"]
        assert (switched["enabled"], switched["by"]) == (enabled, "token:local-operator")
        assert told(api)["switched"] == switched
        rule = boto3.client("events").describe_rule(Name=str(deployed.schedule_rule_name))
        assert rule["State"] == ("ENABLED" if enabled else "DISABLED")
    assert lock_item(deployed) is None  # it is no lock


def test_a_note_that_was_written_by_hand_is_none(api: Api, deployed: Deployed) -> None:
    put(api, {"enabled": True, "reason": "as it was"})
    assert told(api)["switched"]["reason"] == "as it was"
    boto3.client("dynamodb").put_item(
        TableName=deployed.lock_table_name,
        Item={**NOTE_KEY, "enabled": {"BOOL": True}, "by": {"S": "x"}, "at": {"S": "noon"}},
    )
    until(lambda: told(api)["switched"], None)


def test_where_the_note_cannot_be_kept_the_caller_knows_that_it_was_switched(api: Api) -> None:
    with refusing(DynamoHandler, "put_item", "ValidationException"):
        answer = api.put("/schedule", {"enabled": False, "reason": "pause"})
    is_refused(answer, 503)
    assert "the schedule is off now, but not who switched it and why" in answer.json()["detail"]
    assert (told(api)["enabled"], told(api)["switched"]) == (False, None)
    assert put(api, {"enabled": False, "reason": "pause"})["switched"]["reason"] == "pause"


@pytest.mark.usefixtures("what_is_said_is_good_for_an_hour")
def test_it_is_read_by_two_calls_however_many_look(
    api: Api, calls: Callable[[], list[str]]
) -> None:
    for _ in range(20):
        assert told(api)["enabled"] is True
    assert calls() == []  # it was read before
    put(api, {"enabled": False, "reason": "pause"})
    assert calls() == ["DescribeRule", "DisableRule", "PutItem"]
    for _ in range(20):
        assert told(api)["switched"]["reason"] == "pause"
    assert calls() == ["DescribeRule", "GetItem"]
