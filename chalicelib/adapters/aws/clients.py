"""botocore's clients, which are boto3's, made when they are first needed.

boto3 itself would add transfers for S3 and resources, which nothing here uses, to every cold start.
"""

import logging
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, TypeVar, cast

from botocore.config import Config
from botocore.loaders import Loader
from botocore.session import Session, get_session

from chalicelib.deadline import LONGEST_ATTEMPT_SECONDS, time_for_an_attempt

if TYPE_CHECKING:
    from botocore.client import BaseClient
    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_events import EventBridgeClient
    from mypy_boto3_glue import GlueClient
    from mypy_boto3_secretsmanager import SecretsManagerClient
    from mypy_boto3_stepfunctions import SFNClient

# At DEBUG they log requests and answers: session tokens, the list of tokens, inputs.
for _name in ("botocore", "urllib3"):
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
# Those of the clients here, and those from which credentials may come.
SERVICES = (
    *("dynamodb", "events", "glue", "secretsmanager", "stepfunctions"),
    *("signin", "sso", "sso-oidc", "sts"),
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


class OurServices(Loader):
    """Knows of a few services without a look into the folder of each of the four hundred."""

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002
        """Return the services whose clients can be made."""
        return list(SERVICES)


@lru_cache
def _session() -> Session:
    session = get_session()
    session.register_component("data_loader", OurServices())
    return session


# Clients can be shared by threads; a session, while it makes one, cannot.
_making = Lock()


def _client(service: str, region: str, config: Config = CONFIG) -> Any:
    with _making:
        return _session().create_client(service, region_name=region, config=config)


@lru_cache
def stepfunctions(region: str) -> "SFNClient":
    """Return the Step Functions client; clients can be shared by threads."""
    return within_the_deadline(cast("SFNClient", _client("stepfunctions", region)))


@lru_cache
def glue(region: str) -> "GlueClient":
    """Return the Glue client."""
    return within_the_deadline(cast("GlueClient", _client("glue", region)))


@lru_cache
def dynamodb(region: str) -> "DynamoDBClient":
    """Return the DynamoDB client."""
    return within_the_deadline(cast("DynamoDBClient", _client("dynamodb", region)))


@lru_cache
def dynamodb_for_records(region: str) -> "DynamoDBClient":
    """Return a DynamoDB client that gives up soon."""
    return within_the_deadline(cast("DynamoDBClient", _client("dynamodb", region, FAST_FAIL)))


@lru_cache
def events(region: str) -> "EventBridgeClient":
    """Return the EventBridge client."""
    return within_the_deadline(cast("EventBridgeClient", _client("events", region)))


@lru_cache
def secretsmanager(region: str) -> "SecretsManagerClient":
    """Return the Secrets Manager client."""
    return cast("SecretsManagerClient", _client("secretsmanager", region, FAST_FAIL))
