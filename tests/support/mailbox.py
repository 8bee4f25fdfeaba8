"""What people are told."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import boto3

from local.provisioning import take_notifications
from tests.support.executions import wait_for_all_that_ended
from tests.support.waiting import awaited


def mails(queue: str, at_least: int = 0) -> list[dict[str, Any]]:
    """Return all mails of what has ended by now, and at least so many.

    A marker is sent after them: what has not come before it was never sent.
    """
    taken: list[dict[str, Any]] = []

    def those_so_far() -> list[dict[str, Any]]:
        taken.extend(take_notifications(queue))
        return taken

    awaited(those_so_far, lambda so_far: len(so_far) >= at_least)
    wait_for_all_that_ended()
    marker = f"marker {uuid4()}"
    boto3.client("sns").publish(TopicArn=_topic_of(queue), Message=marker)
    awaited(those_so_far, lambda so_far: marker in [mail["Message"] for mail in so_far])
    return [mail for mail in taken if mail["Message"] != marker]


@contextmanager
def mailbox_for(outcome: str, topic_arn: str) -> Iterator[str]:
    """Give a queue that takes the mails of this outcome alone, by SNS's own filter."""
    sns, sqs = boto3.client("sns"), boto3.client("sqs")
    queue = sqs.create_queue(QueueName=f"of-{outcome}-{uuid4()}")["QueueUrl"]
    arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]
    subscription = sns.subscribe(
        TopicArn=topic_arn,
        Protocol="sqs",
        Endpoint=arn["QueueArn"],
        Attributes={"FilterPolicy": json.dumps({"outcome": [outcome]})},
        ReturnSubscriptionArn=True,
    )["SubscriptionArn"]
    yield queue
    sns.unsubscribe(SubscriptionArn=subscription)
    sqs.delete_queue(QueueUrl=queue)


def lines_of(mail: dict[str, Any]) -> dict[str, str]:
    """Return what a mail says by the word before the colon, and its first line."""
    lines = mail["Message"].splitlines()
    return {"first": lines[0]} | dict(line.split(": ", 1) for line in lines if ": " in line)


def attributes_of(mail: dict[str, Any]) -> dict[str, str]:
    """Return a mail's attributes, by which subscriptions filter."""
    return {name: attribute["Value"] for name, attribute in mail["MessageAttributes"].items()}


def _topic_of(queue: str) -> str:
    (arn,) = (
        subscription["TopicArn"]
        for subscription in boto3.client("sns").list_subscriptions()["Subscriptions"]
        if subscription["Endpoint"].rpartition(":")[2] == queue.rpartition("/")[2]
    )
    topic_arn: str = arn
    return topic_arn
