"""Corrections of moto's API Gateway."""

from collections.abc import Callable
from typing import Any

from local.emulator.declaring import Fix, Replacement


def _put_integration(original: Callable[..., Any]) -> Callable[..., Any]:
    def put_integration(
        self: Any, *args: Any, uri: str = "", integration_method: str = "", **more: Any
    ) -> Any:
        return original(self, *args, uri=uri, integration_method=integration_method, **more)

    return put_integration


MOCKS_NEED_NO_URI = Fix(
    name="mocks_need_no_uri",
    service="API Gateway",
    moto="The import of a body fails if an integration has no `uri` and no `httpMethod`.",
    aws="A mock integration needs neither.",
    docs="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-swagger-extensions-integration.html",
    package="apigateway",
    replacements=(
        Replacement(
            "moto.apigateway.models:APIGatewayBackend", "put_integration", _put_integration
        ),
    ),
)

FIXES = (MOCKS_NEED_NO_URI,)
