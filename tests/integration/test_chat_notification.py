"""The documented adapter for chat channels, as it is in docs/."""

import json
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import boto3
import pytest

from docs.chat_notification import handler, notification
from local.provisioning import take_notifications
from tests.support.client import Api
from tests.support.mailbox import mails
from tests.support.waiting import awaited

FAILING = {"only": ["job7"], "overrides": {"job7": {"--SIMULATE": "fail: no ``` space"}}}


@pytest.fixture
def channel(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Give the queue of a topic for chat, which the adapter publishes to."""
    sns = boto3.client("sns")
    topic = sns.create_topic(Name=f"chat-{uuid4()}")["TopicArn"]
    monkeypatch.setenv("CHAT_TOPIC_ARN", topic)
    queue = sns_queue(topic)
    yield queue
    boto3.client("sqs").delete_queue(QueueUrl=queue)
    sns.delete_topic(TopicArn=topic)


def sns_queue(topic: str) -> str:
    """Return a queue that takes what is published to a topic."""
    name = f"of-{topic.rpartition(':')[2]}"
    queue: str = boto3.client("sqs").create_queue(QueueName=name)["QueueUrl"]
    arn = boto3.client("sqs").get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])
    boto3.client("sns").subscribe(
        TopicArn=topic, Protocol="sqs", Endpoint=arn["Attributes"]["QueueArn"]
    )
    return queue


def test_the_message_of_a_failure_becomes_a_custom_notification(
    api: Api, mailbox: str, channel: str
) -> None:
    name = api.run(FAILING)["name"]
    (mail,) = mails(mailbox)
    handler({"Records": [{"EventSource": "aws:sns", "Sns": mail}]}, None)
    (published,) = awaited(lambda: take_notifications(channel))
    chat: dict[str, Any] = json.loads(published["Message"])
    # What AWS demands of one: https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
    assert (chat["version"], chat["source"]) == ("1.0", "custom")
    assert chat["content"]["textType"] == "client-markdown"
    assert chat["content"]["title"] == ":rotating_light: [dev] Database refresh FAILED"
    assert chat["content"]["keywords"] == ["dev", "FAILED"]
    text = chat["content"]["description"]
    assert f"The database refresh {name} in dev failed." in text
    # A job cannot end the block in which its message stands.
    assert text.count("```") == 2
    assert "no ''' space" in text


@pytest.mark.parametrize(
    ("outcome", "icon"),
    [
        ("SUCCEEDED", ":white_check_mark:"),
        ("REFUSED", ":no_entry:"),
        ("TIMED_OUT", ":rotating_light:"),
    ],
)
def test_an_outcome_has_its_icon(outcome: str, icon: str) -> None:
    attributes = {
        "outcome": {"Type": "String", "Value": outcome},
        "environment": {"Type": "String", "Value": "dev"},
    }
    message = {
        "MessageId": "m-1",
        "Subject": "[dev] Database refresh",
        "Message": "text",
        "MessageAttributes": attributes,
    }
    assert notification(message)["content"]["title"].startswith(f"{icon} ")
