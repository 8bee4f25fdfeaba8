"""boto3 clients, made when they are first needed."""

import logging
from functools import lru_cache
from typing import TYPE_CHECKING

import boto3
from botocore.config import Config

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_stepfunctions import SFNClient

# At DEBUG they log what they send and get: session tokens, the list of tokens, inputs.
for _name in ("boto3", "botocore", "urllib3"):
    logging.getLogger(_name).setLevel(logging.INFO)

# API Gateway gives up after 29 s, and one request makes a few calls.
CONFIG = Config(
    connect_timeout=1,
    read_timeout=5,
    retries={"mode": "standard", "total_max_attempts": 3},
    max_pool_connections=16,
)
# The authorizer has 10 s, and says why only if it is still there.
HASTY = CONFIG.merge(Config(read_timeout=2, retries={"mode": "standard", "total_max_attempts": 2}))


@lru_cache
def stepfunctions(region: str) -> "SFNClient":
    """Return the Step Functions client; clients can be shared by threads."""
    return boto3.client("stepfunctions", region_name=region, config=CONFIG)


@lru_cache
def glue(region: str) -> "GlueClient":
    """Return the Glue client."""
    return boto3.client("glue", region_name=region, config=CONFIG)


@lru_cache
def dynamodb(region: str) -> "DynamoDBClient":
    """Return the DynamoDB client."""
    return boto3.client("dynamodb", region_name=region, config=CONFIG)


@lru_cache
def events(region: str) -> "EventBridgeClient":
    """Return the EventBridge client."""
    return boto3.client("events", region_name=region, config=CONFIG)


@lru_cache
def secretsmanager(region: str) -> "SecretsManagerClient":
    """Return the Secrets Manager client."""
    return boto3.client("secretsmanager", region_name=region, config=HASTY)
