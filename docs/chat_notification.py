"""A Lambda function that passes the outcomes of refreshes on to chat channels.

It subscribes to the topic of the outcomes. `CHAT_TOPIC_ARN` is the topic from which Amazon Q
Developer in chat applications takes its notifications.
Amazon Q Developer drops every message that has not the form of its custom notifications:
https://docs.aws.amazon.com/chatbot/latest/adminguide/custom-notifs.html
"""

import json
import os
from typing import Any

import boto3

ICONS = {"SUCCEEDED": ":white_check_mark:", "REFUSED": ":no_entry:"}
OTHER_ICON = ":rotating_light:"


def notification(message: dict[str, Any]) -> dict[str, Any]:
    """Return a message of SNS as a custom notification, with its text as it is."""
    attributes = message["MessageAttributes"]
    outcome, environment = attributes["outcome"]["Value"], attributes["environment"]["Value"]
    # Three of these would end the block.
    text = message["Message"].replace("```", "'''")
    return {
        "version": "1.0",
        "source": "custom",
        "id": message["MessageId"],
        "content": {
            "textType": "client-markdown",
            "title": f"{ICONS.get(outcome, OTHER_ICON)} {message['Subject']}",
            "description": f"```\n{text}\n```",
            "keywords": [environment, outcome],
        },
    }


def handler(event: dict[str, Any], _: object) -> None:
    """Publish each message of an event. A failure is Lambda's to retry."""
    client = boto3.client("sns")
    for record in event["Records"]:
        client.publish(
            TopicArn=os.environ["CHAT_TOPIC_ARN"], Message=json.dumps(notification(record["Sns"]))
        )
