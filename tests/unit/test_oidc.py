"""The keys of an issuer: when they are asked for, and what becomes of tokens without them."""

import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest

from chalicelib.adapters.oidc import issuer as oidc
from chalicelib.adapters.oidc import keys
from chalicelib.domain.access import Principal, Role
from chalicelib.errors import Unauthorized, UpstreamUnavailable
from tests.support.clock import Clock
from tests.support.issuer import AUDIENCE, FakeIssuer, unsigned, with_an_unknown_kid

CLAIMS = oidc.Claims("sub", "roles", "viewer", "operator")


def trusting(
    issuer: FakeIssuer, claims: oidc.Claims = CLAIMS, clock: Callable[[], float] = time.monotonic
) -> oidc.Issuer:
    return oidc.Issuer(issuer.url, AUDIENCE, claims, clock)


@pytest.fixture
def own() -> FakeIssuer:
    """Give an issuer of this test's own, that it may break."""
    return FakeIssuer()


def test_keys_are_asked_for_once_and_again_when_a_new_one_signs(own: FakeIssuer) -> None:
    clock = Clock()
    trusted = trusting(own, clock=clock)
    old = own.token()
    for _ in range(50):
        assert trusted.principal(own.token()) == Principal("ann@example.com", Role.OPERATOR)
    assert len(own.asked) == 2  # the metadata and the keys
    own.change_key()
    for _ in range(50):
        with pytest.raises(Unauthorized):
            trusted.principal(own.token())
    assert len(own.asked) == 2, "unknown keys must not become a flood of requests"
    clock.now += keys.FETCH_AGAIN_SECONDS
    assert trusted.principal(own.token()).name == "ann@example.com"
    assert len(own.asked) == 4
    with pytest.raises(Unauthorized):
        trusted.principal(old)


def test_an_issuer_that_is_down_lets_nobody_in_and_is_not_asked_by_every_token(
    own: FakeIssuer,
) -> None:
    own.down = True
    trusted = trusting(own)
    for _ in range(50):
        with pytest.raises(UpstreamUnavailable, match="does not tell its keys"):
            trusted.principal(own.token())
    assert len(own.asked) == 1


def test_an_issuer_that_goes_down_does_not_lock_out_whom_its_known_keys_signed(
    own: FakeIssuer,
) -> None:
    clock = Clock()
    trusted = trusting(own, clock=clock)
    token = own.token()
    trusted.principal(token)
    own.down = True
    clock.now += keys.REFRESH_KEYS_SECONDS
    with pytest.raises(UpstreamUnavailable):
        trusted.principal(with_an_unknown_kid(own))
    assert len(own.asked) == 3
    assert trusted.principal(token).name == "ann@example.com"
    clock.now += keys.KEEP_KEYS_SECONDS - keys.REFRESH_KEYS_SECONDS
    with pytest.raises(UpstreamUnavailable):
        trusted.principal(token)
    own.down = False
    clock.now += keys.FETCH_AGAIN_SECONDS
    assert trusted.principal(token).name == "ann@example.com"


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
def test_a_key_that_names_no_algorithm_is_good_for_each_of_its_kind(
    own: FakeIssuer, algorithm: str
) -> None:
    own.algorithm = None
    token = jwt.encode(own.claims(), own.key, algorithm=algorithm, headers={"kid": own.kid})
    assert trusting(own).principal(token).name == "ann@example.com"


@pytest.fixture
def hasty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keys, "FETCH_SECONDS", 0.5)


@pytest.mark.usefixtures("hasty")
def test_an_issuer_that_drips_is_not_waited_for_either(own: FakeIssuer) -> None:
    own.drips = True
    with pytest.raises(UpstreamUnavailable):
        trusting(own).principal(own.token())
    own.drips = False  # only now: it was given up while it dripped


@pytest.mark.usefixtures("hasty")
def test_an_issuer_that_is_slow_is_not_waited_for(own: FakeIssuer) -> None:
    own.answers.clear()
    with pytest.raises(UpstreamUnavailable):
        trusting(own).principal(own.token())
    own.answers.set()  # only now: it was given up before it answered


def test_an_issuer_that_calls_itself_by_another_name_is_not_trusted(own: FakeIssuer) -> None:
    own.named = "https://evil.example"
    with pytest.raises(UpstreamUnavailable):
        trusting(own).principal(own.token())


def test_nothing_is_fetched_for_a_token_of_a_wrong_algorithm(own: FakeIssuer) -> None:
    with pytest.raises(Unauthorized):
        trusting(own).principal(unsigned(own))
    assert not own.asked


@pytest.mark.parametrize(
    ("path", "claims"),
    [
        ("groups", {"groups": ["oncall"]}),
        ("realm_access.roles", {"realm_access": {"roles": ["oncall"]}}),
        ("https://example.com/roles", {"https://example.com/roles": ["oncall"]}),
        ("role", {"role": "oncall"}),
    ],
)
def test_roles_are_found_where_the_deployment_says(
    own: FakeIssuer, path: str, claims: dict[str, Any]
) -> None:
    trusted = trusting(own, oidc.Claims("email", path, "everybody", "oncall"))
    token = own.token(email="ann@example.com", **claims)
    assert trusted.principal(token) == Principal("ann@example.com", Role.OPERATOR)
