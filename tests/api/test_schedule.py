"""Reading the schedule and switching it, and who did."""

from typing import Any

import pytest

from tests.fakes.deployment import FakeDeployment
from tests.support.client import is_refused
from tests.support.in_process import InProcessApi


def told(api: InProcessApi) -> dict[str, Any]:
    document: dict[str, Any] = api.get("/schedule").json()
    return document


def put(api: InProcessApi, body: Any) -> dict[str, Any]:
    answer = api.put("/schedule", body)
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def test_the_schedule_is_read_and_switched(api: InProcessApi) -> None:
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
def test_a_switch_that_says_nothing_clear_is_refused(api: InProcessApi, body: Any) -> None:
    assert told(api)["switched"] is None
    is_refused(api.put("/schedule", body), 422)
    is_refused(api.put("/schedule"), 422)
    assert told(api)["switched"] is None


def test_who_switched_it_when_and_why_is_kept_and_changes_the_tag(api: InProcessApi) -> None:
    assert told(api)["switched"] is None
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


def test_a_switch_to_what_it_is_already_keeps_who_did_it_unless_it_gives_a_reason(
    api: InProcessApi,
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
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    assert put(api, {"enabled": True})["switched"]["by"] == "token:local-operator"
    deployment.rule.switch(on=False)
    off = put(api, {"enabled": False})["switched"]
    assert (off["enabled"], off["by"]) == (False, "token:local-operator")
    assert told(api)["switched"] == off


def test_what_somebody_else_switched_since_has_nobodys_name(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    put(api, {"enabled": False, "reason": "pause"})
    deployment.rule.switch(on=True)
    assert (told(api)["enabled"], told(api)["switched"]) == (True, None)
