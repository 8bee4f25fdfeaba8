"""Where moto's API Gateway is not like AWS's."""

from collections.abc import Callable
from typing import Any

from local.emulator.declaring import Fix, Replacement


def _put_integration(original: Callable[..., Any]) -> Callable[..., Any]:
    def put_integration(
        self: Any, *args: Any, uri: str = "", integration_method: str = "", **more: Any
    ) -> Any:
        return original(self, *args, uri=uri, integration_method=integration_method, **more)

    return put_integration


MOCKS_CALL_NOTHING = Fix(
    name="mocks_call_nothing",
    service="API Gateway",
    moto="A body is not imported where an integration names nothing to call, as a mock does.",
    aws="A mock has no `uri` and no `httpMethod`.",
    docs="https://docs.aws.amazon.com/apigateway/latest/developerguide/"
    "api-gateway-swagger-extensions-integration.html",
    package="apigateway",
    replacements=(
        Replacement(
            "moto.apigateway.models:APIGatewayBackend", "put_integration", _put_integration
        ),
    ),
)

FIXES = (MOCKS_CALL_NOTHING,)
