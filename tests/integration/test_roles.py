"""Each view asks for the caller's role itself, whatever the gateway has let through."""

import json
from typing import Any

import pytest

from app import app
from chalicelib.api.endpoint import OPERATIONS

CLOSED = [
    (method, path)
    for path, methods in sorted(app.routes.items())
    for method, entry in sorted(methods.items())
    if OPERATIONS[entry.view_function].role
]
CHANGING = [at for at in CLOSED if at[0] != "GET"]

# The process must know its settings.
pytestmark = pytest.mark.usefixtures("api")


@pytest.mark.parametrize(("method", "path"), CHANGING)
@pytest.mark.parametrize("role", ["viewer", "none", None, "admin", "OPERATOR", ""])
def test_a_view_that_changes_something_checks_the_role_itself(
    method: str, path: str, role: str | None
) -> None:
    answer = called(method, path, {"principalId": "ann", "role": role})
    assert answer["statusCode"] == 403, answer
    assert "this takes the role operator" in json.loads(answer["body"])["detail"]


@pytest.mark.parametrize(("method", "path"), CLOSED)
@pytest.mark.parametrize("authorizer", [None, {}, {"role": "operator"}, {"principalId": ""}])
def test_a_view_asks_who_calls_itself(method: str, path: str, authorizer: Any) -> None:
    assert called(method, path, authorizer)["statusCode"] == 401


@pytest.mark.parametrize(("method", "path"), [at for at in CLOSED if at[0] == "GET"])
def test_a_view_lets_nobody_read_without_a_role(method: str, path: str) -> None:
    assert called(method, path, {"principalId": "ann", "role": "none"})["statusCode"] == 403


def called(method: str, path: str, authorizer: Any) -> dict[str, Any]:
    """Return the app's answer to an event of the gateway."""
    event = {
        "resource": path,
        "headers": {},
        "multiValueHeaders": {},
        "multiValueQueryStringParameters": None,
        "pathParameters": {"name": "some"},
        "stageVariables": None,
        "requestContext": {
            "resourcePath": path,
            "path": path,
            "httpMethod": method,
            "authorizer": authorizer,
            "requestId": "an-id",
        },
        "body": None,
        "isBase64Encoded": False,
    }
    answer: dict[str, Any] = app(event, None)
    return answer
