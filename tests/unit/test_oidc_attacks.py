"""What a stranger can send as a JWT, and what an odd issuer can answer."""

import base64
import json
import time
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa

from chalicelib.adapters.oidc import issuer as oidc
from chalicelib.adapters.oidc import keys
from chalicelib.domain.access import Role
from chalicelib.errors import Unauthorized, UpstreamUnavailable
from tests.support.clock import Clock
from tests.support.issuer import AUDIENCE, FakeIssuer
from tests.support.waiting import until

CLAIMS = oidc.Claims("sub", "roles", "viewer", "operator")
KEYS = {
    "rsa": jwt.algorithms.RSAAlgorithm.to_jwk(
        rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    ),
    "p256": jwt.algorithms.ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP256R1()).public_key()),
    "p384": jwt.algorithms.ECAlgorithm.to_jwk(ec.generate_private_key(ec.SECP384R1()).public_key()),
    "ed25519": jwt.algorithms.OKPAlgorithm.to_jwk(
        ed25519.Ed25519PrivateKey.generate().public_key()
    ),
    "oct": jwt.algorithms.HMACAlgorithm.to_jwk(b"everybody may know it"),
    "no type": "{}",
    "half a key": '{"kty": "RSA", "e": "AQAB"}',
}
ALGORITHMS: tuple[Any, ...] = (
    *("RS256", "RS384", "RS512", "PS256", "PS512", "ES256", "ES384", "ES512", "ES256K"),
    *("HS256", "HS512", "EdDSA", "none", "NONE", "rs256", "", None, 5, ["RS256"], {}),
)


def encoded(part: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


@pytest.fixture(scope="module")
def issuer() -> FakeIssuer:
    """Give an issuer that has keys of every type."""
    return FakeIssuer()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def trusted(issuer: FakeIssuer, clock: Clock) -> oidc.Issuer:
    return oidc.Issuer(issuer.url, AUDIENCE, CLAIMS, clock)


@pytest.mark.parametrize("kind", KEYS)
@pytest.mark.parametrize("named", [True, False])
def test_an_unsigned_jwt_is_refused_whatever_its_algorithm_and_its_key_are(
    issuer: FakeIssuer, clock: Clock, kind: str, named: bool
) -> None:
    for algorithm in ALGORITHMS:
        alg = {"alg": algorithm} if named and isinstance(algorithm, str) else {}
        issuer.more_keys = [{**json.loads(KEYS[kind]), "kid": "odd", **alg}]
        trusted = oidc.Issuer(issuer.url, AUDIENCE, CLAIMS, clock)
        header = {"typ": "JWT", "alg": algorithm, "kid": "odd"}
        for signature in ("", "AAAA", "A" * 86, "A" * 342):
            token = f"{encoded(header)}.{encoded(issuer.claims())}.{signature}"
            with pytest.raises(Unauthorized):
                trusted.principal(token)


@pytest.mark.parametrize("algorithm", ["RS256", "PS256"])
def test_a_key_that_names_another_algorithm_signs_nothing(
    issuer: FakeIssuer, clock: Clock, algorithm: str
) -> None:
    own = FakeIssuer()
    own.algorithm = "RS512"
    signed = jwt.encode(own.claims(), own.key, algorithm, headers={"kid": own.kid})
    with pytest.raises(Unauthorized, match="key"):
        oidc.Issuer(own.url, AUDIENCE, CLAIMS, clock).principal(signed)
    own.algorithm = algorithm
    assert oidc.Issuer(own.url, AUDIENCE, CLAIMS, clock).principal(signed).role is Role.OPERATOR


@pytest.mark.parametrize("kid", [None, "unknown", 5, ["first"], {}, "", "first "])
def test_a_key_id_that_is_none_of_the_issuers_is_refused(
    issuer: FakeIssuer, trusted: oidc.Issuer, kid: Any
) -> None:
    token = f"{encoded({'alg': 'RS256', 'kid': kid})}.{encoded(issuer.claims())}.AAAA"
    with pytest.raises(Unauthorized):
        trusted.principal(token)


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "n"},
        {"at_hash": "h"},
        {"c_hash": "h"},
        {"token_use": "id"},
        {"exp": int(time.time()) + 25 * 3600},
        {"exp": 2**60},
        {"exp": str(2**60)},
        {"exp": "1700000000"},
        {"exp": "soon"},
        {"exp": None},
        {"exp": [1]},
    ],
)
def test_what_is_no_access_token_is_refused(
    issuer: FakeIssuer, trusted: oidc.Issuer, claims: Any
) -> None:
    with pytest.raises(Unauthorized):
        trusted.principal(issuer.token(**claims))


@pytest.mark.parametrize(
    ("kind", "good"),
    [("JWT", True), ("at+jwt", True), ("application/at+jwt", True), ("logout+jwt", False)],
)
def test_the_type_of_a_token_is_looked_at(
    issuer: FakeIssuer, trusted: oidc.Issuer, kind: str, good: bool
) -> None:
    headers = {"kid": issuer.kid, "typ": kind}
    token = jwt.encode(issuer.claims(token_use="access"), issuer.key, "RS256", headers)
    if good:
        assert trusted.principal(token).name == "ann@example.com"
    else:
        with pytest.raises(Unauthorized, match="type"):
            trusted.principal(token)


@pytest.mark.parametrize(
    ("roles", "scope", "role"),
    [
        ("lead operator", False, None),
        ("lead operator", True, Role.OPERATOR),
        ("openid viewer", True, Role.VIEWER),
        ("operator", False, Role.OPERATOR),
        ("operator", True, Role.OPERATOR),
        (["lead operator"], True, None),
        (["operator"], True, Role.OPERATOR),
    ],
)
def test_a_string_of_roles_is_split_only_where_it_is_a_scope(
    issuer: FakeIssuer, clock: Clock, roles: Any, scope: bool, role: Role | None
) -> None:
    claims = oidc.Claims("sub", "roles", "viewer", "operator", scope)
    trusted = oidc.Issuer(issuer.url, AUDIENCE, claims, clock)
    assert trusted.principal(issuer.token(roles=roles)).role is role


METADATA = "/.well-known/openid-configuration"
ODD: dict[str, dict[str, Any]] = {
    "a list": {METADATA: []},
    "nothing": {METADATA: None},
    "a text": {METADATA: "x"},
    "no keys' address": {METADATA: {"jwks_uri": None}},
    "a list for the keys' address": {METADATA: {"jwks_uri": ["x"]}},
    "no address at all": {METADATA: {"jwks_uri": "nowhere"}},
    "another issuer": {METADATA: {"issuer": "https://other.example.com"}},
    "a list of keys": {"/keys": []},
    "keys that are no list": {"/keys": {"keys": {"first": {}}}},
    "no keys": {"/keys": {}},
    "half a key": {"/keys": {"keys": [{"kty": "RSA", "kid": "first", "e": "AQAB"}]}},
    "more than anybody needs": {METADATA: {"padding": "x" * 1_000_001}},
}


@pytest.mark.parametrize("kind", ODD)
def test_an_issuer_that_answers_oddly_leaves_the_known_keys_good_for_a_while(
    clock: Clock, kind: str
) -> None:
    own = FakeIssuer()
    trusted = oidc.Issuer(own.url, AUDIENCE, CLAIMS, clock)
    assert trusted.principal(own.token()).role is Role.OPERATOR
    own.odd = ODD[kind]
    clock.move(keys.REFRESH_KEYS_SECONDS)
    assert trusted.principal(own.token()).role is Role.OPERATOR
    clock.move(keys.KEEP_KEYS_SECONDS)
    with pytest.raises(UpstreamUnavailable, match="does not tell its keys"):
        trusted.principal(own.token())


def test_an_issuer_that_drips_holds_one_thread(
    clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = FakeIssuer()
    trusted = oidc.Issuer(own.url, AUDIENCE, CLAIMS, clock)
    own.answers.clear()
    monkeypatch.setattr(keys, "FETCH_SECONDS", 0.01)
    for _ in range(5):
        with pytest.raises(UpstreamUnavailable):
            trusted.principal(own.token())
        clock.move(keys.FETCH_AGAIN_SECONDS)
    until(lambda: own.asked, [METADATA])
    own.answers.set()


@pytest.mark.parametrize("odd", ["https://other.example.com", None])
def test_metadata_of_another_issuer_gives_no_key(clock: Clock, odd: str | None) -> None:
    own = FakeIssuer()
    own.odd = {METADATA: {"issuer": odd}}
    with pytest.raises(UpstreamUnavailable):
        oidc.Issuer(own.url, AUDIENCE, CLAIMS, clock).principal(own.token())
