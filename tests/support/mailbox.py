"""What people are told."""

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


def _topic_of(queue: str) -> str:
    (arn,) = (
        subscription["TopicArn"]
        for subscription in boto3.client("sns").list_subscriptions()["Subscriptions"]
        if subscription["Endpoint"].rpartition(":")[2] == queue.rpartition("/")[2]
    )
    topic_arn: str = arn
    return topic_arn
