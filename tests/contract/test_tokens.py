"""The access tokens that are good."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import boto3
import pytest

from chalicelib.adapters.aws import clients
from chalicelib.adapters.aws.token_secret import TokenSecret
from chalicelib.domain.access import Role, TokenEntry, TokenList, digest_of
from chalicelib.services.ports import AccessTokens
from local.aws import REGION
from tests.fakes.tokens import FakeAccessTokens
from tests.support.clock import Clock

KEEP_SECONDS = 60
ENTRIES = [
    TokenEntry(name=name, role=role, sha256=digest_of(name))
    for name, role in (("ann", Role.OPERATOR), ("bob", Role.VIEWER))
]


@dataclass(frozen=True)
class World:
    """Tokens, of which `put` lists others; what was known before is too old then."""

    tokens: AccessTokens
    put: Callable[[Sequence[TokenEntry]], None]


@pytest.fixture
def there(world: str, request: pytest.FixtureRequest) -> World:
    if world == "fake":
        fake = FakeAccessTokens({})
        return World(fake, fake.put)
    request.getfixturevalue("deployed")
    client = boto3.client("secretsmanager")
    arn = client.create_secret(Name=f"contract-{time.time_ns()}")["ARN"]
    clock = Clock()

    def put(entries: Sequence[TokenEntry]) -> None:
        text = TokenList(tokens=tuple(entries)).model_dump_json()
        client.put_secret_value(SecretId=arn, SecretString=text)
        clock.move(KEEP_SECONDS)

    tokens = TokenSecret(clients.secretsmanager(REGION), arn, KEEP_SECONDS, clock)
    return World(tokens, put)


def test_where_none_were_ever_listed_there_are_none(there: World) -> None:
    assert [*there.tokens.entries()] == [*there.tokens.newer_entries()] == []


def test_the_tokens_that_are_listed_last_are_good_and_no_others(there: World) -> None:
    for listed in (ENTRIES, ENTRIES[1:], [], ENTRIES[:1]):
        there.put(listed)
        assert [*there.tokens.entries()] == [*there.tokens.newer_entries()] == listed
