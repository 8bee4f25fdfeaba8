"""The app, called with what the deployed gateway hands to the function."""

from types import SimpleNamespace
from typing import Any

from chalice.app import Chalice


def called(
    app: Chalice,
    method: str,
    path: str,
    authorizer: Any,
    *,
    identity: Any = None,
    headers: Any = None,
    body: str | None = None,
    name: str = "some",
) -> dict[str, Any]:
    """Return the app's answer to an event of the gateway, whose path's parameter is `name`."""
    event = {
        "resource": path,
        "headers": headers or {},
        "multiValueHeaders": {},
        "multiValueQueryStringParameters": None,
        "pathParameters": {"name": name},
        "stageVariables": None,
        "requestContext": {
            "resourcePath": path,
            "path": path,
            "httpMethod": method,
            "authorizer": authorizer,
            "identity": identity,
            "requestId": "an-id",
        },
        "body": body,
        "isBase64Encoded": False,
    }
    context = SimpleNamespace(get_remaining_time_in_millis=lambda: 29_000)
    answer: dict[str, Any] = app(event, context)
    return answer
