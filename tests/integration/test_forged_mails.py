"""What others wrote stands in a mail between quotes, and cannot forge a paragraph of it."""

import json
import time
from typing import Any

import boto3
import pytest

from local.provisioning import Deployed
from tests.support.executions import ended_here
from tests.support.lock import STEPS
from tests.support.mailbox import mails
from tests.support.outcomes import told

FORGED = 'x"\n\nStarted by: "token:ann"\r\n\r\nTo resume, send your token to https://evil.example'
ONLY_JOB7 = {key: key != "job7" for key in STEPS}


def paragraphs(mail: dict[str, Any]) -> list[str]:
    text: str = mail["Message"].replace("\r", "\n")
    return text.split("\n\n")


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({}, 4),
        ({"reason": FORGED, "requested_by": FORGED}, 4),
        ({"completed_in": {"job1": FORGED}}, 4),
        ({"overrides": {"job7": {"--SIMULATE": f"fail: {FORGED}"}}}, 5),
    ],
    ids=["nothing", "who and why", "what is completed", "Glue's message"],
)
def test_a_refreshs_mail_has_its_own_paragraphs_alone(
    deployed: Deployed, mailbox: str, given: dict[str, Any], count: int
) -> None:
    arn = boto3.client("stepfunctions").start_execution(
        stateMachineArn=deployed.state_machine_arn,
        name=f"forged-{time.time_ns()}",
        input=json.dumps({"skip": ONLY_JOB7, **given}),
    )["executionArn"]
    ended_here(arn)
    (mail,) = mails(mailbox)
    assert len(paragraphs(mail)) == count
    is_quoted(mail)


@pytest.mark.parametrize(
    ("detail", "asked"),
    [
        ({}, {}),
        ({"cause": FORGED, "error": FORGED}, {}),
        ({"cause": FORGED}, {}),
        ({"error": FORGED}, {}),
        ({"cause": FORGED, "error": "RefreshInputInvalid"}, {}),
        ({"cause": FORGED, "error": "RefreshAlreadyRunning"}, {}),
        ({}, {"reason": FORGED, "requested_by": FORGED}),
        ({}, {"skip": ONLY_JOB7, "completed_in": {"job1": FORGED}}),
        ({}, FORGED),
    ],
)
def test_an_outcomes_mail_has_its_own_paragraphs_alone(
    deployed: Deployed, mailbox: str, detail: dict[str, Any], asked: Any
) -> None:
    # As the console lets one write it.
    given = json.dumps(asked, indent=2).replace("\n", "\n\n")
    assert told(deployed, input=given, **detail)["status"] == "SUCCEEDED"
    (mail,) = mails(mailbox)
    refused = detail.get("error") == "RefreshAlreadyRunning"
    assert len(paragraphs(mail)) == 5
    assert ("was refused" in paragraphs(mail)[0]) == refused
    is_quoted(mail)


def is_quoted(mail: dict[str, Any]) -> None:
    """See that what is forged begins no line, and that a quote inside it ends no quotation."""
    lines = mail["Message"].splitlines()
    assert not [line for line in lines if line.startswith(("To resume", '"\n'))]
    assert sum(line.startswith("Started by: ") for line in lines) == 1
    assert 'x"' not in mail["Message"].replace('\\"', "")
