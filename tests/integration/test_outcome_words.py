"""What the mail of an outcome says, whatever the event holds and does not hold."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3
import pytest
from moto.sns.exceptions import SNSException
from moto.sns.responses import SNSResponse

from local.provisioning import Deployed
from tests.support.executions import ended_here
from tests.support.lock import arn_of
from tests.support.mailbox import attributes_of, lines_of, mails
from tests.support.outcomes import ASKED, told

PUBLISH_ATTEMPTS = 5


@contextmanager
def refusing_to_publish(code: str, times: int) -> Iterator[list[str]]:
    """Have SNS refuse so many messages, and give the list of those refused."""
    publish = SNSResponse.publish
    refused: list[str] = []

    def refuse(self: Any) -> Any:
        if len(refused) < times:
            refused.append(code)
            error = SNSException("told to")
            error.code = code
            raise error
        return publish(self)

    SNSResponse.publish = refuse
    try:
        yield refused
    finally:
        SNSResponse.publish = publish


@pytest.mark.parametrize(
    ("given", "why"),
    [
        (("ABORTED", "Enough", "it was late"), '"it was late (Enough)"'),
        (("ABORTED", None, 'a "quoted" {} cause'), '"a \\"quoted\\" {} cause"'),
        (("ABORTED", "", "it was late"), '"it was late"'),
        (("ABORTED", "Enough", ""), '"Enough"'),
        (("ABORTED", None, None), "Neither an error nor a cause was given."),
        (("ABORTED", "absent", "absent"), "Neither an error nor a cause was given."),
        (("FAILED", "", ""), "Neither an error nor a cause was given."),
        (("FAILED", "States.Runtime", "no such path"), '"no such path (States.Runtime)"'),
        (("FAILED", "RefreshLockLost", "taken"), '"taken (RefreshLockLost)"'),
    ],
)
def test_why_it_ended_is_said_in_words(
    deployed: Deployed, mailbox: str, given: tuple[str, str | None, str | None], why: str
) -> None:
    status, error, cause = given
    assert told(deployed, status=status, error=error, cause=cause)["status"] == "SUCCEEDED"
    (mail,) = mails(mailbox)
    first, _, second, *_ = mail["Message"].splitlines()
    how = {"ABORTED": "was stopped", "FAILED": "failed", "TIMED_OUT": "timed out"}[status]
    assert first == (
        f"The database refresh some in dev {how}. Steps that had not begun were not run."
    )
    assert second == why
    assert attributes_of(mail)["outcome"] == status


@pytest.mark.parametrize(
    ("given", "who", "reason"),
    [
        (ASKED, '"ann"', '"late"'),
        ({"reason": "late"}, "not recorded", '"late"'),
        ({"requested_by": "ann"}, '"ann"', "none"),
        ({"requested_by": {"a": 1}, "reason": 7}, "not recorded", "none"),
        ({"requested_by": None, "reason": None}, "not recorded", "none"),
        ({"requested_by": "not recorded", "reason": "none"}, '"not recorded"', '"none"'),
        ({}, "not recorded", "none"),
        ([1, {"reason": "in a list"}], "not recorded", "none"),
        ("{no} object", "not recorded", "none"),
        (7, "not recorded", "none"),
        (None, "not recorded", "none"),
    ],
)
def test_what_was_asked_for_is_quoted_whatever_it_is(
    deployed: Deployed, mailbox: str, given: Any, who: str, reason: str
) -> None:
    assert told(deployed, input=json.dumps(given))["status"] == "SUCCEEDED"
    (mail,) = mails(mailbox)
    said = lines_of(mail)
    assert (said["Started by"], said["Reason"]) == (who, reason)
    assert json.loads(said["Input"]) == given


SKIP = {"job1": True, "job2": False, "job7": True}
NONE = "No step was left out."
EVERY = "Not run: every step."
AS_ASKED = "Not run: [job1, job7], skipped as asked."
EARLIER = (
    'Not run: [job1, job7]. Completed in: {"job1":"earlier"}. '
    "The other steps of this list, if any, were skipped as asked."
)


@pytest.mark.parametrize(
    ("given", "why", "said"),
    [
        ({}, {}, NONE),
        ({"skip": {}}, {}, NONE),
        ({"skip": {"job1": False, "none": True}}, {}, NONE),
        ({"skip": SKIP}, {}, AS_ASKED),
        ({"skip": SKIP}, {"error": "RefreshLockLost"}, AS_ASKED),
        *(({"skip": SKIP, "completed_in": odd}, {}, AS_ASKED) for odd in ("{}", 7, None, ["a"])),
        (
            {"skip": SKIP, "completed_in": {"job1": "earlier"}},
            {"status": "TIMED_OUT"},
            EARLIER,
        ),
        ({"skip": SKIP}, {"error": "RefreshAlreadyRunning", "cause": "arn:of:holder"}, EVERY),
        ({"skip": SKIP, "only": []}, {"status": "FAILED", "error": "RefreshInputInvalid"}, EVERY),
        *(({"skip": odd}, {}, EVERY) for odd in ("{}", 7, True, None, [], [{"job1": True}])),
        ({"skip": {"job1": "yes", "job2": {}, "job3a": None}}, {}, NONE),
        ([{"skip": SKIP}], {}, EVERY),
        (None, {}, EVERY),
    ],
    ids=json.dumps,
)
def test_what_was_not_run_and_why_is_said_whatever_the_input_is(
    deployed: Deployed, mailbox: str, given: Any, why: dict[str, str], said: str
) -> None:
    assert told(deployed, input=json.dumps(given), **why)["status"] == "SUCCEEDED"
    (mail,) = mails(mailbox)
    assert f"\n\n{said}\n\n" in mail["Message"]


@pytest.mark.parametrize("status", ["ABORTED", "TIMED_OUT"])
def test_an_input_too_large_for_the_event_leaves_a_mail_that_says_so(
    deployed: Deployed, mailbox: str, status: str
) -> None:
    assert told(deployed, status=status, input=None)["status"] == "SUCCEEDED"
    (mail,) = mails(mailbox)
    said = lines_of(mail)
    assert said["Input"] == "more than a mail can hold"
    assert said["Not run"] == "what the input says to skip."
    assert (said["From"], said["To"]) == ("not known", "2026-11-01T03:00:00Z")
    assert said["Execution"] == arn_of(deployed, "some")
    assert "http://localhost/#/runs/some" in mail["Message"]
    assert attributes_of(mail) == {"outcome": status, "environment": "dev"}


def test_the_largest_event_that_a_state_machine_takes_is_told(
    deployed: Deployed, mailbox: str
) -> None:
    asked = json.dumps("a" * 235 * 1024)
    assert told(deployed, input=asked, cause="b" * 19 * 1024)["status"] == "SUCCEEDED"
    (mail,) = mails(mailbox)
    assert lines_of(mail)["Input"] == asked


def test_a_reason_too_long_to_be_told_beside_the_input_leaves_a_mail_that_says_so(
    deployed: Deployed, mailbox: str
) -> None:
    asked = json.dumps({"reason": "r" * 200 * 1024})
    assert told(deployed, input=asked, cause="stopped by ann")["status"] == "SUCCEEDED"
    (mail,) = mails(mailbox)
    assert "stopped by ann" in mail["Message"]
    assert lines_of(mail)["Input"] == "more than a mail can hold"


def test_a_holder_and_a_time_of_start_that_nobody_knows_leave_a_mail(
    deployed: Deployed, mailbox: str
) -> None:
    refusal = {"status": "FAILED", "error": "RefreshAlreadyRunning", "cause": "arn:of:holder"}
    assert told(deployed, **refusal)["status"] == "SUCCEEDED"
    (mail,) = mails(mailbox)
    said = lines_of(mail)
    assert (said["Running"], said["From"]) == ('"arn:of:holder"', "not known")
    assert attributes_of(mail)["outcome"] == "REFUSED"


def test_what_failed_in_a_step_is_not_told_again(deployed: Deployed, mailbox: str) -> None:
    ended = told(deployed, status="FAILED", error="RefreshFailed", cause="job1 failed: no table")
    assert ended["status"] == "SUCCEEDED"
    assert mails(mailbox) == []


def test_a_mail_that_is_refused_is_sent_again(deployed: Deployed, mailbox: str) -> None:
    with refusing_to_publish("ThrottledException", PUBLISH_ATTEMPTS - 1) as refused:
        assert told(deployed)["status"] == "SUCCEEDED"
    assert len(refused) == PUBLISH_ATTEMPTS - 1
    (mail,) = mails(mailbox)
    assert json.loads(lines_of(mail)["Input"]) == ASKED


def test_a_mail_that_cannot_be_sent_fails_the_execution_so_that_an_alarm_tells(
    deployed: Deployed, mailbox: str
) -> None:
    with refusing_to_publish("AuthorizationError", PUBLISH_ATTEMPTS):
        assert told(deployed)["status"] == "FAILED"
    assert mails(mailbox) == []


def test_the_mail_says_from_when_to_when(deployed: Deployed, mailbox: str) -> None:
    client = boto3.client("stepfunctions")
    arn = client.start_execution(
        stateMachineArn=deployed.state_machine_arn,
        name=f"nonsense-{time.time_ns()}",
        input='{"overrides": "x"}',
    )["executionArn"]
    found: Mapping[str, Any] = ended_here(arn)
    (mail,) = mails(mailbox)
    said = lines_of(mail)
    assert said["From"] == found["startDate"].strftime("%Y-%m-%dT%H:%M:%S.") + (
        f"{found['startDate'].microsecond // 1000:03}Z"
    )
    assert said["To"] == found["stopDate"].strftime("%Y-%m-%dT%H:%M:%SZ")
