"""The secret that lists the tokens: what is in it, what is kept of it, what is wrong with it."""

import json
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from typing import Any

import boto3
import pytest
import requests

from chalicelib.aws.clients import secretsmanager
from chalicelib.domain.access import Role, TokenEntry, TokenList, digest_of
from local.api import TOKEN_CACHE_SECONDS
from local.aws import REGION
from local.gateway import AUTHORIZER_TTL_SECONDS
from local.provisioning import TOKENS, Deployed, put_tokens
from tests.support.client import Api, is_refused
from tests.support.log import log_lines

BURST = 10_000

pytestmark = pytest.mark.usefixtures("nothing_is_started")


@pytest.fixture
def nobody(api: Api) -> Api:
    return api.with_token(None)


@pytest.fixture
def secret(deployed: Deployed) -> Iterator[Callable[[str], None]]:
    """Give a function that changes the secret's text; put it right again at the end."""
    client = boto3.client("secretsmanager")

    def put(text: str) -> None:
        client.put_secret_value(SecretId=deployed.token_secret_arn, SecretString=text)

    yield put
    put_tokens(deployed.token_secret_arn)
    forget()


def forget() -> None:
    """Wait until what is kept of tokens and of the secret is too old."""
    time.sleep(TOKEN_CACHE_SECONDS + AUTHORIZER_TTL_SECONDS + 0.1)


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


def test_a_token_is_good_until_it_expires(nobody: Api, secret: Callable[[str], None]) -> None:
    now = datetime.now(timezone.utc)
    past = entry("expired", expires_at=now - timedelta(seconds=1))
    future = entry("good", expires_at=now + timedelta(hours=1))
    secret(entries(past, future))
    forget()
    is_refused(nobody.with_token("expired").get("/pipeline"), 401)
    assert nobody.with_token("good").get("/pipeline").status_code == 200


def test_a_new_token_works_and_a_revoked_one_ends_within_both_caches(
    nobody: Api, secret: Callable[[str], None]
) -> None:
    rotated = nobody.with_token("rotated-token")
    is_refused(rotated.get("/pipeline"), 401)
    secret(entries(entry("rotated-token")))
    forget()
    assert rotated.get("/pipeline").status_code == 200
    secret(entries())
    revoked = time.monotonic()
    while rotated.get("/pipeline").status_code == 200:
        assert time.monotonic() - revoked < TOKEN_CACHE_SECONDS + AUTHORIZER_TTL_SECONDS + 5
        time.sleep(0.05)
    is_refused(rotated.get("/pipeline"), 401)


def test_rotation_is_no_outage(nobody: Api, secret: Callable[[str], None]) -> None:
    """Old and new are both listed for a while, and someone calls all the time."""
    old, new = (nobody.with_token(token) for token in ("old-token", "new-token"))
    secret(entries(entry("old-token")))
    forget()
    secret(entries(entry("old-token"), entry("new-token")))
    statuses = set()
    until = time.monotonic() + TOKEN_CACHE_SECONDS + AUTHORIZER_TTL_SECONDS
    while time.monotonic() < until:
        statuses.add(old.get("/pipeline").status_code)
    assert statuses == {200}
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
    api: Api, secret: Callable[[str], None], text: str, caplog: pytest.LogCaptureFixture
) -> None:
    secret(text or " ")
    forget()
    is_refused(api.get("/executions"), 503)
    logged = "".join(log_lines(caplog))
    assert "cannot tell who calls" in logged
    assert "hunter2" not in logged


def test_with_a_deleted_secret_nobody_gets_in_until_it_is_restored(
    api: Api, deployed: Deployed
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
    api: Api, nobody: Api
) -> None:
    reads: list[float] = []

    def record(**_: Any) -> None:
        reads.append(time.monotonic())

    client = secretsmanager(REGION)
    client.meta.events.register("before-call.secrets-manager.GetSecretValue", record)

    def some(worker: int) -> dict[int, int]:
        statuses: dict[int, int] = {}
        with requests.Session() as session:
            for number in range(BURST // 20):
                token = f"guess-{worker}-{number}"
                headers = {"Authorization": f"Bearer {token}"}
                answer = session.get(f"{api.url}/executions", headers=headers, timeout=60)
                statuses[answer.status_code] = statuses.get(answer.status_code, 0) + 1
        return statuses

    began = time.monotonic()
    with ThreadPoolExecutor(20) as pool:
        found = list(pool.map(some, range(20)))
    took = time.monotonic() - began
    client.meta.events.unregister("before-call.secrets-manager.GetSecretValue", record)
    assert all(set(statuses) == {401} for statuses in found)
    assert sum(statuses[401] for statuses in found) == BURST
    # As often as what is kept gets old, however many ask.
    assert 0 < len(reads) <= took / TOKEN_CACHE_SECONDS + 1
    assert api.get("/executions").status_code == 200
