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
from tests.fakes.deployment import FakeDeployment
from tests.support.client import Api
from tests.support.issuer import AUDIENCE, FakeIssuer, encoded, unsigned, with_an_unknown_kid
from tests.support.log import log_lines


@pytest.fixture
def deployment(issuer: FakeIssuer) -> FakeDeployment:
    claims = oidc.Claims("sub", "roles", "viewer", "operator")
    return FakeDeployment(issuer=oidc.Issuer(issuer.url, AUDIENCE, claims))


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
