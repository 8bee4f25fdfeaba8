"""What the state machine does with an input that did not come through the API."""

import json
import time
from typing import Any

import boto3
import pytest

from local.provisioning import Deployed
from tests.support.client import Api, statuses, step
from tests.support.executions import ended_here
from tests.support.lock import STEPS, arn_of, lock_item
from tests.support.mailbox import mails
from tests.support.other_inputs import API_WORDS, NOT_IN_FORM, TAKEN_FOR_OBJECTS

FAIL = {"--SIMULATE": "fail"}


def started(deployed: Deployed, text: str) -> str:
    name = f"other-{time.time_ns()}"
    boto3.client("stepfunctions").start_execution(
        stateMachineArn=deployed.state_machine_arn, name=name, input=text
    )
    ended_here(arn_of(deployed, name))
    return name


def entered(deployed: Deployed, name: str) -> list[str]:
    arn = arn_of(deployed, name)
    events = boto3.client("stepfunctions").get_execution_history(executionArn=arn)["events"]
    details = (event.get("stateEnteredEventDetails") for event in events)
    return [detail["name"] for detail in details if detail]


def is_shown(api: Api, name: str) -> dict[str, Any]:
    """See that no way to ask for an execution fails, and return it."""
    assert api.get("/executions?limit=5").status_code == 200
    assert api.get(f"/executions/{name}/steps").status_code == 200
    for body in ({"dry_run": True}, {"dry_run": True, "overrides": {"job5": {"--A": "1"}}}):
        answer = api.post(f"/executions/{name}/resume", body)
        assert answer.status_code in (200, 422), answer.text
    return api.execution(name)


@pytest.mark.parametrize("document", API_WORDS, ids=json.dumps)
def test_the_words_of_the_api_are_refused_before_anything_begins(
    api: Api, deployed: Deployed, mailbox: str, document: dict[str, Any]
) -> None:
    name = started(deployed, json.dumps(document))
    assert entered(deployed, name) == [
        "Read input",
        "Is the input in its form?",
        "Refuse the API's words",
    ]
    execution = api.execution(name)
    assert (execution["status"], execution["error"]) == ("FAILED", "RefreshInputInvalid")
    assert "POST /refresh" in execution["message"]
    assert '"skip": {"job1": true}' in execution["message"]
    assert set(statuses(execution).values()) == {"NOT_RUN"}
    assert lock_item(deployed) is None
    (mail,) = mails(mailbox)
    assert "RefreshInputInvalid" in mail["Message"]
    word = next(word for word in document if word != "overrides")
    assert execution["input"]["unreadable"] == {f"/{word}": document[word]}


@pytest.mark.parametrize("document", NOT_IN_FORM, ids=json.dumps)
def test_an_input_that_is_not_in_its_form_is_refused_before_anything_begins(
    api: Api, deployed: Deployed, document: Any
) -> None:
    name = started(deployed, json.dumps(document))
    assert entered(deployed, name)[1:] == [
        "Is the input in its form?",
        "Refuse the form of the input",
    ]
    execution = api.execution(name)
    assert (execution["status"], execution["error"]) == ("FAILED", "RefreshInputInvalid")
    assert '"overrides": {"job1"' in execution["message"]
    ((_, shown),) = execution["input"]["unreadable"].items()
    assert json.dumps(shown) in json.dumps(document)


@pytest.mark.parametrize("document", TAKEN_FOR_OBJECTS, ids=json.dumps)
def test_an_empty_list_fails_before_the_first_stage_and_is_shown(
    api: Api, deployed: Deployed, document: Any
) -> None:
    name = started(deployed, json.dumps(document))
    execution = api.execution(name)
    assert (execution["status"], execution["error"]) == ("FAILED", "States.Runtime")
    assert len(execution["input"]["unreadable"]) == 1
    assert lock_item(deployed) is None


def test_an_argument_that_is_no_text_is_shown_and_named_on_resume(
    api: Api, deployed: Deployed
) -> None:
    skip = {key: key in ("job1", "job2", "job3a", "job3b", "job6", "job7") for key in STEPS}
    document = {"overrides": {"job4": FAIL, "job5": {"--A": 200, "--B": "b"}}, "skip": skip}
    name = started(deployed, json.dumps(document))
    execution = is_shown(api, name)
    assert execution["input"]["overrides"]["job5"] == {"--A": 200, "--B": "b"}
    assert step(execution, "job5")["arguments"]["--A"] == 200
    answer = api.post(f"/executions/{name}/resume", {"overrides": {"job4": {"--SIMULATE": "no"}}})
    assert answer.status_code == 422
    (problem,) = answer.json()["errors"]
    assert problem["pointer"] == "/overrides/job5/--A"
    assert f"was 200 in {name}" in problem["message"]
    given = {"job4": {"--SIMULATE": "no"}, "job5": {"--A": "200"}}
    answer = api.post(f"/executions/{name}/resume", {"overrides": given})
    assert answer.status_code == 202, answer.text
    again = api.ended(answer.json()["name"])
    assert again["status"] == "SUCCEEDED"
    assert step(again, "job5")["arguments"]["--B"] == "b"


def test_a_step_that_gets_an_argument_that_is_no_text_fails_the_execution_with_words(
    api: Api, deployed: Deployed
) -> None:
    skip = {key: key != "job5" for key in STEPS}
    document = {"overrides": {"job5": {"--A": 200}}, "skip": skip}
    name = started(deployed, json.dumps(document))
    execution = is_shown(api, name)
    assert (execution["status"], execution["error"]) == ("FAILED", "States.Runtime")
    assert "--A" in execution["message"]
    assert statuses(execution)["job5"] == "FAILED"


def test_who_asked_and_why_may_be_anything_and_are_shown(api: Api, deployed: Deployed) -> None:
    skip = {key: key != "job7" for key in STEPS}
    document = {"skip": skip, "requested_by": 5, "reason": {"a": [1]}, "trigger": False}
    name = started(deployed, json.dumps({**document, "overrides": {"job7": FAIL}}))
    execution = is_shown(api, name)
    assert execution["error"] == "RefreshFailed"
    assert (execution["requested_by"], execution["reason"]) == (None, None)
    expected = {"/requested_by": 5, "/reason": {"a": [1]}, "/trigger": False}
    assert execution["input"]["unreadable"] == expected
    answer = api.post(f"/executions/{name}/resume", {"dry_run": True})
    assert answer.status_code == 200
