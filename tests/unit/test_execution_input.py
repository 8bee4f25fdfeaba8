"""Inputs that others gave, and what the API shows of them."""

import json
from typing import Any

import pytest

from chalicelib.api.responses.executions import execution_document
from chalicelib.domain.aftermath import Aftermath
from chalicelib.domain.execution import ExecutionDescription
from chalicelib.domain.execution_input import API_WORDS, parse_input, read_input
from chalicelib.domain.pipeline import read_pipeline
from chalicelib.domain.read_execution import read_execution
from chalicelib.domain.statuses import ExecutionStatus
from chalicelib.services.relations import Related
from local.module import MODULE, load
from tests.support.events import at
from tests.support.pipelines import definition

PIPELINE = read_pipeline(definition())


def shown(text: str) -> Any:
    description = ExecutionDescription(
        "e", ExecutionStatus.FAILED, at(0), at(1), parse_input(text), "States.Runtime", "x"
    )
    related = Related(read_execution(PIPELINE, description, ()), (), Aftermath())
    document = execution_document(related, at(2), 5, "dev")
    return json.loads(document.model_dump_json().encode())


@pytest.mark.parametrize(
    "text",
    [
        '{"overrides": {"job5": {"--A": "\\ud800"}}}',
        json.dumps({"overrides": {"job5": {"--A": [1]}}}).replace("1", 400 * "[" + 400 * "]"),
        "[" * 100_000,
        '{"overrides": {"job5": {"--A": %s}}}' % ("1" * 5000),
        '{"overrides": {"job5": {"--A": 1e999}}}',
        "no JSON",
        "",
    ],
    ids=["half a pair", "deep", "deeper", "long number", "beyond all numbers", "none", "nothing"],
)
def test_what_could_not_be_written_as_json_again_is_shown_as_the_text_that_it_is(text: str) -> None:
    assert shown(text)["input"] == {"overrides": {}, "skip": [], "unreadable": {"": text}}


@pytest.mark.parametrize(
    ("overrides", "keys"),
    [
        ({}, []),
        ({"job5": {"--A": "1"}, "job2": {"--B": ""}}, ["job2", "job5"]),
        ({"job5": {}, "job99": {"--A": "1"}, "job1": "x"}, []),
    ],
)
def test_the_steps_that_were_given_overrides_are_told_in_the_order_of_the_pipeline(
    overrides: Any, keys: list[str]
) -> None:
    assert shown(json.dumps({"overrides": overrides}))["overridden"] == keys


def test_the_overrides_are_shown_in_the_order_of_the_pipeline() -> None:
    overrides = {key: {"--A": "1"} for key in ("job99", "job5", "job3a", "job1")}
    shown_overrides = shown(json.dumps({"overrides": overrides}))["input"]["overrides"]
    assert shown_overrides == overrides
    assert list(shown_overrides) == ["job1", "job3a", "job5", "job99"]


def test_what_is_in_no_form_is_told_by_its_place() -> None:
    document = {"overrides": {"a": 1, "b/c": {}}, "skip": ["a"], "reason": 5, "only": None}
    expected = {"/only": None, "/overrides/a": 1, "/skip": ["a"], "/reason": 5}
    assert read_input(document).unreadable == expected
    assert read_input(document).overrides == {"b/c": {}}


def test_what_the_api_and_the_schedule_give_is_all_understood() -> None:
    document = {
        "overrides": {"job1": {"--A": "1"}},
        "skip": {"job2": True, "job3a": False},
        **dict.fromkeys(("trigger", "requested_by", "reason", "resumed_from"), "x"),
        "completed_in": {"job1": "e"},
    }
    assert read_input(document).unreadable == {}
    assert read_input({"reason": None}).unreadable == {}


def test_the_state_machine_refuses_the_words_that_are_not_understood_here() -> None:
    states = load((MODULE / "input.asl.yaml").read_text())
    (words,) = (
        choice["Or"]
        for choice in states["Is the input in its form?"]["Choices"]
        if choice["Next"] == "Refuse the API's words"
    )
    assert [rule["Variable"] for rule in words] == [f"$.input.{word}" for word in API_WORDS]


def test_any_input_that_the_console_takes_can_be_read() -> None:
    odd: list[Any] = [None, [], "text", {"overrides": [], "skip": "job1"}, {"overrides": {"a": 1}}]
    for document in odd:
        given = read_input(document)
        assert (given.overrides, given.skip, given.trigger) == ({}, (), "other")
        assert (given.requested_by, given.reason, given.resumed_from) == (None, None, None)


def test_the_trigger_is_what_the_input_says() -> None:
    assert read_input({"trigger": "schedule"}).trigger == "schedule"
    assert read_input({"trigger": "api", "resumed_from": "x"}).trigger == "resume"
