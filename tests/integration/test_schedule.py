"""Reading the schedule and switching it, and who did."""

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


def test_the_schedule_is_read_and_switched(api: Api) -> None:
    document = told(api)
    assert (document["expression"], document["enabled"]) == ("cron(0 2 1 * ? *)", True)
    assert len(document["next_runs"]) == 5
    assert all(moment.endswith("-01T02:00:00Z") for moment in document["next_runs"])
    for enabled in (False, False, True):
        switched = put(api, {"enabled": enabled})
        assert switched["enabled"] == enabled
        assert bool(switched["next_runs"]) == enabled
        assert told(api)["enabled"] == enabled


@pytest.mark.parametrize(
    "body",
    [
        *({}, {"enabled": "yes"}, {"enabled": None}, {"on": True}),
        *({"enabled": False, "reason": ""}, {"enabled": False, "reason": "two\nlines"}),
    ],
)
def test_a_switch_that_says_nothing_clear_is_refused(api: Api, body: Any) -> None:
    until(lambda: told(api)["switched"], None)
    is_refused(api.put("/schedule", body), 422)
    is_refused(api.put("/schedule"), 422)
    assert told(api)["switched"] is None


def test_who_switched_it_when_and_why_is_kept_and_changes_the_tag(
    api: Api, deployed: Deployed
) -> None:
    until(lambda: told(api)["switched"], None)
    first = api.get("/schedule")
    off = put(api, {"enabled": False, "reason": "the source is being moved"})
    switched = off["switched"]
    assert switched["at"].endswith("Z")
    assert {**switched, "at": ""} == {
        "enabled": False,
        "by": "token:local-operator",
        "at": "",
        "reason": "the source is being moved",
    }
    second = api.get("/schedule")
    assert second.json()["switched"] == switched
    other = put(api, {"enabled": False, "reason": "another reason"})
    assert other["switched"]["reason"] == "another reason"
    third = api.get("/schedule")
    assert put(api, {"enabled": True})["switched"]["reason"] is None
    fourth = api.get("/schedule")
    tags = [answer.headers["ETag"] for answer in (first, second, third, fourth)]
    assert len(set(tags)) == len(tags)
    assert api.get("/schedule", **{"If-None-Match": tags[-1]}).status_code == 304
    assert lock_item(deployed) is None  # it is no lock


def test_a_switch_to_what_it_is_already_keeps_who_did_it_unless_it_gives_a_reason(
    api: Api,
) -> None:
    why = "the source is being moved"
    first = put(api, {"enabled": False, "reason": why})["switched"]
    assert first["reason"] == why
    assert put(api, {"enabled": False})["switched"] == first
    assert told(api)["switched"] == first
    assert put(api, {"enabled": False, "reason": "other"})["switched"]["reason"] == "other"
    assert put(api, {"enabled": True})["switched"]["reason"] is None
    on = told(api)["switched"]
    assert put(api, {"enabled": True})["switched"] == on != first


def test_a_switch_is_noted_where_nobody_is_known_for_what_it_is(
    api: Api, deployed: Deployed
) -> None:
    assert put(api, {"enabled": True})["switched"]["by"] == "token:local-operator"
    boto3.client("events").disable_rule(Name=str(deployed.schedule_rule_name))
    off = put(api, {"enabled": False})["switched"]
    assert (off["enabled"], off["by"]) == (False, "token:local-operator")
    assert told(api)["switched"] == off


def test_what_somebody_else_switched_since_has_nobodys_name(api: Api, deployed: Deployed) -> None:
    put(api, {"enabled": False, "reason": "pause"})
    boto3.client("events").enable_rule(Name=str(deployed.schedule_rule_name))
    until(lambda: (told(api)["enabled"], told(api)["switched"]), (True, None))


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
