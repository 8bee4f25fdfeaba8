"""Outcomes as filtered subscriptions get them, and the Glue runs of a stop."""

import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack

import pytest

from local.provisioning import Deployed, take_notifications
from tests.support.changed import changed
from tests.support.client import Api, statuses, step
from tests.support.executions import ended_here
from tests.support.glue import lasting, room_for
from tests.support.lock import start_directly
from tests.support.mailbox import attributes_of, mailbox_for, mails
from tests.support.waiting import until


@pytest.fixture
def queues(deployed: Deployed) -> Iterator[Mapping[str, str]]:
    """Give a queue for each outcome, which takes its mails alone."""
    with ExitStack() as stack:
        yield {
            outcome: stack.enter_context(mailbox_for(outcome, deployed.topic_arn))
            for outcome in ("SUCCEEDED", "FAILED", "ABORTED", "TIMED_OUT", "REFUSED")
        }


def test_a_subscription_that_filters_on_the_outcome_gets_each_of_them_once(
    api: Api, deployed: Deployed, mailbox: str, queues: Mapping[str, str]
) -> None:
    job = api.job_names()["job5"]
    unique = time.time_ns()
    names = {
        "SUCCEEDED": api.run({"only": ["job7"]})["name"],
        "FAILED": api.run({"only": ["job7"], "overrides": {"job7": {"--SIMULATE": "fail"}}})[
            "name"
        ],
    }
    with room_for(job, 0):
        names["ABORTED"] = api.start({"only": ["job5"]})
        names["REFUSED"] = f"refused-{unique}"
        ended_here(start_directly(deployed, names["REFUSED"], "job5"))
        api.post(f"/executions/{names['ABORTED']}/stop")
        names["TIMED_OUT"] = f"late-{unique}"
        with changed(deployed, TimeoutSeconds=1):
            ended_here(start_directly(deployed, names["TIMED_OUT"], "job5"))
    assert len(mails(mailbox)) == len(queues)
    for outcome, queue in queues.items():
        (mail,) = take_notifications(queue)
        assert attributes_of(mail)["outcome"] == outcome
        assert names[outcome] in mail["Message"]


def test_a_stop_ends_the_glue_runs_and_says_so(api: Api) -> None:
    jobs = api.job_names()

    def with_a_run() -> list[str]:
        return [step["key"] for step in api.execution(name)["steps"] if step["job_run_id"]]

    with lasting(jobs["job1"]), lasting(jobs["job2"]):
        name = api.start({"reason": "to be stopped"})
        until(with_a_run, ["job1", "job2"])
        answer = api.post(f"/executions/{name}/stop", {"reason": "wrong snapshot"})
    assert answer.status_code == 200
    document = answer.json()
    assert (document["status"], document["confirmed"]) == ("ABORTED", True)
    assert document["message"] == "stopped by token:local-operator: wrong snapshot"
    assert {(r["step"], r["state"], r["confirmed"]) for r in document["job_runs"]} == {
        *(("job1", "STOPPED", True), ("job2", "STOPPED", True)),
    }
    assert statuses(document)["job3a"] == "NOT_RUN"

    again = api.post(f"/executions/{name}/stop", {"reason": "twice"})
    assert (again.status_code, again.json()["confirmed"]) == (200, True)
    assert again.json()["message"] == "stopped by token:local-operator: wrong snapshot"


@pytest.mark.parametrize("state", ["TIMEOUT", "STOPPED", "ERROR"])
def test_a_glue_run_that_ends_in_any_other_way_fails_its_step(api: Api, state: str) -> None:
    execution = api.run({"only": ["job7"], "overrides": {"job7": {"--SIMULATE": state}}})
    assert execution["status"] == "FAILED"
    failed = step(execution, "job7")
    assert failed["status"] == "FAILED"
    assert state in failed["message"]
    assert execution["message"] == f"job7 failed: {failed['message']}"
