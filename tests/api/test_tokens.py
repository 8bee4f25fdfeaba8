"""What the API makes of the secret that lists the tokens, and what it keeps of it."""

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from functools import partial
from typing import Any, cast

import pytest
from cachetools import TTLCache

from chalicelib.adapters.aws.token_secret import TokenSecret
from chalicelib.domain.access import Role
from local import gateway as local_gateway
from local.api import TOKEN_CACHE_SECONDS
from local.gateway import AUTHORIZER_TTL_SECONDS, Gateway, GatewayRefusal
from local.provisioning import TOKENS
from tests.fakes.deployment import FakeDeployment
from tests.fakes.tokens import FakeSecrets
from tests.support.client import Api, is_refused
from tests.support.clock import Clock
from tests.support.in_process import InProcessApi, gateway_of
from tests.support.log import log_lines
from tests.support.token_list import entries, entry

BURST = 10_000
ROUNDS = 10
WORKERS = 20
KEPT_SECONDS = TOKEN_CACHE_SECONDS + AUTHORIZER_TTL_SECONDS

pytestmark = pytest.mark.usefixtures("nothing_is_started")


class TimedSecrets(FakeSecrets):
    """Secrets Manager that notes when it was asked."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(entries())
        self._clock = clock
        self.reads: list[float] = []

    def get_secret_value(self, SecretId: str) -> dict[str, str]:  # noqa: N803
        self.reads.append(self._clock.now)
        return super().get_secret_value(SecretId)


@pytest.fixture
def clock() -> Clock:
    """Give the clock by which the API forgets tokens and their list."""
    return Clock()


@pytest.fixture
def secrets(clock: Clock) -> TimedSecrets:
    return TimedSecrets(clock)


@pytest.fixture
def gateway(
    deployment: FakeDeployment,
    secrets: TimedSecrets,
    clock: Clock,
    monkeypatch: pytest.MonkeyPatch,
) -> Gateway:
    deployment.tokens = TokenSecret(cast("Any", secrets), "secret", TOKEN_CACHE_SECONDS, clock)
    monkeypatch.setattr(local_gateway, "TTLCache", partial(TTLCache, timer=clock))
    return gateway_of(deployment)


@pytest.fixture
def api(gateway: Gateway) -> InProcessApi:
    return InProcessApi(gateway, TOKENS[Role.OPERATOR])


@pytest.fixture
def forget(clock: Clock) -> Callable[[], None]:
    """Give a function that makes what is kept too old."""
    return lambda: clock.move(KEPT_SECONDS)


def test_a_token_is_good_until_it_expires(
    nobody: Api, secrets: TimedSecrets, forget: Callable[[], None]
) -> None:
    now = datetime.now(timezone.utc)
    past = entry("expired", expires_at=now - timedelta(seconds=1))
    future = entry("good", expires_at=now + timedelta(hours=1))
    secrets.text = entries(past, future)
    forget()
    is_refused(nobody.with_token("expired").get("/pipeline"), 401)
    assert nobody.with_token("good").get("/pipeline").status_code == 200


def test_rotation_is_no_outage(
    nobody: Api, secrets: TimedSecrets, forget: Callable[[], None], clock: Clock
) -> None:
    """Old and new are both listed for a while, and someone calls all the time."""
    old, new = (nobody.with_token(token) for token in ("old-token", "new-token"))
    secrets.text = entries(entry("old-token"))
    forget()
    secrets.text = entries(entry("old-token"), entry("new-token"))
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
    secrets: TimedSecrets,
    forget: Callable[[], None],
    text: str,
    caplog: pytest.LogCaptureFixture,
) -> None:
    assert api.get("/executions").status_code == 200
    secrets.text = text
    forget()
    is_refused(api.get("/executions"), 503)
    logged = "".join(log_lines(caplog))
    assert "authentication impossible" in logged
    assert "hunter2" not in logged


def test_a_burst_of_ten_thousand_is_answered_and_asks_for_the_secret_rarely(
    api: Api,
    gateway: Gateway,
    secrets: TimedSecrets,
    clock: Clock,
    caplog: pytest.LogCaptureFixture,
) -> None:
    # Half of the time would go into lines that nobody reads.
    caplog.set_level("WARNING", "refresh-api")

    def some(worker: int) -> Counter[int]:
        found: Counter[int] = Counter()
        for number in range(BURST // ROUNDS // WORKERS):
            headers = {"authorization": f"Bearer guess-{clock.now}-{worker}-{number}"}
            # The gateway alone: a client's own work would be the most of it.
            try:
                answered = gateway.handle_request("GET", "/executions", headers, None)
                found[answered["statusCode"]] += 1
            except GatewayRefusal as refusal:
                found[refusal.status] += 1
        return found

    began = clock.now
    statuses: Counter[int] = Counter()
    with ThreadPoolExecutor(WORKERS) as pool:
        for _ in range(ROUNDS):
            for found in pool.map(some, range(WORKERS)):
                statuses += found
            clock.now += TOKEN_CACHE_SECONDS
    assert statuses == {401: BURST}
    # As often as what is kept gets old, however many ask.
    assert secrets.reads == [began + TOKEN_CACHE_SECONDS * number for number in range(ROUNDS)]
    assert api.get("/executions").status_code == 200
