"""What becomes of a refresh whose lock's table is gone, throttled or closed to it."""

import time

import boto3
from moto.dynamodb.responses import DynamoHandler
from moto.glue.responses import GlueResponse

from local.provisioning import Deployed
from tests.support.client import Api, statuses
from tests.support.executions import ended_here
from tests.support.glue import runs_of
from tests.support.lock import STEPS, arn_of, lock_item, put_lock, start_directly
from tests.support.mailbox import mails
from tests.support.refusing import refusing

THROTTLED = 3


def test_a_table_that_throttles_is_asked_again(api: Api, deployed: Deployed) -> None:
    name = f"throttled-{time.time_ns()}"
    code = "ProvisionedThroughputExceededException"
    with refusing(DynamoHandler, "update_item", code, THROTTLED) as refused:
        start_directly(deployed, name, "job5")
        execution = api.ended(name)
    assert len(refused) == THROTTLED
    assert execution["status"] == "SUCCEEDED"
    assert statuses(execution)["job5"] == "SUCCEEDED"
    assert lock_item(deployed) is None


def test_a_table_that_denies_is_a_failure_that_is_told(
    api: Api, deployed: Deployed, mailbox: str
) -> None:
    jobs = set(api.job_names().values())
    before = {job: len(runs_of(job)) for job in jobs}
    name = f"denied-{time.time_ns()}"
    with refusing(DynamoHandler, "update_item", "AccessDeniedException"):
        start_directly(deployed, name, *STEPS)
        execution = api.ended(name)
    assert (execution["status"], execution["error"]) == (
        *("FAILED", "DynamoDB.AccessDeniedException"),
    )
    assert set(statuses(execution).values()) == {"NOT_RUN"}
    assert {job: len(runs_of(job)) for job in jobs} == before
    assert lock_item(deployed) is None
    (mail,) = mails(mailbox)
    assert f"{name} in dev failed. " in mail["Message"]
    assert "DynamoDB.AccessDeniedException" in mail["Message"]


def test_without_its_table_nothing_runs_and_it_is_told(
    api: Api, deployed: Deployed, mailbox: str
) -> None:
    client = boto3.client("dynamodb")
    described = client.describe_table(TableName=deployed.lock_table_name)["Table"]
    client.delete_table(TableName=deployed.lock_table_name)
    try:
        answer = api.post("/refresh", {"only": ["job5"]})
        found = ended_here(start_directly(deployed, f"tableless-{time.time_ns()}", "job5"))
    finally:
        client.create_table(
            TableName=deployed.lock_table_name,
            BillingMode="PAY_PER_REQUEST",
            AttributeDefinitions=described["AttributeDefinitions"],
            KeySchema=described["KeySchema"],
        )
    assert answer.status_code == 502
    assert "cannot read the lock" in answer.json()["detail"]
    assert found["status"] == "FAILED"
    assert found["error"].startswith("DynamoDB.")
    (mail,) = mails(mailbox)
    assert "in dev failed. " in mail["Message"]


def test_while_nobody_can_say_what_the_dead_holder_left_nothing_is_begun(
    api: Api, deployed: Deployed, mailbox: str
) -> None:
    put_lock(deployed, arn_of(deployed, "never-was"))
    jobs = set(api.job_names().values())
    before = {job: len(runs_of(job)) for job in jobs}
    name = f"unsure-{time.time_ns()}"
    with refusing(GlueResponse, "get_job_runs", "AccessDeniedException"):
        start_directly(deployed, name, *STEPS)
        execution = api.ended(name)
    assert (execution["status"], execution["error"]) == ("FAILED", "Glue.AccessDeniedException")
    assert {job: len(runs_of(job)) for job in jobs} == before
    (mail,) = mails(mailbox)
    assert "Glue.AccessDeniedException" in mail["Message"]
    assert api.run({"only": ["job5"]})["status"] == "SUCCEEDED"
