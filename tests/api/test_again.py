"""Starting again what an execution was asked, and taking overrides back."""

from typing import Any

import pytest

from tests.support.client import is_refused, step
from tests.support.in_process import InProcessApi

FAIL = {"--SIMULATE": "fail"}


@pytest.fixture
def before(api: InProcessApi) -> str:
    """Run one that fails at job6, of three steps, and return its name."""
    overrides = {"job5": {"--X": "1", "--Y": ""}, "job6": FAIL}
    asked = {"overrides": overrides, "only": ["job5", "job6", "job7"], "reason": "first"}
    return api.finished(asked)


def plan(api: InProcessApi, path: str, body: Any) -> dict[str, Any]:
    answer = api.post(path, {**body, "dry_run": True})
    assert answer.status_code == 200, answer.text
    document: dict[str, Any] = answer.json()
    return document


def arguments(plan: dict[str, Any], key: str) -> dict[str, Any]:
    """Return what a planned step gets beside what is configured."""
    return {name: change["to"] for name, change in step(plan, key)["changed"].items()}


def test_a_plan_like_an_execution_is_of_the_same_steps_and_overrides(
    api: InProcessApi, before: str, nothing_is_started: None
) -> None:
    planned = plan(api, "/refresh", {"like": before})
    runs = [found["key"] for found in planned["steps"] if found["action"] == "run"]
    assert runs == ["job5", "job6", "job7"]
    assert arguments(planned, "job5") == {"--X": "1", "--Y": ""}
    assert arguments(planned, "job6") == FAIL
    assert planned["left_out"] == []


def test_a_start_like_an_execution_runs_with_the_given_fields_on_top(
    api: InProcessApi, before: str
) -> None:
    overrides = {"job6": {"--SIMULATE": None}, "job5": {"--Y": "2"}}
    answer = api.post("/refresh", {"like": before, "overrides": overrides})
    assert answer.status_code == 202, answer.text
    assert answer.json()["left_out"] == []
    again = api.ended(answer.json()["name"])
    assert (again["status"], again["trigger"], again["reason"]) == ("SUCCEEDED", "api", None)
    assert again["input"]["overrides"] == {"job5": {"--X": "1", "--Y": "2"}}
    assert again["input"]["skip"] == ["job1", "job2", "job3a", "job3b", "job4"]
    assert again["resumed_from"] is None
    assert again["progress"]["done"] == 3


def test_a_part_of_it_leaves_out_the_overrides_of_the_rest_and_names_them(
    api: InProcessApi, before: str
) -> None:
    body = {"like": before, "only": ["job7"]}
    left_out = [
        {"step": "job5", "arguments": ["--X", "--Y"]},
        {"step": "job6", "arguments": ["--SIMULATE"]},
    ]
    assert plan(api, "/refresh", body)["left_out"] == left_out
    answer = api.post("/refresh", body)
    assert (answer.status_code, answer.json()["left_out"]) == (202, left_out)
    assert api.ended(answer.json()["name"])["input"]["overrides"] == {}


def test_the_same_key_starts_it_once(api: InProcessApi, before: str) -> None:
    key = {"Idempotency-Key": f"again-{before}"}
    body = {"like": before, "only": ["job7"]}
    first = api.post("/refresh", body, **key)
    second = api.post("/refresh", body, **key)
    assert second.headers["Idempotency-Replayed"] == "true"
    assert second.json()["left_out"] == first.json()["left_out"] != []
    other = api.post("/refresh", {"like": before, "only": ["job5"]}, **key)
    is_refused(other, 422)


@pytest.mark.usefixtures("nothing_is_started")
@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"like": "nobody"}, "/like"),
        ({"like": "no name"}, "/like"),
        ({"like": ""}, "/like"),
        ({"like": 5}, "/like"),
        ({"overrides": {"job1": {"--X": None}}}, "/overrides/job1/--X"),
        ({"overrides": {"job1": None}}, "/overrides/job1"),
    ],
)
def test_what_nothing_can_be_taken_over_from_is_named(
    api: InProcessApi, body: dict[str, Any], pointer: str
) -> None:
    answer = api.post("/refresh", body)
    is_refused(answer, 422)
    assert [error["pointer"] for error in answer.json()["errors"]] == [pointer]


def test_null_in_a_resume_drops_what_it_would_inherit(api: InProcessApi, before: str) -> None:
    path = f"/executions/{before}/resume"
    assert arguments(plan(api, path, {}), "job6") == FAIL
    body = {"overrides": {"job6": {"--SIMULATE": None}}}
    planned = plan(api, path, body)
    assert (arguments(planned, "job6"), planned["left_out"]) == ({}, [])
    answer = api.post(path, body)
    assert (answer.status_code, answer.json()["left_out"]) == (202, [])
    assert api.ended(answer.json()["name"])["status"] == "SUCCEEDED"


def test_null_in_a_resume_for_what_it_had_not_is_refused(
    api: InProcessApi, before: str, nothing_is_started: None
) -> None:
    answer = api.post(f"/executions/{before}/resume", {"overrides": {"job6": {"--Z": None}}})
    is_refused(answer, 422)
    assert [error["pointer"] for error in answer.json()["errors"]] == ["/overrides/job6/--Z"]
