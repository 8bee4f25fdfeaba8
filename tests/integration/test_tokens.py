"""The secret that lists the tokens: what is in it, what is kept of it, what is wrong with it."""

import json
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import datetime, timedelta, timezone
from http.client import HTTPConnection
from typing import Any
from urllib.parse import urlsplit

import boto3
import pytest

from chalicelib.adapters.aws.clients import secretsmanager
from chalicelib.domain.access import Role, TokenEntry, TokenList, digest_of
from local.api import TOKEN_CACHE_SECONDS
from local.aws import REGION
from local.gateway import AUTHORIZER_TTL_SECONDS
from local.provisioning import TOKENS, Deployed, put_tokens
from tests.support.client import Api, is_refused
from tests.support.clock import Clock
from tests.support.log import log_lines
from tests.support.waiting import HANG_SECONDS

BURST = 10_000
ROUNDS = 10
WORKERS = 20
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


def entries(*tokens: TokenEntry) -> str:
    local = [TokenEntry(name=t, role=role, sha256=digest_of(t)) for role, t in TOKENS.items()]
    return TokenList(tokens=(*local, *tokens)).model_dump_json()


def entry(token: str, **parts: Any) -> TokenEntry:
    return TokenEntry(**{"name": "ci", "role": Role.OPERATOR, "sha256": digest_of(token), **parts})


def test_a_token_of_another_environment_is_unknown_here(nobody: Api) -> None:
    text = entries(entry("token-of-prod"))
    boto3.client("secretsmanager").create_secret(
        Name=f"omc-flywheel-prod-api-tokens-{time.time_ns()}", SecretString=text
    )
    is_refused(nobody.with_token("token-of-prod").get("/executions"), 401)


def test_a_token_is_good_until_it_expires(
    nobody: Api, secret: Callable[[str], None], forget: Callable[[], None]
) -> None:
    now = datetime.now(timezone.utc)
    past = entry("expired", expires_at=now - timedelta(seconds=1))
    future = entry("good", expires_at=now + timedelta(hours=1))
    secret(entries(past, future))
    forget()
    is_refused(nobody.with_token("expired").get("/pipeline"), 401)
    assert nobody.with_token("good").get("/pipeline").status_code == 200


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


def test_rotation_is_no_outage(
    nobody: Api, secret: Callable[[str], None], forget: Callable[[], None], clock: Clock
) -> None:
    """Old and new are both listed for a while, and someone calls all the time."""
    old, new = (nobody.with_token(token) for token in ("old-token", "new-token"))
    secret(entries(entry("old-token")))
    forget()
    secret(entries(entry("old-token"), entry("new-token")))
    rotated = clock.now
    while clock.now <= rotated + KEPT_SECONDS:
        assert old.get("/pipeline").status_code == 200
        clock.now += 0.05
    assert new.get("/pipeline").status_code == 200


@pytest.mark.parametrize(
    "text",
    [
        "",
        "not json",
        "{}",
        '{"tokens": [{"name": "x", "role": "admin", "sha256": "hunter2"}]}',
        '{"tokens": [], "more": 1}',
        json.dumps({"tokens": [{"name": "a\nb", "role": "viewer", "sha256": "0" * 64}]}),
    ],
)
def test_with_a_corrupt_secret_nobody_gets_in_and_the_log_does_not_tell_it(
    api: Api,
    secret: Callable[[str], None],
    forget: Callable[[], None],
    text: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    secret(text or " ")
    forget()
    is_refused(api.get("/executions"), 503)
    logged = "".join(log_lines(caplog))
    assert "authentication impossible" in logged
    assert "hunter2" not in logged


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


def test_a_burst_of_ten_thousand_is_answered_and_asks_for_the_secret_rarely(
    api: Api, clock: Clock, forget: Callable[[], None]
) -> None:
    reads: list[float] = []

    def record(**_: Any) -> None:
        reads.append(clock.now)

    def some(worker: int) -> Counter[int]:
        found: Counter[int] = Counter()
        # The plainest client there is: it is the API that is looked at.
        with closing(HTTPConnection(urlsplit(api.url).netloc, timeout=HANG_SECONDS)) as connection:
            for number in range(BURST // ROUNDS // WORKERS):
                headers = {"Authorization": f"Bearer guess-{clock.now}-{worker}-{number}"}
                connection.request("GET", "/executions", headers=headers)
                with connection.getresponse() as answer:
                    answer.read()
                    found[answer.status] += 1
        return found

    forget()
    began = clock.now
    statuses: Counter[int] = Counter()
    client = secretsmanager(REGION)
    client.meta.events.register("before-call.secrets-manager.GetSecretValue", record)
    with ThreadPoolExecutor(WORKERS) as pool:
        for _ in range(ROUNDS):
            for found in pool.map(some, range(WORKERS)):
                statuses += found
            clock.now += TOKEN_CACHE_SECONDS
    client.meta.events.unregister("before-call.secrets-manager.GetSecretValue", record)
    assert statuses == {401: BURST}
    # As often as what is kept gets old, however many ask.
    assert reads == [began + TOKEN_CACHE_SECONDS * number for number in range(ROUNDS)]
    assert api.get("/executions").status_code == 200
