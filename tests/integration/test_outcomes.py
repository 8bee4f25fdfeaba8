"""Every outcome is told, once. And what is stopped has stopped."""

import json
import re
import time
from typing import Any

import boto3
import pytest

from local.provisioning import Deployed
from tests.support.changed import changed
from tests.support.client import Api
from tests.support.executions import ended_here
from tests.support.glue import room_for
from tests.support.lock import STEPS, arn_of, start_directly, start_with
from tests.support.mailbox import attributes_of, lines_of, mails


def test_a_success_is_told_once(api: Api, mailbox: str) -> None:
    name = api.run({"only": ["job7"], "reason": "monthly"})["name"]
    (mail,) = mails(mailbox)
    assert mail["Subject"] == "[dev] Database refresh succeeded"
    assert f"{name} in dev succeeded" in mail["Message"]
    assert 'Reason: "monthly"' in mail["Message"]
    assert f"http://localhost/#/runs/{name}" in mail["Message"]
    assert lines_of(mail)["Not run"] == (
        "[job1, job2, job3a, job3b, job4, job5, job6], skipped as asked."
    )
    times = re.findall(r"^(?:From|To): [\d-]{10}T([\d:]{8}\.\d{3})Z$", mail["Message"], re.M)
    assert len(times) == 2


def test_a_failed_step_is_told_once_with_the_way_to_resume(api: Api, mailbox: str) -> None:
    name = api.run({"only": ["job7"], "overrides": {"job7": {"--SIMULATE": "fail"}}})["name"]
    (mail,) = mails(mailbox)
    assert len(mail["Subject"]) < 100
    assert '"job7 failed: simulated failure' in mail["Message"]
    assert lines_of(mail)["Not run"] == (
        "[job1, job2, job3a, job3b, job4, job5, job6], skipped as asked. "
        "Because of the failure, no later stage began."
    )
    command = "curl -X POST -H 'Authorization: Bearer TOKEN' http://localhost/executions/{}/resume"
    assert command.format(name) in mail["Message"]
    assert f"http://localhost/#/runs/{name}/resume" in mail["Message"]
    assert mail["MessageAttributes"]["outcome"]["Value"] == "FAILED"


SKIPPED = "[job1, job2, job3a, job3b, job4, job5, job6]"
COMPLETED = '{"job1":"a","job2":"b"}'
EARLIER = (
    f"{SKIPPED}. Completed in: {COMPLETED}. "
    "The other steps of this list, if any, were skipped as asked."
)
AS_ASKED = f"{SKIPPED}, skipped as asked."


@pytest.mark.parametrize(
    ("completed_in", "said"),
    [
        ({"job1": "a", "job2": "b"}, EARLIER),
        ({}, AS_ASKED),
        *((odd, AS_ASKED) for odd in ("{} job1", 5, True, None, ["job1"], [])),
    ],
    ids=json.dumps,
)
def test_what_an_earlier_execution_completed_is_told_apart_from_what_was_skipped_as_asked(
    deployed: Deployed, mailbox: str, completed_in: Any, said: str
) -> None:
    document = {"skip": {key: key != "job7" for key in STEPS}, "completed_in": completed_in}
    arn = boto3.client("stepfunctions").start_execution(
        stateMachineArn=deployed.state_machine_arn,
        name=f"resumed-{time.time_ns()}",
        input=json.dumps(document),
    )["executionArn"]
    assert ended_here(arn)["status"] == "SUCCEEDED"
    (mail,) = mails(mailbox)
    assert lines_of(mail)["Not run"] == said


@pytest.mark.parametrize(
    ("given", "who", "reason"),
    [
        ({}, "not recorded", "none"),
        ({"requested_by": "ann"}, '"ann"', "none"),
        ({"reason": "none"}, "not recorded", '"none"'),
    ],
)
def test_what_nobody_wrote_stands_in_a_refreshs_mail_without_quotes(
    deployed: Deployed, mailbox: str, given: dict[str, str], who: str, reason: str
) -> None:
    skip = {key: key != "job7" for key in STEPS}
    ended_here(start_with(deployed, f"unnamed-{time.time_ns()}", {"skip": skip, **given}))
    (mail,) = mails(mailbox)
    said = lines_of(mail)
    assert (said["Started by"], said["Reason"]) == (who, reason)


def test_an_abort_is_told_once(api: Api, mailbox: str) -> None:
    asked = {
        "only": ["job5"],
        "overrides": {"job5": {"--X": "<1> & 2"}},
        "reason": 'the "late" one',
    }
    with room_for(api.job_names()["job5"], 0):
        name = api.start(asked)
        api.post(f"/executions/{name}/stop", {"reason": "wrong day"})
    (mail,) = mails(mailbox)
    told = lines_of(mail)
    assert mail["Subject"] == "[dev] Database refresh ABORTED"
    assert told["first"].startswith(f"The database refresh {name} in dev was stopped. ")
    assert told["Not run"].endswith(" job4, job6, job7], skipped as asked.")
    assert "stopped by token:local-operator: wrong day" in mail["Message"]
    assert (told["Started by"], told["Reason"]) == (
        '"token:local-operator"',
        json.dumps('the "late" one'),
    )
    assert json.loads(told["Input"])["overrides"] == asked["overrides"]
    assert told["Execution"].endswith(f":{name}")
    assert f"Bearer TOKEN' http://localhost/executions/{name}/resume" in mail["Message"]
    assert attributes_of(mail) == {"outcome": "ABORTED", "environment": "dev"}


def test_a_timeout_is_told_once_in_words_of_our_own(
    api: Api, deployed: Deployed, mailbox: str
) -> None:
    # Past the API: it may be over before it holds the lock.
    name = f"late-{time.time_ns()}"
    with changed(deployed, TimeoutSeconds=1), room_for(api.job_names()["job5"], 0):
        described = ended_here(start_directly(deployed, name, "job5"))
    assert described["status"] == "TIMED_OUT"
    assert not {"error", "cause"} & set(described)
    execution = api.execution(name)
    assert (execution["status"], execution["error"]) == ("TIMED_OUT", None)
    assert execution["message"].startswith("it did not end within 1 second; ")
    (mail,) = mails(mailbox)
    assert mail["Subject"] == "[dev] Database refresh TIMED_OUT"
    assert f"{name} in dev timed out." in mail["Message"]
    ran = [step["key"] for step in execution["steps"] if step["status"] == "CANCELLED"]
    named = f"Still running at that time: [{', '.join(ran)}]."
    where = named if ran else "The link below shows which "
    # Its own definition is unchanged.
    assert f"It did not end within 24 hours. {where}" in mail["Message"]
    assert "States.Timeout" not in mail["Message"]
    assert "null" not in mail["Message"]


def test_an_invalid_input_is_told_once_and_not_offered_to_be_resumed(
    api: Api, deployed: Deployed, mailbox: str
) -> None:
    name = f"nonsense-{time.time_ns()}"
    boto3.client("stepfunctions").start_execution(
        stateMachineArn=deployed.state_machine_arn, name=name, input='{"overrides": "x"}'
    )
    assert api.ended(name)["status"] == "FAILED"
    (mail,) = mails(mailbox)
    assert mail["Subject"] == "[dev] Database refresh FAILED"
    assert f"{name} in dev failed because of its input." in mail["Message"]
    assert "(RefreshInputInvalid)" in mail["Message"]
    assert lines_of(mail)["Not run"] == "every step."
    assert lines_of(mail)["Input"] == '{"overrides":"x"}'
    assert "Nothing was run." in lines_of(mail)["first"]
    assert f"http://localhost/#/runs/{name}" in mail["Message"].splitlines()[-1]
    assert "resume" not in mail["Message"]
    assert attributes_of(mail)["outcome"] == "FAILED"


def test_a_refusal_is_told_once_and_not_offered_to_be_resumed(
    api: Api, deployed: Deployed, mailbox: str
) -> None:
    name = f"second-{time.time_ns()}"
    with room_for(api.job_names()["job5"], 0):
        first = api.start({"only": ["job5"]})
        boto3.client("stepfunctions").start_execution(
            stateMachineArn=deployed.state_machine_arn, name=name, input='{"reason": "again"}'
        )
        assert api.ended(name)["error"] == "RefreshAlreadyRunning"
        (mail,) = mails(mailbox)
    told = lines_of(mail)
    assert mail["Subject"] == "[dev] Database refresh REFUSED"
    assert f"{name} in dev was refused" in told["first"]
    assert "Nothing was run" in told["first"]
    assert told["Not run"] == "every step."
    assert told["Running"] == f'"{arn_of(deployed, first)}"'
    assert (told["Started by"], told["Reason"]) == ("not recorded", '"again"')
    assert f"http://localhost/#/runs/{name}" in mail["Message"]
    assert "resume" not in mail["Message"]
    assert attributes_of(mail) == {"outcome": "REFUSED", "environment": "dev"}
    api.ended(first)
    assert len(mails(mailbox)) == 1
