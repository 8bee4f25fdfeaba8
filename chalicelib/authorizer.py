"""The Lambda function that API Gateway asks who calls. It decides nothing.

A function of its own, from the same package: `app.py` and its middleware do not run here.
"""

from collections.abc import Mapping
from typing import Any

from chalicelib.api.authorizer import authorize_request
from chalicelib.bootstrap import Environment

_environment = Environment()


def authorize(event: Mapping[str, Any], _: object) -> dict[str, Any]:
    """Return the policy of whoever sends the token of this event; raises as `authorize_request`.

    https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-lambda-authorizer-input.html
    """
    return authorize_request(_environment, event["authorizationToken"], event["methodArn"])
