"""Executions that were not started through the API are shown, and resumed where they can be."""

import json
from typing import Any

import pytest

from chalicelib.domain.execution_input import parse_input
from tests.fakes.deployment import FakeDeployment
from tests.support.client import step
from tests.support.in_process import InProcessApi
from tests.support.lock import STEPS
from tests.support.other_inputs import API_WORDS, NOT_IN_FORM, TAKEN_FOR_OBJECTS

FAIL = {"--SIMULATE": "fail"}
NAME = "other"


def started(deployment: FakeDeployment, document: Any) -> None:
    """Start an execution past the API, and let it end."""
    deployment.machine.start(NAME, parse_input(json.dumps(document)))
    deployment.machine.finish(NAME)


def is_shown(api: InProcessApi) -> dict[str, Any]:
    """See that no way to ask for the execution fails, and return it."""
    answer = api.get("/executions?limit=5")
    assert answer.status_code == 200
    assert [item["name"] for item in answer.json()["items"]] == [NAME]
    assert api.get(f"/executions/{NAME}/steps").status_code == 200
    for body in ({"dry_run": True}, {"dry_run": True, "overrides": {"job5": {"--A": "1"}}}):
        answer = api.post(f"/executions/{NAME}/resume", body)
        assert answer.status_code in (200, 422), answer.text
    return api.execution(NAME)


@pytest.mark.parametrize("document", API_WORDS, ids=json.dumps)
def test_the_words_of_the_api_are_shown_and_named_on_resume(
    api: InProcessApi, deployment: FakeDeployment, document: dict[str, Any]
) -> None:
    started(deployment, document)
    word = next(word for word in document if word != "overrides")
    assert is_shown(api)["input"]["unreadable"] == {f"/{word}": document[word]}
    answer = api.post(f"/executions/{NAME}/resume", {})
    assert answer.status_code == 422
    (problem,) = answer.json()["errors"]
    assert problem["pointer"] == f"/{word}"
    assert "start anew with POST /refresh" in problem["message"]


@pytest.mark.parametrize("document", [*NOT_IN_FORM, *TAKEN_FOR_OBJECTS], ids=json.dumps)
def test_an_input_that_is_not_in_its_form_is_shown(
    api: InProcessApi, deployment: FakeDeployment, document: Any
) -> None:
    started(deployment, document)
    ((_, shown),) = is_shown(api)["input"]["unreadable"].items()
    assert json.dumps(shown) in json.dumps(document)


@pytest.mark.parametrize("value", [200, 1.5, True, None, {"deep": 1}, ["x"]], ids=json.dumps)
def test_an_argument_that_is_no_text_is_shown_and_named_on_resume(
    api: InProcessApi, deployment: FakeDeployment, value: Any
) -> None:
    skip = {key: key in ("job1", "job2", "job3a", "job3b", "job6", "job7") for key in STEPS}
    document = {"overrides": {"job4": FAIL, "job5": {"--A": value, "--B": "b"}}, "skip": skip}
    started(deployment, document)
    execution = is_shown(api)
    assert execution["input"]["overrides"]["job5"] == {"--A": value, "--B": "b"}
    assert step(execution, "job5")["arguments"]["--A"] == value
    resume = f"/executions/{NAME}/resume"
    answer = api.post(resume, {"overrides": {"job4": {"--SIMULATE": "no"}}})
    assert answer.status_code == 422
    (problem,) = answer.json()["errors"]
    assert problem["pointer"] == "/overrides/job5/--A"
    assert f"was {json.dumps(value)} in {NAME}" in problem["message"]
    given = {"job4": {"--SIMULATE": "no"}, "job5": {"--A": "200"}}
    answer = api.post(resume, {"overrides": given})
    assert answer.status_code == 202, answer.text
    again = api.ended(answer.json()["name"])
    assert again["status"] == "SUCCEEDED"
    assert step(again, "job5")["arguments"]["--B"] == "b"


def test_who_asked_and_why_may_be_anything_and_are_shown(
    api: InProcessApi, deployment: FakeDeployment
) -> None:
    told = {"requested_by": 5, "reason": {"a": [1]}, "trigger": False}
    started(deployment, {**told, "overrides": {"job7": FAIL}})
    execution = is_shown(api)
    assert (execution["requested_by"], execution["reason"]) == (None, None)
    assert execution["input"]["unreadable"] == {f"/{name}": told[name] for name in told}
    assert api.post(f"/executions/{NAME}/resume", {"dry_run": True}).status_code == 200
