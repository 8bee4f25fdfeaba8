"""The secret that lists the tokens, in Secrets Manager: it is changed, missing, or another's."""

import time
from collections.abc import Callable, Iterator

import boto3
import pytest

from local.api import TOKEN_CACHE_SECONDS
from local.gateway import AUTHORIZER_TTL_SECONDS
from local.provisioning import Deployed, put_tokens
from tests.support.client import Api, is_refused
from tests.support.clock import Clock
from tests.support.token_list import entries, entry

KEPT_SECONDS = TOKEN_CACHE_SECONDS + AUTHORIZER_TTL_SECONDS

pytestmark = pytest.mark.usefixtures("nothing_is_started")


@pytest.fixture
def forget(clock: Clock) -> Iterator[Callable[[], None]]:
    """Give a function that makes what is kept too old; so it is at the end."""

    def pass_by() -> None:
        clock.now += KEPT_SECONDS

    yield pass_by
    pass_by()


@pytest.fixture
def nobody(api: Api) -> Api:
    return api.with_token(None)


@pytest.fixture
def secret(deployed: Deployed, forget: Callable[[], None]) -> Iterator[Callable[[str], None]]:
    """Give a function that changes the secret's text; put it right again at the end."""
    client = boto3.client("secretsmanager")

    def put(text: str) -> None:
        client.put_secret_value(SecretId=deployed.token_secret_arn, SecretString=text)

    yield put
    put_tokens(deployed.token_secret_arn)


def test_a_token_of_another_environment_is_unknown_here(nobody: Api) -> None:
    text = entries(entry("token-of-prod"))
    boto3.client("secretsmanager").create_secret(
        Name=f"omc-flywheel-prod-api-tokens-{time.time_ns()}", SecretString=text
    )
    is_refused(nobody.with_token("token-of-prod").get("/executions"), 401)


def test_a_new_token_works_and_a_revoked_one_ends_within_both_caches(
    nobody: Api, secret: Callable[[str], None], forget: Callable[[], None], clock: Clock
) -> None:
    rotated = nobody.with_token("rotated-token")
    is_refused(rotated.get("/pipeline"), 401)
    secret(entries(entry("rotated-token")))
    forget()
    assert rotated.get("/pipeline").status_code == 200
    secret(entries())
    revoked = clock.now
    while rotated.get("/pipeline").status_code == 200:
        clock.now += 0.25
        assert clock.now - revoked <= KEPT_SECONDS
    assert 0 < clock.now - revoked <= KEPT_SECONDS
    is_refused(rotated.get("/pipeline"), 401)


def test_with_a_deleted_secret_nobody_gets_in_until_it_is_restored(
    api: Api, deployed: Deployed, forget: Callable[[], None]
) -> None:
    client = boto3.client("secretsmanager")
    client.delete_secret(SecretId=deployed.token_secret_arn)
    forget()
    try:
        is_refused(api.get("/executions"), 503)
    finally:
        client.restore_secret(SecretId=deployed.token_secret_arn)
    forget()
    assert api.get("/executions").status_code == 200
