"""An answer of the emulator that is made faster is the same."""

import json
from datetime import datetime, timezone
from inspect import unwrap
from typing import Any

import pytest
from moto.core import responses
from moto.core.responses import BaseResponse
from moto.core.serialize import JSONSerializer, ResponseSerializer, XFormedAttributePicker
from moto.core.utils import get_service_model

from local.emulator.declaring import Kind
from local.emulator.speed import (
    ANSWERS_ARE_SERIALIZED_FASTER,
    REQUEST_IDS_ARE_WRITTEN_WHERE_THEY_STAND,
)

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
    (faster,) = (
        part.make(original)
        for part in ANSWERS_ARE_SERIALIZED_FASTER.replacements
        if part.name == "_serialize_type_structure"
    )
    expected = as_moto_does(answer, original, transformers)
    assert as_moto_does(answer, faster, transformers) == expected
    if answer is HISTORY:
        assert expected["events"][0]["previousEventId"] == 7


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
