"""Who did it is on record with where the name comes from, and only one way in is open."""

import json
import logging
from collections.abc import Callable
from typing import Any

import pytest
from chalice.app import Chalice

from chalicelib.adapters.oidc.issuer import Claims, Issuer
from chalicelib.api.app import ROUTES, create_app
from chalicelib.domain.access import Role, TokenEntry, digest_of
from chalicelib.settings import read_access_settings
from tests.fakes.deployment import FakeDeployment
from tests.fakes.tokens import FakeAccessTokens
from tests.support.gateway_events import called
from tests.support.in_process import InProcessApi, gateway_of
from tests.support.issuer import AUDIENCE, FakeIssuer
from tests.support.log import log_lines

ANN = "arn:aws:sts::123456789012:assumed-role/ops/ann"
CLOSED = [
    (method, route.path)
    for route in sorted(ROUTES, key=lambda route: (route.path, route.method))
    for method in route.methods
    if route.operation.role
]
SIGNED: dict[str, Any] = {"identity": {"userArn": ANN}}
INVENTED = {"principalId": "token:ann", "role": "operator"}


@pytest.fixture(autouse=True)
def nothing_of_the_log_is_lost(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, "refresh-api")


def app_of(authentication: str) -> Chalice:
    settings = read_access_settings({"AUTHENTICATION": authentication})
    return create_app(FakeDeployment(access_settings=settings))


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_where_tokens_are_asked_for_a_signature_alone_is_nobodys(method: str, path: str) -> None:
    assert called(app_of("token"), method, path, None, **SIGNED)["statusCode"] == 401


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_where_signatures_are_asked_for_an_authorizers_word_is_nobodys(
    method: str, path: str
) -> None:
    app = app_of("iam")
    for identity in (None, {}, {"userArn": None}, {"userArn": ""}):
        answer = called(app, method, path, INVENTED, identity=identity)
        assert answer["statusCode"] == 401


def test_where_nothing_is_said_tokens_are_asked_for() -> None:
    assert read_access_settings({}).authentication == "token"


def test_a_way_in_that_there_is_not_is_a_wrong_setting() -> None:
    with pytest.raises(Exception, match="AUTHENTICATION"):
        read_access_settings({"AUTHENTICATION": "none"})


def test_who_signs_is_on_record_as_signer_whatever_the_authorizers_word_is() -> None:
    answer = called(
        app_of("iam"),
        "POST",
        "/refresh",
        INVENTED,
        headers={"content-type": "application/json"},
        body="{}",
        **SIGNED,
    )
    assert json.loads(answer["body"])["requested_by"] == f"iam:{ANN}"


def of_token(deployment: FakeDeployment, name: str) -> InProcessApi:
    entry = TokenEntry(name=name, role=Role.OPERATOR, sha256=digest_of("a-token"))
    tokens = FakeAccessTokens({})
    tokens.put([entry])
    deployment.tokens = tokens
    return InProcessApi(gateway_of(deployment), "a-token", deployment.machine.finish)


def of_jwt(deployment: FakeDeployment, name: str) -> InProcessApi:
    own = FakeIssuer()
    claims = Claims("sub", "roles", "viewer", "operator")
    deployment.issuer = Issuer(own.url, AUDIENCE, claims)
    return InProcessApi(gateway_of(deployment), own.token(sub=name), deployment.machine.finish)


@pytest.mark.parametrize(("caller", "source"), [(of_token, "token"), (of_jwt, "oidc")])
@pytest.mark.parametrize("name", ["ci", "token:ci", "oidc:ci", "iam:arn", "schedule:x"])
def test_who_did_it_says_where_the_name_comes_from(
    deployment: FakeDeployment,
    caplog: pytest.LogCaptureFixture,
    caller: Callable[[FakeDeployment, str], InProcessApi],
    source: str,
    name: str,
) -> None:
    known = f"{source}:{name}"
    api = caller(deployment, name)
    started = api.start()
    assert api.execution(started)["requested_by"] == known
    stopped = api.post(f"/executions/{started}/stop", {"reason": "wrong day"}).json()
    assert stopped["message"] == f"stopped by {known}: wrong day"
    switched = api.put("/schedule", {"enabled": False}).json()["switched"]
    assert switched["by"] == known
    lines = [json.loads(line) for line in log_lines(caplog)]
    assert {line["principal"] for line in lines if "principal" in line} == {known}
