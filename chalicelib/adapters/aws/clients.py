"""botocore's clients, which are boto3's, made when they are first needed.

boto3 itself would add transfers for S3 and resources, which nothing here uses, to every cold start.
"""

import logging
from datetime import datetime, timezone
from functools import lru_cache
from threading import Lock
from typing import TYPE_CHECKING, Any, cast

from botocore.config import Config
from botocore.loaders import Loader
from botocore.session import Session, get_session
from botocore.utils import parse_timestamp

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


def within_the_deadline(client: "BaseClient") -> None:
    """Let the client begin no attempt that could end after the deadline."""

    def check(**_: Any) -> None:
        if not time_for_an_attempt():
            raise NoTimeLeft

    client.meta.events.register("before-send", check)


class OurServices(Loader):
    """Lists only the services in use: botocore need not look into all four hundred folders."""

    def list_available_services(self, type_name: str) -> list[str]:  # noqa: ARG002
        """Return the services whose clients can be made."""
        return list(SERVICES)


# A session makes one client at a time.
_making = Lock()


def _time(value: Any) -> datetime:
    """Return the time that an answer of AWS holds. A number is seconds since 1970, and gives UTC.

    botocore converts each number to the local time zone, which takes seventeen times as long.
    """
    if isinstance(value, int | float):
        return datetime.fromtimestamp(value, timezone.utc)
    return parse_timestamp(value)


@lru_cache
def _session() -> Session:
    session = get_session()
    session.register_component("data_loader", OurServices())
    answers = session.get_component("response_parser_factory")
    answers.set_parser_defaults(timestamp_parser=_time)
    return session


class _Client:
    """A client that is made when it is first used. Threads may share it."""

    def __init__(self, service: str, region: str, config: Config = CONFIG) -> None:
        self._service = service
        self._region = region
        self._config = config
        self._made: BaseClient | None = None

    def __getattr__(self, name: str) -> Any:
        with _making:
            client = self._made = self._made or self._make()
        return getattr(client, name)

    def _make(self) -> "BaseClient":
        client = _session().create_client(
            self._service, region_name=self._region, config=self._config
        )
        within_the_deadline(client)
        return client


@lru_cache
def stepfunctions(region: str) -> "SFNClient":
    """Return the Step Functions client."""
    return cast("SFNClient", _Client("stepfunctions", region))


@lru_cache
def glue(region: str) -> "GlueClient":
    """Return the Glue client."""
    return cast("GlueClient", _Client("glue", region))


@lru_cache
def dynamodb(region: str) -> "DynamoDBClient":
    """Return the DynamoDB client."""
    return cast("DynamoDBClient", _Client("dynamodb", region))


@lru_cache
def dynamodb_for_records(region: str) -> "DynamoDBClient":
    """Return a DynamoDB client that gives up soon."""
    return cast("DynamoDBClient", _Client("dynamodb", region, FAST_FAIL))


@lru_cache
def events(region: str) -> "EventBridgeClient":
    """Return the EventBridge client."""
    return cast("EventBridgeClient", _Client("events", region))


@lru_cache
def secretsmanager(region: str) -> "SecretsManagerClient":
    """Return the Secrets Manager client."""
    return cast("SecretsManagerClient", _Client("secretsmanager", region, FAST_FAIL))
