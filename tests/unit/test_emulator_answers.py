"""An answer of the emulator that is made faster is the same."""

import json
import re
from copy import deepcopy
from datetime import datetime, timezone
from inspect import unwrap
from typing import Any

import pytest
from botocore.utils import parse_to_aware_datetime
from moto.core import responses
from moto.core.responses import BaseResponse
from moto.core.serialize import JSONSerializer, ResponseSerializer, XFormedAttributePicker
from moto.core.utils import get_service_model
from moto.dynamodb.models.dynamo_type import DynamoType, Item
from moto.stepfunctions.parser.api import HistoryEventType
from moto.stepfunctions.parser.asl.eval.event.event_manager import (
    EventHistoryContext,
    EventManager,
)

from local.emulator.declaring import Fixes, Kind
from local.emulator.dynamodb_speed import ATTRIBUTES_ARE_PROJECTED_ONCE
from local.emulator.serializing import ANSWERS_ARE_SERIALIZED_FASTER, SerializedOnce
from local.emulator.speed import REQUEST_IDS_ARE_WRITTEN_WHERE_THEY_STAND
from local.emulator.stepfunctions_speed import EVENTS_ARE_SERIALIZED_ONCE
from tests.support.fixes import replacement_of

TIME = datetime(2026, 1, 2, 3, 4, 5, 678000, timezone.utc)
HISTORY: dict[str, Any] = {
    "events": [
        {
            "timestamp": TIME,
            "type": Kind.SPEED,
            "id": 0,
            "previous_event_id": 0,
            "previousEventId": 7,
            "taskFailedEventDetails": {"error": "", "cause": None, "resourceType": "glue"},
            "unknown": 1,
        },
        {"timestamp": TIME, "stateEnteredEventDetails": {"inputDetails": {"truncated": False}}},
        {},
    ],
    "next_token": None,
}


def as_moto_does(answer: Any, serialize: Any, transformers: dict[str, Any] | None = None) -> Any:
    model = get_service_model("stepfunctions").operation_model("GetExecutionHistory")
    picker = XFormedAttributePicker(response_transformers=transformers)
    serializer = JSONSerializer(model, value_picker=picker)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(ResponseSerializer, "_serialize_type_structure", serialize)
        return json.loads(serializer.serialize(answer)["body"])


class Answer:
    next_token = "more"
    events = HISTORY["events"]


@pytest.mark.parametrize("transformers", [None, {"events.type": str.lower}])
@pytest.mark.parametrize("answer", [HISTORY, {}, Answer()])
def test_an_answer_is_serialized_the_same(answer: Any, transformers: dict[str, Any] | None) -> None:
    # Other tests of this process may have installed the fix.
    original = unwrap(ResponseSerializer._serialize_type_structure)  # noqa: SLF001
    faster = replacement_of(ANSWERS_ARE_SERIALIZED_FASTER, "_serialize_type_structure", original)
    expected = as_moto_does(answer, original, transformers)
    assert as_moto_does(answer, faster, transformers) == expected
    if answer is HISTORY:
        assert expected["events"][0]["previousEventId"] == 7


def test_what_never_changes_is_serialized_once_and_the_same() -> None:
    original = unwrap(ResponseSerializer._serialize_type_structure)  # noqa: SLF001
    faster = replacement_of(ANSWERS_ARE_SERIALIZED_FASTER, "_serialize_type_structure", original)
    events = [SerializedOnce(event) for event in HISTORY["events"]]
    answer = {**HISTORY, "events": events}
    expected = as_moto_does(HISTORY, original)
    assert as_moto_does(answer, faster) == expected
    for event in events:
        event.clear()
    assert as_moto_does({**HISTORY, "events": events}, faster) == expected


def test_an_event_of_a_history_is_kept_as_one_that_is_serialized_once() -> None:
    fixes = Fixes()
    fixes.install(EVENTS_ARE_SERIALIZED_ONCE)
    try:
        manager, context = EventManager(), EventHistoryContext.of_program_start()
        manager.add_event(context, HistoryEventType.ExecutionStarted)
        [event], [again] = manager.get_event_history(), manager.get_event_history()
    finally:
        fixes.undo(EVENTS_ARE_SERIALIZED_ONCE)
    assert type(event) is SerializedOnce
    assert again is event
    assert event["type"] == HistoryEventType.ExecutionStarted


@pytest.mark.parametrize(
    "time",
    [
        "2026-01-02T03:04:05.678Z",
        "2026-01-02T03:04:05Z",
        "2026-01-02T03:04Z",
        "2026-01-02Z",
        "2026-01-02T03:04:05.678+02:00",
        "2026-01-02",
        "Fri, 02 Jan 2026 03:04:05 GMT",
        "NotZ",
        "1767323045",
        1767323045.678,
        TIME.replace(tzinfo=None),
        TIME,
    ],
)
def test_a_time_is_parsed_as_botocore_does(time: Any) -> None:
    parse = replacement_of(
        ANSWERS_ARE_SERIALIZED_FASTER, "parse_to_aware_datetime", parse_to_aware_datetime
    )
    try:
        expected = parse_to_aware_datetime(time)
    except ValueError as refused:
        with pytest.raises(ValueError, match=re.escape(str(refused))):
            parse(time)
    else:
        assert parse(time) == expected
        assert parse(time).utcoffset() == expected.utcoffset()


ATTRIBUTES = {
    "k": {"S": "a"},
    "number": {"N": "1.50"},
    "list": {"L": [{"S": "x"}, {"M": {"deep": {"N": "2"}}}]},
    "map": {"M": {"deep": {"S": "y"}, "none": {"NULL": True}}},
    "set": {"SS": ["p", "q"]},
    "binary": {"B": "Zm9v"},
}


def item_of_a_table() -> Item:
    return Item(DynamoType({"S": "a"}), None, deepcopy(ATTRIBUTES))


def faster_projection() -> Any:
    return replacement_of(ATTRIBUTES_ARE_PROJECTED_ONCE, "project", unwrap(Item.project))


@pytest.mark.parametrize("names", [["k", "map"], ["set", "list", "binary", "number"], ["no"], []])
def test_attributes_are_projected_as_they_are(names: list[str]) -> None:
    item = item_of_a_table()
    projected = faster_projection()(item, [[name] for name in names])
    whole = item.to_json()["Attributes"]
    expected = {name: whole[name] for name in names if name in whole}
    assert projected.to_json()["Attributes"] == expected
    assert (projected.hash_key, projected.range_key) == (item.hash_key, item.range_key)


def test_a_change_of_what_was_projected_does_not_reach_the_item() -> None:
    item = item_of_a_table()
    projected = faster_projection()(item, [["list"], ["map"], ["set"]])
    projected.attrs["list"].value[1].value["deep"].value = "3"
    projected.attrs["map"].value["deep"].value = "other"
    projected.attrs["set"].value.append("r")
    assert item.to_json() == item_of_a_table().to_json()


@pytest.mark.parametrize("paths", [[["map", "deep"]], [["list[1]"], ["k"]]])
def test_a_part_of_an_attribute_is_projected_as_by_moto(paths: list[list[str]]) -> None:
    item = item_of_a_table()
    projected = faster_projection()(item, paths).to_json()
    assert projected == unwrap(Item.project)(item, paths).to_json()
    assert len(projected["Attributes"]) == len(paths)


def named(headers: dict[str, str]) -> str:
    return headers.setdefault("x-amzn-requestid", "theirs")


@pytest.mark.parametrize(
    "body",
    [
        '{"cause": "RequestId"}',
        "<Answer><RequestId>mine</RequestId></Answer>",
        "<Answer><RequestId/></Answer>",
        b"<RequestId>mine</RequestId>",
        "",
        None,
    ],
)
def test_an_answer_has_its_request_id_where_moto_writes_it(body: Any) -> None:
    # Other tests of this process may have installed the fix.
    original = unwrap(BaseResponse._enrich_response)  # noqa: SLF001
    (part,) = REQUEST_IDS_ARE_WRITTEN_WHERE_THEY_STAND.replacements
    faster = part.make(original).__func__
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(responses, "gen_amzn_requestid_long", named)
        told = faster({"status": 200}, body)
        assert told == original({"status": 200}, body)
    assert told[0] == {"status": "200", "x-amzn-requestid": "theirs"}
    assert ("theirs" in str(told[1])) == (body == "<Answer><RequestId>mine</RequestId></Answer>")
