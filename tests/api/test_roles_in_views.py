"""Each view asks for the caller's role itself, whatever the gateway has let through."""

import json
from typing import Any

import pytest
from chalice.app import Chalice

from chalicelib.api.app import ROUTES, create_app
from chalicelib.settings import read_access_settings
from tests.fakes.deployment import FakeDeployment
from tests.support.gateway_events import called

CLOSED = [
    (method, route.path)
    for route in sorted(ROUTES, key=lambda route: (route.path, route.method))
    for method in route.methods
    if route.operation.role
]
READING = [at for at in CLOSED if at[0] in ("GET", "HEAD")]
CHANGING = [at for at in CLOSED if at not in READING]


@pytest.mark.parametrize(("method", "path"), CHANGING)
@pytest.mark.parametrize(
    ("role", "has"),
    [
        *((role, f"the role {role}") for role in ("viewer", "admin", "OPERATOR")),
        *((role, "no role") for role in ("none", "", None)),
    ],
)
def test_a_view_that_changes_something_checks_the_role_itself(
    app: Chalice, method: str, path: str, role: str | None, has: str
) -> None:
    answer = called(app, method, path, {"principalId": "ann", "role": role})
    assert answer["statusCode"] == 403, answer
    problem = json.loads(answer["body"])
    assert problem["detail"] == f"this needs the role operator; ann has {has}"
    assert (problem["role"], problem["required_role"]) == (role, "operator")


@pytest.mark.parametrize(("method", "path"), CLOSED)
@pytest.mark.parametrize("authorizer", [None, {}, {"role": "operator"}, {"principalId": ""}])
def test_a_view_asks_who_calls_itself(
    app: Chalice, method: str, path: str, authorizer: Any
) -> None:
    assert called(app, method, path, authorizer)["statusCode"] == 401


@pytest.mark.parametrize(("method", "path"), READING)
def test_a_view_lets_nobody_read_without_a_role(app: Chalice, method: str, path: str) -> None:
    answer = called(app, method, path, {"principalId": "ann", "role": "none"})
    assert answer["statusCode"] == 403
    if method != "HEAD":
        problem = json.loads(answer["body"])
        assert (problem["role"], problem["required_role"]) == ("none", "viewer")


@pytest.mark.parametrize(("method", "path"), CLOSED)
def test_who_signs_a_request_does_not_sign_another_method(
    deployment: FakeDeployment, method: str, path: str
) -> None:
    deployment.access_settings = read_access_settings({"AUTHENTICATION": "iam"})
    app = create_app(deployment)
    identity = {"userArn": "arn:aws:sts::123456789012:assumed-role/reads/ann"}
    answer = called(
        app,
        method,
        path,
        None,
        identity=identity,
        headers={"X-HTTP-Method-Override": method},
    )
    assert answer["statusCode"] == 403
    if (method, path) in READING:
        assert called(app, method, path, None, identity=identity)["statusCode"] not in (401, 403)
