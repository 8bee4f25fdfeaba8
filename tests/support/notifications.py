"""One notification of each kind, brought about on the embedded AWS of this process."""

import json
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import boto3

from local.provisioning import Deployed
from tests.support.executions import ended_here, wait_for_end
from tests.support.glue import lasting
from tests.support.lock import STEPS, arn_of, start_with
from tests.support.mailbox import mails
from tests.support.outcomes import told
from tests.support.pipelines import REFRESH_URL, eight_steps
from tests.support.waiting import awaited

WHO = "token:night shift"
SUCCEEDED = "manual-20261101T020000Z-3f9a"
FAILED = "manual-20261102T020000Z-5c1d"
RESUME = "resume-20261102T061500Z-b84c"
STOPPED = "manual-20261103T081000Z-7e20"
REFUSED = "by-hand"
LATE = "manual-20261104T091500Z-90ab"
INVALID = "by-hand-too"
# From when to when each might have run; the embedded AWS takes less than a second for it.
MOMENTS = {
    SUCCEEDED: ("2026-11-01T02:00:00", "2026-11-01T07:41:27"),
    FAILED: ("2026-11-02T02:00:00", "2026-11-02T05:12:40"),
    RESUME: ("2026-11-02T06:15:00", "2026-11-02T08:47:05"),
    STOPPED: ("2026-11-03T08:10:00", "2026-11-03T08:52:31"),
    REFUSED: ("2026-11-03T08:40:00", "2026-11-03T08:40:01"),
    LATE: ("2026-11-04T09:15:00", "2026-11-05T09:15:00"),
    INVALID: ("2026-11-05T10:30:00", "2026-11-05T10:30:01"),
}
NAME = re.compile(r"The database refresh (\S+) in ")
MOMENT = re.compile(r"^(From|To): [\d-]{10}T[\d:]{8}", re.MULTILINE)
SHOWN_URL = "https://refresh.example.com"


def notifications(deployed: Deployed, queue: str) -> Mapping[str, dict[str, Any]]:
    """Return a notification of each kind, as SNS sent it but for its times and the API's URL.

    The executions have fixed names, so this works once in a process.
    """
    mails(queue)
    found = {
        "A success": _of_success(deployed, queue),
        "A failed step": _of_failed_step(deployed, queue),
        "A resume": _of_resume(deployed, queue),
        **_of_running_one(deployed, queue),
        "A timeout": _of_timeout(deployed, queue),
        "A failure outside the steps": _of_wrong_input(deployed, queue),
    }
    return {kind: {**mail, "Message": _steady(mail["Message"])} for kind, mail in found.items()}


def _of_success(deployed: Deployed, queue: str) -> dict[str, Any]:
    document = {"trigger": "api", "requested_by": "token:ci", "reason": "first of the month"}
    ended_here(start_with(deployed, SUCCEEDED, document))
    return _only(queue)


def _of_failed_step(deployed: Deployed, queue: str) -> dict[str, Any]:
    document = {
        "trigger": "api",
        "requested_by": "token:ci",
        "reason": "second of the month",
        "overrides": {"job4": {"--SIMULATE": "fail: no snapshot of 2026-11-02 in s3://landing"}},
    }
    ended_here(start_with(deployed, FAILED, document))
    return _only(queue)


def _of_resume(deployed: Deployed, queue: str) -> dict[str, Any]:
    done = STEPS[: STEPS.index("job4")]
    document = {
        "trigger": "resume",
        "requested_by": WHO,
        "reason": "the snapshot is there",
        "resumed_from": FAILED,
        "skip": dict.fromkeys(done, True),
        "completed_in": dict.fromkeys(done, FAILED),
    }
    ended_here(start_with(deployed, RESUME, document))
    return _only(queue)


def _of_running_one(deployed: Deployed, queue: str) -> Mapping[str, dict[str, Any]]:
    """Return the notifications of a second refresh beside a running one, and of its stop."""
    with _running(deployed, STOPPED, reason="late snapshot"):
        second = {"trigger": "other", "requested_by": "ann", "reason": "by hand"}
        ended_here(start_with(deployed, REFUSED, second))
        refused = _only(queue)
        boto3.client("stepfunctions").stop_execution(
            executionArn=arn_of(deployed, STOPPED),
            error="StoppedByOperator",
            cause=f"stopped by {WHO}: wrong snapshot",
        )
        wait_for_end(arn_of(deployed, STOPPED))
        return {"A stop": _only(queue), "A refusal": refused}


def _of_timeout(deployed: Deployed, queue: str) -> dict[str, Any]:
    """Return the notification of an event that says so of an execution that in fact goes on."""
    document = {"requested_by": WHO, "reason": "late snapshot"}
    with _running(deployed, LATE, **document) as given:
        event = {"name": LATE, "executionArn": arn_of(deployed, LATE), "status": "TIMED_OUT"}
        told(deployed, **event, input=json.dumps(given))
        mail = _only(queue)
    mails(queue)  # of its stop
    return mail


def _of_wrong_input(deployed: Deployed, queue: str) -> dict[str, Any]:
    document = {"requested_by": "ann", "reason": "only the report", "only": ["job7"]}
    ended_here(start_with(deployed, INVALID, document))
    return _only(queue)


@contextmanager
def _running(deployed: Deployed, name: str, **more: str) -> Iterator[dict[str, Any]]:
    """Give the input of an execution whose second step runs, and stop it afterwards."""
    document = {"trigger": "api", "requested_by": WHO, **more}
    document["skip"] = {key: True for key in STEPS if key != "job2"}  # type: ignore[assignment]
    client, arn = boto3.client("stepfunctions"), arn_of(deployed, name)
    with lasting(eight_steps().values.job_names["job2"]):
        start_with(deployed, name, document)
        awaited(
            lambda: client.get_execution_history(executionArn=arn)["events"],
            lambda events: any(_is_of_glue(event) for event in events),
        )
        try:
            yield document
        finally:
            client.stop_execution(executionArn=arn)
            wait_for_end(arn)


def _is_of_glue(event: Mapping[str, Any]) -> bool:
    """Tell whether an event says that a Glue run has begun."""
    return bool(event.get("taskSubmittedEventDetails", {}).get("resourceType") == "glue")


def _only(queue: str) -> dict[str, Any]:
    (mail,) = mails(queue)
    return mail


def _steady(message: str) -> str:
    named = NAME.match(message)
    assert named, message
    moments = dict(zip(("From", "To"), MOMENTS[named[1]], strict=True))
    with_moments = MOMENT.sub(lambda found: f"{found[1]}: {moments[found[1]]}", message)
    return re.sub(r"\.\d{3}Z$", ".000Z", with_moments, flags=re.MULTILINE).replace(
        REFRESH_URL, SHOWN_URL
    )
