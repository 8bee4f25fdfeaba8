"""Who gets in by a JWT, and who does not."""

import base64
import json
import time
from collections.abc import Callable
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa

from chalicelib.adapters.oidc import issuer as oidc
from chalicelib.adapters.oidc import keys
from chalicelib.domain.access import Principal, Role
from chalicelib.errors import Unauthorized, UpstreamUnavailable
from tests.support.client import Api
from tests.support.clock import Clock
from tests.support.issuer import AUDIENCE, FakeIssuer
from tests.support.log import log_lines

CLAIMS = oidc.Claims("sub", "roles", "viewer", "operator")


def encoded(part: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode()


def trusting(
    issuer: FakeIssuer, claims: oidc.Claims = CLAIMS, clock: Callable[[], float] = time.monotonic
) -> oidc.Issuer:
    return oidc.Issuer(issuer.url, AUDIENCE, claims, clock)


@pytest.fixture
def own() -> FakeIssuer:
    """Give an issuer of this test's own, that it may break."""
    return FakeIssuer()


def test_a_jwt_of_the_issuer_lets_its_subject_in_and_names_it(api: Api, issuer: FakeIssuer) -> None:
    ann = api.with_token(issuer.token())
    name = ann.start({"only": ["job7"]})
    assert api.ended(name)["requested_by"] == "oidc:ann@example.com"


def test_the_roles_of_a_jwt_bind(api: Api, issuer: FakeIssuer) -> None:
    viewer = api.with_token(issuer.token(roles=["openid", "viewer"]))
    assert viewer.get("/executions").status_code == 200
    assert viewer.post("/refresh", {}).status_code == 403
    for roles in ([], ["admin"], None, {"operator": True}, "operators", 7):
        nothing = api.with_token(issuer.token(roles=roles))
        answer = nothing.get("/executions")
        assert answer.status_code == 403, roles
        assert (answer.json()["role"], answer.json()["required_role"]) == ("none", "viewer")
        assert "you have no role; it takes viewer to read" in answer.json()["detail"]


def test_an_access_token_is_good_beside_the_issuer(api: Api) -> None:
    assert api.get("/executions").status_code == 200


def unsigned(issuer: FakeIssuer) -> str:
    return (
        f"{encoded({'alg': 'none', 'typ': 'JWT', 'kid': issuer.kid})}.{encoded(issuer.claims())}."
    )


def signed_with_the_public_key(issuer: FakeIssuer) -> str:
    # By hand: PyJWT refuses to make such a token.
    head = f"{encoded({'alg': 'HS256', 'kid': issuer.kid})}.{encoded(issuer.claims())}"
    signature = jwt.algorithms.HMACAlgorithm(jwt.algorithms.HMACAlgorithm.SHA256)
    mac = signature.sign(head.encode(), issuer.public_pem())
    return f"{head}.{base64.urlsafe_b64encode(mac).rstrip(b'=').decode()}"


def signed_by_somebody_else(issuer: FakeIssuer) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    return jwt.encode(issuer.claims(), key, algorithm="RS256", headers={"kid": issuer.kid})


def with_a_key_of_its_own(issuer: FakeIssuer) -> str:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(key.public_key()))
    headers = {"kid": issuer.kid, "jwk": public, "jku": "http://127.0.0.1:9/keys"}
    return jwt.encode(issuer.claims(), key, algorithm="RS256", headers=headers)


def without_kid(issuer: FakeIssuer) -> str:
    return jwt.encode(issuer.claims(), issuer.key, algorithm="RS256")


def with_an_unknown_kid(issuer: FakeIssuer) -> str:
    return jwt.encode(issuer.claims(), issuer.key, algorithm="RS256", headers={"kid": "unknown"})


def changed_after_signing(issuer: FakeIssuer) -> str:
    head, _, signature = issuer.token(roles=["viewer"]).split(".")
    return f"{head}.{encoded(issuer.claims())}.{signature}"


def with_claims(**changed: Any) -> Callable[[FakeIssuer], str]:
    def make(issuer: FakeIssuer) -> str:
        # Times are given from now on.
        times = {
            name: int(time.time()) + value if name in ("exp", "nbf", "iat") and value else value
            for name, value in changed.items()
        }
        return issuer.token(**times)

    return make


ATTACKS: dict[str, Callable[[FakeIssuer], str]] = {
    "alg none": unsigned,
    "HS256 with the public key": signed_with_the_public_key,
    "another key": signed_by_somebody_else,
    "a key in its own header": with_a_key_of_its_own,
    "no kid": without_kid,
    "unknown kid": with_an_unknown_kid,
    "changed after it was signed": changed_after_signing,
    "wrong issuer": with_claims(iss="https://evil.example"),
    "no issuer": with_claims(iss=None),
    "wrong audience": with_claims(aud="another-api"),
    "no audience": with_claims(aud=None),
    "expired": with_claims(exp=-60),
    "no expiry": with_claims(exp=None),
    "not yet good": with_claims(nbf=600),
    "of the future": with_claims(iat=600),
    "no subject": with_claims(sub=None),
    "a subject of two lines": with_claims(sub="ann\nINFO forged"),
    "a subject that hides the rest": with_claims(sub="\x1b[2Jann"),
    "a subject without end": with_claims(sub="x" * 201),
    "truncated": lambda issuer: issuer.token()[:-10],
    "without a signature": lambda issuer: issuer.token().rpartition(".")[0] + ".",
    "not base64": lambda _: "a.b.c",
    "empty parts": lambda _: "..",
}


@pytest.mark.parametrize("attack", ATTACKS)
def test_a_jwt_that_is_not_good_is_refused_and_not_logged(
    api: Api, issuer: FakeIssuer, attack: str, caplog: pytest.LogCaptureFixture
) -> None:
    token = ATTACKS[attack](issuer)
    for method, path in (("GET", "/executions"), ("POST", "/refresh")):
        answer = api.with_token(token).call(method, path)
        assert answer.status_code == 401, answer.text
        assert answer.headers["Content-Type"] == "application/problem+json"
    logged = "".join(log_lines(caplog))
    assert "authentication failed" in logged
    for part in token.split("."):
        assert len(part) < 4 or part not in logged
    assert api.with_token(issuer.token()).get("/executions").status_code == 200


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
