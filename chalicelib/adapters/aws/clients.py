"""boto3 clients, made when they are first needed."""

import logging
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

import boto3
from botocore.config import Config

from chalicelib.deadline import LONGEST_ATTEMPT_SECONDS, time_for_an_attempt

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_stepfunctions import SFNClient

# At DEBUG they log requests and answers: session tokens, the list of tokens, inputs.
for _name in ("boto3", "botocore", "urllib3"):
    logging.getLogger(_name).setLevel(logging.INFO)

Client = TypeVar("Client", bound="BaseClient")

CONNECT_SECONDS = 1
CONFIG = Config(
    connect_timeout=CONNECT_SECONDS,
    read_timeout=LONGEST_ATTEMPT_SECONDS - CONNECT_SECONDS,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=16,
)
# The authorizer has 10 s, and must still be there to log the error. A slow table of records must
# leave time to ask Step Functions.
FAST_FAIL = CONFIG.merge(
    Config(read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2})
)


class NoTimeLeft(Exception):
    """The deadline of the request leaves no time for another call."""


def within_the_deadline(client: Client) -> Client:
    """Return the client, which now begins no attempt that could end after the deadline."""

    def check(**_: Any) -> None:
        if not time_for_an_attempt():
            raise NoTimeLeft

    client.meta.events.register("before-send", check)
    return client


@lru_cache
def stepfunctions(region: str) -> "SFNClient":
    """Return the Step Functions client; clients can be shared by threads."""
    return within_the_deadline(boto3.client("stepfunctions", region_name=region, config=CONFIG))


@lru_cache
def glue(region: str) -> "GlueClient":
    """Return the Glue client."""
    return within_the_deadline(boto3.client("glue", region_name=region, config=CONFIG))


@lru_cache
def dynamodb(region: str) -> "DynamoDBClient":
    """Return the DynamoDB client."""
    return within_the_deadline(boto3.client("dynamodb", region_name=region, config=CONFIG))


@lru_cache
def dynamodb_for_records(region: str) -> "DynamoDBClient":
    """Return a DynamoDB client that gives up soon."""
    return within_the_deadline(boto3.client("dynamodb", region_name=region, config=FAST_FAIL))


@lru_cache
def events(region: str) -> "EventBridgeClient":
    """Return the EventBridge client."""
    return within_the_deadline(boto3.client("events", region_name=region, config=CONFIG))


@lru_cache
def secretsmanager(region: str) -> "SecretsManagerClient":
    """Return the Secrets Manager client."""
    return boto3.client("secretsmanager", region_name=region, config=FAST_FAIL)
