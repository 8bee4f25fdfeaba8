"""No line that the authorizer logs holds a value of a caller."""

import json
from typing import Any, cast

import pytest

from chalicelib.adapters.aws.token_secret import TokenSecret
from chalicelib.adapters.oidc.issuer import Claims, Issuer
from chalicelib.api.authorizer import CannotAuthorize, GatewayUnauthorized, authorize_request
from tests.fakes.deployment import FakeDeployment
from tests.support.failures import FAILURES, MARK, Broken
from tests.support.issuer import AUDIENCE, FakeIssuer
from tests.support.log import is_clean

ARN = "arn:aws:execute-api:us-east-1:123456789012:abc123/api/GET/executions"


class Secrets:
    """A Secrets Manager whose secret says this."""

    def __init__(self, text: str) -> None:
        self._text = text

    def get_secret_value(self, SecretId: str) -> dict[str, str]:  # noqa: N803
        """Return the secret."""
        return {"SecretString": self._text}


@pytest.mark.parametrize(
    "secret",
    [
        MARK,
        json.dumps({"tokens": MARK}),
        json.dumps({MARK: []}),
        json.dumps({"tokens": [{"name": "x", "role": MARK, "sha256": MARK, MARK: MARK}]}),
    ],
)
def test_what_a_corrupt_secret_holds_is_not_logged_but_where_it_is_wrong(
    secret: str, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    deployment = FakeDeployment()
    deployment.tokens = cast("Any", TokenSecret(cast("Any", Secrets(secret)), "arn", 60))
    for _ in range(2):
        with pytest.raises(CannotAuthorize) as raised:
            authorize_request(deployment, f"Bearer {MARK}", ARN)
        assert MARK not in str(raised.value)
    is_clean(written, capfd, MARK)
    assert "the secret does not list access tokens: " in written[1]


@pytest.mark.parametrize("kind", FAILURES)
def test_what_the_authorizer_fails_with_leaves_no_value_in_its_log_or_in_lambdas(
    kind: str, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    deployment = FakeDeployment()
    deployment.tokens = cast("Any", Broken(FAILURES[kind]))
    with pytest.raises((CannotAuthorize, GatewayUnauthorized)) as raised:
        authorize_request(deployment, f"Bearer {MARK}", ARN)
    # What Lambda writes of it.
    assert MARK not in str(raised.value)
    if kind != "Unauthorized":
        is_clean(written, capfd, MARK)
        assert json.loads(written[0])["message"] == "authentication impossible"


@pytest.mark.parametrize("claims", [{"sub": f"{MARK}\n"}, {"aud": MARK}, {"iss": MARK}, {"exp": 1}])
def test_what_a_refused_jwt_says_is_not_logged(
    claims: Any, written: list[str], capfd: pytest.CaptureFixture[str]
) -> None:
    own = FakeIssuer()
    issuer = Issuer(own.url, AUDIENCE, Claims("sub", "roles", "viewer", "operator"))
    deployment = FakeDeployment(issuer=issuer)
    with pytest.raises(GatewayUnauthorized):
        authorize_request(deployment, f"Bearer {own.token(**claims)}", ARN)
    is_clean(written, capfd, MARK)
